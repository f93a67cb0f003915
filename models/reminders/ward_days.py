"""Days of a ward that units and families are told of: announced by a message, or standing in the calendar of
events. What stands there is not written twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from bot.clock import VIETNAM, vietnam_day
from bot.domain.events.terms import EventKind, EventState
from bot.domain.ids import AreaId
from bot.domain.reminders.terms import DayKind
from bot.domain.reminders.units import WardDay
from models.areas import areas_above, hamlets_in
from models.events.event_tables import event, event_slot
from models.reminders.reminders import ward_day

OF_EVENTS = {
    EventKind.JOB_FAIR: DayKind.JOB_FAIR,
    EventKind.JOB_SESSION: DayKind.JOB_FAIR,
    EventKind.TRAINING: DayKind.TRAINING,
}


def days_ahead(tx: Connection, commune: AreaId, *, day: date) -> list[WardDay]:
    """The days of a ward that are not over; an event has the negative of its number."""
    rows = tx.execute(
        select(ward_day)
        .where(ward_day.c.commune_id == commune, ward_day.c.on_day >= day, ward_day.c.withdrawn_at.is_(None))
        .order_by(ward_day.c.on_day, ward_day.c.id)
    )
    told = [WardDay(row.id, DayKind(row.kind), row.on_day) for row in rows]
    known = {(each.kind, each.on) for each in told}
    more = [WardDay(-number, kind, on) for number, kind, on, _ in _events(tx, commune, day, None)]
    return [*told, *(each for each in more if (each.kind, each.on) not in known)]


def announced(tx: Connection, number: int) -> tuple[DayKind, date, str] | None:
    """What is on a day, when and where; None for one that was taken back."""
    if number < 0:
        return _event(tx, -number)
    row = tx.execute(
        select(ward_day).where(ward_day.c.id == number, ward_day.c.withdrawn_at.is_(None))
    ).one_or_none()
    return None if row is None else (DayKind(row.kind), row.on_day, row.place)


def in_calendar(tx: Connection, commune: AreaId, kind: DayKind, *, on: date) -> str | None:
    """The title of an event of this kind on a day."""
    found = [title for _, each, day, title in _events(tx, commune, on, on) if (each, day) == (kind, on)]
    return found[0] if found else None


def _events(
    tx: Connection, commune: AreaId, since: date, until: date | None
) -> list[tuple[int, DayKind, date, str]]:
    """The open events around a commune that begin on these days, each with its first day."""
    areas = [*areas_above(tx, commune), *(each.id for each in hamlets_in(tx, [commune]))]
    first = func.min(event_slot.c.starts_at).label("first_at")
    wanted = (
        select(event.c.id, event.c.kind, event.c.title, first)
        .join(event_slot, event_slot.c.event_id == event.c.id)
        .where(
            event.c.area_id.in_(areas),
            event.c.state == EventState.OPEN.value,
            event.c.kind.in_([kind.value for kind in OF_EVENTS]),
            event_slot.c.starts_at >= _midnight(since),
        )
        .group_by(event.c.id, event.c.kind, event.c.title)
        .order_by(first, event.c.id)
    )
    if until is not None:
        wanted = wanted.where(event_slot.c.starts_at < _midnight(until + timedelta(days=1)))
    return [
        (row.id, OF_EVENTS[EventKind(row.kind)], vietnam_day(row.first_at), row.title)
        for row in tx.execute(wanted)
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _event(tx: Connection, number: int) -> tuple[DayKind, date, str] | None:
    row = tx.execute(
        select(event.c.kind, event.c.place, func.min(event_slot.c.starts_at).label("first_at"))
        .join(event_slot, event_slot.c.event_id == event.c.id)
        .where(event.c.id == number, event.c.state == EventState.OPEN.value)
        .group_by(event.c.id, event.c.kind, event.c.place)
    ).one_or_none()
    return row and (OF_EVENTS[EventKind(row.kind)], vietnam_day(row.first_at), row.place)
