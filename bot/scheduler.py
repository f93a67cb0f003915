"""A clock that wakes the parts at fixed intervals. What is due stands in the database, never here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.clock import VIETNAM
from bot.errors import StoreUnavailable
from bot.log import log
from bot.ports import Clock
from models import leases
from models.unit_of_work import UnitOfWork

LOOK_AT_THE_CLOCK = 5.0
SET_BACK = 1.0


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to be done every so often; `alone` ones by one process at a time."""

    name: str
    every: timedelta
    do: Callable[[], Awaitable[Any]]
    alone: bool = False


class Scheduler:
    """Runs ticks. A tick that fails is counted and tried again at its next time."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ticks: Sequence[Tick], *, owner: str) -> None:
        self._uow = uow
        self._clock = clock
        self._owner = owner
        self._scheduler = AsyncIOScheduler(timezone=VIETNAM)
        self._watching: asyncio.Task[None] | None = None
        for tick in ticks:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(tick,),
                seconds=tick.every.total_seconds(),
                id=tick.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch_the_clock(), name="clock")

    def stop(self) -> None:
        """Tick no more."""
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.shutdown(wait=False)

    async def _watch_the_clock(self) -> None:
        """Tick on when the machine's clock is set back. Next times stand still until it has caught up."""
        ahead = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(LOOK_AT_THE_CLOCK)
            before, ahead = ahead, time.time() - time.monotonic()
            if ahead < before - SET_BACK:
                log.warning("clock set back", seconds=round(before - ahead))
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(VIETNAM))

    async def _run(self, tick: Tick) -> None:
        try:
            if not tick.alone or await self._leads(tick):
                await tick.do()
        except StoreUnavailable as error:
            metrics.TICK_ERRORS.labels(tick.name).inc()
            log.warning("tick waits for the database", tick=tick.name, error=str(error))
        except Exception as error:
            metrics.TICK_ERRORS.labels(tick.name).inc()
            log.error("tick failed", tick=tick.name, exc_info=error)

    async def _leads(self, tick: Tick) -> bool:
        now = self._clock.now()
        take = partial(
            leases.take, name=f"tick:{tick.name}", owner=self._owner, now=now, until=now + 3 * tick.every
        )
        return await self._uow.run(lambda tx: take(tx))
