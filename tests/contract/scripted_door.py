"""A platform of our own that takes nothing but what the channel says it can carry."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.messages import Button, Capabilities, Delivery, Incoming, Kind, PersonalData, Receipt
from bot.errors import BadPayload, NotAttached, Rejected, Unavailable
from bot.ports import Raw
from tests.contract.doors import Door, Failure, Guest, Seen, message
from tests.contract.fitting import misfits
from tests.fakes.channel import BARE, RICH, ScriptedChannel
from tests.world import SetClock, World, world

WINDOW = timedelta(hours=48)


@dataclass
class StrictChannel(ScriptedChannel):
    """Shows messages to those who are there, changes them where it can, and keeps to the reply window."""

    clock: SetClock = field(default_factory=SetClock)
    gone: set[str] = field(default_factory=set)
    heard: dict[str, datetime] = field(default_factory=dict)

    def parse(self, raw: Raw) -> Incoming | None:
        try:
            incoming = super().parse(raw)
        except ValueError as error:
            raise BadPayload("a kind nobody knows") from error
        if incoming is None or not incoming.key:
            raise BadPayload("nameless")
        return replace(incoming, pressed=raw.get("pressed"))

    async def deliver(self, *raw: Raw) -> None:
        await super().deliver(*raw)
        self.heard |= {event["who"]: self.clock.at for event in raw}

    async def send(self, delivery: Delivery) -> Receipt:
        if self._mailbox is None or delivery.address not in self.heard:
            raise Unavailable("nobody of that name")
        if delivery.address in self.gone:
            raise NotAttached("not at home")
        window = self.capabilities.reply_window
        if window is not None and self.clock.at - self.heard[delivery.address] > window:
            raise Rejected("outside the reply window")
        if faults := misfits(delivery, self.capabilities):
            raise Rejected(", ".join(faults))
        return await super().send(delivery)

    def standing(self, who: str) -> list[Seen]:
        """The messages before somebody, edits done."""
        shown: dict[str, Seen] = {}
        for each in self.told(who):
            place = each.body.replaces or f"s{each.number}"
            content = each.file.content if each.file else None
            shown[place] = Seen(each.body.text, each.body.buttons, content, place)
        return list(shown.values())


class ScriptedGuest(Guest):
    """Somebody on that platform."""

    door: ScriptedDoor

    def __init__(self, door: ScriptedDoor, address: str) -> None:
        super().__init__(door, address)
        self._last: list[dict[str, Any]] = []

    @property
    def seen(self) -> Sequence[Seen]:
        return self.door.channel.standing(self.address)

    async def begins(self) -> None:
        await self._does(Kind.START)

    async def writes(self, *texts: str) -> None:
        await self._give(*(self.door.channel.raw(self.address, text=text) for text in texts))

    async def presses(self, button: Button, *, under: Seen) -> None:
        await self._does(Kind.CHOICE, choice=button.token, pressed=under.message)

    async def shares_phone(self, number: str) -> None:
        await self._does(Kind.PHONE, phone=number)

    async def repeats(self) -> None:
        await self.door.channel.deliver(*self._last)

    async def arrived(self) -> None:
        await self.door.hand_in_what_waits()

    async def leaves(self) -> None:
        self.door.channel.gone.add(self.address)

    async def returns(self) -> None:
        self.door.channel.gone.discard(self.address)
        await self.door.engine.attached(self.door.account, self.address)

    async def _does(self, kind: Kind, **fields: Any) -> None:
        await self._give(self.door.channel.raw(self.address, kind, **fields))

    async def _give(self, *events: dict[str, Any]) -> None:
        self._last = list(events)
        await self.door.take(*events)


class ScriptedDoor(Door):
    """Keeps events while our side is shut."""

    channel: StrictChannel
    personal_data = PersonalData.FULL

    def __init__(self, town: World, channel: StrictChannel) -> None:
        super().__init__(town, channel)
        self.personal_data = channel.capabilities.personal_data
        self._names = (f"khach-{number}" for number in range(1, 100))
        self._waiting: list[dict[str, Any]] = []
        self._shut = False

    def stranger(self) -> Guest:
        return ScriptedGuest(self, next(self._names))

    async def take(self, *events: dict[str, Any]) -> None:
        self._waiting += events
        if not self._shut:
            await self.hand_in_what_waits()

    async def hand_in_what_waits(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            await self.channel.deliver(*waiting)

    async def close(self) -> None:
        self._shut = True
        await super().close()

    async def open(self) -> None:
        await super().open()
        self._shut = False
        await self.hand_in_what_waits()

    def failures(self) -> Sequence[Failure]:
        return (self._too_long,)

    @asynccontextmanager
    async def _too_long(self) -> AsyncIterator[Delivery]:
        guest = await self.guest()
        yield message(guest.address, "a" * (self.channel.capabilities.max_text + 1))


@asynccontextmanager
async def scripted_door(url: str, capabilities: Capabilities) -> AsyncIterator[ScriptedDoor]:
    channel = StrictChannel(capabilities)
    async with world(url, channel=channel, clock=channel.clock) as town:
        yield ScriptedDoor(town, channel)


def rich_door(url: str) -> Any:
    return scripted_door(url, RICH)


def bare_door(url: str) -> Any:
    """Digits only, and nothing may be said two days after the person's last words."""
    return scripted_door(url, replace(BARE, reply_window=WINDOW))
