"""Somebody with only digits and plain letters talks everything through, and it is noted what answered.

A talk is lines of `who | what is typed | what the answer must hold`. `=words` types the digit of the choice
with these words, `~` waits for news that hold the expected, `!name` lets something happen. An answer of which
`{code}` is expected tells a code, which is then typed as `{code}`. A line that begins with `*` is for
channels that carry a family's data, one with `^` for others.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

import handlers
from bot import forms, router
from bot.conversation import Reply, Topic, Turn, run
from bot.domain.messages import Action, PersonalData
from bot.domain.understanding.requests import Request, Requests
from bot.wording import Wording
from tests.contract.doors import Door, Guest, Seen

NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
CODE = re.compile(r"\bi-[A-Za-z0-9_-]{22}|\b[A-Z3479]{5}\b")
NEW_CODE = "{code}"
PATIENCE = 20
LOOKS = 200
Happening = Callable[[Door, Guest], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a talk. `on` is where it is said: everywhere, or only on one kind of channel."""

    who: str
    typed: str
    expected: str
    on: str = ""

    def is_for(self, door: Door) -> bool:
        full = door.channel.capabilities.personal_data is PersonalData.FULL
        return not self.on or (self.on == "*") is full


def steps(talk: str) -> list[Step]:
    """Read a talk."""
    found = []
    for line in filter(None, map(str.strip, talk.splitlines())):
        who, typed, expected = (part.strip() for part in line.split("|"))
        on = who[0] if who[0] in "*^" else ""
        found.append(Step(who.removeprefix(on), typed, expected, on))
    return found


@dataclass
class Robot:
    """Plays talks at one door. `meet` gives somebody new who is what the name says."""

    door: Door
    meet: Callable[[str], Awaitable[Guest]]
    part: Callable[[Guest], Awaitable[None]]
    happenings: Mapping[str, Happening]
    code: str = ""

    async def plays(self, talk: str) -> None:
        """Play one talk, with people who were never here before."""
        told = [step for step in steps(talk) if step.is_for(self.door)]
        people = {who: await self.meet(who) for who in dict.fromkeys(step.who for step in told)}
        for step in told:
            await self._does(people[step.who], step)
        for guest in people.values():
            await self.part(guest)

    async def _does(self, guest: Guest, step: Step) -> None:
        if step.typed.startswith("!"):
            await self.happenings[step.typed[1:]](self.door, guest)
            told = _joined(await guest.answered())
            told = await self._answer(guest, step, told) if step.expected else told
        elif step.typed == "~":
            told = await self._hears(guest, step)
        else:
            told = await self._types(guest, step)
        if step.expected == NEW_CODE:
            self.code = CODE.findall(told)[-1]
        else:
            assert step.expected in told, f"{step}: {told}"

    async def _types(self, guest: Guest, step: Step) -> str:
        typed = step.typed.replace(NEW_CODE, self.code)
        said = digit(guest, typed[1:]) if typed.startswith("=") else typed
        assert said.isascii(), said
        return await self._answer(guest, step, _joined(await guest.says(said)))

    async def _answer(self, guest: Guest, step: Step, told: str) -> str:
        """Where a file is fetched or on its way, the answer comes a moment later."""
        for _ in range(LOOKS):
            if told and step.expected.replace(NEW_CODE, "") in told:
                break
            await asyncio.sleep(0.05)
            told += _joined(await guest.answered())
        assert told, f"{step} is not answered"
        return told

    async def _hears(self, guest: Guest, step: Step) -> str:
        """Let the program work until something new holds what is expected."""
        told = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while not told or step.expected not in told:
                    await self.door.town.tick()
                    told += _joined(await guest.answered())
        except TimeoutError:
            raise AssertionError(f"{step} was waited for: {told}") from None
        return told


def _joined(shown: Sequence[Seen]) -> str:
    return "\n".join(read_by(seen) for seen in shown)


def read_by(seen: Seen) -> str:
    """All a person reads of a message, its buttons too."""
    return "\n".join([seen.text, *(button.label for button in seen.buttons)])


def digit(guest: Guest, words: str) -> str:
    """The digit of the choice that stands last before the person, from buttons or from the text."""
    shown = (NUMBERED.findall(read_by(seen)) for seen in reversed(guest.seen))
    offered = next(filter(None, shown), [])
    found = [number for number, label in offered if words in label]
    assert found, f"{words!r} is not among {offered}; last is {read_by(guest.seen[-1])}"
    return str(found[0])


@dataclass
class Answered:
    """What was at work while the robot talked: texts, requests, actions of topics, jobs."""

    texts: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    requests: set[Request] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    jobs: set[str] = field(default_factory=set)

    def missing(self) -> dict[str, list[str]]:
        """What the product can do and the robot never came to."""
        spoke = {name for name, module in _modules_of_topics().items() if module in self.modules}
        asked = {form for form in forms._FORMS if any(text.startswith(f"{form}.") for text in self.texts)}
        missing = {
            "topics": {topic.name for topic in handlers.TOPICS} - spoke - self.topics,
            "forms": forms._FORMS.keys() - asked,
            "requests": set(map(str, Request)) - set(map(str, self.requests)),
            "jobs": handlers.JOBS.keys() - self.jobs,
        }
        return {what: sorted(names) for what, names in missing.items() if names}


def _modules_of_topics() -> dict[str, str]:
    known = {name: module for name, module in sys.modules.items() if name.startswith("handlers.")}
    found = {name: getattr(module, "TOPIC", None) for name, module in known.items()}
    return {topic.name: name for name, topic in found.items() if isinstance(topic, Topic)}


@contextmanager
def watching() -> Iterator[Answered]:
    """Note what is at work inside the block."""
    noted, say, hear = Answered(), Wording.__call__, Requests.heard

    def saying(self: Wording, key: str, **values: object) -> str:
        noted.texts.add(key)
        noted.modules.add(sys._getframe(1).f_globals["__name__"])
        return say(self, key, **values)

    def hearing(self: Requests, text: str) -> Request | None:
        request = hear(self, text)
        noted.requests |= {request} if request is not None else set()
        return request

    def running(topics: Mapping[str, Topic], action: Action, turn: Turn) -> Reply | None:
        noted.topics.add(action.topic)
        return run(topics, action, turn)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wording, "__call__", saying)
        patch.setattr(Requests, "heard", hearing)
        patch.setattr(router, "run", running)
        for name, job in handlers.JOBS.items():
            patch.setitem(handlers.JOBS, name, _noting(noted.jobs, name, job))  # type: ignore[arg-type]
        yield noted


def _noting(jobs: set[str], name: str, job: Any) -> Any:
    def does(*args: Any, **more: Any) -> Any:
        jobs.add(name)
        return job(*args, **more)

    return does
