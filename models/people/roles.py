"""Who is who: which people a contact speaks for, and which roles they have, with their ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    FromClause,
    Integer,
    Row,
    String,
    Table,
    and_,
    insert,
    or_,
    select,
    update,
)

from bot.domain.delegation import Scope, Tie
from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.register.history import AsOf
from bot.domain.roles import Duty, Grant, Role
from models.base import UtcDateTime, metadata
from models.people.contacts import contact, person, person_contact
from models.register.reading import holding, households_of
from models.register.tables import membership, person_detail, person_phone
from models.sending.accounts import channel_account

sponsor = Table(
    "sponsor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("name", String(160), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("capacity", Integer),
    Column("hamlet_id", ForeignKey("area.id")),
    Column("ended_on", Date),
)

sponsorship = Table(
    "sponsorship",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sponsor_id", ForeignKey("sponsor.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("visit_every", Integer),
    Column("made_by", ForeignKey("person.id")),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("role", String(14), nullable=False),
    Column("area_id", ForeignKey("area.id")),
    Column("sponsor_id", ForeignKey("sponsor.id")),
    Column("household_id", ForeignKey("household.id"), index=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("granted_by", ForeignKey("person.id")),
    Column("scope", String(8)),
    Column("tie", String(12)),
    Column("duty", String(8)),
    Column("recorded_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role to be given. It is for an area, a sponsor unit or, to a delegate, for one household.

    `valid_to` is the first day on which it no longer holds."""

    person: PersonId
    role: Role
    valid_from: date
    valid_to: date
    area: AreaId | None = None
    sponsor: SponsorId | None = None
    household: HouseholdId | None = None
    granted_by: PersonId | None = None
    scope: Scope | None = None
    tie: Tie | None = None
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody has, for the list of who may do what."""

    name: str
    role: Role
    area: AreaId | None
    valid_to: date


def add_grant(tx: Connection, new: NewGrant, *, now: datetime) -> None:
    """Give a role."""
    tx.execute(
        insert(role_grant).values(
            person_id=new.person,
            role=new.role.value,
            area_id=new.area,
            sponsor_id=new.sponsor,
            household_id=new.household,
            valid_from=new.valid_from,
            valid_to=new.valid_to,
            granted_by=new.granted_by,
            scope=new.scope,
            tie=new.tie,
            duty=new.duty,
            recorded_at=now,
        )
    )


def end_grants(tx: Connection, person: PersonId, role: Role, *, on: date) -> int:
    """Take a role away from a day on. Returns how many grants ended."""
    return tx.execute(
        update(role_grant)
        .where(role_grant.c.person_id == person, role_grant.c.role == role.value, role_grant.c.valid_to > on)
        .values(valid_to=on)
    ).rowcount


def people_behind(tx: Connection, contact_id: ContactId, *, at: datetime) -> list[PersonId]:
    """The people who are linked to a contact at an instant, the first linked first."""
    rows = tx.scalars(
        select(person_contact.c.person_id)
        .where(person_contact.c.contact_id == contact_id, linked(at))
        .order_by(person_contact.c.id)
    )
    return [PersonId(row) for row in rows]


def linked(at: datetime, link: FromClause = person_contact) -> ColumnElement[bool]:
    """Whether a row of `person_contact`, or of an alias of it, holds at an instant."""
    return and_(link.c.valid_from <= at, or_(link.c.valid_to.is_(None), link.c.valid_to > at))


@dataclass(frozen=True, slots=True)
class Linked:
    """A contact that speaks for a person, by the name of its channel."""

    contact: ContactId
    channel: str
    since: datetime


def links_of(tx: Connection, person: PersonId, *, at: datetime) -> list[Linked]:
    """The contacts that speak for a person at an instant, the first linked first."""
    rows = tx.execute(
        select(person_contact.c.contact_id, person_contact.c.valid_from, channel_account.c.channel)
        .join(contact, contact.c.id == person_contact.c.contact_id)
        .join(channel_account, channel_account.c.id == contact.c.channel_account_id)
        .where(person_contact.c.person_id == person, linked(at))
        .order_by(person_contact.c.id)
    )
    return [Linked(ContactId(row.contact_id), row.channel, row.valid_from) for row in rows]


def chats_of(tx: Connection, household_id: HouseholdId, *, day: date, at: datetime) -> list[ContactId]:
    """The contacts that speak for members of a household."""
    rows = tx.scalars(
        select(person_contact.c.contact_id)
        .join(membership, membership.c.person_id == person_contact.c.person_id)
        .where(
            membership.c.household_id == household_id,
            membership.c.relation.is_not(None),
            holding(membership, AsOf(day)),
            linked(at),
        )
        .order_by(person_contact.c.contact_id)
        .distinct()
    )
    return [ContactId(row) for row in rows]


def within_reach(tx: Connection, people: Sequence[PersonId], *, day: date, at: datetime) -> bool:
    """Whether one of these people has a phone in the register or is linked to a contact."""
    phone = select(person_phone.c.id).where(
        person_phone.c.person_id.in_(people),
        holding(person_phone, AsOf(day)),
    )
    chat = select(person_contact.c.id).where(person_contact.c.person_id.in_(people), linked(at))
    return any(tx.execute(wanted.limit(1)).first() is not None for wanted in (phone, chat))


def link(tx: Connection, contact_id: ContactId, person: PersonId, *, now: datetime) -> None:
    """Let a contact speak for a person, from now on."""
    if person in people_behind(tx, contact_id, at=now):
        return
    tx.execute(
        insert(person_contact).values(
            person_id=person, contact_id=contact_id, valid_from=now, recorded_at=now
        )
    )


def unlink(tx: Connection, contact_id: ContactId, person: PersonId | None = None, *, now: datetime) -> None:
    """End what links a contact to a person, or to everybody."""
    ended = update(person_contact).where(person_contact.c.contact_id == contact_id, linked(now))
    if person is not None:
        ended = ended.where(person_contact.c.person_id == person)
    tx.execute(ended.values(valid_to=now))


def grants_of(tx: Connection, person: PersonId, *, day: date) -> tuple[Grant, ...]:
    """All roles of a person on a day: by membership, by delegation, by appointment, by a sponsor unit."""
    own = tx.scalars(
        select(membership.c.household_id).where(
            membership.c.person_id == person,
            membership.c.relation.is_not(None),
            holding(membership, AsOf(day)),
        )
    ).all()
    grants = [Grant(Role.HOUSEHOLD, households=_households(own))] if own else []
    for row in tx.execute(select(role_grant).where(role_grant.c.person_id == person, in_force(day))):
        grants.append(_granted(tx, Role(row.role), row, day=day))
    return tuple(grants)


def _granted(tx: Connection, role: Role, row: Row[Any], *, day: date) -> Grant:
    area_id, sponsor_id = row.area_id, row.sponsor_id
    household_id = row.household_id
    if sponsor_id is not None:
        return Grant(role, households=frozenset(sponsored(tx, SponsorId(sponsor_id), day=day)))
    if household_id is not None:
        return Grant(role, households=frozenset({HouseholdId(household_id)}))
    return Grant(role, area=AreaId(area_id))


def people_called(tx: Connection, name: str, *, day: date) -> list[PersonId]:
    """The people of a name, those who have a role before all others; a number is a person's own."""
    if name.isdecimal():
        return [PersonId(row) for row in tx.scalars(select(person.c.id).where(person.c.id == int(name)))]
    called = [
        PersonId(row)
        for row in tx.scalars(
            select(person_detail.c.person_id).where(
                person_detail.c.name == name, holding(person_detail, AsOf(day))
            )
        )
    ]
    holders = set(
        tx.scalars(select(role_grant.c.person_id).where(role_grant.c.person_id.in_(called), in_force(day)))
    )
    return [each for each in called if each in holders] or called


