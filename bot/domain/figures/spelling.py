"""Brings a question for a figure to whole words: dates written out, "k2" and "hongheo" taken apart, slips mended.

Mends only what is no word of its own: a filter must never be made out of somebody's name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.domain.figures.words import FigureWords
from bot.domain.text import clean, fold
from bot.domain.understanding.patterns import Word, word
from bot.domain.understanding.phrases import Shortenings
from bot.domain.understanding.spelling import Speller, is_syllable

_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/])")
_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{4})(?![\d/])")
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?![\d/])")
_YEARS = re.compile(r"(?<![\d/.-])(\d{4})\s*[-–]\s*(\d{4})(?![\d/])")
_LONGEST_DAY, _LONGEST_MONTH = 31, 12
_SHORTEST_MENDED, _SHORTEST_GLUED, _MOST_GLUED = 4, 5, 4
_MOST_PLACES = 40


class FigureSpeller:
    """The words of a question in full. `names` of places and units are words too."""

    def __init__(self, words: FigureWords, usual: Shortenings, vocabulary: Iterable[str]) -> None:
        ours = words.shortenings
        self._words = words
        self._speller = Speller(
            Shortenings(
                in_context={**usual.in_context, **ours.in_context},
                always={**usual.always, **ours.always},
                dropped=usual.dropped,
            )
        )
        self._slips = {fold(slip): word(right) for right, slips in words.misspelled.items() for slip in slips}
        self._vocabulary = frozenset(vocabulary)
        self._numbers = {fold(spelled): Word(str(number)) for spelled, number in words.numbers.items()}
        self._hamlets = frozenset(fold(each) for each in words.hamlet_words)
        glued = "|".join(sorted(words.glued, key=len, reverse=True))
        self._glued = re.compile(rf"(?<!\w)({glued})\.?(\d{{1,4}})(?!\w)")

    def words(self, text: str, names: frozenset[str]) -> list[Word]:
        """The words of a text."""
        whole = self._written_out(clean(text).casefold())
        spoken = [mended for each in self._speller.words(whole) for mended in self._mended(each, names)]
        return self._numbered(spoken)

    def _written_out(self, text: str) -> str:
        words = self._words
        text = text.replace("%", f" {words.percent_written} ")
        text = _YEARS.sub(lambda match: f" {words.years_written.format(first=match[1], last=match[2])} ", text)
        text = _DATE.sub(
            lambda match: f" {words.date_written.format(day=match[1], month=match[2], year=match[3])} ", text
        )
        text = _MONTH.sub(lambda match: f" {words.month_written.format(month=match[1], year=match[2])} ", text)
        text = _DAY.sub(self._day, text)
        return self._glued.sub(lambda match: f"{words.glued[match[1]]} {match[2]}", text)

    def _day(self, match: re.Match[str]) -> str:
        day, month = int(match[1]), int(match[2])
        if not (0 < day <= _LONGEST_DAY and 0 < month <= _LONGEST_MONTH):
            return match.group()
        return f" {self._words.day_written.format(day=day, month=month)} "

    def _mended(self, spoken: Word, names: frozenset[str]) -> Sequence[Word]:
        if (right := self._slips.get(spoken.plain)) is not None and not spoken.accents:
            return (right,)
        plain = spoken.plain
        if plain in self._vocabulary or plain in names or not plain.isalpha() or is_syllable(plain):
            return (spoken,)
        if len(plain) >= _SHORTEST_GLUED and (parts := self._apart(plain)):
            return [Word(part) for part in parts]
        if len(plain) >= _SHORTEST_MENDED:
            near = {each for each in self._vocabulary if _one_slip(plain, each)}
            if len(near) == 1:
                return (Word(near.pop()),)
        return (spoken,)

    def _apart(self, glued: str, most: int = _MOST_GLUED) -> list[str]:
        """The known words that are written together, the longest first; empty when it is no such thing."""
        if glued in self._vocabulary:
            return [glued]
        if most == 1:
            return []
        for end in range(len(glued) - 2, 1, -1):
            if glued[:end] in self._vocabulary and (rest := self._apart(glued[end:], most - 1)):
                return [glued[:end], *rest]
        return []

    def _numbered(self, spoken: list[Word]) -> list[Word]:
        """Numbers behind the word for a hamlet in digits, and that word before each of several numbers."""
        for place, (before, each) in enumerate(pairwise(spoken)):
            if before.plain in self._hamlets and each.plain in self._numbers:
                spoken[place + 1] = self._numbers[each.plain]
        return list(self._each_named(spoken))

    def _each_named(self, spoken: Sequence[Word]) -> Iterator[Word]:
        ands, tos = ({fold(each) for each in said} for said in (self._words.ands, self._words.tos))
        after = {fold(each) for each in self._words.counted_after}
        place, hamlet, last = 0, None, None
        while place < len(spoken):
            each = spoken[place]
            following = [one.plain for one in spoken[place + 1 : place + 4]]
            if each.plain in self._hamlets and following[:1] and following[0].isdecimal():
                hamlet, last = each, int(following[0])
                yield each
                yield spoken[place + 1]
                place += 2
                continue
            if hamlet is not None and last is not None:
                joined = 1 if each.plain in (ands | tos) else 0
                rest = [one.plain for one in spoken[place + joined : place + joined + 3]]
                if rest[:1] and rest[0] in self._hamlets:
                    rest, joined = rest[1:], joined + 1
                if rest[:1] and rest[0].isdecimal() and not (rest[1:] and rest[1] in after):
                    number = int(rest[0])
                    through = range(last + 1, number) if each.plain in tos else ()
                    for one in [*list(through)[:_MOST_PLACES], number]:
                        yield from (hamlet, Word(str(one)))
                    place, last = place + joined + 1, number
                    continue
            hamlet = None
            yield each
            place += 1


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing, too much, or two have changed places."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    start = next((at for at, (one, two) in enumerate(zip(typed, meant, strict=False)) if one != two), None)
    if start is None:
        return True
    rest, other = typed[start:], meant[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[1:2] + rest[:1] == other[:2] and rest[2:] == other[2:])
    )
