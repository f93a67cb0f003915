"""F16, F17: the database is locked by somebody else or its disk is full: nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.turns import Route
from tests.databases import only_sqlite
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.faults.ledger import Ledger
from tests.faults.office import Office, office
from tests.faults.routes import Slow, echo
from tests.faults.somebody_else import held_by_somebody_else

pytestmark = pytest.mark.slow

LANH, TU = 5012345678, 6123456789
QUESTION = {"update_id": 700_000_001, **people.says(LANH, "chào")}
ANOTHER = {"update_id": 700_000_002, **people.says(TU, "bác ơi")}


async def test_f16_while_the_database_is_locked_telegram_is_told_to_repeat(
    open_office: Office, migrated_database_url: str, fake: FakeTelegram, book: Ledger
) -> None:
    assert await open_office.health() == (200, {"status": "ready", "problems": []})
    with held_by_somebody_else(migrated_database_url):
        status, health = await asyncio.gather(open_office.knock(QUESTION), open_office.health())
        assert status == 503
        assert health == (503, {"status": "degraded", "problems": ["database"]})
    assert await open_office.knock(QUESTION) == 200
    await open_office.settled(LANH)
    assert (await open_office.health())[0] == 200
    assert fake.said(LANH) == ["chào"]
    assert book.inbox() == {"done": 1}


async def test_f16_a_turn_and_a_sending_that_meet_the_lock_are_written_down_when_it_is_gone(
    answer_with: Callable[[Route], None], migrated_database_url: str, fake: FakeTelegram, book: Ledger
) -> None:
    answer_with(route := Slow("chào"))
    async with office(migrated_database_url, fake) as opened:
        await opened.knock(QUESTION)
        await asyncio.to_thread(route.begun.wait, 30)
        await opened.knock(ANOTHER)
        await fake.until(lambda: fake.said(TU))
        with held_by_somebody_else(migrated_database_url):
            route.go_on.set()
            assert await opened.knock({"update_id": 700_000_003, **people.says(LANH, "alo")}) == 503
            assert fake.said(LANH) == []
        await opened.settled(LANH)
        await opened.settled(TU)
        assert (fake.said(LANH), fake.said(TU)) == (["chào"], ["bác ơi"])
        assert (book.inbox(), book.outbox()) == ({"done": 2}, {"sent": 2})


def pages(tx: Connection) -> int:
    return int(tx.exec_driver_sql("PRAGMA page_count").scalar_one())


@only_sqlite
async def test_f17_on_a_full_disk_nothing_is_half_written_and_it_recovers_alone(
    answer_with: Callable[[Route], None],
    migrated_database_url: str,
    fake: FakeTelegram,
    book: Ledger,
) -> None:
    answer_with(echo)
    async with office(migrated_database_url, fake) as opened:
        run = opened.running.uow.run
        room = await run(pages) + 4
        await run(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count = {room}").close())
        statuses = [await opened.knock(long_question(number)) for number in range(40)]
        assert set(statuses) == {200, 503}
        assert await opened.knock(long_question(99)) == 503
        await run(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count = 1000000").close())
        again = [await opened.knock(long_question(number)) for number in range(40)]
        assert set(again) == {200}
        for number in range(40):
            await opened.settled(LANH + number)
        assert book.inbox() == {"done": 40}
        assert not book.unanswered()
        assert book.told() == book.owed()
        assert (await opened.health())[0] == 200


def long_question(number: int) -> dict[str, object]:
    words = f"{number} " + "nhà tôi dột, mái tốc rồi " * 60
    return {"update_id": 700_000_000 + number, **people.says(LANH + number, words)}
