"""Registering for an event that was begun and not ended, so that somebody may go on elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete

from bot.domain.ids import ContactId, PersonId
from models import kept_answers
from models.events.event_tables import begun_sign_up
from models.kept_answers import Told


def keep(
    tx: Connection,
    contact_id: ContactId,
    answers: Mapping[str, str],
    *,
    person: PersonId | None,
    now: datetime,
) -> None:
    """Keep the answers of a contact in place of those before."""
    kept_answers.keep(tx, begun_sign_up, contact_id, answers, person=person, now=now)


def last(
    tx: Connection, contact_id: ContactId | None, people: Collection[PersonId], *, since: datetime
) -> Told | None:
    """What this contact began, or one of these people anywhere, the latest of it."""
    return kept_answers.last(tx, begun_sign_up, contact_id, people, since=since)


def forget(tx: Connection, contact_id: ContactId, person: PersonId | None = None) -> None:
    """Forget what a contact began, and what this person began anywhere."""
    tx.execute(delete(begun_sign_up).where(begun_sign_up.c.contact_id == contact_id))
    if person is not None:
        tx.execute(delete(begun_sign_up).where(begun_sign_up.c.person_id == person))


def forget_before(tx: Connection, before: datetime) -> int:
    """Forget what nobody went on with since an instant."""
    return tx.execute(delete(begun_sign_up).where(begun_sign_up.c.touched_at < before)).rowcount
