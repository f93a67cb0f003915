"""The trail of what was decided about whom. Rows are chained by hash and never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, insert, select

from bot.domain.ids import ContactId
from models.base import UtcDateTime, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("tag", String(60), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), index=True),
    Column("actor", String(60), nullable=False),
    Column("details", Text, nullable=False),
    Column("hash", String(64), nullable=False),
)


class Tag(StrEnum):
    """The vocabulary of the trail: subject:what happened."""

    CASE_OPENED = "case:opened"
    CASE_ANSWERED = "case:answered"
    PUSHES_STOPPED = "contact:pushes_stopped"
    PUSHES_RESUMED = "contact:pushes_resumed"
    DATA_SHOWN = "contact:data_shown"
    DATA_ERASED = "contact:data_erased"


def note(
    tx: Connection,
    tag: Tag,
    *,
    at: datetime,
    actor: str,
    contact_id: ContactId | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Add a row. `details` holds codes and counts, never a person's words or name."""
    text = json.dumps(details or {}, ensure_ascii=False, sort_keys=True)
    before = tx.scalar(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)) or ""
    tx.execute(
        insert(audit).values(
            at=at,
            tag=tag.value,
            contact_id=contact_id,
            actor=actor,
            details=text,
            hash=_chain(before, at, tag, contact_id, actor, text),
        )
    )


def _chain(before: str, at: datetime, tag: str, contact_id: int | None, actor: str, details: str) -> str:
    row = "\x1f".join((before, at.isoformat(), tag, str(contact_id), actor, details))
    return hashlib.sha256(row.encode()).hexdigest()


def first_broken(tx: Connection) -> int | None:
    """The first row that was changed or after which one was removed; None when the trail is whole."""
    before = ""
    for row in tx.execute(select(audit).order_by(audit.c.id)):
        if row.hash != _chain(before, row.at, Tag(row.tag), row.contact_id, row.actor, row.details):
            return int(row.id)
        before = row.hash
    return None
