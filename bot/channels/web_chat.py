"""The web chat: a door for everybody with a browser, without any account.

A message is kept by the page until it is stored here, and here until a page shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.channels import web_frames as frames
from bot.channels.web_door import Door
from bot.channels.web_files import shown, take_file
from bot.channels.web_limits import Limits, Unwelcome
from bot.channels.web_page import Page
from bot.channels.web_panes import Panes
from bot.channels.web_visit import Desk, Visit, buttons_of
from bot.domain.ids import AttachmentId, ChannelAccountId
from bot.domain.linking import PAGE_LOCKS_AFTER
from bot.domain.messages import (
    Capabilities,
    Delivery,
    Envelope,
    Incoming,
    Kind,
    PersonalData,
    Receipt,
    SentFile,
)
from bot.domain.text import clean
from bot.errors import BadPayload
from bot.ports import Clock, Mailbox, Raw


class WebChat:
    """The channel of one web site. `routes()` are to be served at the root of that site.

    `origins` are the site's whole origins; a `demo` lets in every page of this machine too. `count` is told
    each reason for which a socket or frame was turned away: the values of `Unwelcome`.
    """

    name = "web"
    capabilities = Capabilities(
        personal_data=PersonalData.FULL,
        max_text=8_000,
        buttons=9,
        label_length=100,
        typing=True,
        pictures=True,
        documents=True,
        # A page that fell asleep keeps its message on the way for seconds; the others must not wait for it.
        in_flight=1_000,
        locks_after=PAGE_LOCKS_AFTER,
    )

    def __init__(
        self,
        *,
        site: str,
        origins: Sequence[str],
        secure_cookie: bool,
        texts: Mapping[str, str],
        clock: Clock,
        count: Callable[[str], None],
        language: str = "vi",
        demo: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self.external_account = site
        self._clock = clock
        self._count = count
        self._limits = limits or Limits()
        self._page = Page(texts, language=language, origins=origins, demo=demo)
        self._door = Door(origins, limits=self._limits, loopback=demo, secure_cookie=secure_cookie)
        self._panes = Panes()
        self._desk: Desk | None = None

    def routes(self) -> list[BaseRoute]:
        """The page, its files and its socket."""
        return [
            *self._page.routes(),
            WebSocketRoute("/ws", self._answer_the_door),
            Route("/file", self._take_file, methods=["POST"]),
        ]

    def envelope(self, raw: Raw) -> Envelope:
        """Read whose event it is."""
        read = self.parse(raw)
        return Envelope(read.key, read.address)

    def parse(self, raw: Raw) -> Incoming:
        """Read one event that this channel handed to the mailbox."""
        try:
            kept = frames.KEPT.validate_python(dict(raw))
        except ValidationError:
            raise BadPayload("not an event of the web chat") from None
        return Incoming(
            key=f"{kept.address}:{kept.id}",
            address=kept.address,
            kind=Kind(kept.type),
            text=_words(kept),
            payload=kept.payload if isinstance(kept, frames.KeptStart) else None,
            choice=kept.choice if isinstance(kept, frames.KeptChoice) else None,
            sent_at=kept.at,
            file=_file(kept) if isinstance(kept, frames.KeptFile) else None,
        )

    async def open(self, account: ChannelAccountId, mailbox: Mailbox) -> None:
        self._desk = Desk(
            account=account,
            mailbox=mailbox,
            panes=self._panes,
            clock=self._clock,
            limits=self._limits,
            count=self._count,
        )

    async def close(self) -> None:
        desk, self._desk = self._desk, None
        for pane in self._panes.everyone():
            pane.let_go()
        errands = list(desk.errands) if desk else []
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)

    async def send(self, delivery: Delivery) -> Receipt:
        """Show one message on the contact's open pages, until one of them says that it stands there.

        Raises `NotAttached` when no page is open or none confirms in time.
        """
        size = len(delivery.file.content) if delivery.file else 0
        patience = self._limits.shown_wait + size / self._limits.file_rate
        told = _told(delivery, at=self._clock.now())
        await self._panes.show(delivery.address, delivery.number, told, patience)
        return Receipt(external_id=str(delivery.number))

    async def show_typing(self, address: str) -> None:
        for pane in self._panes.of(address):
            pane.tell(frames.encode(frames.Typing()))

    async def _take_file(self, request: Request) -> Response:
        return await take_file(self._desk, self._door, request)

    async def _answer_the_door(self, socket: WebSocket) -> None:
        desk = self._desk
        if desk is None:
            await self._turn_away(socket, Unwelcome.CLOSED)
        elif why := self._door.turns_away(socket):
            await self._turn_away(socket, why)
        else:
            with self._door.inside(socket):
                token = self._door.token(socket)
                await socket.accept(headers=self._door.remember(token))
                await Visit(desk, socket, token=token).last()

    async def _turn_away(self, socket: WebSocket, why: Unwelcome) -> None:
        self._count(why)
        await socket.close()


def _words(kept: frames.Kept) -> str:
    match kept:
        case frames.KeptText() | frames.KeptChoice():
            return clean(kept.text)
        case frames.KeptFile():
            return shown(kept.name, clean(kept.caption))
    return ""


def _file(kept: frames.KeptFile) -> SentFile:
    return SentFile(kept.name, None if kept.kept is None else AttachmentId(kept.kept), clean(kept.caption))


def _told(delivery: Delivery, *, at: datetime) -> list[str | bytes]:
    """The message as frames: itself, then its file in parts, so small that the page sees them arrive."""
    file = delivery.file
    content = file.content if file else b""
    message = frames.Message(
        number=delivery.number,
        at=at,
        text=delivery.body.text,
        buttons=buttons_of(delivery.body),
        alone=delivery.body.alone,
        file=frames.Attached(name=file.name, media_type=file.media_type, size=len(content)) if file else None,
    )
    starts = range(0, len(content), frames.PART_BYTES)
    return [frames.encode(message), *(content[start : start + frames.PART_BYTES] for start in starts)]
