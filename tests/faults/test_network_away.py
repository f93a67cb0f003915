"""F13: no network for six hours. Then all arrives in order and in rhythm, unless it is of no use any more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.clock import VIETNAM
from bot.domain.ids import ContactId
from bot.domain.messages import Priority
from bot.domain.notices import CASE_ANSWERED
from bot.sending import sender
from bot.turns import Route
from models.people import contacts
from models.sending import notices, outbox
from models.sending.notices import NewNotice
from tests.databases import only_sqlite
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_faults import Fault, FloodLimit
from tests.faults.office import Office, office
from tests.faults.routes import echo

PEOPLE = range(5_012_345_000, 5_012_345_012)
NOON = datetime(2026, 11, 23, 12, tzinfo=VIETNAM)


async def hear(opened: Office, words: str) -> None:
    """Everybody says something."""
    for who in PEOPLE:
        update = {"update_id": int(f"{who}{words}") % 2_000_000_000, **people.says(who, words)}
        assert await opened.knock(update) == 200
    for who in PEOPLE:
        await opened.settled(who)


def plan(tx: Connection, *, now: datetime, useful_for: timedelta, occurrence: str) -> None:
    """Something everybody is to be told at noon."""
    for contact_id in tx.scalars(select(contacts.contact.c.id)):
        words = {"code": occurrence, "answer": occurrence, "office": "phường Thử"}
        new = NewNotice(
            CASE_ANSWERED.key,
            f"{occurrence}:{contact_id}",
            ContactId(contact_id),
            Priority.REQUESTED,
            words,
            NOON,
            NOON + useful_for,
        )
        notices.plan(tx, new, now=now)


async def pass_hours(opened: Office, hours: int) -> None:
    """Let time pass in steps of half an hour, doing what is due at each."""
    for _ in range(2 * hours):
        opened.clock.pass_(minutes=30)
        await opened.running.planner.tick()
        await opened.running.sender.flush()


async def pass_until(opened: Office, counts: dict[str, int]) -> None:
    """Let time pass until every message has ended."""
    async with asyncio.timeout(60):
        while opened.running.uow.read(outbox.counts) != counts:
            opened.clock.pass_(seconds=5)
            await opened.running.planner.tick()
            await opened.running.sender.flush()


@pytest.fixture(autouse=True)
def rests_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the product waits five seconds before it tries the network again, the test need not."""
    monkeypatch.setattr(sender, "NETWORK_REST_SECONDS", 0.05)


@pytest.mark.thorough
@only_sqlite
async def test_f13_after_six_hours_without_network_the_backlog_arrives_in_order_and_in_rhythm(
    migrated_database_url: str, fake: FakeTelegram, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with office(migrated_database_url, fake) as opened:
        await hear(opened, "1")
        run, now = opened.running.uow.run, opened.clock.now()
        await run(lambda tx: plan(tx, now=now, useful_for=timedelta(hours=2), occurrence="sáng nay"))
        await run(lambda tx: plan(tx, now=now, useful_for=timedelta(days=2), occurrence="ngày mai"))
        with fake.down():
            await hear(opened, "2")
            await hear(opened, "3")
            await pass_hours(opened, 6)
        fake.flood_limit = FloodLimit(penalty=1)
        await pass_until(opened, {"sent": 4 * len(PEOPLE), "expired": len(PEOPLE)})
        for who in PEOPLE:
            assert [text for text in fake.said(who) if text.isdigit()] == ["1", "2", "3"]
            (notice,) = [text for text in fake.said(who) if not text.isdigit()]
            assert "ngày mai" in notice


@pytest.mark.thorough
@only_sqlite
async def test_f13_a_day_without_network_uses_up_no_message(
    migrated_database_url: str, fake: FakeTelegram, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with office(migrated_database_url, fake) as opened:
        await hear(opened, "1")
        with fake.down():
            await hear(opened, "2")
            await pass_hours(opened, 24)
            assert set(opened.running.uow.read(outbox.counts)) <= {"sent", "ready", "leased"}
        await pass_until(opened, {"sent": 2 * len(PEOPLE)})
        assert {tuple(fake.said(who)) for who in PEOPLE} == {("1", "2")}


@only_sqlite
async def test_f13_who_writes_again_need_not_wait_for_the_next_retry(
    migrated_database_url: str, fake: FakeTelegram, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with office(migrated_database_url, fake) as opened:
        await hear(opened, "1")
        fake.fail(Fault(status=500, method="sendMessage", times=None))
        await hear(opened, "2")
        await pass_hours(opened, 6)
        fake.faults.clear()
        await hear(opened, "3")
        for _ in range(2):
            await opened.running.sender.flush()
        assert {tuple(fake.said(who)) for who in PEOPLE} == {("1", "2", "3")}
