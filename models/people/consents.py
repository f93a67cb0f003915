"""What people agreed to, purpose by purpose, with the words they were asked in. The newest row decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    func,
    insert,
    select,
)

from bot.domain.consent import Purpose
from bot.domain.ids import ContactId, HouseholdId, PersonId
from bot.domain.register.history import AsOf
from models.base import UtcDateTime, metadata
from models.people.contacts import contact
from models.register.reading import holding
from models.register.tables import membership
from models.sending.accounts import channel_account

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("purpose", String(24), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("wording", String(24), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_consent_person_id", consent.c.person_id, consent.c.purpose, consent.c.id)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer about one purpose. `wording` is the version of the question that was asked."""

    person: PersonId
    purpose: Purpose
    given: bool
    wording: str


def note(tx: Connection, contact_id: ContactId, said: Said, *, now: datetime) -> None:
    """Keep an answer."""
    tx.execute(
        insert(consent).values(
            person_id=said.person,
            purpose=said.purpose.value,
            given=said.given,
            wording=said.wording,
            contact_id=contact_id,
            at=now,
        )
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with when and on which channel it was given."""

    said: Said
    at: datetime
    channel: str


def answers(tx: Connection, person: PersonId) -> list[Answer]:
    """All answers of a person, oldest first."""
    rows = tx.execute(
        select(consent, channel_account.c.channel)
        .join(contact, contact.c.id == consent.c.contact_id)
        .join(channel_account, channel_account.c.id == contact.c.channel_account_id)
        .where(consent.c.person_id == person)
        .order_by(consent.c.id)
    )
    return [
        Answer(Said(person, Purpose(row.purpose), bool(row.given), row.wording), row.at, row.channel)
        for row in rows
    ]


def given_by_family(tx: Connection, household_id: HouseholdId, purpose: Purpose, *, day: date) -> bool:
    """Whether somebody of a household agreed to a purpose, and nobody of it said no at last."""
    newest = (
        select(func.max(consent.c.id))
        .join(membership, membership.c.person_id == consent.c.person_id)
        .where(
            membership.c.household_id == household_id,
            membership.c.relation.is_not(None),
            holding(membership, AsOf(day)),
            consent.c.purpose == purpose.value,
        )
        .group_by(consent.c.person_id)
    )
    said = tx.scalars(select(consent.c.given).where(consent.c.id.in_(newest))).all()
    return bool(said) and all(said)


def given(tx: Connection, person: PersonId) -> dict[Purpose, Said]:
    """The last answer of a person about each purpose that was ever asked."""
    rows = tx.execute(select(consent).where(consent.c.person_id == person).order_by(consent.c.id))
    return {
        Purpose(row.purpose): Said(person, Purpose(row.purpose), bool(row.given), row.wording) for row in rows
    }


def families_agreed(
    tx: Connection, households: Select[tuple[int]], purpose: Purpose, *, day: date
) -> set[HouseholdId]:
    """Those of many households of which somebody agreed to a purpose, and nobody said no at last."""
    newest = (
        select(func.max(consent.c.id).label("id"), membership.c.household_id)
        .join(membership, membership.c.person_id == consent.c.person_id)
        .where(
            membership.c.household_id.in_(households),
            membership.c.relation.is_not(None),
            holding(membership, AsOf(day)),
            consent.c.purpose == purpose.value,
        )
        .group_by(membership.c.household_id, consent.c.person_id)
        .subquery()
    )
    said: dict[HouseholdId, bool] = {}
    joined = select(newest.c.household_id, consent.c.given).join(consent, consent.c.id == newest.c.id)
    for number, given_ in tx.execute(joined):
        said[HouseholdId(number)] = said.get(HouseholdId(number), True) and bool(given_)
    return {number for number, yes in said.items() if yes}
