"""What is done for officials by the clock, a round a minute. What is due stands in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot import case_clock, digests
from bot.ports import Clock
from bot.sending import broadcasting
from models.unit_of_work import UnitOfWork


class Rounds:
    """Goes through what waits for officials; done by one process at a time.

    `content` counts the sources of the catalogue that are past their review at an instant."""

    def __init__(self, uow: UnitOfWork, clock: Clock, content: Callable[[datetime], int]) -> None:
        self._uow = uow
        self._clock = clock
        self._content = content

    async def tick(self) -> None:
        """One round."""
        now = self._clock.now()
        await self._uow.run(lambda tx: self._look(tx, now))

    def _look(self, tx: Connection, now: datetime) -> None:
        case_clock.look(tx, now=now)
        digests.plan(tx, now=now, content=self._content)

    async def pump(self) -> None:
        """Plan the next messages of what is being sent to many."""
        now = self._clock.now()
        await self._uow.run(lambda tx: broadcasting.pump(tx, now=now))
