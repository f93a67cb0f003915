"""Answers simple enough to be counted, in the place of the product's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Event

from bot.conversation import Reply, Turn, text
from bot.domain.messages import Outgoing
from bot.turns import Route


def echo(turn: Turn) -> Reply:
    """Say again what was said."""
    return text(turn.incoming.text or turn.incoming.kind)


def count(turn: Turn) -> Reply:
    """Count the turns of a conversation in its state, and say the number."""
    turns = turn.state.misses + 1
    return Reply((Outgoing(str(turns)),), replace(turn.state, misses=turns))


def poisoned(word: str) -> Route:
    """Stumble over one word, every time."""

    def route(turn: Turn) -> Reply:
        if turn.incoming.text == word:
            raise ValueError(word)
        return echo(turn)

    return route


@dataclass
class Slow:
    """Answer one word only when it is let go; say when it has begun."""

    word: str
    begun: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)

    def __call__(self, turn: Turn) -> Reply:
        if turn.incoming.text == self.word:
            self.begun.set()
            assert self.go_on.wait(30), "nobody let the slow answer go on"
        return echo(turn)
