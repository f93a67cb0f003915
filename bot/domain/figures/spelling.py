"""Brings a question for a figure to whole words: dates, "k2" and "hongheo" written out.

What slips may have been is found beside (`mending.py`); numbers are never mended, nor made."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.domain.figures.mending import NUMBER, Mender, Spelled
from bot.domain.figures.words import FigureWords
from bot.domain.text import clean, fold, syllables
from bot.domain.understanding.patterns import Word, word
from bot.domain.understanding.phrases import Shortenings
from bot.domain.understanding.spelling import Speller, Typed, undoubled

_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/])")
_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{4})(?![\d/])")
_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?![\d/])")
_YEARS = re.compile(r"(?<![\d/.-])(\d{4})\s*[-–]\s*(\d{4})(?![\d/])")
_TONES = re.compile(r"(?<!\w)([a-z]{2,})[1-9]{1,2}(?!\w)")
_LONGEST_DAY, _LONGEST_MONTH = 31, 12
_MOST_PLACES = 40


class FigureSpeller:
    """The words of a question in full. `names` of places and units are words too."""

    def __init__(
        self,
        words: FigureWords,
        usual: Shortenings,
        vocabulary: Iterable[str],
        pairs: Iterable[tuple[str, ...]],
        triples: Iterable[tuple[str, ...]],
        core: Iterable[str],
        small: Iterable[str],
    ) -> None:
        ours = words.shortenings
        self._words = words
        self._vocabulary, self._pairs = frozenset(vocabulary), frozenset(pairs)
        self._speller = Speller(
            Shortenings(
                in_context={**usual.in_context, **ours.in_context},
                always={**usual.always, **ours.always},
                dropped=usual.dropped,
            )
        )
        never = [fold(each) for each in words.numbers if fold(each) not in _folded(words.other_words)]
        never += [fold(each) for each in words.titles]
        self._followers = {two for one, two in self._pairs if one == NUMBER}
        self._mender = Mender(vocabulary, pairs, self._speller.abbreviations, triples, core, small, never)
        self._numbers = {fold(spelled): Word(str(number)) for spelled, number in words.numbers.items()}
        self._hamlets = frozenset(fold(each) for each in words.hamlet_words)
        self._froms, self._ands = _folded(words.froms), _folded(words.ands)
        self._tos, self._after = _folded(words.tos), _folded(words.counted_after)
        glued = "|".join(sorted(words.glued, key=len, reverse=True))
        self._glued = re.compile(rf"(?<!\w)({glued})\.?(\d{{1,4}})(?!\w)")

    def words(self, text: str) -> list[Word]:
        """The words of a text as it was typed, in full."""
        return self._numbered(self._speller.words(self._written_out(clean(text).casefold())))

    def readings(self, text: str, names: Sequence[Sequence[str]]) -> list[Spelled]:
        """What a misspelled text may have been, the likeliest first."""
        typed = self._typed(text)
        found = self._mender.knowing(names, self._followers).readings(typed)
        counted = self._spelled_numbers([each for one in typed for each in one.full])
        return [
            Spelled(tuple(self._numbered(list(each.words))), each.cost)
            for each in found
            if self._spelled_numbers(each.words) <= counted
        ]

    def _spelled_numbers(self, spoken: Sequence[Word]) -> int:
        """How many hamlets are named by a number in letters: none may be made of a slip."""
        return sum(one.plain in self._hamlets and two.plain in self._numbers for one, two in pairwise(spoken))

    def knows(self, plain: Iterable[str]) -> bool:
        """Whether all of these words are known."""
        return all(
            each in self._vocabulary or each.isdecimal() for word_ in plain for each in syllables(word_)
        )

    def doubts(self, text: str, names: Sequence[Sequence[str]]) -> float:
        """How far from certain it is that a text of known words was typed as it was meant."""
        return self._mender.knowing(names, self._followers).doubts(self._typed(text))

    def _typed(self, text: str) -> list[Typed]:
        typed = self._speller.typed(self._written_out(clean(text).casefold()))
        return [self._before_number(typed, place) for place in range(len(typed))]

    def _before_number(self, typed: Sequence[Typed], place: int) -> Typed:
        """A letter held down before a number, which stands for a word there: "kk4"."""
        here = typed[place]
        short = undoubled(here.raw.plain)
        numbered = place + 1 < len(typed) and typed[place + 1].raw.plain.isdecimal()
        if numbered and short != here.raw.plain and short in self._words.glued:
            return Typed(here.raw, (word(self._words.glued[short]),))
        return here

    def _written_out(self, text: str) -> str:
        words = self._words
        text = text.replace("%", f" {words.percent_written} ")
        text = _YEARS.sub(
            lambda match: f" {words.years_written.format(first=match[1], last=match[2])} ", text
        )
        text = _DATE.sub(
            lambda match: f" {words.date_written.format(day=match[1], month=match[2], year=match[3])} ", text
        )
        text = _MONTH.sub(
            lambda match: f" {words.month_written.format(month=match[1], year=match[2])} ", text
        )
        text = _DAY.sub(self._day, text)
        text = _TONES.sub(self._without_tones, text)
        return self._glued.sub(lambda match: f"{words.glued[match[1]]} {match[2]}", text)

    def _without_tones(self, match: re.Match[str]) -> str:
        """A word typed with the digits of VNI for its accents; "phuong2" has a number of its own."""
        plain = undoubled(match[1])
        typed = (
            plain in self._vocabulary
            and (plain, NUMBER) not in self._pairs
            and plain not in self._words.glued
        )
        return plain if typed else match.group()

    def _day(self, match: re.Match[str]) -> str:
        day, month = int(match[1]), int(match[2])
        if not (0 < day <= _LONGEST_DAY and 0 < month <= _LONGEST_MONTH):
            return match.group()
        return f" {self._words.day_written.format(day=day, month=month)} "

    def _numbered(self, spoken: list[Word]) -> list[Word]:
        """Numbers behind the word for a hamlet in digits, and that word before each of several numbers."""
        for place, (before, each) in enumerate(pairwise(spoken)):
            if before.plain in self._hamlets and each.plain in self._numbers:
                spoken[place + 1] = self._numbers[each.plain]
        return list(self._each_named(spoken))

    def _each_named(self, spoken: Sequence[Word]) -> Iterator[Word]:
        """Every word, and the word for a hamlet before each number that follows one: "khóm 1, 2 và 3"."""
        place = 0
        while place < len(spoken):
            if self._is_from(spoken[place : place + 4]):
                place += 1
            elif self._is_hamlet(spoken[place : place + 2]):
                hamlet, last = spoken[place], int(spoken[place + 1].plain)
                yield from spoken[place : place + 2]
                place += 2
                while (following := self._following(spoken[place : place + 5], last)) is not None:
                    taken, numbers = following
                    for number in numbers:
                        yield from (hamlet, Word(str(number)))
                    place, last = place + taken, numbers[-1]
            else:
                yield spoken[place]
                place += 1

    def _is_hamlet(self, two: Sequence[Word]) -> bool:
        return len(two) > 1 and two[0].plain in self._hamlets and two[1].plain.isdecimal()

    def _is_from(self, four: Sequence[Word]) -> bool:
        """The word that only opens a range of hamlets."""
        return (
            len(four) > 3
            and four[0].plain in self._froms
            and self._is_hamlet(four[1:3])
            and four[3].plain in self._tos
        )

    def _following(self, rest: Sequence[Word], last: int) -> tuple[int, list[int]] | None:
        """How many words name further hamlets, and which; None where something else begins."""
        joined = 1 if rest and rest[0].plain in self._ands | self._tos else 0
        through = joined == 1 and rest[0].plain in self._tos
        if len(rest) > joined and rest[joined].plain in self._hamlets:
            joined += 1
        if len(rest) <= joined or not rest[joined].plain.isdecimal() or len(rest[joined].plain) > 2:
            return None
        if len(rest) > joined + 1 and rest[joined + 1].plain in self._after:
            return None
        number = int(rest[joined].plain)
        between = list(range(last + 1, number))[:_MOST_PLACES] if through else []
        return joined + 1, [*between, number]


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(each) for each in words)
