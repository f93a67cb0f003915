"""One visit: the conversation over one socket of the web chat, from hello to goodbye.

Stores before it confirms. Must not decide what is answered.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels import web_frames as frames
from bot.channels.web_door import address_of, new_token
from bot.channels.web_limits import Limits, TurnedAway, Unwelcome
from bot.channels.web_panes import LATER, MALFORMED, Pane, Panes
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Rendered
from bot.domain.text import clean
from bot.errors import StoreUnavailable
from bot.ports import Clock, Line, Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all visits share while the door is open."""

    account: ChannelAccountId
    mailbox: Mailbox
    panes: Panes
    clock: Clock
    limits: Limits
    count: Callable[[str], None]
    errands: set[asyncio.Task[None]] = field(default_factory=set)


class Visit:
    """One page at the other end of one socket."""

    def __init__(self, desk: Desk, socket: WebSocket, *, token: str) -> None:
        self._desk = desk
        self._socket = socket
        self._token = token
        self._pane = Pane(socket, desk.limits)

    async def last(self) -> None:
        """Speak with the page until either side ends it."""
        writing = asyncio.create_task(self._pane.write())
        locking = asyncio.create_task(self._hide_when_left())
        code = LATER
        try:
            await self._converse()
        except TurnedAway as reason:
            self._desk.count(reason.why)
            code = reason.code
        except StoreUnavailable:
            self._desk.count(Unwelcome.BUSY)
        except WebSocketDisconnect:
            pass
        finally:
            self._desk.panes.leave(self._pane)
            writing.cancel()
            locking.cancel()
            await self._say_goodbye(code)

    async def _say_goodbye(self, code: int) -> None:
        """Close the socket, but do not wait for a peer that has stopped reading."""
        if self._socket.client_state is WebSocketState.CONNECTED is self._socket.application_state:
            with suppress(TimeoutError, WebSocketDisconnect):
                async with asyncio.timeout(self._desk.limits.farewell_wait):
                    await self._socket.close(code)

    async def _converse(self) -> None:
        hello = _read(await self._pane.read(self._desk.limits.hello_wait))
        if not isinstance(hello, frames.Hello):
            raise TurnedAway(Unwelcome.MALFORMED, MALFORMED)
        self._token = hello.token or (new_token() if hello.fresh else self._token)
        self._pane.address = address_of(self._token)
        self._tell(self._welcome(await self._catch_up(hello), hello.seen))
        self._desk.panes.join(self._pane)
        self._ask_for_what_waits()
        while True:
            await self._hear(_read(await self._pane.read(self._desk.limits.idle_wait)))

    async def _catch_up(self, hello: frames.Hello) -> list[Line]:
        """Take what the page has still to say before the lines are looked up: so none comes twice."""
        history = await self._history()
        if hello.start is not None:
            await self._begin(hello.start)
        elif not history:
            await self._greet()
        for said in hello.says:
            await self._take(said)
        if hello.says or hello.start is not None:
            history = await self._history()
        return history

    def _welcome(self, history: Sequence[Line], seen: int | None) -> frames.Welcome:
        anew = seen is None or (seen > 0 and seen not in {line.number for line in history})
        return frames.Welcome(
            token=self._token,
            now=self._desk.clock.now(),
            anew=anew,
            lines=tuple(untold(history, None if anew else seen)),
        )

    async def _history(self) -> list[Line]:
        """The last lines that still have something to show: old ones are blanked after a while."""
        desk = self._desk
        lines = await desk.mailbox.recent(desk.account, self._pane.address, limit=desk.limits.history)
        return [line for line in lines if line.body.text or line.body.attachment]

    async def _greet(self) -> None:
        """Let an empty page be greeted. The event's id makes all greetings of one day a single one."""
        now = self._desk.clock.now()
        await self._store(frames.KeptStart(id=f"start-{now:%Y-%m-%d}", address=self._pane.address, at=now))

    async def _begin(self, payload: str) -> None:
        """Follow the link that opened the page, once a second at most."""
        now = self._desk.clock.now()
        mark = hashlib.sha256(payload.encode()).hexdigest()[:8]
        start = f"start-{now:%Y-%m-%dT%H%M%S}-{mark}"
        await self._store(frames.KeptStart(id=start, address=self._pane.address, at=now, payload=payload))

    async def _hide_when_left(self) -> None:
        """Show an unused page anew: if it locked meanwhile, nothing of what stood there is told again."""
        while True:
            await asyncio.sleep(self._desk.limits.lock_wait)
            if self._pane.address and self._pane.silent_for >= self._desk.limits.lock_wait:
                with suppress(StoreUnavailable):
                    self._tell(self._welcome(await self._history(), None))

    def _ask_for_what_waits(self) -> None:
        """Beside the reading: what waited is sent only when the page confirms it, and that must be read."""
        errand = asyncio.create_task(self._tell_attached())
        self._desk.errands.add(errand)
        errand.add_done_callback(self._desk.errands.discard)

    async def _tell_attached(self) -> None:
        try:
            await self._desk.mailbox.attached(self._desk.account, self._pane.address)
        except StoreUnavailable:
            self._desk.count(Unwelcome.BUSY)
            self._pane.let_go()

    async def _hear(self, frame: frames.Frame) -> None:
        match frame:
            case frames.Text() | frames.Choice():
                await self._take(frame)
            case frames.Shown():
                self._desk.panes.confirm(self._pane.address, frame.number)
            case frames.Ping():
                self._tell(frames.Pong())
            case _:
                raise TurnedAway(Unwelcome.MALFORMED, MALFORMED)

    async def _take(self, said: frames.Text | frames.Choice) -> None:
        """Store what a person said and tell the page how that went."""
        said = said.model_copy(update={"text": clean(said.text).strip()})
        if why := _unfit(said.text):
            self._desk.count(why)
            self._tell(frames.Refused(id=said.id, why=why))
        elif not self._pane.may_say_more():
            self._put_off(said, Unwelcome.FLOOD)
        else:
            try:
                await self._store(self._kept(said))
            except StoreUnavailable:
                self._put_off(said, Unwelcome.BUSY)
            else:
                self._confirm(said)

    def _kept(self, said: frames.Text | frames.Choice) -> frames.Kept:
        form = frames.KeptChoice if isinstance(said, frames.Choice) else frames.KeptText
        return form(**said.model_dump(), address=self._pane.address, at=self._desk.clock.now())

    async def _store(self, event: frames.Kept) -> None:
        await self._desk.mailbox.receive(self._desk.account, [event.model_dump(mode="json")])

    def _put_off(self, said: frames.Text | frames.Choice, why: Unwelcome) -> None:
        self._desk.count(why)
        self._tell(frames.Busy(id=said.id))

    def _confirm(self, said: frames.Text | frames.Choice) -> None:
        """Tell this page that its message is stored, and the contact's other pages what it was."""
        self._tell(frames.Taken(id=said.id))
        echo = frames.encode(frames.Said(id=said.id, at=self._desk.clock.now(), text=said.text))
        for other in self._desk.panes.of(self._pane.address) - {self._pane}:
            other.tell(echo)

    def _tell(self, frame: frames.Frame) -> None:
        self._pane.tell(frames.encode(frame))


