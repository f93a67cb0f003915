"""The real Telegram adapter before a Bot API server on this machine, fetching or being pushed to."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count

from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import Polling
from bot.channels.telegram_webhook import Webhook
from bot.domain.messages import Button, Delivery, PersonalData
from tests.contract.doors import PATIENCE, Door, Failure, Guest, Seen, ServedGuest, message, served
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_bot_api import Shown
from tests.fakes.telegram_channel import SECRET, channel
from tests.fakes.telegram_faults import Fault, How, answer, too_many
from tests.fakes.telegram_people import Update
from tests.world import World, world

EAGER = Polling(hold=timedelta(seconds=1), pause=timedelta(milliseconds=2))
FAULTS = (
    answer(400, "Bad Request: message is too long"),
    answer(400, "Bad Request: chat not found"),
    answer(401, "Unauthorized"),
    answer(403, "Forbidden: bot was blocked by the user"),
    too_many(1),
    answer(500, "Internal Server Error"),
    Fault(How.HTML, 502, "Bad Gateway"),
    Fault(How.CLOSE),
    Fault(How.HALF),
    Fault(How.GARBAGE),
)


class TelegramUser(ServedGuest):
    """Somebody with Telegram."""

    door: TelegramDoor

    def __init__(self, door: TelegramDoor, number: int) -> None:
        super().__init__(door, str(number), door.telegram)
        self._number = number
        self._last: list[Update] = []

    @property
    def seen(self) -> Sequence[Seen]:
        api = self.door.telegram.api
        return [_seen(shown, api.files) for shown in api.in_chat(self._number)]

    async def begins(self) -> None:
        await self._does(people.says(self._number, "/start"))

    async def writes(self, *texts: str) -> None:
        await self._does(*(people.says(self._number, text) for text in texts))

    async def presses(self, button: Button, *, under: Seen) -> None:
        await self._does(people.presses(self._number, int(under.message or 0), button.token))

    async def shares_phone(self, number: str) -> None:
        await self._does(people.shares_phone(self._number, number))

    async def repeats(self) -> None:
        self.door.telegram.push(*self._last)

    async def arrived(self) -> None:
        telegram = self.door.telegram
        await telegram.until(lambda: not telegram.queue.pending, seconds=PATIENCE)

    async def _does(self, *updates: Update) -> None:
        numbers = self.door.telegram.push(*updates)
        self._last = [
            {"update_id": number, **update} for number, update in zip(numbers, updates, strict=True)
        ]


def _seen(shown: Shown, files: dict[str, bytes]) -> Seen:
    buttons = tuple(Button(label, token) for label, token in shown.buttons)
    return Seen(shown.text, buttons, files.get(shown.file or ""), str(shown.message_id))


class TelegramDoor(Door):
    """One bot. Its users are numbered."""

    channel: Telegram
    personal_data = PersonalData.MINIMAL
    nowhere = "12345"

    def __init__(self, town: World, channel: Telegram, telegram: FakeTelegram) -> None:
        super().__init__(town, channel)
        self.telegram = telegram
        telegram.api.unknown.add(int(self.nowhere))
        self._numbers = count(5_012_345_678)

    def stranger(self) -> Guest:
        return TelegramUser(self, next(self._numbers))

    def failures(self) -> Sequence[Failure]:
        return (self._server_down, *(self._fault(fault) for fault in FAULTS))

    def _fault(self, fault: Fault) -> Failure:
        @asynccontextmanager
        async def failing() -> AsyncIterator[Delivery]:
            guest = await self.guest()
            self.telegram.fail(
                Fault(fault.how, fault.status, fault.description, fault.parameters, method="sendMessage")
            )
            yield message(guest.address)

        return failing

    @asynccontextmanager
    async def _server_down(self) -> AsyncIterator[Delivery]:
        guest = await self.guest()
        await guest.leaves()
        yield message(guest.address)
        await guest.returns()


@asynccontextmanager
async def _door(url: str, telegram: FakeTelegram, intake: Polling | Webhook) -> AsyncIterator[TelegramDoor]:
    built = channel(telegram, intake, patience=PATIENCE)
    async with world(url, channel=built) as town:
        yield TelegramDoor(town, built, telegram)


@asynccontextmanager
async def polling_door(url: str) -> AsyncIterator[TelegramDoor]:
    with FakeTelegram() as telegram:
        async with _door(url, telegram, EAGER) as door:
            yield door


@asynccontextmanager
async def webhook_door(url: str) -> AsyncIterator[TelegramDoor]:
    with FakeTelegram() as telegram, socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/telegram"
        async with (
            _door(url, telegram, Webhook(address, SECRET)) as door,
            served(door.town.app, listener),
        ):
            yield door
