"""Seals over the trail: what was changed or removed is found and named, and nothing else ever is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, Engine, event, insert, select

from bot.clock import VIETNAM
from bot.domain.ids import ContactId
from bot.keeping import seal_trail
from models.audit import PROGRAM, Actor, Subject, SubjectKind, Tag, audit, note
from models.audit_seals import AT_ONCE, Fault, Wrong, audit_seal, audit_unsealed, seal, verify
from models.unit_of_work import UnitOfWork, make_engine
from tests.databases import only_postgresql
from tests.trail import unguarded
from tests.world import SetClock

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LOOKS = 300


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    made = make_engine(migrated_database_url)
    yield made
    made.dispose()


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def look(tx: Connection, household: int = 7) -> None:
    """Somebody looks at a household."""
    about = Subject(SubjectKind.HOUSEHOLD, household, frozenset({"name", "phone"}))
    note(tx, Tag.DATA_SHOWN, at=NOW, actor=Actor.contact(ContactId(3), role="officer"), subjects=[about])


def looks(tx: Connection, times: int) -> None:
    for household in range(times):
        look(tx, household)


def faults(tx: Connection) -> tuple[Fault, ...]:
    return verify(tx, now=LATER).faults


@pytest.fixture
def three_seals(tx: Connection) -> Connection:
    """Rows 1 to 9, three under each seal."""
    for _ in range(3):
        looks(tx, 3)
        seal(tx, now=NOW)
    assert faults(tx) == ()
    return tx


def sealed_rows(tx: Connection) -> list[str]:
    return list(tx.scalars(select(audit_seal.c.ids).order_by(audit_seal.c.id)))


# sealing


def test_new_rows_get_one_seal_and_then_nothing_waits(tx: Connection) -> None:
    looks(tx, 3)
    sealed = seal(tx, now=NOW)
    assert sealed is not None
    assert sealed.rows == 3
    assert sealed_rows(tx) == ["1-3"]
    assert seal(tx, now=NOW) is None
    examined = verify(tx, now=LATER)
    assert (examined.faults, examined.rows, examined.seals, examined.last) == ((), 3, 1, sealed.mark)


def test_an_empty_trail_is_whole(tx: Connection) -> None:
    examined = verify(tx, now=LATER)
    assert (examined.faults, examined.rows, examined.last) == ((), 0, None)


def test_a_long_line_is_sealed_part_by_part(tx: Connection) -> None:
    looks(tx, AT_ONCE + 5)
    assert [seal(tx, now=NOW) is not None for _ in range(3)] == [True, True, False]
    assert sealed_rows(tx) == [f"1-{AT_ONCE}", f"{AT_ONCE + 1}-{AT_ONCE + 5}"]
    assert faults(tx) == ()


def test_rows_of_a_turn_that_was_undone_are_missed_by_nobody(tx: Connection) -> None:
    look(tx)
    tx.exec_driver_sql("BEGIN")
    look(tx)
    tx.exec_driver_sql("ROLLBACK")
    look(tx)
    seal(tx, now=NOW)
    assert faults(tx) == ()


async def test_the_tick_seals_everything_and_says_the_mark_to_the_log(
    migrated_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    uow = UnitOfWork(migrated_database_url)
    try:
        await uow.run(partial(looks, times=AT_ONCE + 1))
        await seal_trail(uow, SetClock())
        examined = uow.read(partial(verify, now=LATER))
        assert (examined.faults, examined.seals) == ((), 2)
        assert str(examined.last) in "".join(capsys.readouterr())
    finally:
        await asyncio.to_thread(uow.close)


def test_a_seal_set_by_a_clock_of_another_zone_is_the_same(tx: Connection) -> None:
    look(tx)
    seal(tx, now=NOW.astimezone(VIETNAM))
    assert faults(tx) == ()


# what is found


def test_a_changed_row_is_named(three_seals: Connection) -> None:
    with unguarded(three_seals):
        three_seals.exec_driver_sql("UPDATE audit SET role = 'auditor' WHERE id = 5")
    assert faults(three_seals) == (Fault(Wrong.ROW_CHANGED, 5),)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_subject SET fields = 'name' WHERE audit_id = 5",
        "UPDATE audit_subject SET number = 77 WHERE audit_id = 5",
        "DELETE FROM audit_subject WHERE audit_id = 5",
        "INSERT INTO audit_subject (audit_id, kind, number, fields) VALUES (5, 'person', 1, 'name')",
    ],
)
def test_a_row_told_of_other_people_is_named(three_seals: Connection, change: str) -> None:
    with unguarded(three_seals):
        three_seals.exec_driver_sql(change)
    assert faults(three_seals) == (Fault(Wrong.ROW_CHANGED, 5),)


def test_every_column_of_a_row_is_sealed(three_seals: Connection) -> None:
    values = {"at": f"'{NOW + timedelta(seconds=1):%Y-%m-%d %H:%M:%S.000000}'"}
    for column in audit.c:
        if column.name == "id":
            continue
        value = values.get(column.name, "'9'" if column.type.python_type is str else "9")
        three_seals.exec_driver_sql("BEGIN")
        with unguarded(three_seals):
            three_seals.exec_driver_sql(f"UPDATE audit SET {column.name} = {value} WHERE id = 2")
            assert faults(three_seals) == (Fault(Wrong.ROW_CHANGED, 2),), column.name
        three_seals.exec_driver_sql("ROLLBACK")


def test_a_removed_row_is_named(three_seals: Connection) -> None:
    with unguarded(three_seals):
        three_seals.exec_driver_sql("DELETE FROM audit_subject WHERE audit_id = 9")
        three_seals.exec_driver_sql("DELETE FROM audit WHERE id = 9")
    assert faults(three_seals) == (Fault(Wrong.ROW_REMOVED, 9),)


def test_a_row_removed_before_its_seal_is_named_and_stays_named(tx: Connection) -> None:
    looks(tx, 2)
    with unguarded(tx):
        tx.exec_driver_sql("DELETE FROM audit_subject WHERE audit_id = 2")
        tx.exec_driver_sql("DELETE FROM audit WHERE id = 2")
    seal(tx, now=NOW)
    assert faults(tx) == (Fault(Wrong.ROW_REMOVED, 2),)


def test_a_row_slipped_in_without_the_triggers_is_named(three_seals: Connection) -> None:
    with unguarded(three_seals):
        values = {"id": 99, "at": NOW, "tag": "case:answered", "actor": "operator", "details": "{}"}
        three_seals.execute(insert(audit).values(values))
    assert faults(three_seals) == (Fault(Wrong.ROW_OUTSIDE, 99),)


def test_a_row_taken_off_the_line_is_named(three_seals: Connection) -> None:
    look(three_seals)
    three_seals.exec_driver_sql("DELETE FROM audit_unsealed")
    assert faults(three_seals) == (Fault(Wrong.ROW_OUTSIDE, 10),)


@pytest.mark.parametrize(
    "change", ["at = '2026-11-23 02:00:01.000000'", "rows = 2", "ids = '4-5'", "hash = before"]
)
def test_a_changed_seal_is_named(three_seals: Connection, change: str) -> None:
    with unguarded(three_seals):
        three_seals.exec_driver_sql(f"UPDATE audit_seal SET {change} WHERE id = 2")
    assert Fault(Wrong.SEAL_CHANGED, 2) in faults(three_seals)


def test_a_row_and_its_digest_changed_together_are_found_by_the_seal(three_seals: Connection) -> None:
    other = three_seals.scalar(select(audit_seal.c.digests).where(audit_seal.c.id == 1))
    with unguarded(three_seals):
        three_seals.execute(audit_seal.update().where(audit_seal.c.id == 2).values(digests=other))
    found = faults(three_seals)
    assert Fault(Wrong.SEAL_CHANGED, 2) in found
    assert Fault(Wrong.ROW_CHANGED, 4) in found


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_seal_is_missed(three_seals: Connection, number: int) -> None:
    with unguarded(three_seals):
        three_seals.exec_driver_sql(f"DELETE FROM audit_seal WHERE id = {number}")
    rows = range(3 * number - 2, 3 * number + 1)
    expected = (Fault(Wrong.SEAL_REMOVED, number + 1), *(Fault(Wrong.ROW_OUTSIDE, row) for row in rows))
    assert faults(three_seals) == expected


def test_the_last_seal_is_missed_by_its_rows(three_seals: Connection) -> None:
    with unguarded(three_seals):
        three_seals.exec_driver_sql("DELETE FROM audit_seal WHERE id = 3")
    assert faults(three_seals) == tuple(Fault(Wrong.ROW_OUTSIDE, row) for row in (7, 8, 9))


def test_a_trail_written_anew_is_betrayed_by_a_mark_kept_elsewhere(three_seals: Connection) -> None:
    mark = verify(three_seals, now=LATER).last
    assert mark is not None
    look(three_seals)
    seal(three_seals, now=NOW)
    assert verify(three_seals, now=LATER, mark=mark).holds
    with unguarded(three_seals):
        three_seals.exec_driver_sql("UPDATE audit SET role = 'auditor' WHERE id = 5")
        three_seals.exec_driver_sql("DELETE FROM audit_seal")
        three_seals.execute(insert(audit_unsealed).from_select(["audit_id"], select(audit.c.id)))
        seal(three_seals, now=NOW)
    assert faults(three_seals) == ()
    assert not verify(three_seals, now=LATER, mark=mark).holds


def test_rows_wait_five_minutes_before_anybody_is_told(tx: Connection) -> None:
    look(tx)
    assert verify(tx, now=NOW + timedelta(minutes=5)).faults == ()
    [late] = verify(tx, now=NOW + timedelta(minutes=5, seconds=1)).faults
    assert late == Fault(Wrong.ROW_LATE, 1)
    assert late.wrong.waits


# many at once


@only_postgresql
def test_a_lower_row_that_commits_later_gets_a_later_seal(engine: Engine, tx: Connection) -> None:
    with engine.connect() as slow:
        slow.exec_driver_sql("BEGIN")
        look(slow)
        look(tx)
        seal(tx, now=NOW)
        assert (sealed_rows(tx), faults(tx)) == (["2"], ())
        slow.exec_driver_sql("COMMIT")
    assert verify(tx, now=NOW).faults == ()
    seal(tx, now=NOW)
    assert (sealed_rows(tx), faults(tx)) == (["2", "1"], ())


@only_postgresql
def test_a_second_process_waits_for_the_first_and_seals_no_row_twice(engine: Engine, tx: Connection) -> None:
    looks(tx, 3)
    with engine.connect() as first, engine.connect() as second, ThreadPoolExecutor(1) as pool:
        first.exec_driver_sql("BEGIN")
        seal(first, now=NOW)
        sealed = pool.submit(seal, second, now=NOW)
        waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not tx.exec_driver_sql(waits).scalar():
            assert not sealed.done()
        look(tx)
        first.exec_driver_sql("COMMIT")
        assert sealed.result(timeout=10) is not None
    assert (sealed_rows(tx), faults(tx)) == (["1-3", "4"], ())


def sealing(tx: Connection) -> None:
    seal(tx, now=NOW)


@pytest.mark.parametrize("meanwhile", [(look,), (sealing,), (look, sealing), (sealing, look)])
def test_what_is_written_and_sealed_at_any_moment_of_examining_is_no_fault(
    migrated_database_url: str, tx: Connection, meanwhile: tuple[Callable[[Connection], None], ...]
) -> None:
    looks(tx, 3)
    seal(tx, now=NOW)
    looks(tx, 2)
    examiner = make_engine(migrated_database_url)
    statements: list[str] = []

    def happens(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)
        for work in meanwhile:
            work(tx)

    with examiner.connect() as reader:
        event.listen(examiner, "before_cursor_execute", happens)
        # At its own time: what came meanwhile had no five minutes to wait.
        found = verify(reader, now=NOW).faults
    examiner.dispose()
    assert len(statements) > 4
    assert found == ()


async def test_two_processes_seal_while_many_write_and_somebody_examines(migrated_database_url: str) -> None:
    processes = [UnitOfWork(migrated_database_url) for _ in range(2)]
    over = threading.Event()

    def examine() -> list[Fault]:
        found: list[Fault] = []
        engine = make_engine(migrated_database_url)
        with engine.connect() as reader:
            while not over.is_set():
                found += verify(reader, now=NOW).faults
        engine.dispose()
        return found

    try:
        examining = asyncio.create_task(asyncio.to_thread(examine))
        for start in range(0, LOOKS, 10):
            writing = [processes[n % 2].run(partial(look, household=start + n)) for n in range(10)]
            await asyncio.gather(*writing, *(seal_trail(each, SetClock()) for each in processes))
        over.set()
        assert await examining == []
        await seal_trail(processes[0], SetClock())
        examined = processes[0].read(partial(verify, now=LATER))
        assert (examined.faults, examined.rows) == ((), LOOKS)
        rows = processes[0].read(lambda tx: sum(tx.scalars(select(audit_seal.c.rows))))
        assert rows == LOOKS
    finally:
        over.set()
        for each in processes:
            await asyncio.to_thread(each.close)


def test_the_program_itself_can_be_the_actor(tx: Connection) -> None:
    note(tx, Tag.DATA_ERASED, at=NOW, actor=PROGRAM, details={"rows": 4})
    seal(tx, now=NOW)
    assert faults(tx) == ()
