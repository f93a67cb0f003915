"""Finds who is behind the families a broadcast is for: each person once, on the channel they used last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    case,
    false,
    func,
    or_,
    select,
)

from bot.domain.audience import Ground
from bot.domain.consent import Purpose
from bot.domain.figures.query import Query
from bot.domain.ids import ChannelAccountId, ContactId
from bot.domain.register.history import AsOf
from models.figures.selecting import HERE, Selecting
from models.inbox import inbox
from models.people.consents import consent
from models.people.contacts import Standing, contact, person_contact
from models.register.reading import holding
from models.register.tables import membership
from models.sending.broadcasts import Result

Chosen = CTE
"""The contacts of an audience, as a part of a query."""


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients of one channel account and language: how many may be written to, or why not."""

    account: ChannelAccountId
    language: str
    result: Result
    count: int


def chosen(audience: Query, ground: Ground, *, day: date, at: datetime) -> Chosen:
    """The contacts of an audience with a household of theirs, and whether each may be written to.

    Of a person with several channels the one used last; a shared phone is written to once."""
    people = _people(audience, day).cte("people")
    newest = func.row_number().over(
        partition_by=people.c.person_id, order_by=(contact.c.last_seen_at.desc(), contact.c.id)
    )
    reached = (
        select(
            contact.c.id.label("contact_id"),
            contact.c.channel_account_id.label("account"),
            contact.c.language,
            contact.c.standing,
            people.c.household_id,
            people.c.person_id,
            newest.label("place"),
        )
        .join(person_contact, person_contact.c.person_id == people.c.person_id)
        .join(contact, contact.c.id == person_contact.c.contact_id)
        .where(
            contact.c.private,
            person_contact.c.valid_from <= at,
            or_(person_contact.c.valid_to.is_(None), person_contact.c.valid_to > at),
        )
        .cte("reached")
    )
    result = _result(reached, ground)
    # Of several people behind one contact the strictest answer counts: others read along.
    ranked = case((result == Result.WAITING.value, 1), else_=0)
    once = func.row_number().over(
        partition_by=reached.c.contact_id, order_by=(ranked, reached.c.household_id, reached.c.person_id)
    )
    each = select(
        reached.c.contact_id,
        reached.c.account,
        reached.c.language,
        reached.c.household_id,
        result.label("result"),
        once.label("once"),
    )
    found = each.where(reached.c.place == 1).cte("found")
    return select(found).where(found.c.once == 1).cte("chosen")


def _result(reached: CTE, ground: Ground) -> ColumnElement[str]:
    said_yes = _agreed(reached.c.person_id)
    refused = [(~said_yes, Result.NOT_AGREED.value)] if ground is Ground.AGREED else []
    return case(
        (reached.c.standing == Standing.STOPPED.value, Result.STOPPED.value),
        (reached.c.standing == Standing.UNREACHABLE.value, Result.UNREACHABLE.value),
        *refused,
        else_=Result.WAITING.value,
    )


def _agreed(person_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the last answer of a person to being written to was yes."""
    asked = consent.c.person_id == person_id, consent.c.purpose == Purpose.REMINDERS.value
    last = select(consent.c.given).where(*asked).order_by(consent.c.id.desc()).limit(1)
    return func.coalesce(last.correlate_except(consent).scalar_subquery(), false())


def still_agreed(tx: Connection, contacts: list[ContactId], *, at: datetime) -> set[ContactId]:
    """Those of the contacts behind whom everybody agreed until now."""
    rows = tx.execute(
        select(person_contact.c.contact_id, _agreed(person_contact.c.person_id).label("agreed")).where(
            person_contact.c.contact_id.in_(contacts),
            person_contact.c.valid_from <= at,
            or_(person_contact.c.valid_to.is_(None), person_contact.c.valid_to > at),
        )
    ).all()
    refused = {row.contact_id for row in rows if not row.agreed}
    return {ContactId(row.contact_id) for row in rows} - refused


def _people(audience: Query, day: date) -> Select[Any]:
    """Everybody who lives in one of the families, with one family of theirs."""
    as_of = AsOf(day)
    return (
        select(membership.c.person_id, func.min(membership.c.household_id).label("household_id"))
        .where(
            holding(membership, as_of),
            membership.c.relation.is_not(None),
            membership.c.household_id.in_(Selecting(audience, as_of).households(HERE)),
        )
        .group_by(membership.c.person_id)
    )


def groups(tx: Connection, selection: Chosen) -> list[Group]:
    """How many recipients there are, by channel account, language and whether they may be written to."""
    by = selection.c.account, selection.c.language, selection.c.result
    rows = tx.execute(select(*by, func.count()).group_by(*by).order_by(*by))
    return [Group(ChannelAccountId(row[0]), row[1], Result(row[2]), row[3]) for row in rows]


def count_households(tx: Connection, audience: Query, *, day: date) -> int:
    """How many families are meant, with a phone or chat or without."""
    return tx.scalar(Selecting(audience, AsOf(day)).households(func.count(HERE.distinct()))) or 0


def last_heard(tx: Connection, selection: Chosen, account: ChannelAccountId) -> list[datetime | None]:
    """When each recipient of an account wrote last; only they decide what a message to them costs."""
    heard = (
        select(inbox.c.address, func.max(inbox.c.received_at).label("at"))
        .where(inbox.c.channel_account_id == account)
        .group_by(inbox.c.address)
        .cte("heard")
    )
    rows = tx.execute(
        select(heard.c.at)
        .select_from(selection)
        .join(contact, contact.c.id == selection.c.contact_id)
        .outerjoin(heard, heard.c.address == contact.c.address)
        .where(selection.c.account == account, selection.c.result == Result.WAITING.value)
    )
    return list(rows.scalars())
