"""Behind the web server, each side in a process of its own: how soon Telegram hears 200, and whole turns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

import pytest

from tests.benchmarks.pusher import Seen
from tests.benchmarks.scoreboard import Scoreboard, milliseconds
from tests.benchmarks.webhooks import Served, served

pytestmark = pytest.mark.benchmark

ROUNDS = 5
CONNECTIONS = 50
Push = Callable[[], Seen]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was seen at one door and at the other, by turns."""

    bare: list[Seen]
    ours: list[Seen]

    @property
    def share(self) -> float:
        return median(b.per_second / a.per_second for a, b in zip(self.bare, self.ours, strict=True))

    @property
    def p99(self) -> float:
        return median(seen.p99 for seen in self.ours)

    @property
    def latency(self) -> str:
        p50 = median(seen.p50 for seen in self.ours)
        plain = median(seen.p99 for seen in self.bare)
        return f"p50 {milliseconds(p50)}, p99 {milliseconds(self.p99)} (the other p99 {milliseconds(plain)})"

    def __str__(self) -> str:
        ours, bare = (median(seen.per_second for seen in side) for side in (self.ours, self.bare))
        busy = max(seen.busy for seen in (*self.ours, *self.bare))
        return f"{self.share:5.1%} of it; {ours:,.0f}/{bare:,.0f} per s; client busy {busy:.0%}"


def by_turns(bare: Push, ours: Push, *, finish: Callable[[], None]) -> Pairs:
    pairs = Pairs([], [])
    for _ in range(ROUNDS):
        pairs.bare.append(bare())
        pairs.ours.append(ours())
        finish()
    return pairs


def put(board: Scoreboard, what: str, pairs: Pairs, *, goal: float | None) -> None:
    aimed = {} if goal is None else {"goal": f"{goal:.0%}", "met": pairs.share >= goal}
    board.put(what, str(pairs), **aimed)


def step(door: Served, updates: int) -> Push:
    return lambda: door.walk(updates, connections=CONNECTIONS)


def flood(door: Served, updates: int) -> Push:
    return lambda: door.flood(updates, connections=CONNECTIONS)


def test_how_soon_telegram_hears_200(lasting_database_url: str, board: Scoreboard) -> None:
    """Against a route that checks the secret, reads the JSON and says 200.

    Flooding chats are stored and told 200, but not answered: that is the acknowledgement and nothing else.
    """
    with ExitStack() as stack:
        plain = stack.enter_context(served("plain"))
        ours = stack.enter_context(served("ours", url=lasting_database_url))
        flood(plain, 2_000)()
        flood(ours, 500)()
        stored = by_turns(flood(plain, 8_000), flood(ours, 4_000), finish=ours.finished)
        put(board, "200 after storing, sqlite, c=50, of plain 200", stored, goal=0.8)
        board.put("  its latency", stored.latency, goal="p99 15 ms", met=stored.p99 <= 0.015)
        answered = by_turns(flood(plain, 8_000), step(ours, 1_000), finish=ours.finished)
        put(board, "  while all of them are answered too", answered, goal=None)
        board.put("  its latency", answered.latency)


@pytest.mark.parametrize("database_engine", ["sqlite", "postgresql"], indirect=True)
def test_whole_turns_behind_the_web_server(
    lasting_database_url: str, database_engine: str, board: Scoreboard
) -> None:
    """Against python-telegram-bot behind the same server; on both sides the 200 waits for the answer."""
    with ExitStack() as stack:
        bare = stack.enter_context(served("bare"))
        ours = stack.enter_context(served("ours-answered", url=lasting_database_url))
        step(bare, 500)()
        step(ours, 500)()
        pairs = by_turns(step(bare, 2_000), step(ours, 1_000), finish=ours.finished)
        put(board, f"digit in a form, {database_engine}, behind the web", pairs, goal=0.15)
        board.put("  its latency", pairs.latency)
        assert ours.ask("/standing")["in the form"] == 5_000
