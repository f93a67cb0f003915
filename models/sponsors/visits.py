"""Visits to families, the book of what they were given, and what families said of it. Rows are never changed
but for words that are forgotten; what was wrong is replaced or reversed by another row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    insert,
    select,
)

from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.visits.ledger import Entry, Measure, Stage
from models.areas import area
from models.base import UtcDateTime, metadata
from models.people.roles import helping, in_force, role_grant, sponsor, sponsorship
from models.register.tables import household
from models.sealing import Sealed, opened, seal

visit = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("hamlet_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("sponsor_id", ForeignKey("sponsor.id"), nullable=False, index=True),
    Column("visited_on", Date, nullable=False),
    Column("minutes", Integer),
    Column("advice", Sealed(owner="household_id")),
    Column("promise", Sealed(owner="household_id")),
    Column("promise_due", Date),
    Column("need", Sealed(owner="household_id")),
    Column("told", Sealed(owner="household_id")),
    Column("told_by", ForeignKey("person.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
)

ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("stage", String(8), nullable=False),
    Column("measure", String(5), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("item", String(60)),
    Column("unit", String(12)),
    Column("entry_day", Date, nullable=False),
    Column("sponsor_id", ForeignKey("sponsor.id"), index=True),
    Column("household_id", ForeignKey("household.id"), index=True),
    Column("visit_id", ForeignKey("visit.id"), index=True),
    Column("reverses_id", ForeignKey("ledger_entry.id"), unique=True),
    Column("recorded_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit to one family as a unit told it. Amounts of `given` are for this family alone."""

    household: HouseholdId
    visited_on: date
    minutes: int | None = None
    advice: str | None = None
    promise: str | None = None
    promise_due: date | None = None
    need: str | None = None
    told: str | None = None
    given: Sequence[Entry] = field(default=())


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells of visits, for which unit, where and when."""

    person: PersonId
    contact: ContactId
    sponsor: SponsorId
    now: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that stands."""

    id: int
    household: HouseholdId
    hamlet: AreaId
    sponsor: SponsorId
    unit: str
    visited_on: date
    recorded_at: datetime


def sponsor_of(tx: Connection, person: PersonId, household_id: HouseholdId, *, day: date) -> SponsorId | None:
    """The unit that somebody speaks for and that helps a family on a day."""
    found = tx.scalar(
        select(sponsorship.c.sponsor_id)
        .join(role_grant, role_grant.c.sponsor_id == sponsorship.c.sponsor_id)
        .where(
            role_grant.c.person_id == person,
            in_force(day),
            sponsorship.c.household_id == household_id,
            helping(day),
        )
        .limit(1)
    )
    return None if found is None else SponsorId(found)


def write(tx: Connection, new: NewVisit, hamlet: AreaId, teller: Teller) -> int:
    """Keep a visit with what was given at it. Returns its number."""
    owner = new.household
    sealed = {
        name: seal(tx, visit.c[name], getattr(new, name), owner=owner)
        for name in ("advice", "promise", "need", "told")
    }
    made = tx.execute(
        insert(visit).values(
            household_id=owner,
            hamlet_id=hamlet,
            sponsor_id=teller.sponsor,
            visited_on=new.visited_on,
            minutes=new.minutes,
            promise_due=new.promise_due,
            told_by=teller.person,
            contact_id=teller.contact,
            recorded_at=teller.now,
            **sealed,
        )
    ).inserted_primary_key
    assert made is not None
    commune = tx.scalar(select(household.c.commune_id).where(household.c.id == owner))
    for entry in (replace(each, sponsor=teller.sponsor) for each in new.given):
        book(tx, entry, commune=AreaId(commune or 0), visit_id=made[0], by=teller.person, now=teller.now)
    return int(made[0])


def book(
    tx: Connection,
    entry: Entry,
    *,
    commune: AreaId,
    now: datetime,
    by: PersonId | None = None,
    visit_id: int | None = None,
) -> int:
    """Write one line into the book. Returns its number."""
    made = tx.execute(
        insert(ledger_entry).values(
            commune_id=commune,
            stage=entry.stage.value,
            measure=entry.measure.value,
            amount=entry.amount,
            item=entry.item,
            unit=entry.unit,
            entry_day=entry.on,
            sponsor_id=entry.sponsor,
            household_id=entry.household,
            visit_id=visit_id,
            reverses_id=entry.reverses,
            recorded_by=by,
            recorded_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    return int(made[0])


def entries(
    tx: Connection, communes: Collection[AreaId], *, since: date | None = None, until: date | None = None
) -> list[Entry]:
    """The lines of the book of these communes, from a day on and before another, oldest first."""
    wanted = select(ledger_entry).where(ledger_entry.c.commune_id.in_(communes)).order_by(ledger_entry.c.id)
    if since is not None:
        wanted = wanted.where(ledger_entry.c.entry_day >= since)
    if until is not None:
        wanted = wanted.where(ledger_entry.c.entry_day < until)
    return [_entry(row) for row in tx.execute(wanted)]


def unit_called(tx: Connection, name: str, *, commune: AreaId) -> SponsorId | None:
    """The unit of a commune with this name."""
    wanted = select(sponsor.c.id).where(sponsor.c.commune_id == commune, sponsor.c.name == name)
    found = tx.scalars(wanted.limit(2)).all()
    return SponsorId(found[0]) if len(found) == 1 else None


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        Stage(row.stage),
        Measure(row.measure),
        row.amount,
        row.entry_day,
        None if row.sponsor_id is None else SponsorId(row.sponsor_id),
        None if row.household_id is None else HouseholdId(row.household_id),
        row.item,
        row.unit,
        row.id,
        row.reverses_id,
    )


def visit_in(row: Row[Any]) -> Visit:
    """A row of visits, with the name of its unit."""
    return Visit(
        row.id,
        HouseholdId(row.household_id),
        AreaId(row.hamlet_id),
        SponsorId(row.sponsor_id),
        row.name,
        row.visited_on,
        row.recorded_at,
    )


def given_at(tx: Connection, number: int) -> list[Entry]:
    """What is booked for a visit."""
    rows = tx.execute(
        select(ledger_entry).where(ledger_entry.c.visit_id == number).order_by(ledger_entry.c.id)
    )
    return [_entry(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Written:
    """A visit as it was written down, for looking at patterns."""

    id: int
    unit: str
    teller: PersonId
    household: HouseholdId
    visited_on: date
    minutes: int | None
    recorded_at: datetime
    told: str | None


def written_since(tx: Connection, since: datetime, *, communes: Collection[AreaId]) -> list[Written]:
    """The visits that were written down since an instant, with their words."""
    rows = tx.execute(
        select(visit, sponsor.c.name)
        .join(sponsor, sponsor.c.id == visit.c.sponsor_id)
        .join(household, household.c.id == visit.c.household_id)
        .join(area, area.c.id == visit.c.hamlet_id)
        .where(
            visit.c.recorded_at >= since,
            visit.c.replaced_at.is_(None),
            household.c.commune_id.in_(communes),
        )
        .order_by(visit.c.id)
    )
    return [
        Written(
            row.id,
            row.name,
            PersonId(row.told_by),
            HouseholdId(row.household_id),
            row.visited_on,
            row.minutes,
            row.recorded_at,
            opened(tx, visit.c.told, row.told, owner=row.household_id),
        )
        for row in rows
    ]
