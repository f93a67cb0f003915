"""Whom an event concerns: chats of families of its area that agreed to be reminded. Shows nobody's data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from bot.domain.consent import Purpose
from bot.domain.ids import AreaId, ContactId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Standard, Status
from models.areas import area, hamlets_in
from models.people.consents import consent
from models.people.contacts import person_contact
from models.register.reading import holding
from models.register.tables import membership, recognition, residence


def chats(
    tx: Connection, *, within: AreaId, statuses: Collection[Status], day: date, at: datetime
) -> list[ContactId]:
    """The chats that speak for families of an area so recognised, of whom somebody agreed to reminders."""
    as_of = AsOf(day)
    hamlets = [each.id for each in hamlets_in(tx, [within])]
    living = select(residence.c.household_id).where(
        residence.c.hamlet_id.in_(hamlets), holding(residence, as_of)
    )
    if statuses:
        living = living.join(recognition, recognition.c.household_id == residence.c.household_id).where(
            recognition.c.standard == Standard.NATIONAL.value,
            recognition.c.status.in_([status.value for status in statuses]),
            holding(recognition, as_of),
        )
    newest = (
        select(func.max(consent.c.id))
        .where(consent.c.purpose == Purpose.REMINDERS.value)
        .group_by(consent.c.person_id)
    )
    agreed = select(consent.c.person_id).where(consent.c.id.in_(newest), consent.c.given.is_(True))
    rows = tx.scalars(
        select(person_contact.c.contact_id)
        .join(membership, membership.c.person_id == person_contact.c.person_id)
        .where(
            membership.c.household_id.in_(living),
            membership.c.relation.is_not(None),
            holding(membership, as_of),
            person_contact.c.person_id.in_(agreed),
            person_contact.c.valid_from <= at,
            or_(person_contact.c.valid_to.is_(None), person_contact.c.valid_to > at),
        )
        .order_by(person_contact.c.contact_id)
        .distinct()
    )
    return [ContactId(row) for row in rows]


def named(tx: Connection, areas: Sequence[AreaId]) -> list[tuple[AreaId, str]]:
    """Areas with their names, in this order."""
    rows = tx.execute(select(area.c.id, area.c.name).where(area.c.id.in_(areas)))
    names = {row.id: row.name for row in rows}
    return [(each, names[each]) for each in areas if each in names]
