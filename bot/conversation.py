"""What a handler is given, what it gives back, and how it makes itself known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.domain.ids import ChannelAccountId, ContactId
from bot.domain.messages import Action, Capabilities, Choice, Incoming, Outgoing
from bot.domain.policies.statements import Cited
from bot.domain.state import State
from bot.knowledge import Knowledge
from bot.ports import Channel, Raw
from bot.register import Register
from bot.wording import Wording
from models.offices import Office
from models.people.contacts import Contact

Effect = Callable[[Connection, ContactId], Any]
"""Something to be written in the transaction that stores the answer. An `Outgoing` that it gives back is told
before the answer: what only the transaction knows, such as who was first."""


class Read(Protocol):
    """Runs a query on a read-only connection."""

    def __call__(self, query: Callable[[Connection], Any], /) -> Any:
        """Run `query(connection)`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a person did, with all that is needed to answer it. Handlers change nothing; they reply.

    Words of finished messages are forgotten after `keep_days` days. `page` is where the chat page is opened;
    None where there is no such address.
    """

    incoming: Incoming
    contact: Contact
    state: State
    now: datetime
    office: Office
    capabilities: Capabilities
    say: Wording
    knowledge: Knowledge
    keep_days: int
    read: Read
    register: Register
    page: str | None = None

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return vietnam_day(self.now)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood: for the trail of unanswered questions, the figures, and `donghanh ask`."""

    decision: str
    entries: tuple[str, ...] = ()
    sources: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `state` None leaves the conversation where it was.

    `place` is an action that would bring the person here again: "quay lại" returns to it. `onward` is an
    action that is done at once after this one, as if it had been chosen.
    """

    messages: tuple[Outgoing, ...] = ()
    state: State | None = None
    effects: tuple[Effect, ...] = ()
    meaning: Meaning | None = None
    place: Action | None = None
    onward: Action | None = None

    def then(self, following: Reply) -> Reply:
        """This answer, followed by another one."""
        return Reply(
            self.messages + following.messages,
            following.state or self.state,
            self.effects + following.effects,
            self.meaning or following.meaning,
            following.place or self.place,
            following.onward,
        )

    def doing(self, *effects: Effect) -> Reply:
        """The same answer, with more to be written."""
        return replace(self, effects=self.effects + effects)


def text(words: str, *choices: Choice, **options: Any) -> Reply:
    """A reply of one message."""
    return Reply((Outgoing(words, choices, **options),))


@dataclass(frozen=True, slots=True)
class JobTurn:
    """What long work for a contact is given. Its reply is a later message, with a file if `files` allows.

    `register` is what the contact may see now, which may be less than when the work was asked for.
    `doors` are all this process has."""

    contact: Contact
    parameters: Mapping[str, str]
    now: datetime
    office: Office
    capabilities: Capabilities
    say: Wording
    read: Read
    parse: Callable[[Raw], Incoming | None]
    files: bool
    register: Register
    doors: Mapping[ChannelAccountId, Channel]

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return vietnam_day(self.now)


Handler = Callable[..., Reply]
JobHandler = Callable[[JobTurn], Reply]


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of conversation: its actions can be chosen by button or digit."""

    name: str
    handlers: dict[str, Handler] = field(default_factory=dict)

    def action(self, handler: Handler) -> Handler:
        """Make a handler choosable under its own name. Its arguments after the turn are strings."""
        self.handlers[handler.__name__] = handler
        return handler

    def do(self, handler: Handler, *args: str) -> Action:
        """The action that calls a handler of this topic."""
        return Action(self.name, handler.__name__, args)


def run(topics: Mapping[str, Topic], action: Action, turn: Turn) -> Reply | None:
    """Do what was chosen; None when this version of the program no longer offers it."""
    topic = topics.get(action.topic)
    handler = topic.handlers.get(action.name) if topic else None
    return handler(turn, *action.args) if handler else None


def by_name(topics: Sequence[Topic]) -> dict[str, Topic]:
    """Topics by the name their actions carry."""
    return {topic.name: topic for topic in topics}
