"""Which events fit somebody, at most three at a time, and why each does. Invents no reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.events.event import Event, Slot
from bot.domain.events.rules import Applicant, refused
from bot.domain.events.seasons import season_over, suits
from bot.domain.events.terms import EventKind
from bot.domain.ids import AreaId
from bot.domain.notices import VIETNAM
from bot.domain.text import syllables

MOST_SHOWN = 3
_NEAR_DAYS = 30


class Why(StrEnum):
    """Why an event fits; each has its words `events.why_…`."""

    HAMLET = "hamlet"
    COMMUNE = "commune"
    NO_DIPLOMA = "no_diploma"
    GRADE = "grade"
    STATUS = "status"
    TRANSPORT = "transport"
    HOUSING = "housing"
    BUS = "bus"
    NEAR = "near"
    AGE = "age"
    SEASON = "season"


@dataclass(frozen=True, slots=True)
class Found:
    """An event that fits, the slot that can still be had, and why."""

    event: Event
    slot: Slot
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. No kinds means every kind; `offset` passes over what was shown before."""

    kinds: frozenset[EventKind] = frozenset()
    needs: frozenset[Why] = frozenset()
    offset: int = 0


def fitting(
    events: Sequence[Event], applicant: Applicant, wanted: Wanted, *, now: datetime
) -> tuple[list[Found], int]:
    """Return the best of what fits, and how many fit altogether: near ones first, then soon ones."""
    found = [each for event in events if (each := _fits(event, applicant, wanted, now=now)) is not None]
    found.sort(key=lambda each: _order(each, applicant, now=now))
    return found[wanted.offset : wanted.offset + MOST_SHOWN], len(found)


def named(typed: str, events: Sequence[Event]) -> list[Event]:
    """Those of these events whose title shares the most words with a message; all where none is named."""
    said = set(syllables(typed))
    shared = {each.code: len(said & set(syllables(each.plan.title))) for each in events}
    most = max(shared.values(), default=0)
    return [each for each in events if shared[each.code] == most]


def _fits(event: Event, applicant: Applicant, wanted: Wanted, *, now: datetime) -> Found | None:
    if wanted.kinds and event.plan.kind not in wanted.kinds:
        return None
    slot = next((s for s in event.slots if refused(event, s, applicant, now=now) is None), None)
    if slot is None:
        return None
    if Why.SEASON in wanted.needs and not _this_season(event, slot, now):
        return None
    why = tuple(_reasons(event, applicant))
    return Found(event, slot, why) if wanted.needs - {Why.SEASON} <= set(why) else None


def _this_season(event: Event, slot: Slot, now: datetime) -> bool:
    """Whether it begins before the season changes, and is done in this one."""
    today, begins = now.astimezone(VIETNAM).date(), slot.starts.astimezone(VIETNAM).date()
    return begins < season_over(today) and suits(event.plan.season, today)


def _reasons(event: Event, applicant: Applicant) -> Collection[Why]:
    plan = event.plan
    why = []
    if plan.area in applicant.areas:
        why.append(Why.HAMLET if applicant.areas[0] == plan.area else Why.COMMUNE)
    if applicant.birth is not None and (plan.least_age or plan.most_age):
        why.append(Why.AGE)
    if plan.statuses and applicant.status in plan.statuses:
        why.append(Why.STATUS)
    if applicant.grade is not None and (plan.grade or _asks_grade(event)):
        why.append(Why.GRADE)
    elif not plan.grade and _open_to_all(event):
        why.append(Why.NO_DIPLOMA)
    if any(vacancy.transport for vacancy in event.vacancies):
        why.append(Why.TRANSPORT)
    if any(vacancy.housing for vacancy in event.vacancies):
        why.append(Why.HOUSING)
    if plan.bus:
        why.append(Why.BUS)
    if plan.season is not None and suits(plan.season, plan.starts.astimezone(VIETNAM).date()):
        why.append(Why.SEASON)
    return why


def _asks_grade(event: Event) -> bool:
    return event.plan.kind is EventKind.TRAINING


def _open_to_all(event: Event) -> bool:
    """Whether some of the work, or the class itself, asks for no schooling."""
    if event.plan.kind is EventKind.TRAINING:
        return True
    return any(vacancy.grade == 0 for vacancy in event.vacancies)


def _order(found: Found, applicant: Applicant, *, now: datetime) -> tuple[bool, bool, int, datetime]:
    """Seats before waiting lists, soon before late, near before far, then by day."""
    return (
        found.slot.free == 0,
        (found.slot.starts - now).days > _NEAR_DAYS,
        _distance(found.event.plan.area, applicant.areas),
        found.slot.starts,
    )


def _distance(area: AreaId, areas: tuple[AreaId, ...]) -> int:
    """How many steps up from one's own hamlet the event is held."""
    return areas.index(area) if area in areas else len(areas)
