"""What whoever keeps the catalogue must look at again: sources grown old, rules that end without a successor.

Must not decide what is said: an old source is still told with its date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.policies.catalogue import Catalogue, Entry, Source, Sourced, Span
from bot.domain.policies.terms import AsOf, Precision
from bot.domain.policies.wording import EntryWording, placeholders

LAW_LASTS = timedelta(days=365)
PAGE_LASTS = timedelta(days=183)
SOON = timedelta(days=90)

# A law carries its number: 351/2025/NĐ-CP, 505/QĐ-UBND. A newspaper or a table of rates does not.
_NUMBERED = re.compile(r"\d+/(\d{4}/)?[^\W\d_]{2}")
_ONE_DAY = timedelta(days=1)


class Due(StrEnum):
    """Why something must be looked at again."""

    SOURCE = "{name}: past review since {day}, {what}"
    RULES_END = "{name}: the last known rules end on {day}"
    VALUE_ENDS = "{name}: nothing follows {what} after {day}, and it is still said then"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to look at by a day. `entries` are the rights that hang on it."""

    day: date
    due: Due
    name: str
    what: str = ""
    entries: tuple[str, ...] = ()

    def __str__(self) -> str:
        used = f" (used by {', '.join(self.entries)})" if self.entries else ""
        return self.due.format(name=self.name, day=self.day, what=self.what) + used


def review_by(source: Source) -> date:
    """The day the keeper wrote, else a year after a law, half a year after a page was seen to say it."""
    if source.review_by:
        return source.review_by
    law = source.issued or source.in_force or _NUMBERED.search(source.document)
    return _last_day(source.checked_on) + (LAW_LASTS if law else PAGE_LASTS)


def reminders(catalogue: Catalogue, wording: Mapping[str, EntryWording], *, on: date) -> list[Reminder]:
    """Everything due on a day, the longest overdue first."""
    found = [*_sources(catalogue, on)]
    for entry in catalogue.entries.values():
        found += [*_rules(entry, on), *_values(entry, wording[entry.id], on)]
    return sorted(found, key=lambda one: (one.day, one.due, one.name))


def _sources(catalogue: Catalogue, on: date) -> Iterator[Reminder]:
    users: defaultdict[tuple[str, str, date], list[str]] = defaultdict(list)
    for entry in catalogue.entries.values():
        for name in _still_needed(entry, on):
            source = entry.sources[name]
            users[name, source.document, review_by(source)].append(entry.id)
    for (name, document, day), entries in users.items():
        if day < on:
            yield Reminder(day, Due.SOURCE, name, document, tuple(entries))


def _still_needed(entry: Entry, on: date) -> set[str]:
    """The sources of what holds on the day or later; what is over needs no second look."""
    dated: list[Sourced] = [*entry.versions, *entry.statements.values()]
    dated += [value for parameter in entry.parameters.values() for value in parameter.values]
    needed = [one for one in dated if not (isinstance(one, Span) and one.last < on)]
    needed += [code.ends for code in entry.procedures if code.ends and code.showable_on(on)]
    return {name for one in needed for name in one.source}


def _rules(entry: Entry, on: date) -> Iterator[Reminder]:
    last = entry.versions[-1].last
    if last < on + SOON and entry.superseded_by is None:
        yield Reminder(last, Due.RULES_END, entry.id)


def _values(entry: Entry, wording: EntryWording, on: date) -> Iterator[Reminder]:
    """Figures that run out although something told of a later day needs them."""
    ending: defaultdict[date, list[str]] = defaultdict(list)
    for name, parameter in entry.parameters.items():
        sayable = [value for value in parameter.values if value.confidence.sayable]
        end = sayable[-1].last if sayable else date.max
        if end < on + SOON and _needed_after(entry, wording, name, max(on, end + _ONE_DAY)):
            ending[end].append(name)
    for end, names in ending.items():
        yield Reminder(end, Due.VALUE_ENDS, entry.id, ", ".join(names))


def _needed_after(entry: Entry, wording: EntryWording, name: str, day: date) -> bool:
    if day > entry.versions[-1].last:
        return False
    names = {name, *(sum_ for sum_, computed in entry.computed.items() if name in computed.multiply)}
    return any(
        statement.confidence.sayable and statement.covers(day) and names & set(placeholders(words.text))
        for key, statement in entry.statements.items()
        if (words := wording.statements.get(key))
    )


def _last_day(as_of: AsOf) -> date:
    """The end of the day, month or year a source speaks from."""
    if as_of.precision is Precision.DAY:
        return as_of.day
    if as_of.precision is Precision.YEAR:
        return date(as_of.day.year, 12, 31)
    return (as_of.day.replace(day=28) + timedelta(days=4)).replace(day=1) - _ONE_DAY
