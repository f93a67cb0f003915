"""A mailbox that keeps what it is given in memory, and is full or slow when a test wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.ids import ChannelAccountId
from bot.domain.messages import File, Incoming
from bot.errors import StoreUnavailable
from bot.ports import Line, Raw


class RecordingMailbox:
    """Reads events with `parse` as the engine does; `turn` is run for a chat that is to be settled."""

    def __init__(
        self,
        parse: Callable[[Raw], Incoming | None],
        turn: Callable[[str], Awaitable[object]] | None = None,
        *,
        key: Callable[[Raw], object] = lambda raw: raw["update_id"],
    ) -> None:
        self.stored: dict[object, Raw] = {}
        self.senders: set[str] = set()
        self.files: list[File] = []
        self.refusals = 0
        self.refused = 0
        self._parse = parse
        self._turn = turn
        self._key = key
        self._arrived = asyncio.Condition()

    @property
    def received(self) -> list[Raw]:
        """Every event once, in the order it came."""
        return list(self.stored.values())

    @property
    def read(self) -> list[Incoming]:
        """What people did, in the order it came, without what needs no answer."""
        return [incoming for raw in self.received if (incoming := self._parse(raw)) is not None]

    async def receive(self, account: ChannelAccountId, raw: Sequence[Raw]) -> None:
        if self.refusals:
            self.refusals -= 1
            self.refused += 1
            raise StoreUnavailable("the disk is full")
        for event in raw:
            self._parse(event)
        async with self._arrived:
            for event in raw:
                self.stored.setdefault(self._key(event), event)
            self._arrived.notify_all()

    async def takes_files(self, account: ChannelAccountId, address: str) -> bool:
        return address in self.senders

    async def receive_file(self, account: ChannelAccountId, raw: Raw, file: File) -> None:
        self.files.append(file)
        await self.receive(account, [raw | {"kept": len(self.files)}])

    async def settled(self, account: ChannelAccountId, address: str) -> None:
        if self._turn is not None:
            await self._turn(address)

    async def attached(self, account: ChannelAccountId, address: str) -> None:
        raise AssertionError("nobody attaches here")

    async def recent(self, account: ChannelAccountId, address: str, *, limit: int) -> Sequence[Line]:
        raise AssertionError("nobody asks here")

    async def holds(self, count: int) -> list[Raw]:
        """Wait until that many events are stored."""
        async with asyncio.timeout(10), self._arrived:
            await self._arrived.wait_for(lambda: len(self.stored) >= count)
        return self.received
