"""Hears what goes on about the subject spoken of last, and what holds several questions. Ranks nothing."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.text import clean, fold, words
from bot.domain.understanding.patterns import Word, compiled, marked, word
from bot.domain.understanding.phrases import Phrases

# Half a sentence: one that says more stands for itself.
_MOST_WORDS = 9
_FEWEST_WORDS = 3
_MOST_PARTS = 6
# No comma: it joins what belongs together more often than it parts two questions.
_MARKS = re.compile(r"[?!;\n]+|\.(?=\s)")


class Following:
    """Reads one language's words for going on."""

    def __init__(self, phrases: Phrases) -> None:
        self._small = {fold(each) for each in phrases.small_words}
        self._polite = {fold(each) for each in (*phrases.courtesy, *phrases.opening_words)}
        self._kinds = {fold(each) for each in phrases.kind_words}
        self._begins = compiled(phrases.goes_on)
        self._ends = compiled(phrases.goes_on_at_the_end)
        self._asking = compiled(phrases.asking)
        between = sorted(map(fold, phrases.between), key=len, reverse=True)
        self._between = re.compile("|".join(rf"\b{re.escape(each)}\b" for each in between) or r"(?!)")

    def only_asks_for_a_part(self, said: Sequence[Word], *, dated: bool = False) -> bool:
        """Whether the words name no subject: "nộp ở đâu", "bao lâu có tiền"; where dated, "còn năm 2024"."""
        words = self._bare(said, dated=dated)
        return 1 < len(said) <= _MOST_WORDS and bool(words) and words <= self._small

    def only_names_a_kind(self, said: Sequence[Word], *, dated: bool = False) -> bool:
        """Whether half a sentence names no more than a kind of household: "còn cận nghèo thì sao"."""
        words = self._bare(said, dated=dated)
        return self.goes_on(marked(said)) and bool(words - self._small) and words <= self._small | self._kinds

    def _bare(self, said: Sequence[Word], *, dated: bool) -> set[str]:
        """The words without those of politeness, and without numbers where they are a day's."""
        words = {each.plain for each in said if not (dated and each.plain.isdecimal())}
        return words - (self._polite - self._small)

    def goes_on(self, line: str) -> bool:
        """Whether the marked line is half a sentence: "còn cận nghèo thì sao"."""
        if line.count(" ") - 1 > _MOST_WORDS:
            return False
        begins = self._begins is not None and self._begins.match(line, 1)
        ends = self._ends is not None and any(match.end() == len(line) for match in self._ends.finditer(line))
        return bool(begins) or ends

    def questions(self, text: str) -> list[str]:
        """The questions of a message that has more than one; else nothing."""
        parts = [part for part in self._parts(clean(text)) if self._asks(part)]
        return parts if 1 < len(parts) <= _MOST_PARTS else []

    def _parts(self, text: str) -> Iterator[str]:
        for sentence in _MARKS.split(text):
            folded = fold(sentence)
            start = 0
            # Folding keeps the length of all but a few odd letters; with one of those, nothing is cut.
            for cut in self._between.finditer(folded if len(folded) == len(sentence) else ""):
                yield sentence[start : cut.start()]
                start = cut.end()
            yield sentence[start:]

    def _asks(self, part: str) -> bool:
        said = [word(each) for each in words(part.casefold())]
        asks = self._asking is not None and self._asking.search(marked(said))
        return len(said) >= _FEWEST_WORDS and bool(asks)
