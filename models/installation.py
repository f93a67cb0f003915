"""What this database is for. Demo data and real families never share one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Connection, Integer, String, Table, insert, select

from models.base import UtcDateTime, metadata

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("purpose", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("id = 1", name="single"),
)


class Purpose(StrEnum):
    """Written once, when the database is made."""

    LIVE = "live"
    DEMO = "demo"
    TEST = "test"


def purpose_of(tx: Connection) -> Purpose | None:
    """What the database was made for; None before it was made."""
    value = tx.scalar(select(installation.c.purpose))
    return None if value is None else Purpose(value)


def made_at(tx: Connection) -> datetime | None:
    """When the database was made."""
    return tx.scalar(select(installation.c.created_at))


def declare(tx: Connection, purpose: Purpose, *, now: datetime) -> Purpose:
    """Say what a new database is for. Returns what it already was for when it is not new."""
    known = purpose_of(tx)
    if known is not None:
        return known
    tx.execute(insert(installation).values(id=1, purpose=purpose.value, created_at=now))
    return purpose
