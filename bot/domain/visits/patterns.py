"""Finds reports that a person should look at once more: copied words or pictures, more than a day can hold.

Says what is unusual and never that somebody told an untruth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations, pairwise

from bot.domain.text import syllables

LEAST_WORDS = 8
"""Shorter reports are alike by themselves."""
MOST_FAMILIES_A_DAY = 20
MOST_MINUTES_A_DAY = 14 * 60
AT_ONCE = timedelta(minutes=1)
LIKE = 3
"""So many of the 64 points may differ between pictures that are one: platforms write them anew."""


class Unusual(StrEnum):
    """Why a report is worth a second look."""

    COPIED = "copied"
    MANY_FAMILIES = "many_families"
    LONG_DAY = "long_day"
    NOT_YET = "not_yet"
    TWO_PLACES = "two_places"
    SAME_PICTURE = "same_picture"


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit as it was written down, at an instant of the clock on the wall. Visits of one message have the
    same teller and instant. `pictures` are how those that came along look, as 16 hex digits each."""

    number: int
    teller: int
    visited_on: date
    recorded_at: datetime
    minutes: int | None = None
    told: str | None = None
    hamlet: int | None = None
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Visits that are unusual together."""

    why: Unusual
    numbers: tuple[int, ...]


def unusual(visits: Sequence[Seen]) -> list[Finding]:
    """What stands out among some visits."""
    return [
        *_copied(visits),
        *_crowded(visits),
        *_not_yet(visits),
        *_two_places(visits),
        *_same_picture(visits),
    ]


def _copied(visits: Sequence[Seen]) -> Iterator[Finding]:
    """The same words for different messages; numbers and days may differ, the rest may not."""
    alike: dict[tuple[str, ...], list[Seen]] = defaultdict(list)
    for each in visits:
        words = tuple(word for word in syllables(each.told or "") if not word.isdecimal())
        if len(words) >= LEAST_WORDS:
            alike[words].append(each)
    for group in alike.values():
        messages = {(each.teller, each.recorded_at) for each in group}
        if len(messages) > 1:
            yield Finding(Unusual.COPIED, tuple(each.number for each in group))


def _crowded(visits: Sequence[Seen]) -> Iterator[Finding]:
    days: dict[tuple[int, date], list[Seen]] = defaultdict(list)
    for each in visits:
        days[each.teller, each.visited_on].append(each)
    for group in days.values():
        numbers = tuple(each.number for each in group)
        if len(group) > MOST_FAMILIES_A_DAY:
            yield Finding(Unusual.MANY_FAMILIES, numbers)
        if sum(each.minutes or 0 for each in group) > MOST_MINUTES_A_DAY:
            yield Finding(Unusual.LONG_DAY, numbers)


def _not_yet(visits: Sequence[Seen]) -> Iterator[Finding]:
    """Work of today that is longer than today was when it was told."""
    for each in visits:
        gone = each.recorded_at.hour * 60 + each.recorded_at.minute
        if each.recorded_at.date() == each.visited_on and (each.minutes or 0) > gone:
            yield Finding(Unusual.NOT_YET, (each.number,))


def _two_places(visits: Sequence[Seen]) -> Iterator[Finding]:
    """Messages of one person within a minute about families of different hamlets, on the same day."""
    by_teller: dict[tuple[int, date], list[Seen]] = defaultdict(list)
    for each in visits:
        if each.hamlet is not None:
            by_teller[each.teller, each.visited_on].append(each)
    for group in by_teller.values():
        for one, other in pairwise(sorted(group, key=lambda each: (each.recorded_at, each.number))):
            apart = other.recorded_at - one.recorded_at
            if timedelta(0) < apart <= AT_ONCE and one.hamlet != other.hamlet:
                yield Finding(Unusual.TWO_PLACES, (one.number, other.number))


def _same_picture(visits: Sequence[Seen]) -> Iterator[Finding]:
    """One picture with several messages."""
    looks = [(int(picture, 16), each) for each in visits for picture in each.pictures]
    found: dict[tuple[int, ...], None] = {}
    for (first, one), (second, other) in combinations(looks, 2):
        apart = (one.teller, one.recorded_at) != (other.teller, other.recorded_at)
        if apart and (first ^ second).bit_count() <= LIKE:
            found[one.number, other.number] = None
    yield from (Finding(Unusual.SAME_PICTURE, numbers) for numbers in found)
