"""The book of a class: who came on which days, and for how many of them something was paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from bot.domain.events.allowance import Due
from bot.domain.events.terms import Outcome, Source
from bot.domain.ids import EventId, PersonId, RegistrationId
from models.events.event_tables import attendance, event_outcome, registration


@dataclass(frozen=True, slots=True)
class Paid:
    """What a learner was paid: for how many days, and how much, VND."""

    days: int = 0
    amount: int = 0


def days_of(tx: Connection, event_id: EventId) -> Mapping[RegistrationId, list[date]]:
    """The days on which each learner came, the first first."""
    rows = tx.execute(
        select(attendance.c.registration_id, attendance.c.day)
        .join(registration, registration.c.id == attendance.c.registration_id)
        .where(registration.c.event_id == event_id)
        .order_by(attendance.c.day)
    )
    found: dict[RegistrationId, list[date]] = {}
    for row in rows:
        found.setdefault(RegistrationId(row.registration_id), []).append(row.day)
    return found


def paid_of(tx: Connection, event_id: EventId) -> Mapping[RegistrationId, Paid]:
    """What each learner of a class was paid until now."""
    paid = func.sum(event_outcome.c.days).label("days"), func.sum(event_outcome.c.amount).label("amount")
    rows = tx.execute(
        select(event_outcome.c.registration_id, *paid)
        .join(registration, registration.c.id == event_outcome.c.registration_id)
        .where(
            registration.c.event_id == event_id,
            event_outcome.c.outcome == Outcome.ALLOWANCE.value,
            event_outcome.c.replaced_at.is_(None),
        )
        .group_by(event_outcome.c.registration_id)
    )
    return {
        RegistrationId(row.registration_id): Paid(int(row.days or 0), int(row.amount or 0)) for row in rows
    }


def note_paid(
    tx: Connection, number: RegistrationId, paid: Due, *, by: PersonId | None, now: datetime
) -> None:
    """Note that a learner was paid for so many days more."""
    row: dict[str, object] = {
        "registration_id": number,
        "outcome": Outcome.ALLOWANCE.value,
        "source": Source.OFFICIAL.value,
        "noted_by": by,
        "recorded_at": now,
        "days": paid.days,
        "amount": paid.amount,
    }
    tx.execute(insert(event_outcome).values(row))
