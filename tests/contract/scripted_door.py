"""A platform of our own: its people, and what it does when our side is shut."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.messages import Button, Capabilities, Delivery, Kind, PersonalData
from tests.contract.doors import Door, Failure, Guest, Seen, message
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import BARE, RICH
from tests.world import World, world

WINDOW = timedelta(hours=48)


class ScriptedGuest(Guest):
    """Somebody on that platform."""

    door: ScriptedDoor

    def __init__(self, door: ScriptedDoor, address: str) -> None:
        super().__init__(door, address)
        self._last: list[dict[str, Any]] = []

    @property
    def seen(self) -> Sequence[Seen]:
        return [
            Seen(each.body.text, each.body.buttons, each.file.content if each.file else None, place)
            for place, each in self.door.channel.standing(self.address).items()
        ]

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
