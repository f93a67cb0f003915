"""How a contact comes to speak for a family or an office: slips, invitations, and misses.

Codes are kept only as digests; what is shown or printed is never stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from bot.domain.delegation import Scope, Tie
from bot.domain.ids import AreaId, ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.linking import MISSES_THAT_BURN
from bot.domain.roles import Duty, Role
from models.base import UtcDateTime, metadata
from models.people.roles import NewGrant
from models.register.reading import spellings
from models.register.tables import household
from models.register.writing import add_person
from models.sealing import vault_of

slip = Table(
    "slip",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("secret", LargeBinary, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id")),
    Column("role", String(14), nullable=False),
    Column("area_id", ForeignKey("area.id")),
    Column("sponsor_id", ForeignKey("sponsor.id")),
    Column("household_id", ForeignKey("household.id"), index=True),
    Column("scope", String(8)),
    Column("tie", String(12)),
    Column("duty", String(8)),
    Column("valid_to", Date, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("made_by", ForeignKey("person.id")),
    Column("made_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

link_miss = Table(
    "link_miss",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)

_SECRET = "slip.secret"


def add_slip(tx: Connection, household_id: HouseholdId, *, token: str, secret: str, now: datetime) -> None:
    """Make a slip for a household; the one before it no longer opens anything."""
    end_slips(tx, household_id, now=now)
    tx.execute(
        insert(slip).values(
            household_id=household_id,
            token=digest(token),
            secret=vault_of(tx).lookups(f"{household_id}:{secret}", _SECRET)[0],
            misses=0,
            made_at=now,
        )
    )


def end_slips(tx: Connection, household_id: HouseholdId, *, now: datetime) -> None:
    """Let no slip of a household open anything any more."""
    tx.execute(
        update(slip)
        .where(slip.c.household_id == household_id, slip.c.ended_at.is_(None))
        .values(ended_at=now)
    )


def household_of_token(tx: Connection, token: str) -> HouseholdId | None:
    """The household whose slip carries the token."""
    found = tx.scalar(
        select(slip.c.household_id).where(slip.c.token == digest(token), slip.c.ended_at.is_(None))
    )
    return None if found is None else HouseholdId(found)


def household_of_secret(tx: Connection, number: str, secret: str, *, commune: AreaId) -> HouseholdId | None:
    """The household of this number in a commune, when the secret is the one on its slip."""
    rows = tx.execute(
        select(slip.c.household_id, slip.c.secret)
        .join(household, household.c.id == slip.c.household_id)
        .where(
            household.c.number.in_(spellings(number)),
            household.c.commune_id == commune,
            slip.c.ended_at.is_(None),
        )
    ).all()
    # The same work is done whether or not such a family is on the list. 12 and 012 may be two families.
    expected = {row.household_id: row.secret for row in rows} or {0: b""}
    vault = vault_of(tx)
    opened = [each for each, kept in expected.items() if kept in vault.lookups(f"{each}:{secret}", _SECRET)]
    return HouseholdId(opened[0]) if len(opened) == 1 else None


def count_miss(
    tx: Connection, contact_id: ContactId, *, number: str | None, commune: AreaId, now: datetime
) -> None:
    """Remember a wrong code; too many for one number burn its slip."""
    tx.execute(insert(link_miss).values(contact_id=contact_id, at=now))
    if number is None:
        return
    of_number = select(household.c.id).where(
        household.c.number.in_(spellings(number)), household.c.commune_id == commune
    )
    living = slip.c.household_id.in_(of_number) & slip.c.ended_at.is_(None)
    tx.execute(update(slip).where(living).values(misses=slip.c.misses + 1))
    tx.execute(update(slip).where(living, slip.c.misses >= MISSES_THAT_BURN).values(ended_at=now))


def misses_since(tx: Connection, since: datetime, contact_id: ContactId | None = None) -> int:
    """How many wrong codes were tried since an instant, by one contact or by all."""
    counted = select(func.count()).select_from(link_miss).where(link_miss.c.at >= since)
    if contact_id is not None:
        counted = counted.where(link_miss.c.contact_id == contact_id)
    return tx.scalar(counted) or 0


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation gives to whom. `valid_to` ends the role. A delegate is known once they accept."""

    person: PersonId | None
    role: Role
    valid_to: date
    area: AreaId | None = None
    sponsor: SponsorId | None = None
    household: HouseholdId | None = None
    scope: Scope | None = None
    tie: Tie | None = None
    duty: Duty | None = None


def add_invitation(
    tx: Connection,
    invited: Invited,
    *,
    token: str,
    lasts: timedelta,
    made_by: PersonId | None,
    now: datetime,
) -> None:
    """Make an invitation that can be used once, while it lasts."""
    tx.execute(
        insert(invitation).values(
            token=digest(token),
            person_id=invited.person,
            role=invited.role.value,
            area_id=invited.area,
            sponsor_id=invited.sponsor,
            household_id=invited.household,
            scope=invited.scope,
            tie=invited.tie,
            duty=invited.duty,
            valid_to=invited.valid_to,
            expires_at=now + lasts,
            made_by=made_by,
            made_at=now,
        )
    )


def invitation_of(tx: Connection, token: str, *, now: datetime) -> Invited | None:
    """What an invitation gives; None when it is none, used or too old."""
    row = tx.execute(
        select(invitation).where(
            invitation.c.token == digest(token),
            invitation.c.used_at.is_(None),
            invitation.c.expires_at > now,
        )
    ).one_or_none()
    return None if row is None else _invited(row)


def _invited(row: Row[Any]) -> Invited:
    return Invited(
        None if row.person_id is None else PersonId(row.person_id),
        Role(row.role),
        row.valid_to,
        None if row.area_id is None else AreaId(row.area_id),
        None if row.sponsor_id is None else SponsorId(row.sponsor_id),
        None if row.household_id is None else HouseholdId(row.household_id),
        None if row.scope is None else Scope(row.scope),
        None if row.tie is None else Tie(row.tie),
        None if row.duty is None else Duty(row.duty),
    )


def use_invitation(
    tx: Connection, token: str, *, day: date, now: datetime, by: PersonId | None = None
) -> NewGrant | None:
    """Use an invitation up; the role it gives, or None when it is none, used or too old.

    `by` is who accepts, where the invitation names nobody; when nobody is known either, a new person."""
    row = tx.execute(
        update(invitation)
        .where(
            invitation.c.token == digest(token),
            invitation.c.used_at.is_(None),
            invitation.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(invitation)
    ).one_or_none()
    if row is None:
        return None
    made_by = None if row.made_by is None else PersonId(row.made_by)
    to = _invited(row)
    return NewGrant(
        to.person or by or add_person(tx, now=now),
        to.role,
        day,
        to.valid_to,
        area=to.area,
        sponsor=to.sponsor,
        household=to.household,
        granted_by=made_by,
        scope=to.scope,
        tie=to.tie,
        duty=to.duty,
    )


def digest(token: str) -> bytes:
    """What is kept of a token instead of itself."""
    return hashlib.sha256(token.encode()).digest()
