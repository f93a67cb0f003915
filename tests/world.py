"""A whole engine in the test's process: real database, real turns, a channel of our own, a clock we set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from bot import knowledge
from bot.app import App, Running
from bot.clock import VIETNAM
from bot.domain.messages import Button, Delivery, Kind
from bot.keys.key_ring import INVENTED
from bot.keys.vault import Vault
from bot.knowledge import Knowledge
from bot.settings import Settings
from models.installation import Purpose
from models.jobs import job
from tests.fakes.channel import ScriptedChannel

TODAY = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
VAULT = Vault.of(INVENTED)
"""The keys of every test database that is given no others."""


@dataclass
class SetClock:
    """A clock that stands until the test moves it."""

    at: datetime = TODAY

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def pass_(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@cache
def known() -> Knowledge:
    """Learned once per test process."""
    return knowledge.load(Settings(_env_file=None).cache)


@dataclass
class Person:
    """Somebody who writes, reads and presses."""

    name: str
    channel: ScriptedChannel
    seen: int = 0

    async def does(self, kind: Kind, **fields: Any) -> list[Delivery]:
        await self.channel.deliver(self.channel.raw(self.name, kind, **fields))
        await self.channel.settled(self.name)
        return self.news()

    async def says(self, text: str) -> str:
        """Write and read the answer, all its messages as one text."""
        return "\n".join(part.body.text for part in await self.does(Kind.TEXT, text=text))

    async def presses(self, label: str) -> str:
        """Press the newest button whose label contains the words."""
        token = next(b.token for b in reversed(self.buttons()) if label.lower() in b.label.lower())
        return "\n".join(part.body.text for part in await self.does(Kind.CHOICE, choice=token))

    def news(self) -> list[Delivery]:
        told = self.channel.told(self.name)
        news, self.seen = told[self.seen :], len(told)
        return news

    def buttons(self) -> list[Button]:
        return [button for delivery in self.channel.told(self.name) for button in delivery.body.buttons]


@dataclass
class World:
    """A running program with its people."""

    app: App
    channel: ScriptedChannel
    clock: SetClock

    @property
    def running(self) -> Running:
        assert self.app.running is not None
        return self.app.running

    def person(self, name: str = "tu") -> Person:
        return Person(name, self.channel)

    def read(self, query: Callable[[Connection], Any]) -> Any:
        return self.running.uow.read(query)

    async def tick(self) -> None:
        """Go the round, plan, do jobs and send what is due, as the scheduler would."""
        await self.running.rounds.tick()
        await self.running.rounds.pump()
        await self.running.planner.tick()
        await self._do_jobs()
        await self.running.sender.flush()

    async def _do_jobs(self) -> None:
        """Do all jobs, and wait for the one that the program's own clock may have begun."""
        at_work = select(job.c.id).where(job.c.owner == self.running.owner).limit(1)
        async with asyncio.timeout(20):
            await self.running.jobs.tick()
            while self.read(lambda tx: tx.scalar(at_work)) is not None:
                await self.running.jobs.tick()


@asynccontextmanager
async def world(
    url: str,
    *,
    channel: ScriptedChannel | None = None,
    others: Sequence[ScriptedChannel] = (),
    clock: SetClock | None = None,
    **settings: Any,
) -> AsyncIterator[World]:
    """Start a program over a migrated test database; stop it gently. `others` are more doors of it."""
    channel, clock = channel or ScriptedChannel(), clock or SetClock()
    chosen = Settings(
        _env_file=None,
        database_url=url,
        office_name="UBND phường Thử",
        office_phone="0290 3999 888",
        **settings,
    )
    app = App(chosen, [channel, *others], purpose=Purpose.TEST, clock=clock, known=known())
    await app.start()
    try:
        yield World(app, channel, clock)
    finally:
        await app.stop()
