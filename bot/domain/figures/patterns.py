"""The words of questions for figures, made ready to be found in a line."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.domain.figures.filters import Range
from bot.domain.figures.line import either
from bot.domain.figures.times import TimeHearing
from bot.domain.figures.words import FigureWords, RangeKind, RangeWords
from bot.domain.text import fold, syllables
from bot.domain.understanding.patterns import compiled

Key = TypeVar("Key")
Pattern = re.Pattern[str] | None

_FLAT = """
whole except_cannot_escape changes net lacks_count uninsured uninsured_card counts_people counts_em
counts_units insured expiring_insurance ends_insurance expiring_escaped expiring_in head_age idle_units
sponsor_units counts compared whoever courtesy defined
"""
_GROUPS = """
urban other_places received cannot_escape flows needs deprivations causes land head_sex sexes ethnicity phone
sponsored sponsor_kinds cases open_cases statuses wants shapes ranks by counted
"""


class FigurePatterns:
    """Every pattern by what it is for: `flat` ones stand alone, `groups` have one for each code."""

    def __init__(self, words: FigureWords) -> None:
        self.times = TimeHearing(words.times)
        self.small = frozenset(each for part in words.small_words.split() for each in syllables(part))
        self.hamlets = [syllables(each) for each in words.hamlet_words]
        self.communes = [syllables(each) for each in words.commune_words]
        self.areas = [syllables(each) for each in words.other_areas]
        self.former = [fold(each) for each in words.former]
        self.titles = frozenset(fold(each) for each in words.titles)
        self.final = frozenset(fold(each) for each in words.final_words)
        self.no_names = frozenset(fold(each) for each in words.no_names)
        self.flat = {name: either(getattr(words, name)) for name in _FLAT.split()}
        self.goes_on = either(words.goes_on)
        self.groups = {name: _all(getattr(words, name)) for name in _GROUPS.split()}
        self.not_received = {
            code: either(f"{no} {each}" for no in words.not_received for each in patterns)
            for code, patterns in words.received.items()
        }
        self.ages, self.sizes = _ranges(words.ages), _ranges(words.sizes)
        self.age_groups = [
            (Range(least=each.least, most=each.most), either(each.patterns)) for each in words.groups.values()
        ]


def _all(group: Mapping[Key, Iterable[str]]) -> dict[Key, Pattern]:
    return {code: either(patterns) for code, patterns in group.items()}


def _ranges(ranges: Iterable[RangeWords]) -> list[tuple[RangeKind, Pattern, bool]]:
    return [(each.means, compiled(each.patterns), each.of_people) for each in ranges]


def patterns_in(part: Any) -> Iterator[str]:
    """Every text in a part of the data."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        yield from (each for value in part.values() for each in patterns_in(value))
    elif isinstance(part, (list, tuple)):
        yield from (each for value in part for each in patterns_in(value))


def runs_of(pattern: str, length: int) -> Iterator[tuple[str, ...]]:
    """Which words may stand one behind the other by a pattern, so many at a time."""
    elements = [
        ([fold(each) for each in part.rstrip("?").split("|")], part.endswith("?"))
        for part in pattern.split()
        if not part.startswith("!")
    ]
    for place in range(len(elements)):
        yield from _runs(elements, place, length)


def _runs(elements: Sequence[tuple[list[str], bool]], place: int, length: int) -> Iterator[tuple[str, ...]]:
    if length == 1:
        yield from ((each,) for each in elements[place][0])
        return
    for following in range(place + 1, len(elements)):
        for rest in _runs(elements, following, length - 1):
            yield from ((each, *rest) for each in elements[place][0])
        if not elements[following][1]:
            break


def vocabulary_of(part: Any) -> Iterator[str]:
    """Every word of the patterns in a part of the data, folded."""
    if isinstance(part, str):
        for element in part.split():
            if not element.startswith("{"):
                yield from (fold(each) for each in element.strip("?!").split("|") if each.isalpha())
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from vocabulary_of(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from vocabulary_of(value)
