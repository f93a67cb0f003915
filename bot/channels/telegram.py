"""Telegram as a door: one bot, its updates in and its messages out. Knows nothing of what is talked about."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.routing import BaseRoute
from telegram import BotCommandScopeAllPrivateChats, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler
from telegram.request import HTTPXRequest

from bot.channels import tasks
from bot.channels.telegram_errors import send_error
from bot.channels.telegram_parse import MAX_TEXT, UNDERSTOOD, envelope, parse
from bot.channels.telegram_polling import LONGEST_PAUSE, AsSent, Poller, Polling, raw_of
from bot.channels.telegram_send import Outbound
from bot.channels.telegram_webhook import Door, Webhook
from bot.channels.trust import trusted
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Capabilities, Delivery, Envelope, Incoming, PersonalData, Receipt
from bot.domain.text import Unit
from bot.errors import ChannelDown, OutcomeUnknown, Rejected, SendError, StoreUnavailable
from bot.log import log
from bot.ports import Channel, Mailbox, Raw

__all__ = [
    "AnyApplication",
    "AnyBuilder",
    "ApplicationBuilder",
    "Direct",
    "Polling",
    "Telegram",
    "Webhook",
    "configure",
]

AnyApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
AnyBuilder: TypeAlias = ApplicationBuilder[Any, Any, Any, Any, Any, Any]
Commands: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]

CAPABILITIES = Capabilities(
    personal_data=PersonalData.MINIMAL,
    max_text=MAX_TEXT,
    text_unit=Unit.UTF16,
    buttons=8,
    label_length=60,
    edit=True,
    typing=True,
    pictures=True,
    documents=True,
    ask_phone=True,
    bulk_rate=28.0,
)
CONNECTIONS = 16
ANSWERS_AT_ONCE = 4
# The client's own limits begin anew with every byte: an answer that trickles in would hold a place for ever.
SEND_SECONDS = 60
FAREWELL_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Direct:
    """Take in only what `Application.process_update` is given, as simulators do."""


def configure(
    builder: AnyBuilder, *, token: str, api_url: str, file_url: str, patience: float = 15
) -> AnyBuilder:
    """Prepare a builder for our own runtime: it waits `patience` seconds for an answer.

    A simulator's builder already has its own request and token.
    """
    trust = {"verify": trusted()}
    polling = AsSent(
        connection_pool_size=1, connect_timeout=5, read_timeout=10, write_timeout=10, httpx_kwargs=trust
    )
    calling = HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        connect_timeout=5,
        read_timeout=patience,
        write_timeout=10,
        media_write_timeout=30,
        pool_timeout=10,
        httpx_kwargs=trust,
    )
    configured: AnyBuilder = (
        builder.token(token)
        .base_url(api_url)
        .base_file_url(file_url)
        .updater(None)
        .job_queue(None)
        .get_updates_request(polling)
        .request(calling)
    )
    return configured


class Telegram(Channel):
    """One bot.

    `commands` maps a language to the commands offered in it; the first language also serves all others.
    `down` says why Telegram refuses the bot while it does.
    """

    name = "telegram"
    capabilities = CAPABILITIES

    def __init__(
        self, application: AnyApplication, *, intake: Polling | Webhook | Direct, commands: Commands
    ) -> None:
        self._application = application
        self._bot = application.bot
        self.external_account = self._bot.token.partition(":")[0]
        self._intake = intake
        self._commands = commands
        self._outbound = Outbound(self._bot)
        self.down: str | None = None
        self._opened: tuple[ChannelAccountId, Mailbox] | None = None
        self._listening: asyncio.Task[None] | None = None
        self._answers: set[asyncio.Task[None]] = set()
        self._turnstile = asyncio.Semaphore(ANSWERS_AT_ONCE)
        application.add_handler(TypeHandler(Update, self._process))

    def envelope(self, raw: Raw) -> Envelope | None:
        """Read whose update it is. Raises `BadPayload`."""
        return envelope(raw)

    def parse(self, raw: Raw) -> Incoming | None:
        """Read one update; None when nobody waits for an answer to it. Raises `BadPayload`."""
        return parse(raw)

    def routes(self) -> Sequence[BaseRoute]:
        """What the web server must serve for this channel."""
        return [Door(self._intake, self._take).route()] if isinstance(self._intake, Webhook) else []

    async def open(self, account: ChannelAccountId, mailbox: Mailbox) -> None:
        """Start taking updates in. Raises `ChannelDown` when Telegram refuses the bot or its webhook.

        When Telegram can not be reached, the attempt goes on behind the scenes.
        """
        self._opened = account, mailbox
        if isinstance(self._intake, Direct):
            await self._offer_commands()
            return
        connected = await self._connect()
        self._listening = asyncio.create_task(self._listen(connected=connected))

    async def close(self) -> None:
        """Take nothing in any more and release the connections."""
        self._opened = None
        await tasks.end(self._listening)
        await self._finish_answers()
        if not isinstance(self._intake, Direct):
            await self._application.shutdown()
            # The application knows nothing of a bot whose first call failed; its connections are open.
            await self._bot.shutdown()

    async def send(self, delivery: Delivery) -> Receipt:
        """Hand one message to Telegram. Raises a `SendError`."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._outbound.deliver(delivery)
        except TelegramError as error:
            raise send_error(error) from None
        except TimeoutError:
            raise OutcomeUnknown(f"no whole answer within {SEND_SECONDS} s") from None

    async def show_typing(self, address: str) -> None:
        """Show "typing…" for a few seconds, if Telegram likes to."""
        with contextlib.suppress(TelegramError):
            await self._bot.send_chat_action(address, ChatAction.TYPING)

    async def _connect(self) -> bool:
        """Introduce ourselves; False when Telegram is away for now."""
        try:
            await self._application.initialize()
            if isinstance(self._intake, Webhook):
                await self._set_webhook(self._intake)
            else:
                await self._bot.delete_webhook()
        except TelegramError as error:
            problem = send_error(error)
            if isinstance(problem, ChannelDown | Rejected):
                raise ChannelDown(str(problem)) from None
            log.warning("telegram_not_reached", channel=self.name, error=str(problem))
            return False
        return True

    async def _set_webhook(self, webhook: Webhook) -> None:
        await self._bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=UNDERSTOOD,
            max_connections=webhook.max_connections,
        )

    async def _listen(self, *, connected: bool) -> None:
        """Keep the door open. Only a bot that Telegram refuses ends it."""
        polling = self._intake if isinstance(self._intake, Polling) else Polling()
        failures = 0
        try:
            while not (connected or await self._connect()):
                await asyncio.sleep(polling.wait(failures))
                failures += 1
            await self._offer_commands()
            while isinstance(self._intake, Polling):
                await self._poll(polling)
        except SendError as error:
            log.critical("telegram_refuses_the_bot", channel=self.name, error=str(error))
            self.down = str(error)

    async def _poll(self, polling: Polling) -> None:
        try:
            await Poller(self._bot, polling, self._take).run()
        except SendError:
            raise
        except Exception:
            # Nothing unstored was confirmed: asking again from the start brings it back.
            log.exception("telegram_polling_failed", channel=self.name)
            await asyncio.sleep(polling.wait(LONGEST_PAUSE))

    async def _offer_commands(self) -> None:
        """Fill the menu of private chats. Without it people can still write everything."""
        private = BotCommandScopeAllPrivateChats()
        lists: list[tuple[str | None, Sequence[tuple[str, str]]]] = [*self._commands.items()]
        try:
            for language, commands in [(None, lists[0][1]), *lists] if lists else []:
                await self._bot.set_my_commands(commands, scope=private, language_code=language)
        except TelegramError as error:
            log.warning("telegram_menu_not_set", channel=self.name, error=str(send_error(error)))

    async def _take(self, updates: Sequence[Raw]) -> None:
        """Store updates; whoever pressed a button sees at once that it was noticed."""
        if self._opened is None:
            raise StoreUnavailable("this door is closed")
        account, mailbox = self._opened
        await mailbox.receive(account, updates)
        for update in updates:
            match update:
                case {"callback_query": {"id": str(press)}}:
                    self._track(self._answer(press))

    async def _process(self, update: Update, _: object) -> None:
        """Take one update in and return when it is answered: what `Application.process_update` promises."""
        await self._take([raw_of(update)])
        if self._opened is not None and update.effective_chat is not None:
            account, mailbox = self._opened
            await mailbox.settled(account, str(update.effective_chat.id))
        await asyncio.gather(*self._answers)

    def _track(self, answer: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(answer)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, press: str) -> None:
        """Stop the spinner on a button. A press too old for that is handled all the same."""
        async with self._turnstile:
            with contextlib.suppress(TelegramError):
                await self._bot.answer_callback_query(press)

    async def _finish_answers(self) -> None:
        if self._answers:
            _, late = await asyncio.wait(self._answers, timeout=FAREWELL_SECONDS)
            for task in late:
                task.cancel()
