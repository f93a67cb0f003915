"""Finds reports that a person should look at once more: copied words, hours or visits that no day can hold.

Says what is unusual and never that somebody told an untruth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.text import syllables

LEAST_WORDS = 8
"""Shorter reports are alike by themselves."""
MOST_FAMILIES_A_DAY = 20
MOST_MINUTES_A_DAY = 14 * 60


class Unusual(StrEnum):
    """Why a report is worth a second look."""

    COPIED = "copied"
    MANY_FAMILIES = "many_families"
    LONG_DAY = "long_day"


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit as it was written down. Visits of one message have the same teller and instant."""

    number: int
    teller: int
    visited_on: date
    recorded_at: datetime
    minutes: int | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Visits that are unusual together."""

    why: Unusual
    numbers: tuple[int, ...]


def unusual(visits: Sequence[Seen]) -> list[Finding]:
    """What stands out among some visits."""
    return [*_copied(visits), *_crowded(visits)]


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
