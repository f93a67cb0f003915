"""Waiting for what is told unasked: the program's own clock may have begun it before the test's tick."""

from __future__ import annotations

import asyncio

from bot.domain.messages import Delivery
from tests.world import Person, World


async def hears(w: World, person: Person, count: int = 1) -> list[Delivery]:
    """The next messages to somebody who says nothing; fails when they do not come."""
    told: list[Delivery] = []
    async with asyncio.timeout(20):
        while len(told) < count:
            await w.tick()
            told += person.news()
    return told
