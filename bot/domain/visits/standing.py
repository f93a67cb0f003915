"""What a unit did in a span of days, and which plain marks of a good helper that shows.

Compares no unit with another. Whether a family escaped is no mark: some can not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.ids import HouseholdId, SponsorId
from bot.domain.visits.ledger import Entry


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a unit promised a family, by which day, and when it was given."""

    what: str
    due: date
    kept: date | None = None

    def late(self, day: date) -> bool:
        """Whether it was not given on its day."""
        return self.kept > self.due if self.kept is not None else self.due < day


@dataclass(frozen=True, slots=True)
class Helped:
    """What one family was given in the span. `came` and `gift` count what the family said of visits;
    `visit_every` is how often it is to be visited, in days."""

    household: HouseholdId
    since: date
    until: date
    visit_every: int
    visits: tuple[date, ...] = ()
    confirmed: int = 0
    disputed: int = 0
    gifts_arrived: int = 0
    gifts_amiss: int = 0
    given: tuple[Entry, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    needs: tuple[str, ...] = ()
    pictures: int = 0

    @property
    def owed(self) -> int:
        """How many visits its rhythm asks for in the span."""
        return max((self.until - self.since).days, 0) // self.visit_every


@dataclass(frozen=True, slots=True)
class Log:
    """What a unit did between two days, the second not included; `day` is as of when."""

    unit: SponsorId
    name: str
    since: date
    until: date
    day: date
    families: tuple[Helped, ...] = ()
    reported: date | None = None

    @property
    def visits(self) -> int:
        """How often families were visited."""
        return sum(len(each.visits) for each in self.families)

    @property
    def confirmed(self) -> int:
        """How many visits families confirmed."""
        return sum(each.confirmed for each in self.families)

    @property
    def disputed(self) -> int:
        """How many visits or gifts somebody is to look at again."""
        return sum(each.disputed + each.gifts_amiss for each in self.families)

    @property
    def given(self) -> tuple[Entry, ...]:
        """What was given in all."""
        return tuple(entry for each in self.families for entry in each.given)

    @property
    def kept(self) -> int:
        """How many promises were kept by their day."""
        return sum(1 for each in self._pledges if each.kept is not None and not each.late(self.day))

    @property
    def late(self) -> int:
        """How many promises were kept late, or are late."""
        return sum(1 for each in self._pledges if each.late(self.day))

    @property
    def to_come(self) -> int:
        """How many promises have time yet."""
        return sum(1 for each in self._pledges if each.kept is None and not each.late(self.day))

    @property
    def unvisited(self) -> tuple[HouseholdId, ...]:
        """The families that were not visited in the span."""
        return tuple(each.household for each in self.families if not each.visits)

    @property
    def _pledges(self) -> Sequence[Pledge]:
        return [pledge for each in self.families for pledge in each.pledges]


class Mark(StrEnum):
    """A plain mark of a unit that helps well, each with its evidence in the log."""

    VISITED = "visited"
    CONFIRMED = "confirmed"
    PROMISES = "promises"
    GIFTS = "gifts"


def marks(log: Log) -> frozenset[Mark]:
    """The marks a unit has: its families visited in their rhythm; at least half of its visits confirmed and
    none denied; every promise due kept by its day; no gift said to be short or missing."""
    found = set()
    if log.visits and all(len(each.visits) >= each.owed for each in log.families):
        found.add(Mark.VISITED)
    if log.confirmed * 2 >= log.visits > 0 and not any(each.disputed for each in log.families):
        found.add(Mark.CONFIRMED)
    if not log.late:
        found.add(Mark.PROMISES)
    if not any(each.gifts_amiss for each in log.families):
        found.add(Mark.GIFTS)
    return frozenset(found)


def worth_proposing(log: Log) -> bool:
    """Whether a unit may be proposed for praise: it has all marks. Who is praised the committee decides."""
    return marks(log) == frozenset(Mark)


class Span(StrEnum):
    """The spans units report for."""

    FIRST_HALF = "first_half"
    SECOND_HALF = "second_half"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of a year."""

    span: Span
    year: int

    @property
    def since(self) -> date:
        """Its first day."""
        return date(self.year, 7 if self.span is Span.SECOND_HALF else 1, 1)

    @property
    def until(self) -> date:
        """The day after its last."""
        return date(self.year, 7, 1) if self.span is Span.FIRST_HALF else date(self.year + 1, 1, 1)


def half_of(day: date) -> Period:
    """The half of a year that is reported on a day: from the report's month on the one that runs.

    Half-year reports are due in June, yearly ones in November (the usual days of plans, facts §6)."""
    return Period(Span.FIRST_HALF if day.month < 7 else Span.SECOND_HALF, day.year)