def _read(text: str) -> frames.Frame:
    try:
        return frames.FROM_PAGE.validate_json(text)
    except ValidationError:
        raise TurnedAway(Unwelcome.MALFORMED, MALFORMED) from None


def _unfit(text: str) -> frames.WhyNot | None:
    if not text:
        return frames.WhyNot.EMPTY
    return frames.WhyNot.TOO_LONG if len(text) > frames.LONGEST_TEXT else None


def untold(lines: Sequence[Line], seen: int | None) -> list[frames.Message | frames.Said]:
    """Return the lines for a page that shows nothing (None), or all but ours after `seen`."""
    newest = max((line.number for line in lines if line.number is not None), default=None)
    told: list[frames.Message | frames.Said] = []
    for line in lines:
        if line.number is None:
            if seen is None:
                told.append(frames.Said(at=line.at, text=line.body.text))
        elif seen is None or line.number > seen:
            told.append(_message(line, line.number, with_buttons=line.number == newest))
    return told


def _message(line: Line, number: int, *, with_buttons: bool) -> frames.Message:
    return frames.Message(
        number=number,
        at=line.at,
        text=line.body.text,
        buttons=buttons_of(line.body) if with_buttons else (),
        file_gone=line.body.attachment is not None,
    )


def buttons_of(body: Rendered) -> tuple[frames.Button, ...]:
    return tuple(frames.Button(label=button.label, token=button.token) for button in body.buttons)
