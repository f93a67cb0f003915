"""Hears a question for a figure, part by part. A word that belongs to no part is told, never passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.figures.line import Line
from bot.domain.figures.mending import Spelled
from bot.domain.figures.parts import Names, Parts
from bot.domain.figures.patterns import FigurePatterns, patterns_in, runs_of, vocabulary_of
from bot.domain.figures.question import Period, Question
from bot.domain.figures.series import Asked, SeriesHearing, SeriesWords
from bot.domain.figures.spelling import FigureSpeller
from bot.domain.figures.words import FigureWords
from bot.domain.sample.figures import Figure
from bot.domain.understanding.patterns import Word
from bot.domain.understanding.phrases import Shortenings

_MOST_CHARACTERS, _MOST_WORDS = 300, 45
_MOST_READ, _MARGIN, _FAR, _YEAR_DIGITS = 16, 0.75, 2.6, 4


@dataclass(frozen=True, slots=True)
class Heard:
    """A question, and the published figures it may ask for instead. `others` are what else a misspelled one
    may have been."""

    question: Question
    published: tuple[Asked, ...] = ()
    others: "tuple[Heard, ...]" = ()

    @property
    def whole(self) -> bool:
        """Whether every word of it belongs to a part."""
        question = self.question
        asks = question.subject or question.by is not None or question.follows
        return bool(self.published) or (asks and not (question.unknown or question.elsewhere))


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
        pairs, triples = (
            {run for pattern in patterns_in(said) for run in runs_of(pattern, length)} for length in (2, 3)
        )
        counted = set(vocabulary_of((words.statuses, words.flows, words.counted, words.counts)))
        core, small = (
            set(vocabulary_of([said[0][part] for part in ("statuses", "ranks", "ages")])),
            (self._patterns.small - counted) | set(self._patterns.former),
        )
        self._speller = FigureSpeller(words, usual, vocabulary, pairs, triples, core, small)
        self.published = SeriesHearing(published, self._patterns, figures)

    def spoken(self, text: str) -> list[Word]:
        """The words of a question in full; none of a message too long to be one."""
        if len(text) > _MOST_CHARACTERS:
            return []
        spoken = self._speller.words(text)
        return spoken if len(spoken) <= _MOST_WORDS else []

    def periods(self, text: str, *, today: date) -> tuple[Period, ...]:
        """The times a message names, whatever else it asks: the quarter, "tháng 10", "năm 2025"."""
        return tuple(self._patterns.times.take(Line(self.spoken(text)), today).periods)

    def heard(self, text: str, names: Names, *, today: date) -> Heard | None:
        """What a question says, misspelled words mended where only one reading is left; None for a message
        too long to be one."""
        spoken = self.spoken(text)
        if not spoken:
            return None
        as_typed = self._said(spoken, names, today)
        if as_typed.question.personal or not as_typed.question.said or self._plainly_elsewhere(as_typed):
            return as_typed
        spelled = names.spelled
        doubts = self._speller.doubts(text, spelled)
        if as_typed.whole and not doubts:
            return as_typed
        found = {as_typed: doubts} if as_typed.whole else {}
        return self._mended(self._speller.readings(text, spelled), found, names, today) or as_typed

    def _said(self, spoken: Sequence[Word], names: Names, today: date) -> Heard:
        question = Parts(self._patterns, Line(spoken), names, today).question()
        if question.unknown and any(each.accents for each in spoken):
            bare = Parts(self._patterns, Line([Word(each.plain) for each in spoken]), names, today).question()
            question = question if bare.unknown else bare
        return Heard(question, tuple(self.published.heard(spoken, today=today)))

    def _plainly_elsewhere(self, heard: Heard) -> bool:
        """Whether a place is named that is not the asker's, by words that are no slips of others."""
        named = [each for place in heard.question.elsewhere for each in place.split()]
        return bool(named) and self._speller.knows(named)

    def _mended(
        self, readings: Sequence[Spelled], found: dict[Heard, float], names: Names, today: date
    ) -> Heard | None:
        """The reading that is nearer to what was typed than any other; where several are, all of them."""
        for spelled in readings[:_MOST_READ]:
            near = min(found.values(), default=spelled.cost) + _MARGIN
            if spelled.cost > min(near, readings[0].cost + _FAR):
                break
            heard = self._said(spelled.words, names, today)
            if heard.whole and (heard.published or _years(spelled.words) <= _told(heard.question)):
                found.setdefault(heard, spelled.cost)
        if not found:
            return None
        best, *others = sorted(found, key=lambda each: found[each])
        return replace(best, others=tuple(each for each in others if found[each] <= found[best] + _MARGIN))


def _years(spoken: Sequence[Word]) -> set[int]:
    return {int(each.plain) for each in spoken if each.plain.isdecimal() and len(each.plain) == _YEAR_DIGITS}


def _told(question: Question) -> set[int]:
    """The years a question was understood to be about."""
    return {year for each in question.periods for year in range(each.start.year, each.last.year + 1)} | (
        {question.known_on.year} if question.known_on else set()
    )
