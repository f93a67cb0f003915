"""Statements handed to the driver directly do what Core would do, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from models.base import constant
from models.leases import lease
from models.prepared import Prepared
from models.sending.outbox import claim_due
from models.unit_of_work import make_engine
from tests.databases import only_sqlite

NOW = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
TAKE = Prepared(insert(lease), columns=["name", "owner", "until"])
MOVE = Prepared(update(lease).where(lease.c.name == bindparam("of")).values(until=bindparam("then")))
HELD = Prepared(
    select(lease.c.name)
    .where(lease.c.owner == constant("me"), lease.c.name.in_([constant("a"), constant("b")]))
    .order_by(lease.c.name)
)


@pytest.fixture
def tx(migrated_database_url: str):
    engine = make_engine(migrated_database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_instants_are_written_as_core_writes_them(tx: Connection) -> None:
    TAKE.run(tx, {"name": "a", "owner": "me", "until": NOW})
    assert tx.scalar(select(lease.c.until)) == NOW
    assert MOVE.run(tx, {"of": "a", "then": NOW.replace(year=2027)}).rowcount == 1
    assert tx.scalar(select(lease.c.until)) == NOW.replace(year=2027)


def test_naive_instants_are_refused(tx: Connection) -> None:
    with pytest.raises(ValueError, match="time zone"):
        TAKE.run(tx, {"name": "a", "owner": "me", "until": NOW.replace(tzinfo=None)})


def test_constants_and_lists_stand_in_the_statement(tx: Connection) -> None:
    rows = [{"name": name, "owner": "me", "until": NOW} for name in "abc"]
    TAKE.run_many(tx, rows)
    assert [name for (name,) in HELD.run(tx, {}).fetchall()] == ["a", "b"]


def test_a_broken_rule_is_cores_own_error(tx: Connection) -> None:
    TAKE.run(tx, {"name": "a", "owner": "me", "until": NOW})
    with pytest.raises(IntegrityError):
        TAKE.run(tx, {"name": "a", "owner": "you", "until": NOW})


@only_sqlite
def test_due_messages_are_found_by_their_index(tx: Connection) -> None:
    seen: list[str] = []
    tx.connection.driver_connection.set_trace_callback(seen.append)
    claim_due(tx, [], owner="me", now=NOW, lease_until=NOW, limit=5, bulk=False)
    claim = next(statement for statement in seen if "earlier" in statement)
    plan = [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {claim}")]
    # By its lane: what is due of a broadcast is not looked through for a reply, and nothing is sorted.
    assert any("ix_outbox_open (bulk=?" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan
    assert any("ix_outbox_unsent" in step for step in plan), plan
    once = next(statement for statement in seen if "OutcomeUnknown" in statement)
    plan = [row[3] for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {once}")]
    assert any("ix_outbox_once" in step for step in plan), plan
