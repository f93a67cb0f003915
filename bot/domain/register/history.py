"""Two clocks of every fact: since when it holds, and since when we know it.

Rows are never changed. Who corrects or ends one writes another and marks the old one as replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Span:
    """The days for which something holds: from `start` up to but without `end`; None is open."""

    start: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether a day lies within."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which day is asked about, and by the knowledge of which instant; None is all that is known now."""

    day: date
    known_at: datetime | None = None


V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Kept(Generic[V]):
    """A row of history as it stands: `id` names it, `values` is what it says."""

    id: int
    span: Span
    values: V


@dataclass(frozen=True, slots=True)
class Revision(Generic[V]):
    """What to write so that something holds: the row that is replaced, and the rows that come instead."""

    replaced: int | None = None
    added: tuple[tuple[Span, V], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added) or self.replaced is not None


def revised(rows: Iterable[Kept[V]], values: V | None, *, day: date) -> Revision[V]:
    """Return how to say that `values` hold from a day on, or nothing any more for None.

    `rows` are all of one subject and do not overlap. What is known of later days stays as it is; what is said
    already is not said again."""
    ordered = sorted(rows, key=lambda row: row.span.start)
    covering = next((row for row in ordered if row.span.holds(day)), None)
    if covering is None:
        end = next((row.span.start for row in ordered if row.span.start > day), None)
        return Revision() if values is None else Revision(added=((Span(day, end), values),))
    if covering.values == values:
        return Revision()
    before = ((Span(covering.span.start, day), covering.values),) if covering.span.start < day else ()
    after = () if values is None else ((Span(day, covering.span.end), values),)
    return Revision(covering.id, before + after)
