"""The trail in tests: sealed as the program does, examined, changed as only the database's owner can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection

from bot.keeping import seal_trail
from models import audit_seals
from models.audit_seals import Fault
from tests.world import World

TABLES = ("audit", "audit_subject", "audit_seal")


async def faults_of(town: World) -> tuple[Fault, ...]:
    """What is wrong with the trail after the program has sealed what waits."""
    await seal_trail(town.running.uow, town.running.clock)
    examined = town.read(partial(audit_seals.verify, now=town.clock.now()))
    assert examined.rows > 0
    faults: tuple[Fault, ...] = examined.faults
    return faults


@contextmanager
def unguarded(tx: Connection) -> Iterator[None]:
    """No trigger asks meanwhile, and none tells of rows that come."""
    if tx.dialect.name == "postgresql":
        for table in TABLES:
            tx.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        yield
        for table in TABLES:
            tx.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        return
    triggers = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for trigger in triggers:
        tx.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
    yield
    for trigger in triggers:
        tx.exec_driver_sql(trigger.sql)
