"""Events with their slots, employers and vacancies. Queries are for areas; who may ask is decided before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, insert, select, update

from bot.domain.events.event import Employer, Event, Plan, Slot, Vacancy
from bot.domain.events.seasons import Season
from bot.domain.events.terms import EventKind, EventState, Mode, SeatState
from bot.domain.ids import AreaId, EventId, PersonId, SlotId
from bot.domain.register.terms import Status
from models.areas import area, areas_above, hamlets_in
from models.base import constant
from models.events import event_offers
from models.events.event_tables import event, event_employer, event_slot, event_vacancy, registration

MOST_READ = 100
_SEATS = tuple(state.value for state in SeatState if state.holds_seat)
_PLAIN = (
    "title",
    "place",
    "map_point",
    "organiser",
    "bus",
    "bring",
    "trade",
    "hours",
    "grade",
    "least_age",
    "most_age",
)


def add(tx: Connection, code: str, plan: Plan, *, by: PersonId | None, now: datetime) -> EventId:
    """Write an event down as a draft, with its slots. `code` names it before it has a number."""
    row = {name: getattr(plan, name) for name in _PLAIN} | {
        "code": code,
        "area_id": plan.area,
        "kind": plan.kind.value,
        "closes_at": plan.closes,
        "season": None if plan.season is None else plan.season.value,
        "statuses": sorted(status.value for status in plan.statuses),
        "state": EventState.DRAFT.value,
        "made_by": by,
        "made_at": now,
        "changed_at": now,
    }
    made = tx.execute(insert(event).values(row)).inserted_primary_key
    assert made is not None
    number = EventId(made[0])
    for starts, ends in ((plan.starts, plan.ends), *plan.more_times):
        add_slot(tx, number, starts, ends, capacity=plan.capacity)
    event_offers.add_all(tx, number, plan.employers)
    return number


def add_slot(
    tx: Connection, event_id: EventId, starts: datetime, ends: datetime, *, capacity: int | None
) -> SlotId:
    """Another time one can come to."""
    row = {"event_id": event_id, "starts_at": starts, "ends_at": ends, "capacity": capacity}
    made = tx.execute(insert(event_slot).values(row)).inserted_primary_key
    assert made is not None
    return SlotId(made[0])


def set_state(tx: Connection, event_id: EventId, state: EventState, *, now: datetime) -> None:
    """Publish it, or call it off."""
    tx.execute(update(event).where(event.c.id == event_id).values(state=state.value, changed_at=now))


def describe(tx: Connection, event_id: EventId, columns: Mapping[str, object], *, now: datetime) -> None:
    """Write title, place, bus, what to bring or the deadline anew."""
    tx.execute(update(event).where(event.c.id == event_id).values(dict(columns) | {"changed_at": now}))


def set_capacity(tx: Connection, event_id: EventId, capacity: int | None, *, now: datetime) -> None:
    """Have so many places in every slot. Nobody loses a seat by it."""
    tx.execute(update(event_slot).where(event_slot.c.event_id == event_id).values(capacity=capacity))
    tx.execute(update(event).where(event.c.id == event_id).values(changed_at=now))


def move(
    tx: Connection, event_id: EventId, by: timedelta, *, ends: datetime | None = None, now: datetime
) -> None:
    """Hold all slots earlier or later, and the deadline with them; `ends` is another end of the only one."""
    for row in tx.execute(select(event_slot).where(event_slot.c.event_id == event_id)).all():
        times = {"starts_at": row.starts_at + by, "ends_at": ends or row.ends_at + by}
        tx.execute(update(event_slot).where(event_slot.c.id == row.id).values(times))
    closes = tx.scalar(select(event.c.closes_at).where(event.c.id == event_id))
    moved = {"changed_at": now} | ({"closes_at": closes + by} if closes else {})
    tx.execute(update(event).where(event.c.id == event_id).values(moved))


def hold(tx: Connection, event_id: EventId) -> None:
    """Let nobody else give or take seats of this event until the transaction ends."""
    tx.execute(select(event.c.id).where(event.c.id == event_id).with_for_update()).first()


def below(tx: Connection, areas: Sequence[AreaId]) -> list[AreaId]:
    """These areas and all that lies in them."""
    inside = select(area.c.id).where(area.c.id.in_(areas)).cte(recursive=True)
    inside = inside.union(select(area.c.id).join(inside, area.c.parent_id == inside.c.id))
    found = [AreaId(row) for row in tx.scalars(select(inside.c.id).order_by(inside.c.id))]
    return [*areas, *(each for each in found if each not in areas)]


def around(tx: Connection, commune: AreaId) -> list[AreaId]:
    """The areas whose events concern a commune: itself, its hamlets, and what it lies in."""
    return [*areas_above(tx, commune), *(each.id for each in hamlets_in(tx, [commune]))]


def open_events(
    tx: Connection,
    areas: Collection[AreaId],
    *,
    now: datetime,
    kinds: Collection[EventKind] = (),
    limit: int = MOST_READ,
) -> list[Event]:
    """The open events of these areas that are not over, the next first."""
    wanted = _first_first(_open(areas, now=now, kinds=kinds)).limit(limit)
    return read(tx, [EventId(row) for row in tx.scalars(wanted)])


def any_open(tx: Connection, areas: Collection[AreaId], *, now: datetime, kind: EventKind) -> bool:
    """Whether an event of a kind is open in these areas and not over."""
    return tx.execute(_open(areas, now=now, kinds=[kind]).limit(1)).first() is not None


def _open(areas: Collection[AreaId], *, now: datetime, kinds: Collection[EventKind]) -> Select[int]:
    wanted = _with_slots(areas).where(
        event.c.state == constant(EventState.OPEN.value), event_slot.c.ends_at > now
    )
    return wanted.where(event.c.kind.in_([kind.value for kind in kinds])) if kinds else wanted


def _with_slots(areas: Collection[AreaId]) -> Select[int]:
    """The numbers of the events of these areas, once for each of their times."""
    return (
        select(event.c.id)
        .join(event_slot, event_slot.c.event_id == event.c.id)
        .where(event.c.area_id.in_(areas))
    )


def _first_first(wanted: Select[int]) -> Select[int]:
    return wanted.group_by(event.c.id).order_by(func.min(event_slot.c.starts_at), event.c.id)


def held(tx: Connection, areas: Collection[AreaId], *, since: datetime, until: datetime) -> list[Event]:
    """The events of these areas that begin within a period and are no draft, the first first."""
    wanted = _with_slots(areas).where(
        event.c.state != EventState.DRAFT.value,
        event_slot.c.starts_at >= since,
        event_slot.c.starts_at < until,
    )
    return read(tx, [EventId(row) for row in tx.scalars(_first_first(wanted))])


def kept(tx: Connection, areas: Collection[AreaId], *, since: datetime, limit: int) -> list[Event]:
    """What officials work with: drafts, coming events, and those that ended since then; the next first."""
    wanted = _with_slots(areas).where(
        event.c.state != EventState.CANCELLED.value, event_slot.c.ends_at > since
    )
    return read(tx, [EventId(row) for row in tx.scalars(_first_first(wanted).limit(limit))])


def by_code(tx: Connection, code: str) -> Event | None:
    """The event of a code."""
    number = tx.scalar(select(event.c.id).where(event.c.code == code))
    return None if number is None else by_id(tx, EventId(number))


def by_id(tx: Connection, event_id: EventId) -> Event | None:
    """The event of a number."""
    return next(iter(read(tx, [event_id])), None)


def read(tx: Connection, numbers: Sequence[EventId]) -> list[Event]:
    """These events, in this order, with how many seats are taken."""
    rows = {row.id: row for row in tx.execute(select(event).where(event.c.id.in_(numbers)))}
    times = slots(tx, numbers)
    employers = _employers(tx, numbers)
    return [
        _event(rows[number], times[number], employers.get(number, ())) for number in numbers if number in rows
    ]


_TAKEN = func.sum(case((registration.c.state.in_(_SEATS), 1), else_=0))
_WAITING = func.sum(case((registration.c.state == SeatState.WAITING.value, 1), else_=0))
_COUNTED = (
    select(registration.c.slot_id, _TAKEN.label("taken"), _WAITING.label("waiting"))
    .where(registration.c.event_id.in_(bindparam("of", expanding=True)))
    .group_by(registration.c.slot_id)
    .subquery()
)
_SLOTS = (
    select(event_slot, _COUNTED.c.taken, _COUNTED.c.waiting)
    .outerjoin(_COUNTED, _COUNTED.c.slot_id == event_slot.c.id)
    .where(event_slot.c.event_id.in_(bindparam("of", expanding=True)))
    .order_by(event_slot.c.starts_at, event_slot.c.id)
)


def slots(tx: Connection, numbers: Sequence[EventId]) -> dict[EventId, list[Slot]]:
    """The slots of these events with their seats as they stand in this transaction."""
    found: dict[EventId, list[Slot]] = {}
    for row in tx.execute(_SLOTS, {"of": list(numbers)}):
        counts = int(row.taken or 0), int(row.waiting or 0)
        slot = Slot(SlotId(row.id), row.starts_at, row.ends_at, row.capacity, *counts)
        found.setdefault(EventId(row.event_id), []).append(slot)
    return found


def _employers(tx: Connection, numbers: Sequence[EventId]) -> Mapping[EventId, tuple[Employer, ...]]:
    rows = tx.execute(
        select(event_employer)
        .where(event_employer.c.event_id.in_(numbers))
        .order_by(event_employer.c.mode.desc(), event_employer.c.id)
    ).all()
    offered: dict[int, list[Vacancy]] = {}
    ids = [row.id for row in rows]
    for row in tx.execute(
        select(event_vacancy).where(event_vacancy.c.employer_id.in_(ids)).order_by(event_vacancy.c.id)
    ):
        vacancy = Vacancy(**{name: row._mapping[name] for name in event_offers.OF_VACANCY})
        offered.setdefault(row.employer_id, []).append(vacancy)
    found: dict[EventId, tuple[Employer, ...]] = {}
    for row in rows:
        employer = Employer(row.name, Mode(row.mode), tuple(offered.get(row.id, ())))
        found[EventId(row.event_id)] = (*found.get(EventId(row.event_id), ()), employer)
    return found


def _event(row: Row[Any], times: Sequence[Slot], employers: tuple[Employer, ...]) -> Event:
    plan = Plan(
        kind=EventKind(row.kind),
        starts=times[0].starts,
        ends=times[-1].ends,
        area=AreaId(row.area_id),
        capacity=times[0].capacity,
        closes=row.closes_at,
        season=Season(row.season) if row.season else None,
        statuses=frozenset(Status(status) for status in row.statuses),
        employers=employers,
        **{name: row._mapping[name] for name in _PLAIN},
    )
    return Event(EventId(row.id), row.code, plan, EventState(row.state), tuple(times))
