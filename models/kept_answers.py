"""Answers of questions that were begun, so that somebody may go on later, or on another channel when linked.

Each table holds one row a contact: `contact_id`, `person_id`, sealed `answers`, `touched_at`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, and_, insert, or_, select, update

from bot.domain.ids import ContactId, PersonId
from models.sealing import opened, seal


@dataclass(frozen=True, slots=True)
class Told:
    """The answers as they stood, and when the last of them was given. `here`: in the same chat."""

    answers: Mapping[str, str]
    touched_at: datetime
    here: bool


def keep(
    tx: Connection,
    table: Table,
    contact_id: ContactId,
    answers: Mapping[str, str],
    *,
    person: PersonId | None,
    now: datetime,
    **more: object,
) -> None:
    """Keep the answers of a contact in place of those before; `more` are columns of that table alone."""
    row: dict[str, object] = {"person_id": person, "touched_at": now, **more}
    row["answers"] = seal(tx, table.c.answers, json.dumps(dict(answers)), owner=contact_id)
    if tx.execute(update(table).where(table.c.contact_id == contact_id).values(row)).rowcount == 0:
        tx.execute(insert(table).values(contact_id=contact_id, **row))


def last(
    tx: Connection,
    table: Table,
    contact_id: ContactId | None,
    people: Collection[PersonId],
    *,
    since: datetime,
) -> Told | None:
    """What this contact told, or one of these people anywhere, the latest of it; what a person told on a
    contact is nobody else's there."""
    own = and_(table.c.contact_id == contact_id, table.c.person_id.is_(None))
    whose = or_(table.c.person_id.in_(people), own)
    wanted = select(table).where(whose, table.c.touched_at >= since)
    row = tx.execute(wanted.order_by(table.c.touched_at.desc()).limit(1)).first()
    if row is None:
        return None
    answers = opened(tx, table.c.answers, row.answers, owner=row.contact_id)
    return Told(json.loads(answers or "{}"), row.touched_at, row.contact_id == contact_id)
