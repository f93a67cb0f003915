"""Files that go out with a message, or came with one and wait for a decision: encrypted at rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
)

from bot.domain.ids import AttachmentId, ContactId
from models.base import UtcDateTime, metadata
from models.sealing import Sealed, opened_bytes, seal

attachment = Table(
    "attachment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("sealed", Sealed(owner="contact_id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)


def keep(
    tx: Connection, contact_id: ContactId, *, name: str, media_type: str, content: bytes, now: datetime
) -> AttachmentId:
    """Store a file for a contact, sealed."""
    sealed = seal(tx, attachment.c.sealed, content, owner=contact_id)
    made = tx.execute(
        insert(attachment).values(
            contact_id=contact_id, name=name, media_type=media_type, sealed=sealed, created_at=now
        )
    ).inserted_primary_key
    assert made is not None
    return AttachmentId(made[0])


def drop(tx: Connection, attachment_id: AttachmentId, contact_id: ContactId) -> None:
    """Delete a contact's own file."""
    own = attachment.c.id == attachment_id, attachment.c.contact_id == contact_id
    tx.execute(delete(attachment).where(*own))


def kept(tx: Connection, attachment_id: AttachmentId, contact_id: ContactId) -> tuple[str, str, bytes] | None:
    """Name, media type and content of a contact's own file; None for anybody else's."""
    row = tx.execute(
        select(attachment.c.name, attachment.c.media_type, attachment.c.sealed).where(
            attachment.c.id == attachment_id, attachment.c.contact_id == contact_id
        )
    ).one_or_none()
    if row is None:
        return None
    content = opened_bytes(tx, attachment.c.sealed, row.sealed, owner=contact_id)
    return row.name, row.media_type, content or b""
