"""Leases by name: of several processes only one ticks at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, String, Table, delete, insert, or_, select, update

from models.base import UtcDateTime, metadata

lease = Table(
    "lease",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("owner", String(60), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)


CLOCKS_DIFFER = timedelta(minutes=1)


def over(until: ColumnElement[Any], *, now: datetime, next_until: datetime) -> ColumnElement[bool]:
    """Whether a lease is over: its time has come, or its holder's clock was ahead when it was taken.

    Then it reaches further than one taken now would, by more than the clocks of two machines differ.
    """
    return or_(until <= now, until > next_until + CLOCKS_DIFFER)


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
        .where(
            lease.c.name == name, or_(lease.c.owner == owner, over(lease.c.until, now=now, next_until=until))
        )
        .values(owner=owner, until=until)
    )
    return bool(taken.rowcount)


def held(tx: Connection, beginning: str, *, now: datetime) -> set[str]:
    """Who holds leases whose names begin so."""
    alive = select(lease.c.owner).where(
        lease.c.name.startswith(beginning, autoescape=True), lease.c.until > now
    )
    return set(tx.scalars(alive))


def release(tx: Connection, *, owner: str) -> None:
    """Give back every lease of a process that stops."""
    tx.execute(delete(lease).where(lease.c.owner == owner))


def sweep(tx: Connection, *, before: datetime) -> None:
    """Forget what processes left that died."""
    tx.execute(delete(lease).where(lease.c.until < before))
