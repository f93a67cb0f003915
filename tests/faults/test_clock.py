"""F21: the clock jumps, a leap day comes, the year ends: no notice twice, none lost, nothing stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Connection, select

from bot import scheduler
from bot.clock import VIETNAM
from bot.domain.ids import ContactId
from bot.domain.messages import Delivery, Priority
from bot.domain.notices import CASE_ANSWERED
from bot.scheduler import Scheduler, Tick
from bot.turns import Route
from models import leases
from models.people import contacts
from models.sending import notices, outbox
from models.sending.notices import NewNotice
from models.unit_of_work import UnitOfWork, Work
from tests.faults.routes import echo
from tests.world import TODAY, SetClock, World, world

Jumps = list[timedelta]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FORTH_AND_BACK = [DAY, -HOUR, HOUR, -DAY, DAY, DAY]


def plan(tx: Connection, due: datetime) -> None:
    """What features do: plan the notice of a day, and plan it again whenever they look."""
    (contact_id,) = tx.scalars(select(contacts.contact.c.id))
    occurrence = f"{due:%Y-%m-%d}"
    words = {"code": occurrence, "answer": occurrence, "office": "phường Thử"}
    until = due + timedelta(days=3)
    new = NewNotice(
        CASE_ANSWERED.key, occurrence, ContactId(contact_id), Priority.REQUESTED, words, due, until
    )
    notices.plan(tx, new, now=due)


async def plan_and_send(w: World, days: list[datetime]) -> None:
    for due in days:
        await w.running.uow.run(lambda tx, due=due: plan(tx, due))
    await w.tick()


def told(w: World, days: list[datetime]) -> list[int]:
    """How often the person was told of each day."""
    texts = [delivery.body.text for delivery in w.channel.told("tu")]
    return [sum(f"{day:%Y-%m-%d}" in text for text in texts) for day in days]


@pytest.mark.parametrize(
    "first",
    [TODAY, datetime(2028, 2, 28, 9, tzinfo=VIETNAM), datetime(2026, 12, 31, 9, tzinfo=VIETNAM)],
    ids=["any day", "leap day", "end of the year"],
)
async def test_f21_a_clock_that_jumps_forth_and_back_doubles_no_notice_and_loses_none(
    migrated_database_url: str, answer_with: Callable[[Route], None], first: datetime
) -> None:
    answer_with(echo)
    days = [first + n * DAY for n in range(3)]
    async with world(migrated_database_url, clock=SetClock(first)) as w:
        await w.person("tu").says("chào")
        for jump in (timedelta(0), *FORTH_AND_BACK):
            w.clock.at += jump
            await plan_and_send(w, days)
        assert told(w, days) == [1, 1, 1]


async def test_f21_a_notice_due_in_the_hour_that_was_lived_twice_is_sent_once(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        await w.person("tu").says("chào")
        due = [TODAY + timedelta(minutes=30)]
        for jump in (HOUR, -HOUR, HOUR):
            w.clock.at += jump
            await plan_and_send(w, due)
        assert told(w, due) == [1]


async def test_f21_a_process_that_died_with_its_clock_ahead_holds_no_tick_up(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        now = w.clock.now()
        ahead = now + DAY
        take = leases.take
        await w.running.uow.run(lambda tx: take(tx, "tick:plan", owner="dead:1", now=ahead, until=ahead))
        until = now + timedelta(seconds=6)
        assert await w.running.uow.run(
            lambda tx: take(tx, "tick:plan", owner="alive:2", now=now, until=until)
        )


async def test_f21_a_lease_of_a_neighbour_whose_clock_is_a_little_ahead_is_respected(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as w:
        now, take = w.clock.now(), leases.take
        until = now + timedelta(seconds=6)
        a_little_later = until + timedelta(seconds=2)
        await w.running.uow.run(lambda tx: take(tx, "tick:x", owner="a:1", now=now, until=a_little_later))
        assert not await w.running.uow.run(lambda tx: take(tx, "tick:x", owner="b:2", now=now, until=until))


async def test_f21_the_ticks_go_on_when_the_machines_clock_is_set_back(
    migrated_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "LOOK_AT_THE_CLOCK", 0.02)
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    async with world(migrated_database_url) as w:
        every = timedelta(seconds=0.05)
        ticking = Scheduler(w.running.uow, w.clock, [Tick("test", every, tick)], owner="a:1")
        ticking.start()
        await asyncio.wait_for(ticked.wait(), 10)
        with time_machine.travel(datetime.now(UTC) - HOUR):
            for _ in range(3):
                ticked.clear()
                await asyncio.wait_for(ticked.wait(), 10)
        ticking.stop()


@pytest.mark.parametrize("lag", [0, 1], ids=["found on its way", "found when it had just gone"])
async def test_f21_a_message_on_its_way_when_the_clock_jumps_does_not_go_twice(
    migrated_database_url: str,
    answer_with: Callable[[Route], None],
    monkeypatch: pytest.MonkeyPatch,
    lag: int,
) -> None:
    answer_with(echo)
    on_its_way, go_on = asyncio.Event(), asyncio.Event()
    run = UnitOfWork.run

    async def slow_send(_delivery: Delivery) -> None:
        on_its_way.set()
        await go_on.wait()

    async def slow_claim(uow: UnitOfWork, work: Work) -> object:
        """The message goes between what the database gave out and our hearing of it."""
        found = await run(uow, work)
        if lag and found and isinstance(found, list):
            go_on.set()
            await w.channel.settled("tu")
        return found

    async with world(migrated_database_url) as w:
        w.channel.before_send = slow_send
        await w.channel.deliver(w.channel.raw("tu", text="một"))
        await on_its_way.wait()
        monkeypatch.setattr(UnitOfWork, "run", slow_claim)
        w.clock.pass_(minutes=1)
        look = asyncio.create_task(w.running.sender.flush())
        await asyncio.sleep(0.1)
        go_on.set()
        await look
        w.clock.pass_(minutes=1)
        await w.running.sender.flush()
        assert [delivery.body.text for delivery in w.channel.told("tu")] == ["một"]
        assert w.read(outbox.counts) == {"sent": 1}
