"""A mailbox in memory that keeps its promises and answers by a script."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain.ids import ChannelAccountId, OutboxId
from bot.domain.messages import Delivery, File, Incoming, Receipt, Rendered
from bot.errors import NotAttached, StoreUnavailable
from bot.ports import Channel, Line, Raw

ACCOUNT = ChannelAccountId(7)


@dataclass(frozen=True)
class Answer:
    """One message of the script, with the file it carries."""

    body: Rendered
    file: File | None = None


Script = Callable[[Incoming], Sequence[Answer]]


@dataclass
class Talk:
    """All that was said with one contact."""

    lines: list[Line] = field(default_factory=list)
    waiting: list[Delivery] = field(default_factory=list)
    order: asyncio.Lock = field(default_factory=asyncio.Lock)


class StoppedClock:
    """Always the same instant."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


CLOCK = StoppedClock(datetime(2026, 11, 22, 2, 5, tzinfo=UTC))


class FakeMailbox:
    """Stores each event once, answers by the script, and lets answers wait for pages that are closed.

    While `closed`, nothing is stored; while `tongue_tied`, it stores but can not say so; while `forgetful`,
    it sends everything twice. What was `received` and `sent` is kept for the test to look at.
    """

    def __init__(self, channel: Channel, script: Script) -> None:
        self._channel = channel
        self._script = script
        self._talks: defaultdict[str, Talk] = defaultdict(Talk)
        self._keys: set[str] = set()
        self._numbers = 0
        self._errands: set[asyncio.Task[None]] = set()
        self.closed = False
        self.tongue_tied = False
        self.forgetful = False
        self.received: list[Incoming] = []
        self.sent: list[tuple[Delivery, Receipt]] = []

    async def receive(self, account: ChannelAccountId, raw: Sequence[Raw]) -> None:
        assert account == ACCOUNT
        if self.closed:
            raise StoreUnavailable("the store is away")
        for event in raw:
            incoming = self._channel.parse(event)
            if incoming and incoming.key not in self._keys:
                self._keys.add(incoming.key)
                self._keep(incoming)
        if self.tongue_tied:
            raise StoreUnavailable("stored, but the confirmation is lost")

    def _keep(self, incoming: Incoming) -> None:
        self.received.append(incoming)
        talk = self._talks[incoming.address]
        talk.lines.append(Line(CLOCK.now(), None, Rendered(incoming.text)))
        for answer in self._script(incoming):
            self._put(incoming.address, answer)
        self._run(self._drain(incoming.address))

    def _put(self, address: str, answer: Answer) -> None:
        self._numbers += 1
        number = OutboxId(self._numbers)
        talk = self._talks[address]
        talk.lines.append(Line(CLOCK.now(), number, answer.body))
        talk.waiting.append(Delivery(number, address, answer.body, answer.file))

    def push(self, address: str, text: str) -> None:
        """Say something unasked."""
        self._put(address, Answer(Rendered(text)))
        self._run(self._drain(address))

    async def _drain(self, address: str) -> None:
        talk = self._talks[address]
        async with talk.order:
            while talk.waiting:
                delivery = talk.waiting[0]
                await self._channel.show_typing(address)
                try:
                    receipt = await self._channel.send(delivery)
                    if self.forgetful:
                        receipt = await self._channel.send(delivery)
                except NotAttached:
                    return
                talk.waiting.pop(0)
                self.sent.append((delivery, receipt))

    def _run(self, errand: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def settled(self, account: ChannelAccountId, address: str) -> None:
        while self._errands:
            await asyncio.gather(*self._errands)
        async with self._talks[address].order:
            pass

    async def attached(self, account: ChannelAccountId, address: str) -> None:
        assert account == ACCOUNT
        await self._drain(address)

    async def recent(self, account: ChannelAccountId, address: str, *, limit: int) -> Sequence[Line]:
        if self.closed:
            raise StoreUnavailable("the store is away")
        return self._talks[address].lines[-limit:]

    def hide(self, address: str) -> None:
        """Show nobody what was said so far: the page was locked."""
        self._talks[address].lines.clear()

    def waiting(self, address: str) -> list[str]:
        """The texts that wait for the contact to come back."""
        return [delivery.body.text for delivery in self._talks[address].waiting]
