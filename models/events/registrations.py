"""Who registered for an event: seats are given one after the other, so that none is given twice and who waits
keeps their turn. Whoever changes seats here calls `events.hold` first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from bot.domain.events.event import Slot
from bot.domain.events.rules import Booked, Refusal, clash, offered_until
from bot.domain.events.terms import ForWhom, SeatState, Wish
from bot.domain.ids import AreaId, ContactId, EventId, HouseholdId, PersonId, RegistrationId, SlotId
from bot.domain.notices import Quiet
from bot.domain.register.terms import Ethnicity, Sex, Status
from bot.domain.text import fold
from models.base import constant
from models.events import events
from models.events.event_tables import event, event_slot, registration
from models.sealing import found, lookup, opened, seal

_ACTIVE = tuple(state.value for state in SeatState if state.active)
_HOLDING = tuple(state.value for state in SeatState if state.holds_seat)


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """Somebody to be registered. `name` is sealed; `person` is who the register knows them as.

    `passed_on` is whether the employers may have name and phone, in the words of `wording`."""

    event: EventId
    slot: SlotId
    code: str
    for_whom: ForWhom
    name: str
    contact: ContactId | None = None
    person: PersonId | None = None
    household: HouseholdId | None = None
    hamlet: AreaId | None = None
    phone: str | None = None
    parent_phone: str | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    status: Status | None = None
    grade: int | None = None
    wish: Wish | None = None
    passed_on: bool = False
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of it: a seat, or the place among those who wait. `number` is called at the door."""

    id: RegistrationId
    number: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration as it is kept; `name` is None once it was forgotten."""

    id: RegistrationId
    event: EventId
    slot: SlotId
    number: int
    code: str
    for_whom: ForWhom
    state: SeatState
    starts: datetime
    contact: ContactId | None
    person: PersonId | None
    household: HouseholdId | None
    name: str | None
    status: Status | None
    birth_year: int | None
    waited: bool
    offered_until: datetime | None
    reminded: bool = True


def register(tx: Connection, new: NewRegistration, *, now: datetime) -> Placed | Refusal:
    """Give a seat, or a place among those who wait; refuse whoever is registered then already."""
    events.hold(tx, new.event)
    slot = next(each for each in slots_now(tx, new.event) if each.id == new.slot)
    booked = booked_by(tx, person=new.person, name=new.name, birth_year=new.birth_year)
    if (refused := clash(slot, booked)) is not None:
        return refused
    number = 1 + (
        tx.scalar(select(func.max(registration.c.number)).where(registration.c.event_id == new.event)) or 0
    )
    waits = slot.free == 0 and new.for_whom is not ForWhom.WALK_IN
    made = tx.execute(insert(registration).values(_row(tx, new, number, waits=waits, now=now)))
    assert made.inserted_primary_key is not None
    return Placed(RegistrationId(made.inserted_primary_key[0]), number, slot.waiting + 1 if waits else None)


def _row(
    tx: Connection, new: NewRegistration, number: int, *, waits: bool, now: datetime
) -> dict[str, object]:
    columns = registration.c
    plain = {
        name: getattr(new, name)
        for name in ("code", "birth_year", "sex", "ethnicity", "status", "grade", "wish", "wording")
    }
    return plain | {
        "event_id": new.event,
        "slot_id": new.slot,
        "number": number,
        "for_whom": new.for_whom.value,
        "contact_id": new.contact,
        "person_id": new.person,
        "household_id": new.household,
        "hamlet_id": new.hamlet,
        "name": seal(tx, columns.name, new.name, owner=new.code),
        "name_index": lookup(tx, columns.name, fold(new.name)),
        "phone": seal(tx, columns.phone, new.phone, owner=new.code),
        "parent_phone": seal(tx, columns.parent_phone, new.parent_phone, owner=new.code),
        "passed_on": new.passed_on,
        "state": (SeatState.WAITING if waits else SeatState.SEATED).value,
        "waited": waits,
        "registered_at": now,
        "changed_at": now,
    }


def slots_now(tx: Connection, event_id: EventId) -> Sequence[Slot]:
    """The slots with their seats as they stand in this transaction."""
    return events.slots(tx, [event_id]).get(event_id, [])


def booked_by(
    tx: Connection, *, person: PersonId | None, name: str | None = None, birth_year: int | None = None
) -> list[Booked]:
    """When somebody means to be where: known by number, else by name and year of birth."""
    if person is not None:
        who: ColumnElement[bool] = registration.c.person_id == person
    elif name is not None and birth_year is not None:
        same = found(tx, registration.c.name, fold(name)), registration.c.birth_year == birth_year
        who = and_(*same)
    else:
        return []
    rows = tx.execute(
        select(event_slot.c.id, event_slot.c.starts_at, event_slot.c.ends_at)
        .join(registration, registration.c.slot_id == event_slot.c.id)
        .join(event, event.c.id == registration.c.event_id)
        .where(who, registration.c.state.in_(_ACTIVE), event.c.state == constant("open"))
    )
    return [Booked(SlotId(row.id), row.starts_at, row.ends_at) for row in rows]


def cancel(tx: Connection, number: RegistrationId, *, now: datetime) -> bool:
    """Give the seat or the turn up. Returns whether there was one."""
    return _set(tx, number, SeatState.CANCELLED, _ACTIVE, now=now)


def accept(tx: Connection, number: RegistrationId, *, now: datetime) -> bool:
    """Take an offered seat. Returns whether the offer still held."""
    return _set(tx, number, SeatState.SEATED, (SeatState.OFFERED.value,), now=now)


def set_reminded(tx: Connection, number: RegistrationId, *, wanted: bool) -> None:
    """Whether who holds a ticket wants to be reminded of it."""
    tx.execute(update(registration).where(registration.c.id == number).values(reminded=wanted))


def _set(
    tx: Connection, number: RegistrationId, state: SeatState, was: Collection[str], *, now: datetime
) -> bool:
    changed = (
        update(registration)
        .where(registration.c.id == number, registration.c.state.in_(was))
        .values(state=state.value, changed_at=now, offered_until=None)
    )
    return tx.execute(changed).rowcount == 1


def fill(tx: Connection, event_id: EventId, *, now: datetime, quiet: Quiet) -> list[Registered]:
    """Offer free seats to those who wait longest, as long as there is time to answer. Returns whom."""
    events.hold(tx, event_id)
    offered: list[Registered] = []
    for slot in slots_now(tx, event_id):
        until = offered_until(slot.starts, now=now, quiet=quiet)
        free = slot.waiting if slot.capacity is None else slot.capacity - slot.taken
        if until is None or free <= 0 or not slot.waiting:
            continue
        next_ = select(registration.c.id).where(
            registration.c.slot_id == slot.id, registration.c.state == SeatState.WAITING.value
        )
        ids = list(tx.scalars(next_.order_by(registration.c.id).limit(free)))
        given = {"state": SeatState.OFFERED.value, "offered_until": until, "changed_at": now}
        tx.execute(update(registration).where(registration.c.id.in_(ids)).values(given))
        offered += _read(tx, registration.c.id.in_(ids))
    return offered


def lapsed(tx: Connection, *, now: datetime, limit: int = 200) -> list[Registered]:
    """Take back offers whose deadline is over, one event after the other. Returns whose."""
    over = _read(
        tx,
        and_(registration.c.state == SeatState.OFFERED.value, registration.c.offered_until <= now),
        limit=limit,
    )
    for number in sorted({each.event for each in over}):
        events.hold(tx, number)
    was = (SeatState.OFFERED.value,)
    return [each for each in over if _set(tx, each.id, SeatState.LAPSED, was, now=now)]


def waited_for(tx: Connection, *, now: datetime) -> list[EventId]:
    """The open events that somebody waits for and that have not begun."""
    rows = tx.scalars(
        select(registration.c.event_id)
        .join(event_slot, event_slot.c.id == registration.c.slot_id)
        .join(event, event.c.id == registration.c.event_id)
        .where(
            registration.c.state == SeatState.WAITING.value,
            event_slot.c.starts_at > now,
            event.c.state == constant("open"),
        )
        .distinct()
    )
    return sorted(EventId(row) for row in rows)


def place_of(tx: Connection, one: Registered) -> int:
    """How many wait before somebody, and they themselves."""
    before = select(func.count()).where(
        registration.c.slot_id == one.slot,
        registration.c.state == SeatState.WAITING.value,
        registration.c.id <= one.id,
    )
    return tx.scalar(before) or 0


def coming(
    tx: Connection, contact_id: ContactId, people: Collection[PersonId] = (), *, since: datetime
) -> list[Registered]:
    """What a contact, or these people, are registered for that was not over then, the next first."""
    mine = or_(registration.c.contact_id == contact_id, registration.c.person_id.in_(people))
    open_ = event.c.state == constant("open")
    return _read(tx, and_(mine, registration.c.state.in_(_ACTIVE), event_slot.c.ends_at > since, open_))


def held_for(
    tx: Connection,
    contact_id: ContactId,
    people: Collection[PersonId] = (),
    *,
    since: datetime,
    now: datetime,
) -> list[Registered]:
    """Whom a contact, or these people, had seats for at what began and ended since then, the last first."""
    mine = or_(registration.c.contact_id == contact_id, registration.c.person_id.in_(people))
    held = event_slot.c.starts_at <= now, event_slot.c.ends_at > since, event.c.state == constant("open")
    return _read(tx, and_(mine, registration.c.state.in_(_HOLDING), *held))[::-1]


def kept_of(tx: Connection, contact_id: ContactId) -> list[Registered]:
    """All that is kept of whom a contact registered, the past and what was called off too."""
    return _read(tx, registration.c.contact_id == contact_id)


def active_in(tx: Connection, event_id: EventId) -> list[Registered]:
    """Everybody who means to come, or waits for it, in the order of their numbers."""
    return _read(tx, and_(registration.c.event_id == event_id, registration.c.state.in_(_ACTIVE)))


def everybody_in(tx: Connection, event_id: EventId) -> list[Registered]:
    """Everybody who ever registered for an event."""
    return _read(tx, registration.c.event_id == event_id)


def by_code(tx: Connection, code: str) -> Registered | None:
    """The registration of a ticket's code."""
    return next(iter(_read(tx, registration.c.code == code)), None)


