"""F1, F2: what a process had stored when it died is answered by the next one, once and in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from bot.domain.ids import ChannelAccountId
from bot.errors import Unavailable
from bot.turns import Route
from models import inbox
from models.inbox import Arrival
from models.sending import outbox
from models.sending.accounts import channel_account
from models.unit_of_work import UnitOfWork
from tests.fakes.channel import ScriptedChannel
from tests.faults.platform import FailsOnce
from tests.faults.routes import echo
from tests.world import TODAY, VAULT, SetClock, World, world

LATER = TODAY + timedelta(minutes=1)
"""When the leases of a process that died at `TODAY` have run out."""


async def leave_behind(url: str, *events: dict[str, Any], channel: str = "scripted") -> None:
    """Store events as a process does that dies right afterwards."""
    now = SetClock().now()

    def work(tx: Connection) -> None:
        query = select(channel_account.c.id).where(channel_account.c.channel == channel)
        account = ChannelAccountId(tx.scalars(query).one())
        arrivals = [Arrival(account, event["id"], event["who"], event) for event in events]
        inbox.store(tx, arrivals, owner="dead:1", now=now, lease_until=now + timedelta(seconds=30))

    uow = UnitOfWork(url, vault=VAULT)
    await uow.run(work)
    uow.close()


async def said_to(w: World, who: str) -> list[str]:
    await w.channel.settled(who)
    return [delivery.body.text for delivery in w.channel.told(who)]


async def test_f01_what_a_dead_process_had_stored_is_answered_by_the_next(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel):
        pass
    await leave_behind(
        migrated_database_url,
        channel.raw("tu", text="một"),
        channel.raw("lanh", text="nhà ở khóm 4"),
        channel.raw("tu", text="hai"),
    )
    async with world(migrated_database_url, channel=channel, clock=SetClock(LATER)) as w:
        assert await said_to(w, "tu") == ["một", "hai"]
        assert await said_to(w, "lanh") == ["nhà ở khóm 4"]
        assert w.read(inbox.counts) == {"done": 3}


async def test_f01_an_event_stored_for_a_caller_who_went_away_is_answered_all_the_same(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        delivering = asyncio.create_task(w.channel.deliver(w.channel.raw("tu", text="còn đó không")))
        await asyncio.sleep(0)
        while not w.read(inbox.counts):
            pass
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        for _ in range(5):
            w.clock.pass_(seconds=10)
            await w.running.engine.renew()
        await w.running.engine.recover()
        assert await said_to(w, "tu") == ["còn đó không"]


async def test_f02_an_event_no_version_can_read_any_more_keeps_nobody_else_waiting(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel):
        pass
    odd = {"id": "odd", "who": "tu", "kind": "a kind of an older version"}
    await leave_behind(migrated_database_url, odd, channel.raw("lanh", text="nhà ở khóm 4"))
    async with world(migrated_database_url, channel=channel, clock=SetClock(LATER)) as w:
        assert await said_to(w, "lanh") == ["nhà ở khóm 4"]
        await w.channel.settled("tu")
        assert w.read(inbox.counts) == {"done": 1, "parked": 1}


async def test_f02_what_another_channel_was_told_waits_until_that_channel_is_served_again(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    other = ScriptedChannel(name="other")
    async with world(migrated_database_url, channel=other):
        pass
    await leave_behind(migrated_database_url, other.raw("tu", text="chờ"), channel="other")
    async with world(migrated_database_url, clock=SetClock(LATER)) as w:
        await w.running.engine.renew()
        assert w.read(inbox.counts) == {"new": 1}
    async with world(migrated_database_url, channel=other, clock=SetClock(LATER)) as w:
        assert await said_to(w, "tu") == ["chờ"]


async def claim_and_die(url: str, *, times: int) -> None:
    """Take what is due, as processes do that die before they send it."""
    uow, clock = UnitOfWork(url, vault=VAULT), SetClock(LATER)
    for _ in range(times):
        now = clock.now()
        claim = partial(outbox.claim_due, owner="dead:1", now=now, lease_until=now + timedelta(seconds=30))
        taken = await uow.run(lambda tx, claim=claim: claim(tx, accounts_of(tx), limit=10, bulk=False))
        assert len(taken) == 1
        clock.pass_(seconds=31)
    uow.close()


def accounts_of(tx: Connection) -> list[ChannelAccountId]:
    return [ChannelAccountId(number) for number in tx.scalars(select(channel_account.c.id))]


async def test_f03_processes_that_die_again_and_again_use_up_no_tries_of_a_message(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    channel = ScriptedChannel()
    channel.before_send = FailsOnce("chào", Unavailable("still starting"))
    async with world(migrated_database_url, channel=channel) as w:
        await channel.deliver(channel.raw("tu", text="chào"))
        await channel.settled("tu")
    channel.before_send = FailsOnce("chào", Unavailable("away"))
    await claim_and_die(migrated_database_url, times=12)
    async with world(migrated_database_url, channel=channel, clock=SetClock(TODAY + timedelta(hours=1))) as w:
        for _ in range(3):
            await w.running.sender.flush()
            w.clock.pass_(hours=8)
        assert [delivery.body.text for delivery in channel.shown] == ["chào"]
