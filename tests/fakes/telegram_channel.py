"""Our own Telegram channel, built as the product builds it and pointed at a fake server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import uvicorn
from starlette.applications import Starlette
from telegram.ext import Application

from bot.channels.telegram import AnyApplication, Direct, Telegram, configure
from bot.channels.telegram_polling import Polling
from bot.channels.telegram_webhook import Webhook
from bot.domain.ids import ChannelAccountId, OutboxId
from bot.domain.messages import Button, Delivery, File, Rendered
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_remote import Remote

SECRET = "Only-Telegram-knows_this-1"
ACCOUNT = ChannelAccountId(1)
COMMANDS = {"vi": [("menu", "Danh mục")], "en": [("menu", "Menu")]}
QUICK = Polling(hold=timedelta(seconds=5), pause=timedelta(milliseconds=2))


def application(
    server: FakeTelegram | Remote, *, token: str | None = None, patience: float = 5
) -> AnyApplication:
    builder = configure(
        Application.builder(),
        token=token or server.token,
        api_url=server.api_url,
        file_url=server.file_url,
        patience=patience,
    )
    built: AnyApplication = builder.build()
    return built


@asynccontextmanager
async def writing(server: FakeTelegram | Remote, *, patience: float = 5) -> AsyncIterator[Telegram]:
    """A channel that only sends."""
    async with application(server, patience=patience) as built:
        yield Telegram(built, intake=Direct(), commands={})


def channel(
    server: FakeTelegram | Remote, intake: Polling | Webhook | Direct, *, patience: float = 5
) -> Telegram:
    return Telegram(application(server, patience=patience), intake=intake, commands=COMMANDS)


@asynccontextmanager
async def at_work(
    server: FakeTelegram | Remote, intake: Polling | Webhook | Direct = QUICK
) -> AsyncIterator[tuple[Telegram, RecordingMailbox]]:
    """Open the channel with a mailbox behind it, and close it at the end of the block."""
    telegram = channel(server, intake)
    mailbox = RecordingMailbox(telegram.parse)
    await telegram.open(ACCOUNT, mailbox)
    try:
        yield telegram, mailbox
    finally:
        await telegram.close()


def delivery(
    chat: int | str,
    text: str,
    *buttons: tuple[str, str],
    file: File | None = None,
    ask_phone: str | None = None,
    replaces: str | None = None,
    number: int = 1,
) -> Delivery:
    body = Rendered(
        text, tuple(Button(*button) for button in buttons), ask_phone=ask_phone, replaces=replaces
    )
    return Delivery(OutboxId(number), str(chat), body, file)


@dataclass(frozen=True)
class Office:
    """Our side of a webhook: the channel, its mailbox and the address where Telegram knocks."""

    telegram: Telegram
    mailbox: RecordingMailbox
    url: str


@asynccontextmanager
async def behind_a_webhook(server: FakeTelegram) -> AsyncIterator[Office]:
    """Serve the channel's route on loopback and let Telegram push there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/telegram"
        telegram = channel(server, Webhook(url, SECRET))
        mailbox = RecordingMailbox(telegram.parse)
        config = uvicorn.Config(Starlette(routes=telegram.routes()), log_config=None, lifespan="off")
        web = uvicorn.Server(config)
        serving = asyncio.create_task(web.serve([listener]))
        await telegram.open(ACCOUNT, mailbox)
        try:
            yield Office(telegram, mailbox, url)
        finally:
            await telegram.close()
            web.should_exit = True
            await serving