def by_numbers(tx: Connection, event_id: EventId, numbers: Collection[int]) -> list[Registered]:
    """Those of an event with these numbers."""
    return _read(tx, and_(registration.c.event_id == event_id, registration.c.number.in_(numbers)))


def by_ids(tx: Connection, numbers: Collection[RegistrationId]) -> list[Registered]:
    """These registrations."""
    return _read(tx, registration.c.id.in_(numbers))


def phones_of(tx: Connection, number: RegistrationId) -> tuple[str | None, str | None]:
    """The phone of somebody and of their parent."""
    row = tx.execute(select(registration).where(registration.c.id == number)).one()
    columns = registration.c
    return (
        opened(tx, columns.phone, row.phone, owner=row.code),
        opened(tx, columns.parent_phone, row.parent_phone, owner=row.code),
    )


def _read(tx: Connection, wanted: ColumnElement[bool], *, limit: int | None = None) -> list[Registered]:
    rows = tx.execute(
        select(registration, event_slot.c.starts_at)
        .join(event_slot, event_slot.c.id == registration.c.slot_id)
        .join(event, event.c.id == registration.c.event_id)
        .where(wanted)
        .order_by(event_slot.c.starts_at, registration.c.id)
        .limit(limit)
    )
    return [_registered(tx, row) for row in rows]


def _registered(tx: Connection, row: Row[Any]) -> Registered:
    return Registered(
        RegistrationId(row.id),
        EventId(row.event_id),
        SlotId(row.slot_id),
        row.number,
        row.code,
        ForWhom(row.for_whom),
        SeatState(row.state),
        row.starts_at,
        None if row.contact_id is None else ContactId(row.contact_id),
        None if row.person_id is None else PersonId(row.person_id),
        None if row.household_id is None else HouseholdId(row.household_id),
        opened(tx, registration.c.name, row.name, owner=row.code),
        Status(row.status) if row.status else None,
        row.birth_year,
        bool(row.waited),
        row.offered_until,
        bool(row.reminded),
    )
