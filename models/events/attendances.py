"""Who came to an event, on which days, and what came of it; what reports count, without a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.events.report import Line
from bot.domain.events.terms import FOLLOW_UPS, Outcome, SeatState, Source
from bot.domain.ids import ContactId, EventId, PersonId, RegistrationId
from bot.domain.register.terms import Sex, Status
from models.areas import area
from models.events import placements
from models.events.event_tables import attendance, event_outcome, event_slot, registration

_OF_A_PERSON = (
    "contact_id",
    "person_id",
    "household_id",
    "name",
    "name_index",
    "phone",
    "parent_phone",
)


def check_in(
    tx: Connection, numbers: Iterable[RegistrationId], *, day: date, by: PersonId | None, now: datetime
) -> list[RegistrationId]:
    """Note that they came on a day; who was noted already is not noted twice. Returns those who are new."""
    dialect_insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    new = []
    for number in numbers:
        row: dict[str, object] = {"registration_id": number, "day": day, "at": now, "noted_by": by}
        once = dialect_insert(attendance).values(row).on_conflict_do_nothing()
        if tx.execute(once.returning(attendance.c.id)).first() is not None:
            new.append(number)
    return new


def came_on(tx: Connection, event_id: EventId, day: date) -> set[RegistrationId]:
    """Who came to an event on a day."""
    rows = tx.scalars(
        select(attendance.c.registration_id)
        .join(registration, registration.c.id == attendance.c.registration_id)
        .where(registration.c.event_id == event_id, attendance.c.day == day)
    )
    return {RegistrationId(row) for row in rows}


def note_outcome(
    tx: Connection,
    number: RegistrationId,
    outcome: Outcome,
    *,
    source: Source,
    employer: str | None = None,
    by: PersonId | None = None,
    now: datetime,
) -> bool:
    """Note what came of it, unless that stands there already. Whether somebody still works is asked again and
    again: there the newest answer stands, and the one before it is kept as replaced."""
    same = outcome_of(number, [outcome])
    if outcome not in FOLLOW_UPS and tx.scalar(select(event_outcome.c.id).where(same)) is not None:
        return False
    if outcome in FOLLOW_UPS:
        tx.execute(update(event_outcome).where(outcome_of(number, FOLLOW_UPS)).values(replaced_at=now))
    row: dict[str, object] = {"registration_id": number, "outcome": outcome.value, "employer": employer}
    row |= {"source": source.value, "noted_by": by, "recorded_at": now}
    tx.execute(insert(event_outcome).values(row))
    return True


def take_back(tx: Connection, number: RegistrationId, outcome: Outcome, *, now: datetime) -> bool:
    """Take a mistaken outcome back; its row stays, marked as replaced."""
    return (
        tx.execute(
            update(event_outcome).where(outcome_of(number, [outcome])).values(replaced_at=now)
        ).rowcount
        > 0
    )


def outcome_of(number: RegistrationId, outcomes: Collection[Outcome]) -> ColumnElement[bool]:
    """The standing rows that say one of these of a registration."""
    return and_(
        event_outcome.c.registration_id == number,
        event_outcome.c.outcome.in_([each.value for each in outcomes]),
        event_outcome.c.replaced_at.is_(None),
    )


def hired_by(tx: Connection, contact_id: ContactId, *, since: datetime) -> list[RegistrationId]:
    """The registrations of a contact of which somebody was hired since then, the newest first."""
    rows = tx.scalars(
        select(event_outcome.c.registration_id)
        .join(registration, registration.c.id == event_outcome.c.registration_id)
        .where(
            registration.c.contact_id == contact_id,
            event_outcome.c.outcome == Outcome.HIRED.value,
            event_outcome.c.replaced_at.is_(None),
            event_outcome.c.recorded_at >= since,
        )
        .order_by(event_outcome.c.id.desc())
    )
    return [RegistrationId(row) for row in rows]


def lines(tx: Connection, numbers: Collection[EventId]) -> list[Line]:
    """A line for every registration of these events, with nothing by which to tell who it was."""
    rows = tx.execute(
        select(registration, area.c.name.label("hamlet"))
        .outerjoin(area, area.c.id == registration.c.hamlet_id)
        .where(registration.c.event_id.in_(numbers))
        .order_by(registration.c.id)
    ).all()
    of_these = registration.c.event_id.in_(numbers)
    days: dict[int, int] = {}
    came = select(attendance.c.registration_id).join(registration).where(of_these)
    for number in tx.scalars(came):
        days[number] = days.get(number, 0) + 1
    outcomes: dict[int, set[Outcome]] = {}
    told = select(event_outcome).join(registration).where(of_these, event_outcome.c.replaced_at.is_(None))
    for row in tx.execute(told):
        outcomes.setdefault(row.registration_id, set()).add(Outcome(row.outcome))
    same = placements.who(rows)
    return [
        Line(
            same[row.id],
            SeatState(row.state),
            bool(row.waited),
            days.get(row.id, 0),
            Status(row.status) if row.status else None,
            Sex(row.sex) if row.sex else None,
            None if row.ethnicity is None else row.ethnicity != "kinh",
            row.hamlet,
            frozenset(outcomes.get(row.id, ())),
        )
        for row in rows
    ]


def forget_contact(tx: Connection, contact_id: ContactId, *, now: datetime) -> None:
    """Forget who a contact registered: what is still to come is called off, of the past only counts stay."""
    mine = registration.c.contact_id == contact_id
    active = [state.value for state in SeatState if state.active]
    begun = select(event_slot.c.id).where(event_slot.c.starts_at <= now)
    ahead = registration.c.state.in_(active), registration.c.slot_id.not_in(begun)
    off = {"state": SeatState.CANCELLED.value, "changed_at": now, "offered_until": None}
    tx.execute(update(registration).where(mine, *ahead).values(off))
    tx.execute(update(registration).where(mine).values(dict.fromkeys(_OF_A_PERSON)))


def forget_past(tx: Connection, *, before: datetime) -> int:
    """Forget who registered for what ended before an instant; that somebody did stays for the figures."""
    over = select(event_slot.c.id).where(event_slot.c.ends_at < before)
    somebody = or_(*(registration.c[name].is_not(None) for name in _OF_A_PERSON))
    gone = update(registration).where(registration.c.slot_id.in_(over), somebody)
    return tx.execute(gone.values(dict.fromkeys(_OF_A_PERSON))).rowcount


def undo_check_in(tx: Connection, number: RegistrationId, day: date) -> bool:
    """Take back that somebody came on a day, when the wrong number was typed."""
    gone = attendance.c.registration_id == number, attendance.c.day == day
    return tx.execute(delete(attendance).where(*gone)).rowcount == 1
