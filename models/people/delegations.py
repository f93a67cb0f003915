"""Who acts for which household, how far and until when: appointed by a code, ended at any time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from bot.domain.delegation import Scope, Tie
from bot.domain.ids import HouseholdId, PersonId
from bot.domain.roles import Role
from models.people.linking import invitation
from models.people.roles import role_grant


@dataclass(frozen=True, slots=True)
class Delegation:
    """One delegation. `valid_to` is the first day on which it no longer holds; `taken_up` when the code was
    used."""

    tie: Tie
    scope: Scope
    valid_to: date
    taken_up: bool


def delegations_of(
    tx: Connection, household_id: HouseholdId, *, day: date, now: datetime
) -> list[Delegation]:
    """Who may act for a household, and who could with a code that was handed out."""
    held = tx.execute(select(role_grant).where(_holding([household_id], day)).order_by(role_grant.c.id))
    invited = tx.execute(select(invitation).where(_open([household_id], now)).order_by(invitation.c.id))
    return [
        Delegation(Tie(row.tie or Tie.RELATIVE), Scope(row.scope or Scope.LOOK), row.valid_to, taken_up)
        for rows, taken_up in ((held, True), (invited, False))
        for row in rows
    ]


def end_delegations(tx: Connection, households: Collection[HouseholdId], *, day: date, now: datetime) -> int:
    """Let nobody act for these households any more, at once. Returns how many delegations and codes ended."""
    held = update(role_grant).where(_holding(households, day)).values(valid_to=day)
    handed_out = update(invitation).where(_open(households, now)).values(expires_at=now)
    return tx.execute(held).rowcount + tx.execute(handed_out).rowcount


def lay_down(tx: Connection, person: PersonId, *, day: date) -> None:
    """Let somebody act for nobody any more, at once."""
    own = (
        role_grant.c.person_id == person,
        role_grant.c.role == Role.DELEGATE.value,
        role_grant.c.valid_to > day,
    )
    tx.execute(update(role_grant).where(*own).values(valid_to=day))


def acts_for(tx: Connection, person: PersonId, household_id: HouseholdId, *, day: date) -> bool:
    """Whether somebody may ask and object in a household's place."""
    scopes = tx.scalars(
        select(role_grant.c.scope).where(_holding([household_id], day), role_grant.c.person_id == person)
    )
    return Scope.ACT.value in scopes.all()


def _holding(households: Collection[HouseholdId], day: date) -> ColumnElement[bool]:
    return and_(
        role_grant.c.household_id.in_(households),
        role_grant.c.role == Role.DELEGATE.value,
        role_grant.c.valid_from <= day,
        role_grant.c.valid_to > day,
    )


def _open(households: Collection[HouseholdId], now: datetime) -> ColumnElement[bool]:
    return and_(
        invitation.c.household_id.in_(households),
        invitation.c.used_at.is_(None),
        invitation.c.expires_at > now,
    )
