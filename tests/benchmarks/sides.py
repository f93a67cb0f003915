"""The two sides of a comparison: a bare bot that answers a constant, and the whole product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.app import App, Running
from bot.channels.telegram import Direct, Telegram
from bot.channels.telegram_webhook import Webhook
from bot.domain.ids import ChannelAccountId
from bot.settings import Settings
from models.installation import Purpose
from tests.benchmarks.stub import TOKEN, Unplugged
from tests.world import known

CONSTANT = "Dạ, mình đã nhận được tin nhắn của nhà mình."


def unplugged_application(request: Unplugged) -> Any:
    """The library's application, without its socket, its own polling and its own jobs."""
    return Application.builder().token(TOKEN).request(request).updater(None).job_queue(None).build()


def bare_application(request: Unplugged) -> Any:
    """A bot as the library's documentation shows it: nothing is kept."""

    async def say(update: Update, _: Any) -> None:
        if update.effective_message is not None:
            await update.effective_message.reply_text(CONSTANT)

    application = unplugged_application(request)
    for name in ("start", "help", "stop"):
        application.add_handler(CommandHandler(name, say))
    application.add_handler(CallbackQueryHandler(say))
    application.add_handler(MessageHandler(filters.TEXT, say))
    return application


@dataclass
class Bare:
    """python-telegram-bot alone."""

    application: Any

    async def answer(self, update: dict[str, Any]) -> None:
        await self.application.process_update(Update.de_json(update, self.application.bot))


@asynccontextmanager
async def bare() -> AsyncIterator[Bare]:
    async with bare_application(Unplugged()) as application:
        yield Bare(application)


@dataclass
class Ours:
    """The product's engine behind its own Telegram channel."""

    running: Running
    account: ChannelAccountId
    request: Unplugged

    async def answer(self, update: dict[str, Any]) -> None:
        """Hand an update in and return when the first message of its answer would leave the machine."""
        reply = self.request.reply_to(update["message"]["chat"]["id"])
        await self.running.engine.receive(self.account, [update])
        await reply

    async def settle(self, update: dict[str, Any]) -> None:
        """Hand an update in and return when its whole answer is sent and that is written down."""
        await self.running.engine.receive(self.account, [update])
        await self.running.engine.settled(self.account, str(update["message"]["chat"]["id"]))

    async def written_down(self) -> None:
        """Return when what became of every answer is stored."""
        await self.running.sender.flush()


def ours_app(url: str, request: Unplugged, *, intake: Direct | Webhook) -> App:
    """The product over a migrated test database."""
    settings = Settings(_env_file=None, database_url=url, office_name="UBND phường Thử")
    channel = Telegram(unplugged_application(request), intake=intake, commands={})
    return App(settings, [channel], purpose=Purpose.TEST, known=known())


@asynccontextmanager
async def ours(url: str, *, request: Unplugged | None = None) -> AsyncIterator[Ours]:
    request = request or Unplugged()
    app = ours_app(url, request, intake=Direct())
    await app.start()
    assert app.running is not None
    try:
        yield Ours(app.running, next(iter(app.running.channels)), request)
    finally:
        await app.stop()
