"""What is done for officials by the clock, a round a minute. What is due stands in the database."""

from __future__ import annotations

from bot import broadcasting, case_clock
from bot.ports import Clock
from models.unit_of_work import UnitOfWork


class Rounds:
    """Goes through what waits for officials; done by one process at a time."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def tick(self) -> None:
        """One round."""
        now = self._clock.now()
        await self._uow.run(lambda tx: case_clock.look(tx, now=now))

    async def pump(self) -> None:
        """Plan the next messages of what is being sent to many."""
        now = self._clock.now()
        await self._uow.run(lambda tx: broadcasting.pump(tx, now=now))
