"""A page of the web chat without a browser: it says and confirms what a test tells it to."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.fakes.site import Site

Frame = dict[str, Any]
HOME = "http://127.0.0.1:8000"


def message_id(number: int) -> str:
    """A name for a message, as a page would draw at random."""
    return f"{number:032x}"


class Pane:
    """One page that is open. It confirms every message it is shown, unless it is told not to."""

    def __init__(self, socket: ClientConnection, *, confirms: bool) -> None:
        self._socket = socket
        self._confirms = confirms
        self.token = ""
        self.lines: list[Frame] = []

    async def hello(self, token: str | None, seen: int | None = None, says: tuple[Frame, ...] = ()) -> Frame:
        """Introduce the page; return what the server welcomes it with."""
        await self.tell({"type": "hello", "token": token, "seen": seen, "says": says})
        welcome = await self.until("welcome")
        self.token = welcome["token"]
        self.lines = welcome["lines"]
        return welcome

    async def tell(self, frame: Frame) -> None:
        await self.tell_raw(json.dumps(frame))

    async def tell_raw(self, data: str | bytes) -> None:
        await self._socket.send(data)

    async def write(self, text: str, number: int = 1) -> Frame:
        """Say something; return what became of it."""
        await self.tell({"type": "text", "id": message_id(number), "text": text})
        return await self.until("taken", "busy", "refused")

    async def until(self, *types: str) -> Frame:
        """Read on to a frame of one of these types."""
        while True:
            frame = await self.next()
            if frame["type"] in types:
                return frame

    async def next(self) -> Frame:
        data = await self._socket.recv()
        if isinstance(data, bytes):
            return {"type": "part", "content": data}
        frame: Frame = json.loads(data)
        if frame["type"] == "message" and self._confirms:
            await self.tell({"type": "shown", "number": frame["number"]})
        return frame

    async def texts(self, count: int) -> list[str]:
        """The texts of the next messages."""
        return [(await self.until("message"))["text"] for _ in range(count)]

    async def closed_with(self) -> int | None:
        """Read to the end; return the code the server closed with."""
        try:
            while True:
                await self.next()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    async def close(self) -> None:
        await self._socket.close()


@asynccontextmanager
async def socket_of(
    site: Site, *, origin: str | None = HOME, cookie: str = "", confirms: bool = True
) -> AsyncIterator[Pane]:
    """A socket on which nothing was said yet."""
    headers = {"Cookie": cookie} if cookie else {}
    async with connect(
        site.socket_url, origin=origin, additional_headers=headers, proxy=None, max_size=None
    ) as socket:
        yield Pane(socket, confirms=confirms)


@asynccontextmanager
async def page_of(
    site: Site,
    token: str | None = None,
    *,
    seen: int | None = None,
    says: tuple[Frame, ...] = (),
    confirms: bool = True,
) -> AsyncIterator[Pane]:
    """A page that was welcomed."""
    async with socket_of(site, confirms=confirms) as pane:
        await pane.hello(token, seen, says)
        yield pane
