"""Visits to families, the book of what they were given, and what families said of it. Rows are never changed
but for words that are forgotten; what was wrong is replaced or reversed by another row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
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
    update,
)

from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.visits.ledger import Entry, Measure, Stage, reversal
from models.areas import area
from models.base import UtcDateTime, metadata
from models.register.tables import household
from models.roles import role_grant, sponsor, sponsorship
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

visit_answer = Table(
    "visit_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("visit.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("came", String(5), nullable=False),
    Column("gift", String(5)),
    Column("need", Sealed(owner="household_id")),
    Column("recorded_at", UtcDateTime, nullable=False),
)


class Came(StrEnum):
    """Whether the family was visited, as it says itself."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


class GiftAnswer(StrEnum):
    """Whether the family has what it was said to be given."""

    FULL = "full"
    SHORT = "short"
    NONE = "none"


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
            role_grant.c.valid_from <= day,
            role_grant.c.valid_to > day,
            sponsorship.c.household_id == household_id,
            sponsorship.c.valid_from <= day,
            sponsorship.c.valid_to.is_(None) | (sponsorship.c.valid_to > day),
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


def take_back(tx: Connection, number: int, *, by: PersonId, day: date, now: datetime) -> None:
    """Take a visit back: it no longer stands, and each line of it is reversed."""
    row = tx.execute(select(visit.c.id).where(visit.c.id == number, visit.c.replaced_at.is_(None))).first()
    if row is None:
        return
    tx.execute(update(visit).where(visit.c.id == number).values(replaced_at=now))
    lines = tx.execute(select(ledger_entry).where(ledger_entry.c.visit_id == number)).all()
    done = {each.reverses_id for each in lines}
    for line in lines:
        if line.reverses_id is None and line.id not in done:
            commune = AreaId(line.commune_id)
            book(tx, reversal(_entry(line), on=day), commune=commune, visit_id=number, by=by, now=now)


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


def unit_names(tx: Connection, sponsors: Collection[SponsorId]) -> dict[SponsorId, str]:
    """What units are called."""
    rows = tx.execute(select(sponsor.c.id, sponsor.c.name).where(sponsor.c.id.in_(sponsors)))
    return {SponsorId(row.id): row.name for row in rows}


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


def unanswered(tx: Connection, households: Collection[HouseholdId], *, since: date) -> list[Visit]:
    """Visits to these families that they have not yet confirmed or denied, the newest first."""
    answered = select(visit_answer.c.visit_id)
    rows = tx.execute(
        select(visit, sponsor.c.name)
        .join(sponsor, sponsor.c.id == visit.c.sponsor_id)
        .where(
            visit.c.household_id.in_(households),
            visit.c.replaced_at.is_(None),
            visit.c.visited_on >= since,
            visit.c.id.not_in(answered),
        )
        .order_by(visit.c.visited_on.desc(), visit.c.id.desc())
    )
    return [_visit(row) for row in rows]


def visit_by_number(tx: Connection, number: int) -> Visit | None:
    """One visit that stands."""
    row = tx.execute(
        select(visit, sponsor.c.name)
        .join(sponsor, sponsor.c.id == visit.c.sponsor_id)
        .where(visit.c.id == number, visit.c.replaced_at.is_(None))
    ).first()
    return None if row is None else _visit(row)


def _visit(row: Row[Any]) -> Visit:
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
class Answer:
    """What a family says of a visit."""

    visit: Visit
    came: Came
    gift: GiftAnswer | None
    need: str | None


def answer(tx: Connection, said: Answer, *, person: PersonId, contact: ContactId, now: datetime) -> None:
    """Keep what a family says; the first answer to a visit stands."""
    owner = said.visit.household
    if tx.scalar(select(visit_answer.c.id).where(visit_answer.c.visit_id == said.visit.id)) is not None:
        return
    tx.execute(
        insert(visit_answer).values(
            visit_id=said.visit.id,
            household_id=owner,
            contact_id=contact,
            person_id=person,
            came=said.came.value,
            gift=None if said.gift is None else said.gift.value,
            need=seal(tx, visit_answer.c.need, said.need, owner=owner),
            recorded_at=now,
        )
    )


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


_WORDS = ("advice", "promise", "need", "told")


def forget_words(tx: Connection, *, before: datetime) -> int:
    """Forget the words of visits and answers written before an instant; figures and days stay."""
    none = dict.fromkeys(_WORDS)
    worded = visit.c.told.is_not(None) | visit.c.need.is_not(None) | visit.c.advice.is_not(None)
    old = tx.execute(update(visit).where(visit.c.recorded_at < before, worded).values(**none)).rowcount
    said = visit_answer.c.recorded_at < before, visit_answer.c.need.is_not(None)
    return old + tx.execute(update(visit_answer).where(*said).values(need=None)).rowcount


def forget_told(tx: Connection, contact_id: ContactId) -> None:
    """Forget a contact's own words about visits; what was given stays in the book."""
    tx.execute(update(visit).where(visit.c.contact_id == contact_id).values(told=None))
    tx.execute(update(visit_answer).where(visit_answer.c.contact_id == contact_id).values(need=None))
