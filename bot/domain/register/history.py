"""Two clocks of every fact: since when it holds, and since when we know it.

Rows are never changed. Who corrects or ends one writes another and marks the old one as replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Span:
    """The days for which something holds: from `start` up to but without `end`; None is open."""

    start: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether a day lies within."""
        return self.start <= on and (self.end is None or on < self.end)


class Dated(Protocol):
    """A row of history, as known at one instant."""

    @property
    def span(self) -> Span:
        """When it holds."""


D = TypeVar("D", bound=Dated)


def on_day(rows: Iterable[D], day: date) -> list[D]:
    """The rows that hold on a day."""
    return [row for row in rows if row.span.holds(day)]


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which day is asked about, and by the knowledge of which instant; None is all that is known now."""

    day: date
    known_at: datetime | None = None
