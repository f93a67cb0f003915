"""A channel of our own making: its people are in the test, its platform does what the test says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.domain.ids import ChannelAccountId
from bot.domain.messages import (
    WAITING_LIST,
    Capabilities,
    Delivery,
    Envelope,
    File,
    Incoming,
    Kind,
    PersonalData,
    Receipt,
    SentFile,
)
from bot.domain.text import clean
from bot.errors import BadPayload
from bot.ports import Mailbox, Raw

RICH = Capabilities(
    PersonalData.FULL,
    max_text=4000,
    buttons=9,
    edit=True,
    documents=True,
    pictures=True,
    ask_phone=True,
    locks_after=timedelta(minutes=30),
)
CHAT = replace(RICH, locks_after=timedelta(days=90))
"""The same on somebody's own phone: a link stays open."""
BARE = Capabilities(PersonalData.NONE, max_text=2000)
"""Digits only, 2,000 characters, no buttons, edits or files."""


@dataclass
class ScriptedChannel:
    """Takes what `say`, `press` and `do` make, and keeps what it was told to show."""

    capabilities: Capabilities = RICH
    name: str = "scripted"
    external_account: str = "1"
    shown: list[Delivery] = field(default_factory=list)
    before_send: Callable[[Delivery], Any] | None = None
    typing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._mailbox: tuple[ChannelAccountId, Mailbox] | None = None

    def parse(self, raw: Raw) -> Incoming | None:
        match raw:
            case {"id": str(key), "who": str(who), "kind": str(kind)} if who:
                return Incoming(
                    key,
                    who,
                    Kind(kind),
                    clean(str(raw.get("text", ""))),
                    raw.get("choice"),
                    raw.get("payload"),
                    raw.get("phone"),
                    private=raw.get("private", True),
                    file=SentFile(raw["name"], raw.get("kept"), raw.get("caption", ""))
                    if "name" in raw
                    else None,
                )
        raise BadPayload("not one of ours")

    def envelope(self, raw: Raw) -> Envelope | None:
        incoming = self.parse(raw)
        return None if incoming is None else Envelope(incoming.key, incoming.address)

    async def open(self, account: ChannelAccountId, mailbox: Mailbox) -> None:
        self._mailbox = account, mailbox

    async def close(self) -> None:
        self._mailbox = None

    async def send(self, delivery: Delivery) -> Receipt:
        if self.before_send is not None:
            outcome = self.before_send(delivery)
            if hasattr(outcome, "__await__"):
                await outcome
        self.shown.append(delivery)
        return Receipt(f"s{delivery.number}")

    async def show_typing(self, address: str) -> None:
        self.typing.append(address)

    def raw(self, who: str, kind: Kind = Kind.TEXT, **fields: Any) -> dict[str, Any]:
        """A new event of somebody."""
        return {"id": f"{who}:{next(self._numbers)}", "who": who, "kind": kind.value, **fields}

    async def deliver(self, *raw: Raw) -> None:
        """Hand events in, as the platform does."""
        assert self._mailbox is not None, "the channel is closed"
        account, mailbox = self._mailbox
        await mailbox.receive(account, raw)

    async def deliver_file(
        self, who: str, name: str, content: bytes, kind: Kind = Kind.FILE, **fields: Any
    ) -> None:
        """Hand a file in, as a door does that takes content only of who may send some."""
        assert self._mailbox is not None, "the channel is closed"
        account, mailbox = self._mailbox
        raw = self.raw(who, kind, name=name, **fields)
        if await mailbox.takes_files(account, who):
            await mailbox.receive_file(account, raw, File(name, WAITING_LIST, content))
        else:
            await self.deliver(raw)

    async def settled(self, who: str) -> None:
        """Wait until somebody is answered."""
        assert self._mailbox is not None
        account, mailbox = self._mailbox
        await mailbox.settled(account, who)

    def told(self, who: str) -> list[Delivery]:
        """Everything somebody was shown."""
        return [delivery for delivery in self.shown if delivery.address == who]
