"""The only door to the database: all or nothing for each work, together in one commit, on both engines."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.errors import Moved, StoreUnavailable
from bot.holding import keep_hold
from models.areas import area
from models.leases import lease
from models.unit_of_work import GROUP, UnitOfWork
from tests.databases import only_postgresql, only_sqlite

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CANARY = "Nguyễn Thị Chim Sẻ"


@pytest.fixture
def uow(migrated_database_url: str) -> Iterator[UnitOfWork]:
    unit = UnitOfWork(migrated_database_url)
    yield unit
    unit.close()


def add(name: str) -> Callable[[Connection], None]:
    return lambda tx: tx.execute(insert(area).values(kind="hamlet", name=name)) and None


def names(tx: Connection) -> list[str]:
    return list(tx.scalars(select(area.c.name).order_by(area.c.name)))


def take(name: str) -> Callable[[Connection], None]:
    return lambda tx: tx.execute(insert(lease).values(name=name, owner="me", until=NOW)) and None


async def test_what_a_work_returns_comes_back_and_what_it_wrote_stays(uow: UnitOfWork) -> None:
    await uow.run(add("Bảy"))
    assert await uow.run(names) == ["Bảy"]
    assert uow.read(names) == ["Bảy"]


async def test_a_work_that_raises_leaves_nothing_behind(uow: UnitOfWork) -> None:
    def half(tx: Connection) -> None:
        add("nửa chừng")(tx)
        raise Moved("elsewhere")

    with pytest.raises(Moved):
        await uow.run(half)
    assert uow.read(names) == []


async def test_of_works_that_arrive_together_a_failing_one_undoes_only_itself(uow: UnitOfWork) -> None:
    def fail(tx: Connection) -> None:
        add("không bao giờ")(tx)
        raise ValueError

    works = [fail if number % 5 == 0 else add(f"n{number:02}") for number in range(40)]
    outcomes = await asyncio.gather(*(uow.run(work) for work in works), return_exceptions=True)
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [n % 5 == 0 for n in range(40)]
    assert uow.read(names) == [f"n{number:02}" for number in range(40) if number % 5]


async def test_of_works_that_arrive_together_a_violated_rule_undoes_only_itself(uow: UnitOfWork) -> None:
    works = [take("same"), add("Tám"), take("same"), add("Chín"), take("other")]
    outcomes = await asyncio.gather(*(uow.run(work) for work in works), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [IntegrityError]
    assert uow.read(names) == ["Chín", "Tám"]
    assert uow.read(lambda tx: tx.scalar(select(func.count()).select_from(lease))) == 2


async def test_many_increments_at_once_lose_none(uow: UnitOfWork) -> None:
    await uow.run(add("0"))

    def increment(tx: Connection) -> None:
        known = tx.scalar(select(area.c.name).with_for_update())
        tx.execute(update(area).values(name=str(int(known or 0) + 1)))

    await asyncio.gather(*(uow.run(increment) for _ in range(200)))
    assert uow.read(names) == ["200"]


def test_loops_of_several_threads_share_one_database(uow: UnitOfWork) -> None:
    async def add_some(begin: int) -> None:
        await asyncio.gather(*(uow.run(add(f"{begin + number:03}")) for number in range(25)))

    threads = [threading.Thread(target=asyncio.run, args=(add_some(100 * n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(uow.read(names)) == 100


@only_sqlite
async def test_what_somebody_outside_waits_for_goes_before_the_rest(uow: UnitOfWork) -> None:
    go, began = threading.Event(), list[str]()
    held_up = asyncio.ensure_future(uow.run(lambda _: go.wait(20)))
    usual = [asyncio.ensure_future(uow.run(lambda _: began.append("usual"))) for _ in range(20)]
    await asyncio.sleep(0)
    urgent = asyncio.ensure_future(uow.run(lambda _: began.append("urgent"), urgent=True))
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(held_up, urgent, *usual)
    assert began.index("urgent") < GROUP
    assert began.count("usual") == 20


async def test_leases_of_much_that_is_held_are_renewed_a_slice_to_a_transaction(uow: UnitOfWork) -> None:
    slices: list[tuple[int, ...]] = []

    def renew(_: Connection, ids: Collection[int], /, *, owner: str, lease_until: datetime) -> None:
        assert (owner, lease_until) == ("me", NOW)
        slices.append(tuple(ids))

    await keep_hold(uow, renew, range(450), owner="me", until=NOW)
    assert [len(each) for each in slices] == [200, 200, 50]
    assert sorted(number for each in slices for number in each) == list(range(450))


async def test_who_stops_waiting_does_not_take_others_along(uow: UnitOfWork) -> None:
    tasks = [asyncio.ensure_future(uow.run(add(f"n{number}"))) for number in range(10)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.wait(tasks)
    assert len(uow.read(names)) >= 9
    assert sum(task.cancelled() for task in tasks) == 1


def test_reading_can_not_write(uow: UnitOfWork) -> None:
    with pytest.raises((StoreUnavailable, DBAPIError)):
        uow.read(add("lén"))
    assert uow.read(names) == []


async def test_a_reader_sees_what_was_committed_a_moment_ago(uow: UnitOfWork) -> None:
    for number in range(5):
        await uow.run(add(str(number)))
        assert len(uow.read(names)) == number + 1


async def test_a_wrong_statement_is_a_bug_and_not_a_store_that_will_come_back(uow: UnitOfWork) -> None:
    with pytest.raises(DBAPIError):
        await uow.run(lambda tx: tx.execute(text("SELECT nothing FROM nowhere")))
    with pytest.raises(DBAPIError):
        uow.read(lambda tx: tx.execute(text("SELECT nothing FROM nowhere")))
    await uow.run(add("Bảy"))
    assert uow.read(names) == ["Bảy"]


async def test_an_error_does_not_quote_the_values_it_failed_on(uow: UnitOfWork) -> None:
    with pytest.raises(DBAPIError) as caught:
        await uow.run(lambda tx: tx.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": CANARY}))
    assert CANARY not in str(caught.value)


async def test_closing_lets_what_is_queued_finish(migrated_database_url: str) -> None:
    uow = UnitOfWork(migrated_database_url)
    waiting = [asyncio.ensure_future(uow.run(add(f"n{number}"))) for number in range(100)]
    await asyncio.sleep(0)
    await asyncio.to_thread(uow.close)
    await asyncio.gather(*waiting)
    again = UnitOfWork(migrated_database_url)
    assert len(again.read(names)) == 100
    again.close()


@only_sqlite
async def test_a_locked_file_is_told_as_a_store_that_is_away_and_nothing_is_stored(
    migrated_database_url: str, uow: UnitOfWork
) -> None:
    with closing(sqlite3.connect(migrated_database_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable, match="locked"):
            await uow.run(add(CANARY))
        other.rollback()
    await uow.run(add("Bảy"))
    assert uow.read(names) == ["Bảy"]


@only_sqlite
async def test_a_full_disk_is_told_as_a_store_that_is_away_and_heals(uow: UnitOfWork) -> None:
    pages = await uow.run(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
    await uow.run(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar())
    with pytest.raises(StoreUnavailable):
        await uow.run(add("đầy" * 100_000))
    await uow.run(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count = 1000000").scalar())
    await uow.run(add("Bảy"))
    assert uow.read(names) == ["Bảy"]


@only_postgresql
async def test_cut_connections_are_told_as_a_store_that_is_away_and_heal(uow: UnitOfWork) -> None:
    await uow.run(add("Bảy"))
    assert uow.read(names) == ["Bảy"]

    def cut(tx: Connection) -> None:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        tx.exec_driver_sql(others)

    with pytest.raises(StoreUnavailable):
        await uow.run(cut)
    for _ in range(20):
        try:
            await uow.run(add("Tám"))
            assert uow.read(names)
            break
        except StoreUnavailable:
            continue
    assert "Tám" in uow.read(names)


async def test_a_failure_of_the_store_does_not_quote_what_was_to_be_written(uow: UnitOfWork) -> None:
    def fail(tx: Connection) -> None:
        add(CANARY)(tx)
        raise OperationalError("INSERT INTO person", {"name": CANARY}, Exception("disk I/O error"))

    with pytest.raises(StoreUnavailable) as caught:
        await uow.run(fail)
    assert CANARY not in str(caught.value)
