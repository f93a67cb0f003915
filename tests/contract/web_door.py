"""The web chat as the product serves it, with pages that read, confirm, close and come back."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

from sqlalchemy import Connection, select
from websockets.exceptions import ConnectionClosed

from bot.channels.web_chat import WebChat
from bot.channels.web_door import address_of
from bot.domain.messages import Button, Delivery, PersonalData
from bot.doors import web_door as product_door
from bot.settings import Settings
from models.sending.outbox import UNSENT, outbox
from tests.contract.doors import PATIENCE, Door, Failure, Guest, Seen, message, served
from tests.fakes.pane import Frame, Pane, message_id, socket_of
from tests.world import SetClock, World, world


class Page(Guest):
    """A page that shows each number once, and keeps what it has to say until it hears that it was taken."""

    door: WebDoor

    def __init__(self, door: WebDoor, token: str) -> None:
        super().__init__(door, address_of(token))
        self.token = token
        self._unsaid: dict[str, Frame] = {}
        self._last: list[Frame] = []
        self._lines: dict[int, Seen] = {}
        self._changed = asyncio.Condition()
        self._open = AsyncExitStack()
        self._pane: Pane | None = None

    @property
    def seen(self) -> Sequence[Seen]:
        return list(self._lines.values())

    async def begins(self) -> None:
        await self.returns()

    async def writes(self, *texts: str) -> None:
        await self._say(*({"type": "text", "text": text} for text in texts))

    async def presses(self, button: Button, *, under: Seen) -> None:
        await self._say({"type": "choice", "choice": button.token, "text": button.label})

    async def repeats(self) -> None:
        self._unsaid |= {frame["id"]: frame for frame in self._last}
        for frame in self._last:
            await self._tell(frame)

    async def arrived(self) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: not self._unsaid)

    async def answered(self) -> list[Seen]:
        """What is decided before the program knows that the page is open comes a moment later."""
        news = await super().answered()
        for _ in range(200):
            if self._pane is None or not self.door.town.read(partial(_owed, address=self.address)):
                break
            await asyncio.sleep(0.01)
        return [*news, *self.news()]

    async def leaves(self) -> None:
        self._pane = None
        await self._open.aclose()

    async def returns(self) -> None:
        """Open the page again; it knows what it shows, and says what it could not."""
        await self.leaves()
        pane = await self._open.enter_async_context(socket_of(self.door, confirms=False))
        welcome = await pane.hello(self.token, max(self._lines, default=None), tuple(self._unsaid.values()))
        self._pane = pane
        for line in welcome["lines"]:
            if line["type"] == "message":
                self._show(line, b"")
        reading = asyncio.create_task(self._read_on(pane))
        self._open.push_async_callback(_ended, reading)

    async def _say(self, *frames: Frame) -> None:
        self._last = [{**frame, "id": message_id(next(self.door.ids))} for frame in frames]
        for frame in self._last:
            self._unsaid[frame["id"]] = frame
            await self._tell(frame)

    async def _tell(self, frame: Frame) -> None:
        if self._pane is not None:
            with suppress(ConnectionClosed):
                await self._pane.tell(frame)

    async def _read_on(self, pane: Pane) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._hear(pane, await pane.next())

    async def _hear(self, pane: Pane, frame: Frame) -> None:
        match frame["type"]:
            case "taken":
                async with self._changed:
                    self._unsaid.pop(frame["id"], None)
                    self._changed.notify_all()
            case "busy":
                await pane.tell(self._unsaid[frame["id"]])
            case "message":
                self._show(frame, await _content(pane, frame))
                await pane.tell({"type": "shown", "number": frame["number"]})

    def _show(self, frame: Frame, content: bytes) -> None:
        buttons = tuple(Button(each["label"], each["token"]) for each in frame.get("buttons", ()))
        self._lines.setdefault(frame["number"], Seen(frame["text"], buttons, content or None))


def _owed(tx: Connection, *, address: str) -> bool:
    waits = outbox.c.status.in_([*UNSENT])
    return tx.execute(select(outbox.c.id).where(outbox.c.address == address, waits)).first() is not None


async def _content(pane: Pane, frame: Frame) -> bytes:
    """Read the file that follows a message."""
    size = frame["file"]["size"] if "file" in frame else 0
    content = bytearray()
    while len(content) < size:
        content += (await pane.next())["content"]
    return bytes(content)


async def _ended(reading: asyncio.Task[None]) -> None:
    reading.cancel()
    await asyncio.wait([reading])


class WebDoor(Door):
    """The page's address; `socket_of` finds it here."""

    channel: WebChat
    personal_data = PersonalData.FULL

    def __init__(self, town: World, channel: WebChat, socket_url: str) -> None:
        super().__init__(town, channel)
        self.socket_url = socket_url
        self.ids = iter(range(1, 10_000))
        self.pages: list[Page] = []

    def stranger(self) -> Guest:
        page = Page(self, f"{len(self.pages):022d}")
        self.pages.append(page)
        return page

    def failures(self) -> Sequence[Failure]:
        return (self._nobody_there, self._page_closed_in_the_middle)

    @asynccontextmanager
    async def _nobody_there(self) -> AsyncIterator[Delivery]:
        guest = await self.guest()
        await guest.leaves()
        yield message(guest.address)

    @asynccontextmanager
    async def _page_closed_in_the_middle(self) -> AsyncIterator[Delivery]:
        async with socket_of(self, confirms=False) as pane:
            welcome = await pane.hello(None)
            closing = asyncio.create_task(_close_at(pane, "Chào mình"))
            yield message(address_of(welcome["token"]))
            await closing


async def _close_at(pane: Pane, words: str) -> None:
    while words not in json.dumps(await pane.next(), ensure_ascii=False, default=str):
        pass
    await pane.close()


@asynccontextmanager
async def web_door(url: str) -> AsyncIterator[WebDoor]:
    clock = SetClock()
    channel = product_door(Settings(_env_file=None), clock, demo=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with world(url, channel=channel, clock=clock) as town, served(town.app, listener):
            door = WebDoor(town, channel, f"ws://127.0.0.1:{listener.getsockname()[1]}/ws")
            yield door
            for page in door.pages:
                await page.leaves()
