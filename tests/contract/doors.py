"""What the contract asks of a channel's driver: people who write and read, and a platform that can fail."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import uvicorn

from bot.app import App
from bot.domain.ids import ChannelAccountId, OutboxId
from bot.domain.messages import Button, Delivery, File, PersonalData, Receipt, Rendered
from bot.engine import Engine
from bot.ports import Channel
from bot.server import make_server
from tests.fakes.server import FakeServer
from tests.world import World

PATIENCE = 60
Failure = Callable[[], AbstractAsyncContextManager[Delivery]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands before a person now."""

    text: str
    buttons: tuple[Button, ...] = ()
    file: bytes | None = None
    message: str | None = None


class Guest(ABC):
    """Somebody at the far side of the platform. `address` is what our side knows them by."""

    def __init__(self, door: Door, address: str) -> None:
        self.door = door
        self.address = address
        self._read = 0

    @property
    @abstractmethod
    def seen(self) -> Sequence[Seen]:
        """Everything that stands before the person, oldest first."""

    @abstractmethod
    async def begins(self) -> None:
        """Come for the first time."""

    @abstractmethod
    async def writes(self, *texts: str) -> None:
        """Give texts to the platform, one right after the other."""

    @abstractmethod
    async def presses(self, button: Button, *, under: Seen) -> None:
        """Press a button under a message."""

    @abstractmethod
    async def repeats(self) -> None:
        """Let the platform deliver the last event once more, as it does when our answer was lost."""

    @abstractmethod
    async def arrived(self) -> None:
        """Wait until our side has stored everything the platform was given."""

    @abstractmethod
    async def leaves(self) -> None:
        """Be out of reach."""

    @abstractmethod
    async def returns(self) -> None:
        """Be there again."""

    async def shares_phone(self, number: str) -> None:
        """Share one's own number, where the platform proves it."""
        raise NotImplementedError

    async def says(self, *texts: str) -> list[Seen]:
        """Write, and read what is answered."""
        await self.writes(*texts)
        return await self.answered()

    async def chooses(self, label: str) -> list[Seen]:
        """Press the newest button whose label contains the words, and read what is answered."""
        under, button = next(
            (seen, button) for seen in reversed(self.seen) for button in seen.buttons if label in button.label
        )
        await self.presses(button, under=under)
        return await self.answered()

    async def answered(self) -> list[Seen]:
        """Wait until everything is stored and answered; return what is new."""
        await self.arrived()
        await self.door.engine.settled(self.door.account, self.address)
        return self.news()

    async def hears(self, words: str) -> Seen:
        """Let the program work until the person was shown the words."""
        async with asyncio.timeout(PATIENCE):
            while not (heard := [seen for seen in self.seen if words in seen.text]):
                await self.door.town.tick()
        self.news()
        return heard[0]

    def news(self) -> list[Seen]:
        """What was not read yet."""
        seen = list(self.seen)
        news, self._read = seen[self._read :], len(seen)
        return news


class ServedGuest(Guest):
    """Somebody who is out of reach when the platform's server is."""

    def __init__(self, door: Door, address: str, server: FakeServer) -> None:
        super().__init__(door, address)
        self._server = server
        self._away = False

    async def leaves(self) -> None:
        self._away = True
        await asyncio.to_thread(self._server.stop)

    async def returns(self) -> None:
        """Be there again, a while later: what failed is tried again after some seconds."""
        if self._away:
            await asyncio.to_thread(self._server.start)
        self._away = False
        self.door.town.clock.pass_(minutes=1)


class Door(ABC):
    """A channel with the platform before it and the whole program behind it."""

    personal_data: PersonalData
    """What was decided for this platform."""
    nowhere = "nobody lives here"
    """An address nobody has."""

    def __init__(self, town: World, channel: Channel) -> None:
        self.town = town
        self.channel = channel

    @property
    def account(self) -> ChannelAccountId:
        return next(iter(self.town.running.channels))

    @property
    def engine(self) -> Engine:
        return self.town.running.engine

    @abstractmethod
    def stranger(self) -> Guest:
        """Somebody who was never here."""

    @abstractmethod
    def failures(self) -> Sequence[Failure]:
        """The ways a message can fail: inside each block, the delivery it gives does."""

    async def guest(self) -> Guest:
        """Somebody who came and was greeted."""
        guest = self.stranger()
        await guest.begins()
        async with asyncio.timeout(PATIENCE):
            # A greeting may be decided on a moment after the door was opened.
            while not guest.seen:
                await guest.answered()
                await asyncio.sleep(0.01)
        return guest

    async def close(self) -> None:
        """Shut the door; the program behind it goes on."""
        await self.channel.close()

    async def open(self) -> None:
        """Open it again."""
        await self.channel.open(self.account, self.engine)

    async def send(self, delivery: Delivery) -> Receipt:
        return await self.channel.send(delivery)


def message(address: str, text: str = "Chào mình", *, file: File | None = None) -> Delivery:
    """Something to be sent past the program."""
    return Delivery(OutboxId(1_000_000), address, Rendered(text), file)


@asynccontextmanager
async def served(app: App, listener: object) -> AsyncIterator[None]:
    """Let the product's own web server answer on a socket that already listens."""
    config = uvicorn.Config(make_server(app), lifespan="off", log_config=None, ws_max_size=64 * 1024)
    web = uvicorn.Server(config)
    serving = asyncio.create_task(web.serve([listener]))
    try:
        yield
    finally:
        web.should_exit = True
        await serving
