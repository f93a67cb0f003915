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
    """Take or renew a lease. False while somebody else holds it.

    A lease with more than half its time left is not written again: an idle program should not wear the disk.
    """
    held = tx.execute(select(lease.c.owner, lease.c.until).where(lease.c.name == name)).one_or_none()
    if held is None:
        tx.execute(insert(lease).values(name=name, owner=owner, until=until))
        return True
    if held.owner == owner and held.until - now > (until - now) / 2:
        return True
    taken = tx.execute(
        update(lease)
        .where(lease.c.name == name, or_(lease.c.owner == owner, lease.c.until <= now))
        .values(owner=owner, until=until)
    )
    return bool(taken.rowcount)


def release(tx: Connection, *, owner: str) -> None:
    """Give back every lease of a process that stops."""
    tx.execute(delete(lease).where(lease.c.owner == owner))
