"""F3, F7: answers to one chat arrive in the order they were decided in, also when one fails at first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.errors import NotAttached, OutcomeUnknown, SendError, Unavailable
from bot.turns import Route
from tests.faults.platform import FailsOnce
from tests.faults.routes import Slow
from tests.world import World, world


async def attached(w: World, who: str) -> None:
    (account,) = w.running.channels
    await w.running.engine.attached(account, who)


async def sent_within(w: World, minutes: int) -> list[str]:
    for _ in range(minutes):
        w.clock.pass_(minutes=1)
        await w.running.sender.flush()
        await asyncio.sleep(0)
    return [delivery.body.text for delivery in w.channel.shown]


@pytest.mark.parametrize("error", [Unavailable("away"), OutcomeUnknown("lost"), NotAttached("closed")])
async def test_f03_an_answer_decided_meanwhile_does_not_overtake_the_one_that_failed(
    migrated_database_url: str, answer_with: Callable[[Route], None], error: SendError
) -> None:
    route = Slow("hai")
    answer_with(route)
    async with world(migrated_database_url) as w:
        w.channel.before_send = failing = FailsOnce("một", error)
        await w.channel.deliver(*(w.channel.raw("tu", text=text) for text in ("một", "hai", "ba")))
        await failing.failed.wait()
        route.go_on.set()
        await w.channel.settled("tu")
        if isinstance(error, NotAttached):
            await attached(w, "tu")
        assert await sent_within(w, 6) == ["một", "hai", "ba"]
