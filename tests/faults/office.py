"""The whole program of an office in this process: its web server, its Telegram channel, a clock we set."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.app import App, Running
from bot.channels.telegram_webhook import SECRET_HEADER, Webhook
from bot.server import make_server
from bot.settings import Settings
from models.installation import Purpose
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_channel import SECRET, channel
from tests.fakes.telegram_people import Update
from tests.world import SetClock, known

NOWHERE = "http://127.0.0.1:9/telegram"
"""Telegram is told this address; the tests knock themselves."""


@dataclass
class Office:
    """A running program, and the ways in."""

    app: App
    clock: SetClock
    web: httpx.AsyncClient

    @property
    def running(self) -> Running:
        assert self.app.running is not None
        return self.app.running

    async def knock(self, update: Update) -> int:
        """Hand an update in as Telegram does; the status."""
        answer = await self.web.post("/telegram", content=json.dumps(update), headers={SECRET_HEADER: SECRET})
        return answer.status_code

    async def health(self) -> tuple[int, Any]:
        answer = await self.web.get("/health/ready")
        return answer.status_code, answer.json()

    async def settled(self, chat: int) -> None:
        (account,) = self.running.channels
        await self.running.engine.settled(account, str(chat))


@asynccontextmanager
async def office(url: str, fake: FakeTelegram) -> AsyncIterator[Office]:
    """Open the office over a migrated test database; close it gently."""
    settings = Settings(_env_file=None, database_url=url, office_name="UBND phường Thử")
    clock = SetClock()
    app = App(
        settings, [channel(fake, Webhook(NOWHERE, SECRET))], purpose=Purpose.TEST, clock=clock, known=known()
    )
    server = make_server(app)
    async with server.router.lifespan_context(server):
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here", timeout=30) as web:
            yield Office(app, clock, web)
