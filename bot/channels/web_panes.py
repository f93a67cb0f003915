"""The pages that are open: what each may still say and has yet to be told, and who waits for which answer.

Must not know what the frames mean.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web_frames import LONGEST_FRAME
from bot.channels.web_limits import Bucket, Limits, TurnedAway, Unwelcome
from bot.errors import NotAttached

POLICY, MALFORMED, TOO_BIG, LATER = 1008, 1007, 1009, 1013


class Pane:
    """One open page. It is told things in order by `write`, which runs beside the reading."""

    def __init__(self, socket: WebSocket, limits: Limits) -> None:
        self.address = ""
        self._socket = socket
        self._untold: deque[str | bytes] = deque()
        self._news = asyncio.Event()
        self._room = limits.untold
        self._over = False
        self._frames = Bucket(limits.frame_rate, limits.frame_burst)
        self._messages = Bucket(limits.message_rate, limits.message_burst)
        self._said_at = _now()

    @property
    def silent_for(self) -> float:
        """Seconds since the person said something, or came."""
        return _now() - self._said_at

    def tell(self, *frames: str | bytes) -> None:
        """Put frames in line. A page that reads too slowly is let go; it comes back for what it missed."""
        self._untold.extend(frames)
        self._news.set()
        if len(self._untold) > self._room:
            self.let_go()

    def let_go(self) -> None:
        """End the conversation; a page that is still there comes back by itself."""
        self._over = True
        self._untold.clear()
        self._news.set()

    async def write(self) -> None:
        """Tell what is in line until the page is gone or let go."""
        with suppress(WebSocketDisconnect):
            while not self._over:
                await self._news.wait()
                self._news.clear()
                while self._untold:
                    await self._tell_now(self._untold.popleft())
            await self._socket.close(LATER)

    async def _tell_now(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            await self._socket.send_text(frame)
        else:
            await self._socket.send_bytes(frame)

    async def read(self, patience: float) -> str:
        """Return the next text frame. Raises `TurnedAway`, or `WebSocketDisconnect` when the page is gone."""
        try:
            async with asyncio.timeout(patience):
                event = await self._socket.receive()
        except TimeoutError:
            raise TurnedAway(Unwelcome.SILENT, POLICY) from None
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event["code"])
        if not self._frames.take(_now()):
            raise TurnedAway(Unwelcome.FLOOD, POLICY)
        return _text_of(event.get("text"))

    def may_say_more(self) -> bool:
        """Whether one more message is within the page's rate."""
        self._said_at = _now()
        return self._messages.take(_now())


def _now() -> float:
    return asyncio.get_running_loop().time()


def _text_of(text: str | None) -> str:
    if text is None:
        raise TurnedAway(Unwelcome.MALFORMED, MALFORMED)
    if len(text) > LONGEST_FRAME or len(text.encode("utf-8", "surrogatepass")) > LONGEST_FRAME:
        raise TurnedAway(Unwelcome.OVERSIZED, TOO_BIG)
    return text


@dataclass(frozen=True, slots=True)
class _Awaited:
    """A message on its way; `shown` becomes whether a page showed it."""

    frames: Sequence[str | bytes]
    shown: asyncio.Future[bool]


class Panes:
    """All open pages by the address of their contact; several may share one."""

    def __init__(self) -> None:
        self._panes: defaultdict[str, set[Pane]] = defaultdict(set)
        self._awaited: defaultdict[str, dict[int, _Awaited]] = defaultdict(dict)

    def of(self, address: str) -> Set[Pane]:
        return frozenset(self._panes.get(address, ()))

    def everyone(self) -> Set[Pane]:
        return frozenset(pane for panes in self._panes.values() for pane in panes)

    def join(self, pane: Pane) -> None:
        """Count the page among those who are told; it also gets what is on its way to the others."""
        self._panes[pane.address].add(pane)
        for awaited in self._awaited.get(pane.address, {}).values():
            pane.tell(*awaited.frames)

    def leave(self, pane: Pane) -> None:
        panes = self._panes.get(pane.address, set())
        panes.discard(pane)
        if panes:
            return
        self._panes.pop(pane.address, None)
        for number in list(self._awaited.get(pane.address, {})):
            self._settle(pane.address, number, shown=False)

    async def show(self, address: str, number: int, frames: Sequence[str | bytes], patience: float) -> None:
        """Return when one page of the contact showed the message; else raise `NotAttached`.

        Pages that stay silent are let go: whoever is behind them comes back with a fresh socket.
        """
        if not self.of(address):
            raise NotAttached("no page is open")
        shown = asyncio.get_running_loop().create_future()
        self._awaited[address][number] = _Awaited(frames, shown)
        for pane in self.of(address):
            pane.tell(*frames)
        try:
            await asyncio.wait([shown], timeout=patience)
            if not shown.done():
                for pane in self.of(address):
                    pane.let_go()
        finally:
            self._settle(address, number, shown=False)
        if not shown.result():
            raise NotAttached("no page confirmed the message")

    def confirm(self, address: str, number: int) -> None:
        """A page of the contact shows the message."""
        self._settle(address, number, shown=True)

    def _settle(self, address: str, number: int, *, shown: bool) -> None:
        waiting = self._awaited.get(address, {})
        awaited = waiting.pop(number, None)
        if awaited is not None and not awaited.shown.done():
            awaited.shown.set_result(shown)
        if not waiting:
            self._awaited.pop(address, None)
