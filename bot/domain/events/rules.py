"""Who may register for an event, why not, and until when a place that became free is kept for somebody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.events.event import Event, Slot
from bot.domain.events.terms import EventState
from bot.domain.ids import AreaId, SlotId
from bot.domain.notices import VIETNAM, Quiet
from bot.domain.register.households import Birth
from bot.domain.register.terms import Status

LEAST_AGE = 15
"""Luật Việc làm 74/2025/QH15: a worker is at least fifteen."""
PARENT_UNTIL = 18
OFFER_LASTS = timedelta(hours=24)
NO_OFFER_BEFORE = timedelta(hours=2)
SHORTEST_OFFER = timedelta(minutes=30)


_ONE_DAY = timedelta(days=1)


class Refusal(StrEnum):
    """Why nobody can be registered; each has its words `events.refused_…`."""

    CANCELLED = "cancelled"
    CLOSED = "closed"
    OVER = "over"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    GRADE = "grade"
    AREA = "area"
    STATUS = "status"
    DUPLICATE = "duplicate"
    CLASH = "clash"


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of who wants to come. What is None or empty is not held against them."""

    birth: Birth | None = None
    grade: int | None = None
    areas: tuple[AreaId, ...] = ()
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A time somebody is registered for already."""

    slot: SlotId
    starts: datetime
    ends: datetime


def refused(event: Event, slot: Slot, applicant: Applicant, *, now: datetime) -> Refusal | None:
    """Return why somebody can not register for a slot, the gravest reason first; None when they can."""
    if event.state is not EventState.OPEN:
        return Refusal.CANCELLED
    if now >= slot.ends:
        return Refusal.OVER
    if now >= event.closes(slot):
        return Refusal.CLOSED
    return unfit(event, applicant, on=slot.starts.astimezone(VIETNAM).date())


def unfit(event: Event, applicant: Applicant, *, on: date) -> Refusal | None:
    """Return what about the applicant does not fit the event; None when nothing known speaks against it."""
    plan = event.plan
    if plan.area not in applicant.areas and applicant.areas:
        return Refusal.AREA
    if plan.statuses and applicant.status is not None and applicant.status not in plan.statuses:
        return Refusal.STATUS
    if applicant.birth is not None:
        age = applicant.birth.age(on)
        if age < (plan.least_age or LEAST_AGE):
            return Refusal.TOO_YOUNG
        if plan.most_age is not None and age > plan.most_age:
            return Refusal.TOO_OLD
    if applicant.grade is not None and applicant.grade < plan.grade:
        return Refusal.GRADE
    return None


def clash(slot: Slot, booked: Collection[Booked]) -> Refusal | None:
    """Return whether somebody is registered for this slot already, or elsewhere at the same time."""
    if any(each.slot == slot.id for each in booked):
        return Refusal.DUPLICATE
    if any(_at_once(each, slot) for each in booked):
        return Refusal.CLASH
    return None


def _at_once(one: Booked, other: Slot) -> bool:
    """Whether they overlap. On which days a class of weeks is held is not known: one day beside it may do."""
    overlap = one.starts < other.ends and other.starts < one.ends
    return overlap and (one.ends - one.starts > _ONE_DAY) == (other.ends - other.starts > _ONE_DAY)


def needs_parent(birth: Birth, *, on: date) -> bool:
    """Whether a parent must be within reach: for everybody who is not surely of age."""
    return birth.surely_under(PARENT_UNTIL, on=on)


def offered_until(starts: datetime, *, now: datetime, quiet: Quiet) -> datetime | None:
    """Return until when a freed seat is kept for the next who waits; None when it is too late to ask.

    A day, at night until an hour after people may be written to again, and never into the last two hours."""
    deadline = now + OFFER_LASTS
    if quiet.holds(now):
        deadline = quiet.over(now) + OFFER_LASTS
    deadline = min(deadline, starts - NO_OFFER_BEFORE)
    asked_at = quiet.over(now) if quiet.holds(now) else now
    return deadline if deadline - asked_at >= SHORTEST_OFFER else None


def instead(events: Sequence[Event], applicant: Applicant, than: Event, *, now: datetime) -> Event | None:
    """Return the next event of the same kind that would take the applicant."""
    for event in events:
        if event.id == than.id or event.plan.kind is not than.plan.kind:
            continue
        if any(refused(event, slot, applicant, now=now) is None for slot in event.slots):
            return event
    return None
