"""Whatever people do in whatever order, with restarts between: one turn and one answer for each new event."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.messages import Delivery, Kind
from bot.floods import BURST
from models import inbox
from models.sending import outbox
from tests.fakes.channel import ScriptedChannel
from tests.world import World, world

pytestmark = pytest.mark.slow

SILENT = (Kind.EDITED, Kind.BLOCKED, Kind.UNBLOCKED)
WORDS = (
    "chuan ngheo nam nay bao nhieu",
    "bhyt cho ho ngheo",
    "gap nguoi",
    "nha tui dot, mai toc roi",
    "0912 345 678",
    "menu",
    "quay lai",
    "huy",
    "dừng",
    "dung",
    "tro giup",
    "english",
    "xoa du lieu",
    "dữ liệu của tôi",
    "một",
    "tui muon chet",
    "lua dao",
    "",
)
names = count(1)


@dataclass(frozen=True)
class Says:
    text: str


@dataclass(frozen=True)
class Presses:
    """A button: the newest, an older one, or one this conversation never had."""

    which: int
    forged: str | None = None


@dataclass(frozen=True)
class Does:
    kind: Kind
    payload: str | None = None


@dataclass(frozen=True)
class Repeats:
    """The platform delivers an earlier event again."""

    which: int


class Restarts:
    """The program stops and starts over the same database."""


Step = Says | Presses | Does | Repeats | Restarts
texts = st.sampled_from(WORDS) | st.integers(0, 12).map(str) | st.text(max_size=40)
steps = st.one_of(
    texts.map(Says),
    st.builds(Presses, st.integers(0, 30), st.none() | st.sampled_from(["", "x.1", "1", "abcdefgh.99", "…"])),
    st.builds(Does, st.sampled_from([kind for kind in Kind if kind not in (Kind.TEXT, Kind.CHOICE)])),
    st.builds(Does, st.just(Kind.START), st.none() | st.text(max_size=20)),
    st.builds(Repeats, st.integers(0, 30)),
    st.builds(Restarts),
)


@dataclass
class Life:
    """One program over one database, its restarts, and everything one person did."""

    url: str
    runner: asyncio.Runner
    channel: ScriptedChannel = field(default_factory=ScriptedChannel)
    events: int = 0
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)
    _world: World | None = None

    @property
    def world(self) -> World:
        assert self._world is not None
        return self._world

    def start(self) -> None:
        program = world(self.url, channel=self.channel)
        self._world = self.runner.run(self._running.enter_async_context(program))

    def stop(self) -> None:
        self.runner.run(self._running.aclose())

    def restart(self) -> None:
        self.stop()
        self.start()

    def event(self, step: Step, who: str, earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
        """What the platform delivers for a step."""
        match step:
            case Says(text):
                return self.channel.raw(who, Kind.TEXT, text=text)
            case Presses(which, forged):
                return self.channel.raw(who, Kind.CHOICE, choice=forged or self._button(who, which))
            case Does(kind, payload):
                return self.channel.raw(who, kind, payload=payload)
            case Repeats(which):
                return earlier[which % len(earlier)] if earlier else None
        return None

    def answers(self, who: str) -> list[Delivery]:
        """What somebody was told in answer; the result of long work comes whenever it is done."""
        keys = outbox.outbox.c
        query = select(keys.id).where(keys.address == who, keys.dedup_key.startswith("reply:"))
        replies = set(self.world.read(lambda tx: list(tx.scalars(query))))
        return [delivery for delivery in self.channel.told(who) if delivery.number in replies]

    def _button(self, who: str, which: int) -> str:
        shown = [button.token for told in self.channel.told(who) for button in told.body.buttons]
        return shown[-1 - which % len(shown)] if shown else "none"


@contextmanager
def life(url: str) -> Iterator[Life]:
    with asyncio.Runner() as runner:
        living = Life(url, runner)
        living.start()
        try:
            yield living
        finally:
            living.stop()


def live_through(living: Life, script: list[Step]) -> None:
    """Do all steps as somebody new, and look after each what it was answered with."""
    who, events = f"người {next(names)}", []
    for step in script:
        if isinstance(step, Restarts):
            living.restart()
            continue
        event = living.event(step, who, events)
        if event is None:
            continue
        before = living.answers(who)
        living.runner.run(deliver(living, event, who))
        answers = living.answers(who)[len(before) :]
        new = event not in events
        living.events += new
        assert bool(answers) is (new and event["kind"] not in SILENT), (step, answers)
        assert all(answer.body.text.strip() for answer in answers)
        events.append(event)
    numbers = [answer.number for answer in living.answers(who)]
    assert numbers == sorted(set(numbers))


async def deliver(living: Life, event: dict[str, Any], who: str) -> None:
    await living.channel.deliver(event)
    await living.channel.settled(who)


SCRIPTS = st.lists(steps, min_size=1, max_size=BURST - 2)
AS_LONG_AS_IT_TAKES = max(15, settings.default.max_examples // 8)


def test_no_sequence_of_events_loses_an_answer_or_gives_two(migrated_database_url: str) -> None:
    with life(migrated_database_url) as living:

        @settings(max_examples=AS_LONG_AS_IT_TAKES)
        @given(SCRIPTS)
        def whatever_they_do(script: list[Step]) -> None:
            live_through(living, script)

        whatever_they_do()
        assert living.world.read(inbox.counts) == {"done": living.events}
