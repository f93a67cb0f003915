"""F20: a process that was only slow is taken for dead; what another took over is still answered once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain.messages import Delivery
from bot.errors import Unavailable
from bot.turns import Route
from models import inbox
from models.sending import outbox
from tests.databases import only_postgresql
from tests.fakes.channel import RICH, ScriptedChannel
from tests.faults.routes import Slow, echo
from tests.world import TODAY, SetClock, World, world

LATER = TODAY + timedelta(minutes=1)
pytestmark = only_postgresql


async def test_f20_an_event_that_two_processes_answered_gets_one_answer(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(route := Slow("chào"))
    async with world(migrated_database_url) as slow:
        await slow.channel.deliver(slow.channel.raw("tu", text="chào"))
        await asyncio.to_thread(route.begun.wait, 30)
        answer_with(echo)
        async with world(migrated_database_url, clock=SetClock(LATER)) as other:
            await other.channel.settled("tu")
            assert [delivery.body.text for delivery in other.channel.shown] == ["chào"]
            route.go_on.set()
            await slow.channel.settled("tu")
            assert slow.channel.shown == []
            assert other.read(inbox.counts) == {"done": 1}
            assert other.read(outbox.counts) == {"sent": 1}


async def test_f20_a_late_failure_does_not_bring_back_what_another_process_has_sent(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def fail_late(_: Delivery) -> None:
        begun.set()
        await go_on.wait()
        raise Unavailable("after a long time")

    async with world(migrated_database_url) as slow:
        slow.channel.before_send = fail_late
        await slow.channel.deliver(slow.channel.raw("tu", text="chào"))
        await begun.wait()
        async with world(migrated_database_url, clock=SetClock(LATER)) as other:
            await other.running.sender.flush()
            go_on.set()
            await slow.channel.settled("tu")
            other.clock.pass_(hours=1)
            await other.running.sender.flush()
            assert [delivery.body.text for delivery in other.channel.shown] == ["chào"]
            assert other.read(outbox.counts) == {"sent": 1}


def paced() -> ScriptedChannel:
    return ScriptedChannel(replace(RICH, bulk_rate=30))


def rate_of(process: World) -> float | None:
    [rate] = process.running.sender.rates.values()
    return rate


async def test_f20_processes_share_the_rhythm_of_an_account_and_leave_their_part_when_they_end(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url, channel=paced()) as first:
        assert rate_of(first) == 30
        async with world(migrated_database_url, channel=paced()) as second:
            await first.running.sender.renew()
            assert (rate_of(first), rate_of(second)) == (15, 15)
        await first.running.sender.renew()
        assert rate_of(first) == 30


async def test_f20_a_process_that_died_leaves_its_part_when_its_lease_is_over(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url, channel=paced()) as first:
        assert rate_of(first) == 30
        # The other's clock stands, as if it had been killed.
        async with world(migrated_database_url, channel=paced()):
            await first.running.sender.renew()
            assert rate_of(first) == 15
            first.clock.pass_(seconds=31)
            await first.running.sender.renew()
            assert rate_of(first) == 30
