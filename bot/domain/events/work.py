"""Which of the work that employers offer at open events fits somebody, and why. Work abroad is kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.events.event import Employer, Event, Slot, Vacancy
from bot.domain.events.finding import MOST_SHOWN, Why
from bot.domain.events.rules import LEAST_AGE, Applicant, refused
from bot.domain.notices import VIETNAM

NEAR_KM = 15
"""As far as people go each day: the distance from which NĐ 338/2025 counts a course as far away."""
NEEDS = (Why.NO_DIPLOMA, Why.TRANSPORT, Why.HOUSING)
"""What an offer of work may have or lack."""


@dataclass(frozen=True, slots=True)
class Work:
    """A vacancy that fits, where one asks for it, and why it fits."""

    event: Event
    slot: Slot
    employer: Employer
    vacancy: Vacancy
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class WorkWanted:
    """What somebody looks for; `near` leaves out what is known to be far."""

    needs: frozenset[Why] = frozenset()
    near: bool = False
    abroad: bool = False
    offset: int = 0


def fitting_work(
    events: Sequence[Event], applicant: Applicant, wanted: WorkWanted, *, now: datetime
) -> tuple[list[Work], int]:
    """Return the best of what fits, and how many fit altogether: near ones first, then soon ones."""
    found = [work for event in events for work in _offered(event, applicant, wanted, now=now)]
    found.sort(key=_order)
    return found[wanted.offset : wanted.offset + MOST_SHOWN], len(found)


def _offered(event: Event, applicant: Applicant, wanted: WorkWanted, *, now: datetime) -> list[Work]:
    slot = next((each for each in event.slots if refused(event, each, applicant, now=now) is None), None)
    if slot is None:
        return []
    on = slot.starts.astimezone(VIETNAM).date()
    return [
        Work(event, slot, employer, vacancy, _reasons(vacancy, applicant, wanted))
        for employer in event.plan.employers
        for vacancy in employer.vacancies
        if vacancy.abroad is wanted.abroad and _takes(vacancy, applicant, on) and _has(vacancy, wanted)
    ]


def _takes(vacancy: Vacancy, applicant: Applicant, on: date) -> bool:
    """Whether nothing known of the applicant speaks against it."""
    if applicant.grade is not None and applicant.grade < vacancy.grade:
        return False
    if applicant.birth is None:
        return True
    age = applicant.birth.age(on)
    return (vacancy.least_age or LEAST_AGE) <= age and (vacancy.most_age is None or age <= vacancy.most_age)


def _has(vacancy: Vacancy, wanted: WorkWanted) -> bool:
    if wanted.near and (vacancy.distance_km or 0) > NEAR_KM:
        return False
    return (wanted.needs & set(NEEDS)) <= set(_offers(vacancy))


def _offers(vacancy: Vacancy) -> list[Why]:
    offered = [Why.NO_DIPLOMA] if vacancy.grade == 0 else []
    offered += [Why.TRANSPORT] if vacancy.transport else []
    return offered + ([Why.HOUSING] if vacancy.housing else [])


def _reasons(vacancy: Vacancy, applicant: Applicant, wanted: WorkWanted) -> tuple[Why, ...]:
    """What is known and counts for this person; a distance nobody wrote down is no reason."""
    why = []
    if vacancy.distance_km is not None and vacancy.distance_km <= NEAR_KM:
        why.append(Why.NEAR)
    if applicant.birth is not None:
        why.append(Why.AGE)
    if applicant.grade is not None and vacancy.grade:
        why.append(Why.GRADE)
    return (*why, *_offers(vacancy))


def _order(work: Work) -> tuple[bool, int, datetime]:
    """Near before far, what is known before what is not, then by day."""
    distance = work.vacancy.distance_km
    return distance is None, distance or 0, work.slot.starts
