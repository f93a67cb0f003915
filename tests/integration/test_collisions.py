"""Two writers that lock the same rows in opposite order: both works are done, nobody hears of it."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from models.leases import lease
from models.unit_of_work import UnitOfWork
from tests.databases import only_postgresql

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@only_postgresql
async def test_a_deadlock_is_survived_by_both_works(migrated_database_url: str) -> None:
    uow = UnitOfWork(migrated_database_url)
    holds = {"one": threading.Event(), "two": threading.Event()}

    def move(tx: Connection, first: str, second: str, owner: str) -> None:
        tx.execute(update(lease).where(lease.c.name == first).values(owner=owner))
        holds[owner].set()
        holds["two" if owner == "one" else "one"].wait(timeout=5)
        tx.execute(update(lease).where(lease.c.name == second).values(owner=owner))

    try:
        rows = [{"name": name, "owner": "nobody", "until": NOW} for name in "ab"]
        await uow.run(lambda tx: tx.execute(insert(lease), rows))
        begun = asyncio.create_task(uow.run(lambda tx: move(tx, "a", "b", "one")))
        # Let a writer take the first work alone, so that the two do not share a transaction.
        await asyncio.to_thread(holds["one"].wait, 5)
        await asyncio.gather(begun, uow.run(lambda tx: move(tx, "b", "a", "two")))
        owners = set(uow.read(lambda tx: tx.scalars(select(lease.c.owner)).all()))
        assert len(owners) == 1
        assert owners < {"one", "two"}
    finally:
        uow.close()
