"""The official change table: opening − escaped − other decrease + fell + arisen + back + other increase.

Computed from the history of each household alone, so that it always balances (TT 07/2021/TT-BLĐTBXH)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.register.history import Span
from bot.domain.register.terms import Began, Ended, Status

_DAY = timedelta(days=1)
# From poor to near-poor is an escape for the table of the poor, and a fall for that of the near-poor.
_WORSE = {Status.POOR: (), Status.NEAR_POOR: (Status.POOR,)}


class Flow(StrEnum):
    """A way into or out of a status within a period."""

    ESCAPED_TO_NEAR_POOR = "escaped_to_near_poor"
    ESCAPED = "escaped"
    BECAME_POOR = "became_poor"
    OTHER_DECREASE = "other_decrease"
    FELL = "fell"
    CAME_UP = "came_up"
    NEWLY_ARISEN = "newly_arisen"
    FELL_BACK = "fell_back"
    OTHER_INCREASE = "other_increase"

    @property
    def decrease(self) -> bool:
        """Whether it takes households away."""
        return self in _DECREASES


_DECREASES = {Flow.ESCAPED_TO_NEAR_POOR, Flow.ESCAPED, Flow.BECAME_POOR, Flow.OTHER_DECREASE}


@dataclass(frozen=True, slots=True)
class Stay:
    """A time during which a household lived in the area that is counted."""

    span: Span
    began: Began = Began.KNOWN
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A time during which a household had one status."""

    span: Span
    status: Status


@dataclass(frozen=True, slots=True)
class Life:
    """A household's stays in the area and its stages by one standard, each in order of time."""

    stays: Sequence[Stay]
    stages: Sequence[Stage]

    def lived(self, on: date) -> bool:
        """Whether it lived in the area on a day."""
        return any(stay.span.holds(on) for stay in self.stays)

    def status(self, on: date) -> Status | None:
        """What it was on a day; None when it did not live in the area or was not recognised as anything."""
        if not self.lived(on):
            return None
        return next((stage.status for stage in self.stages if stage.span.holds(on)), None)

    def was(self, status: Status, *, before: date) -> bool:
        """Whether it ever had the status before a day, wherever it lived."""
        return any(stage.status is status and stage.span.start < before for stage in self.stages)

    def borders(self, period: Span) -> list[date]:
        """The days within the period on which something may have changed, in order."""
        spans = [*(stay.span for stay in self.stays), *(stage.span for stage in self.stages)]
        return sorted({day for span in spans for day in (span.start, span.end) if day and period.holds(day)})


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """Households of one status: how many on the eve of the period, each flow, how many on its last day."""

    status: Status
    period: Span
    opening: int
    closing: int
    flows: Counter[Flow]

    @property
    def balances(self) -> bool:
        """Whether opening and flows make up the closing."""
        change = sum(-count if flow.decrease else count for flow, count in self.flows.items())
        return self.opening + change == self.closing


def change_table(lives: Iterable[Life], *, status: Status, period: Span) -> ChangeTable:
    """Return the table of the poor or the near-poor for a period; the year 2025 ends on 01/01/2026.

    What changes on the first day is a flow, so that each closing is the next period's opening. A household
    that leaves and returns within the period counts in both flows. Raises `ValueError` for a period that has
    no end or no day, and for a status that has no such table."""
    if period.end is None or period.end <= period.start or status not in _WORSE:
        raise ValueError("the change table is of the poor or the near-poor, for a period with an end")
    eve, last = period.start - _DAY, period.end - _DAY
    opening = closing = 0
    flows: Counter[Flow] = Counter()
    for life in lives:
        opening += life.status(eve) is status
        closing += life.status(last) is status
        flows.update(flows_of(life, status, period))
    return ChangeTable(status, period, opening, closing, flows)


def flows_of(life: Life, status: Status, period: Span) -> Iterable[Flow]:
    """The ways in and out of a status that one household went within a period, in order of time."""
    before = life.status(period.start - _DAY)
    for day in life.borders(period):
        after = life.status(day)
        if before is status and after is not status:
            yield _way_out(life, status, after, day)
        elif after is status and before is not status:
            yield _way_in(life, status, before, day)
        before = after


def _way_out(life: Life, status: Status, after: Status | None, day: date) -> Flow:
    if not life.lived(day):
        return Flow.OTHER_DECREASE
    if after in _WORSE[status]:
        return Flow.BECAME_POOR
    halfway = status is Status.POOR and after is Status.NEAR_POOR
    return Flow.ESCAPED_TO_NEAR_POOR if halfway else Flow.ESCAPED


def _way_in(life: Life, status: Status, before: Status | None, day: date) -> Flow:
    if not life.lived(day - _DAY) and _came_with_it(life, day):
        return Flow.OTHER_INCREASE
    if status is Status.POOR and before is Status.NEAR_POOR:
        return Flow.FELL
    if status is Status.NEAR_POOR and before is Status.POOR:
        return Flow.CAME_UP
    return Flow.FELL_BACK if life.was(status, before=day) else Flow.NEWLY_ARISEN


def _came_with_it(life: Life, day: date) -> bool:
    """Whether a household that was not there on the eve moved in, split off, or brought its status along."""
    stage = next(stage for stage in life.stages if stage.span.holds(day))
    came = next(stay for stay in life.stays if stay.span.holds(day))
    return came.began is not Began.KNOWN or stage.span.start < day