def sponsors_in(tx: Connection, communes: Collection[int]) -> dict[int, str]:
    """The sponsor units of some communes by their numbers."""
    rows = tx.execute(select(sponsor.c.id, sponsor.c.name).where(sponsor.c.commune_id.in_(communes)))
    return {row.id: row.name for row in rows}


def contacts_in(
    tx: Connection, areas: Sequence[AreaId], role: Role, *, day: date, at: datetime
) -> list[ContactId]:
    """The contacts of those who have a role for one of these areas and may be written to there."""
    rows = tx.scalars(
        select(person_contact.c.contact_id)
        .join(role_grant, role_grant.c.person_id == person_contact.c.person_id)
        .where(role_grant.c.area_id.in_(areas), role_grant.c.role == role.value, in_force(day), linked(at))
        .distinct()
    )
    return [ContactId(row) for row in rows]


def sponsored(tx: Connection, sponsor_id: SponsorId, *, day: date) -> list[HouseholdId]:
    """The households a sponsor unit cares for on a day."""
    rows = tx.scalars(
        select(sponsorship.c.household_id).where(sponsorship.c.sponsor_id == sponsor_id, helping(day))
    )
    return [HouseholdId(row) for row in rows]


def sponsors_of_family(tx: Connection, person: PersonId, *, day: date) -> list[str]:
    """The names of the units that sponsor the households of a person on a day."""
    own = households_of(tx, person, day=day)
    rows = tx.scalars(
        select(sponsor.c.name)
        .join(sponsorship, sponsorship.c.sponsor_id == sponsor.c.id)
        .where(sponsorship.c.household_id.in_(own), helping(day))
        .order_by(sponsor.c.id)
    )
    return list(dict.fromkeys(rows))


def roles_in(tx: Connection, areas: Sequence[AreaId], *, day: date) -> list[HeldRole]:
    """Who has which role for these areas, by name."""
    rows = tx.execute(
        select(person_detail.c.name, role_grant.c.role, role_grant.c.area_id, role_grant.c.valid_to)
        .join(person_detail, person_detail.c.person_id == role_grant.c.person_id)
        .where(role_grant.c.area_id.in_(areas), in_force(day), holding(person_detail, AsOf(day)))
        .order_by(role_grant.c.role, person_detail.c.name)
    )
    return [HeldRole(row.name, Role(row.role), AreaId(row.area_id), row.valid_to) for row in rows]


def helping(day: date) -> ColumnElement[bool]:
    """The sponsorships that hold on a day."""
    return and_(
        sponsorship.c.valid_from <= day, or_(sponsorship.c.valid_to.is_(None), sponsorship.c.valid_to > day)
    )


def in_force(day: date) -> ColumnElement[bool]:
    """The roles that hold on a day."""
    return and_(role_grant.c.valid_from <= day, role_grant.c.valid_to > day)


def _households(numbers: Iterable[int]) -> frozenset[HouseholdId]:
    return frozenset(HouseholdId(number) for number in numbers)
