"""Brings a question for a figure to whole words: dates, "k2" and "hongheo" written out, slips mended.

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
_DOUBLED = re.compile(r"([a-z])\1")
_SHORTEST_PAIRED = 3
_SHORTEST_MENDED, _SHORTEST_GLUED, _MOST_GLUED = 4, 5, 4
_MOST_PLACES = 40


class FigureSpeller:
    """The words of a question in full. `names` of places and units are words too."""

    def __init__(
        self,
        words: FigureWords,
        usual: Shortenings,
        vocabulary: Iterable[str],
        pairs: Iterable[tuple[str, str]],
    ) -> None:
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
        self._pairs = frozenset(pairs)
        self._numbers = {fold(spelled): Word(str(number)) for spelled, number in words.numbers.items()}
        self._hamlets = frozenset(fold(each) for each in words.hamlet_words)
        self._froms, self._ands = _folded(words.froms), _folded(words.ands)
        self._tos, self._after = _folded(words.tos), _folded(words.counted_after)
        self._slipped = {fold(right): _folded(before) for right, before in words.slips_after.items()}
        self._before_numbers = _folded(words.slips_before_numbers)
        glued = "|".join(sorted(words.glued, key=len, reverse=True))
        self._glued = re.compile(rf"(?<!\w)({glued})\.?(\d{{1,4}})(?!\w)")

    def words(self, text: str, names: frozenset[str]) -> list[Word]:
        """The words of a text."""
        whole = self._written_out(clean(text).casefold())
        spoken = [mended for each in self._speller.words(whole) for mended in self._mended(each, names)]
        return self._numbered(self._in_pairs(self._in_context(spoken), names))

    def _in_pairs(self, spoken: list[Word], names: frozenset[str]) -> list[Word]:
        """Slips that only one known word can be between its neighbours; a real word needs both of them."""
        for place, each in enumerate(spoken):
            plain = each.plain
            if (
                plain in self._vocabulary
                or plain in names
                or not plain.isalpha()
                or len(plain) < _SHORTEST_PAIRED
            ):
                continue
            before = spoken[place - 1].plain if place else ""
            after = spoken[place + 1].plain if place + 1 < len(spoken) else ""
            needed = 2 if is_syllable(plain) else 1
            fits: dict[int, set[str]] = {}
            for word_ in self._vocabulary:
                if _one_slip(plain, word_):
                    score = ((before, word_) in self._pairs) + ((word_, after) in self._pairs)
                    fits.setdefault(score, set()).add(word_)
            best = max(fits, default=0)
            if best >= needed and len(fits[best]) == 1:
                spoken[place] = Word(fits[best].pop())
        return spoken

    def _in_context(self, spoken: list[Word]) -> list[Word]:
        """Slips that are words of their own, put right where their neighbours leave no doubt."""
        for place, each in enumerate(spoken):
            before = spoken[place - 1].plain if place else ""
            after = spoken[place + 1].plain if place + 1 < len(spoken) else ""
            for right, neighbours in self._slipped.items():
                if before in neighbours and len(each.plain) > 2 and _one_slip(each.plain, right):
                    spoken[place] = Word(right)
            if after.isdecimal() and each.plain not in self._vocabulary:
                near = [right for right in self._before_numbers if _one_slip(each.plain, right)]
                spoken[place] = Word(near[0]) if near else each
        return spoken

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
        if plain in self._vocabulary or plain in names or not plain.isalpha():
            return (spoken,)
        if (single := _DOUBLED.sub(r"\1", plain)) in self._vocabulary:
            return (Word(single),)
        if is_syllable(plain):
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
