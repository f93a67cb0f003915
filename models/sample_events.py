"""Writes the invented fairs and classes of the demo ward, some days ahead of the day on which it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.domain.events.event import Employer, Plan, Vacancy
from bot.domain.events.seasons import Season
from bot.domain.events.terms import EventKind, EventState, Mode
from bot.domain.ids import AreaId
from bot.domain.notices import VIETNAM
from bot.domain.register.terms import Status
from models.events import events
from models.offices import first_office
from models.yaml_files import read_named

FILE = Path(__file__).parent.parent / "locales" / "vi" / "sample" / "events.yaml"
SUNDAY = 6
_POOR = frozenset({Status.POOR, Status.NEAR_POOR, Status.NEWLY_ESCAPED})


def plans(area: AreaId, *, today: date, hours: Callable[[str], Iterable[time]]) -> list[Plan]:
    """The events as planned from a day; `hours` reads an hour as people write it."""
    return [_plan(told, area, today, hours) for told in read_named(FILE)["events"]]


def write_events(
    tx: Connection, *, today: date, hours: Callable[[str], Iterable[time]], now: datetime
) -> int:
    """Publish them all for the first office's commune. Returns how many."""
    office = first_office(tx)
    if office is None or office.area_id is None:
        return 0
    planned = plans(office.area_id, today=today, hours=hours)
    for number, plan in enumerate(planned, 1):
        made = events.add(tx, f"DEMO{number}", plan, by=None, now=now)
        events.set_state(tx, made, EventState.OPEN, now=now)
    return len(planned)


def _plan(told: Mapping[str, Any], area: AreaId, today: date, hours: Callable[[str], Iterable[time]]) -> Plan:
    day = today + timedelta(days=told["in_days"])
    day += timedelta(days=day.weekday() == SUNDAY)
    begins, ends = (next(iter(hours(each))) for each in told["hours"])
    kind = EventKind(told["kind"])
    return Plan(
        kind,
        told["title"],
        told["place"],
        datetime.combine(day, begins, VIETNAM),
        datetime.combine(day, ends, VIETNAM),
        area,
        capacity=told.get("seats"),
        map_point=told.get("map_point"),
        bus=told.get("bus"),
        trade=told["title"] if kind is EventKind.TRAINING else None,
        hours=told.get("course_hours"),
        season=Season(told["season"]) if "season" in told else None,
        grade=told.get("grade", 0),
        statuses=_POOR if told.get("poor") else frozenset(),
        employers=tuple(_employer(each) for each in told.get("employers", ())),
    )


def _employer(told: Mapping[str, Any]) -> Employer:
    offered = tuple(Vacancy(**vacancy) for vacancy in told["vacancies"])
    return Employer(told["name"], Mode(told["mode"]), offered)
