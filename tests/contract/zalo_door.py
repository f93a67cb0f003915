"""The real adapters for Zalo before a fake Zalo on this machine."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

from bot.channels.zalo_bot import BotWebhook, ZaloBot
from bot.channels.zalo_oa import ZaloOA
from bot.domain.messages import Button, Delivery, PersonalData
from models.sending import zalo_accounts
from tests.contract.doors import PATIENCE, Door, Failure, Guest, Seen, ServedGuest, message, served
from tests.fakes import zalo_people as people
from tests.fakes.telegram_faults import Fault, How
from tests.fakes.zalo import FakeZalo, refusing
from tests.fakes.zalo_account import Shown
from tests.fakes.zalo_bot_api import TOKEN
from tests.fakes.zalo_channel import bot_channel, oa_channel, pair_of
from tests.fakes.zalo_oa_api import CS
from tests.fakes.zalo_people import Event
from tests.world import SetClock, World, world

BOT_SECRET = "only-zalo-knows-this"
SOON = (0.01,) * 500
CODES = (-32, -200, -201, -204, -211, -213, -230, -234, -311, -9999)
LINE = (Fault(How.HTML, 502, "Bad Gateway"), Fault(How.CLOSE), Fault(How.HALF), Fault(How.GARBAGE))


class Follower(ServedGuest):
    """Somebody with Zalo who follows the account."""

    door: ZaloDoor

    def __init__(self, door: ZaloDoor, number: int) -> None:
        super().__init__(door, str(number), door.zalo)
        self._last: list[Event] = []

    @property
    def seen(self) -> Sequence[Seen]:
        return joined(self.door.zalo.account.in_chat(self.address))

    async def begins(self) -> None:
        await self._does(people.follows(self.address))

    async def writes(self, *texts: str) -> None:
        await self._does(*(people.says(self.address, text) for text in texts))

    async def presses(self, button: Button, *, under: Seen) -> None:
        await self._does(people.says(self.address, f"#dh:{button.token}"))

    async def repeats(self) -> None:
        zalo = self.door.zalo
        zalo.on_the_loop(lambda: zalo.pushes.add(self._last))

    async def arrived(self) -> None:
        zalo = self.door.zalo
        await zalo.until(lambda: not zalo.pushes.waiting, seconds=PATIENCE)

    async def _does(self, *events: Event) -> None:
        self._last = list(self.door.zalo.push(*events))


def joined(shown: Sequence[Shown]) -> list[Seen]:
    """The messages as they stand; a file without words belongs to the words right before it."""
    seen: list[Seen] = []
    for each in shown:
        buttons = tuple(Button(title, payload.removeprefix("#dh:")) for title, _, payload in each.buttons)
        if each.file is not None and not each.text and seen:
            before = seen.pop()
            seen.append(Seen(before.text, before.buttons, each.file, each.message_id))
        else:
            seen.append(Seen(each.text, buttons, each.file, each.message_id))
    return seen


class ZaloDoor(Door):
    """One Official Account. Its followers are numbered."""

    channel: ZaloOA
    personal_data = PersonalData.FULL

    def __init__(self, town: World, channel: ZaloOA, zalo: FakeZalo) -> None:
        super().__init__(town, channel)
        self.zalo = zalo
        self._numbers = count(2_468_458_835_291)

    def stranger(self) -> Guest:
        return Follower(self, next(self._numbers))

    def failures(self) -> Sequence[Failure]:
        refusals = [refusing(code, CS) for code in CODES]
        broken = [Fault(each.how, each.status, each.description, method=CS) for each in LINE]
        return (self._server_down, *(self._fault(fault) for fault in (*refusals, *broken)))

    def _fault(self, fault: Fault) -> Failure:
        @asynccontextmanager
        async def failing() -> AsyncIterator[Delivery]:
            guest = await self.guest()
            self.zalo.fail(fault)
            yield message(guest.address)

        return failing

    @asynccontextmanager
    async def _server_down(self) -> AsyncIterator[Delivery]:
        guest = await self.guest()
        await guest.leaves()
        yield message(guest.address)
        await guest.returns()


@asynccontextmanager
async def oa_door(url: str, *, paced: bool = True) -> AsyncIterator[ZaloDoor]:
    """`paced` keeps to what the package allows a minute; answers count too."""
    clock = SetClock()
    with FakeZalo(clock.now) as zalo, socket.create_server(("127.0.0.1", 0)) as listener:
        zalo.pushes.url = f"http://127.0.0.1:{listener.getsockname()[1]}/zalo"
        zalo.pushes.ladder = SOON
        channel = oa_channel(zalo, clock)
        if not paced:
            channel.capabilities = replace(channel.capabilities, bulk_rate=None)
        async with world(url, channel=channel, clock=clock) as town, served(town.app, listener):
            await connected(town, zalo)
            yield ZaloDoor(town, channel, zalo)


class BotUser(Follower):
    """Somebody with Zalo who writes to a bot."""

    @property
    def seen(self) -> Sequence[Seen]:
        told = self.door.zalo.bot.in_chat(self.address)
        return [Seen(each.text, (), each.picture, each.message_id) for each in told]

    async def begins(self) -> None:
        await self.writes("xin chao")

    async def writes(self, *texts: str) -> None:
        await self._does(*people.texts(self.address, *texts))

    async def repeats(self) -> None:
        zalo = self.door.zalo
        zalo.on_the_loop(lambda: zalo.pushes.add([{"ok": True, "result": event} for event in self._last]))


class BotDoor(ZaloDoor):
    """One bot, told by webhook."""

    channel: ZaloBot  # type: ignore[assignment]
    personal_data = PersonalData.MINIMAL

    def stranger(self) -> Guest:
        return BotUser(self, next(self._numbers))

    def failures(self) -> Sequence[Failure]:
        path = f"/bot{TOKEN}/sendMessage"
        refusals = [
            Fault(status=200, parameters={"ok": False, "error_code": code, "error": code}, method=path)
            for code in (400, 401, 403, 408, 429, 500)
        ]
        broken = [Fault(each.how, each.status, each.description, method=path) for each in LINE]
        return (self._server_down, *(self._fault(fault) for fault in (*refusals, *broken)))


@asynccontextmanager
async def bot_door(url: str, *, paced: bool = True) -> AsyncIterator[BotDoor]:
    """As `oa_door`."""
    clock = SetClock()
    with FakeZalo(clock.now) as zalo, socket.create_server(("127.0.0.1", 0)) as listener:
        public = f"http://127.0.0.1:{listener.getsockname()[1]}"
        zalo.pushes.ladder = SOON
        channel = bot_channel(zalo, BotWebhook(f"{public}/zalo-bot", BOT_SECRET), public=public)
        if not paced:
            channel.capabilities = replace(channel.capabilities, bulk_rate=None)
        async with world(url, channel=channel, clock=clock) as town, served(town.app, listener):
            await zalo.until(lambda: zalo.bot.webhook)
            yield BotDoor(town, channel, zalo)


async def connected(town: World, zalo: FakeZalo) -> None:
    """An administrator has given the account's consent."""
    oa_id, pair = zalo.account.oa_id, pair_of(zalo)
    await town.running.uow.run(lambda tx: zalo_accounts.connect(tx, oa_id, pair))
