"""Hears a question for a figure, part by part. A word that belongs to no part is told, never passed over."""

from collections.abc import Sequence
from datetime import date

from bot.domain.figures.line import Line
from bot.domain.figures.parts import Names, Parts
from bot.domain.figures.patterns import FigurePatterns, pairs_of, patterns_in, vocabulary_of
from bot.domain.figures.question import Period, Question
from bot.domain.figures.series import SeriesHearing, SeriesWords
from bot.domain.figures.spelling import FigureSpeller
from bot.domain.figures.words import FigureWords
from bot.domain.sample.figures import Figure
from bot.domain.understanding.patterns import Word
from bot.domain.understanding.phrases import Shortenings

_MOST_CHARACTERS, _MOST_WORDS = 300, 45


class FigureHearing:
    """Hears questions for figures in one language."""

    def __init__(
        self,
        words: FigureWords,
        usual: Shortenings,
        published: SeriesWords,
        figures: Sequence[Figure] = (),
    ) -> None:
        self._patterns = FigurePatterns(words)
        said = words.model_dump(exclude={"small_words", "shortenings"}), published.model_dump()
        vocabulary = {*self._patterns.small, *vocabulary_of(said)}
        pairs = {pair for pattern in patterns_in(said) for pair in pairs_of(pattern)}
        self._speller = FigureSpeller(words, usual, vocabulary, pairs)
        self.published = SeriesHearing(published, self._patterns, figures)

    def spoken(self, text: str, names: Names) -> list[Word]:
        """The words of a question in full; none of a message too long to be one."""
        if len(text) > _MOST_CHARACTERS:
            return []
        spoken = self._speller.words(text, names.syllables())
        return spoken if len(spoken) <= _MOST_WORDS else []

    def periods(self, text: str, *, today: date) -> tuple[Period, ...]:
        """The times a message names, whatever else it asks: the quarter, "tháng 10", "năm 2025"."""
        line = Line(self.spoken(text, Names()))
        return tuple(self._patterns.times.take(line, today).periods)

    def heard(self, text: str, names: Names, *, today: date) -> Question | None:
        """What a question says; None for a message too long to be one."""
        spoken = self.spoken(text, names)
        if not spoken:
            return None
        question = Parts(self._patterns, Line(spoken), names, today).question()
        if question.unknown and any(each.accents for each in spoken):
            bare = Parts(self._patterns, Line([Word(each.plain) for each in spoken]), names, today).question()
            return question if bare.unknown else bare
        return question
