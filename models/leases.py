"""Leases by name: of several processes only one ticks at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, delete, insert, or_, select, update

from models.base import UtcDateTime, metadata

lease = Table(
    "lease",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("owner", String(60), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)


def take(tx: Connection, name: str, *, owner: str, now: datetime, until: datetime) -> bool:
    """Take or renew a lease. False while somebody else holds it."""
    taken = tx.execute(
        update(lease)
        .where(lease.c.name == name, or_(lease.c.owner == owner, lease.c.until <= now))
        .values(owner=owner, until=until)
    )
    if taken.rowcount:
        return True
    if tx.scalar(select(lease.c.owner).where(lease.c.name == name)) is not None:
        return False
    tx.execute(insert(lease).values(name=name, owner=owner, until=until))
    return True


def release(tx: Connection, *, owner: str) -> None:
    """Give back every lease of a process that stops."""
    tx.execute(delete(lease).where(lease.c.owner == owner))
