"""Voice notes that wait with a case for somebody who listens: sealed, and gone some time after the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, delete, insert, select

from bot.domain.ids import CaseId, ContactId
from models.base import UtcDateTime, metadata
from models.cases.cases import CaseState, case
from models.sealing import Sealed, opened_bytes, seal

case_file = Table(
    "case_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("content", Sealed(owner="contact_id"), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of a case."""

    id: int
    name: str
    content: bytes


def keep(
    tx: Connection, case_id: CaseId, contact_id: ContactId, name: str, content: bytes, *, now: datetime
) -> None:
    """Store a file with a case, sealed for who sent it."""
    sealed = seal(tx, case_file.c.content, content, owner=contact_id)
    row = {"case_id": case_id, "contact_id": contact_id, "name": name, "content": sealed, "recorded_at": now}
    tx.execute(insert(case_file).values(row))


def of_case(tx: Connection, case_id: CaseId) -> list[CaseFile]:
    """The files of a case, oldest first."""
    rows = tx.execute(select(case_file).where(case_file.c.case_id == case_id).order_by(case_file.c.id))
    return [
        CaseFile(
            row.id,
            row.name,
            opened_bytes(tx, case_file.c.content, row.content, owner=row.contact_id) or b"",
        )
        for row in rows
    ]


def has_files(tx: Connection, case_id: CaseId) -> bool:
    """Whether something waits to be heard."""
    wanted = select(case_file.c.id).where(case_file.c.case_id == case_id).limit(1)
    return tx.scalar(wanted) is not None


def forget_closed(tx: Connection, before: datetime) -> int:
    """Delete the files of cases that were answered before an instant."""
    closed = select(case.c.id).where(case.c.state != CaseState.OPEN.value, case.c.closed_at < before)
    return tx.execute(delete(case_file).where(case_file.c.case_id.in_(closed))).rowcount


def forget_contact(tx: Connection, contact_id: ContactId) -> None:
    """Delete what a contact sent."""
    tx.execute(delete(case_file).where(case_file.c.contact_id == contact_id))
