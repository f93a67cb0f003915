"""The whole program behind a real socket: chat page, Telegram's webhook, health, figures, one database."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from sqlalchemy import Connection

from bot import metrics
from bot.app import App, Running
from bot.channels.telegram_webhook import SECRET_HEADER, Webhook
from bot.channels.web_chat import WebChat
from bot.doors import commands
from bot.ports import Channel
from bot.server import make_server
from bot.settings import Settings
from bot.wording import texts
from models.inbox import InboxStatus
from models.installation import Purpose
from tests.fakes import telegram_people as people
from tests.fakes.pane import Pane, page_of
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_channel import SECRET, application
from tests.world import SetClock, known

_updates = itertools.count(700_000)


@dataclass
class Whole:
    """The program, the fake Telegram it talks to, and ways to knock at its doors."""

    app: App
    telegram: FakeTelegram
    url: str
    client: httpx.AsyncClient
    clock: SetClock
    turned_away: list[str] = field(default_factory=list)

    @property
    def socket_url(self) -> str:
        """What `tests.fakes.pane` needs of a site."""
        return self.url.replace("http", "ws") + "/ws"

    @property
    def running(self) -> Running:
        assert self.app.running is not None
        return self.app.running

    def read(self, query: Callable[[Connection], Any]) -> Any:
        return self.running.uow.read(query)

    async def knock(self, body: bytes, *, secret: str | None = SECRET) -> int:
        """Post a body at Telegram's door; the status it is answered with."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        answer = await self.client.post(f"{self.url}/telegram", content=body, headers=headers)
        return answer.status_code

    async def update(self, update: dict[str, Any]) -> int:
        """Post something a person did on Telegram."""
        return await self.knock(json.dumps({"update_id": next(_updates), **update}).encode())

    async def writes(self, user: int, words: str) -> list[str]:
        """Somebody writes on Telegram; what is answered once it is all there."""
        before = len(self.telegram.said(user))
        assert await self.update(people.says(user, words)) == 200
        await self.settled(str(user))
        return self.telegram.said(user)[before:]

    async def settled(self, address: str) -> None:
        for account in self.running.channels:
            await self.running.engine.settled(account, address)

    @asynccontextmanager
    async def page(self, token: str | None = None) -> AsyncIterator[Pane]:
        """The chat page, open and greeted."""
        async with page_of(self, token) as pane:  # type: ignore[arg-type]
            yield pane

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(self.url + path)

    def unfinished(self) -> int:
        """Events that would be tried again."""
        from models import inbox

        return int(self.read(inbox.counts).get(InboxStatus.NEW.value, 0))


@asynccontextmanager
async def whole(url: str, *, clock: SetClock | None = None, **settings: Any) -> AsyncIterator[Whole]:
    """Start everything over a migrated test database; stop it gently."""
    clock = clock or SetClock()
    turned_away: list[str] = []
    with FakeTelegram() as fake, socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = App(
            Settings(
                _env_file=None,
                database_url=url,
                office_name="UBND phường Thử",
                **settings,
            ),
            _doors(fake, f"{address}/telegram", clock, turned_away),
            purpose=Purpose.TEST,
            clock=clock,
            known=known(),
        )
        config = uvicorn.Config(make_server(app), log_config=None, access_log=False, ws_max_size=64 * 1024)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        await _started(server, serving)
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            try:
                yield Whole(app, fake, address, client, clock, turned_away)
            finally:
                server.should_exit = True
                await serving


async def _started(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    """Return when the server listens; its lifespan has started the program by then."""
    async with asyncio.timeout(20):
        while not server.started and not serving.done():  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.01)


def _doors(fake: FakeTelegram, webhook: str, clock: SetClock, turned_away: list[str]) -> list[Channel]:
    from bot.channels.telegram import Telegram

    page = WebChat(
        site="thu",
        origins=[],
        secure_cookie=False,
        texts=texts("vi", "web."),
        clock=clock,
        count=turned_away.append,
        demo=True,
    )
    return [page, Telegram(application(fake), intake=Webhook(webhook, SECRET), commands=commands())]


def figure(metric: Any, *labels: str) -> float:
    """The present value of a counter."""
    return float((metric.labels(*labels) if labels else metric)._value.get())


def figures() -> str:
    """All figures as `/metrics` would tell them."""
    from prometheus_client import generate_latest

    return generate_latest(metrics.registry).decode()
