"""Whole turns through the engine against a bare bot that keeps nothing: the same updates in one process.

A turn is stored, answered, committed, sent and written down as sent; only Telegram's socket is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import uvloop

from tests.benchmarks import crowd
from tests.benchmarks.rounds import Comparison, Update, closed_loop, open_loop, take
from tests.benchmarks.scoreboard import Scoreboard, p50_p99, percentile
from tests.benchmarks.sides import Bare, Ours, bare, ours

pytestmark = pytest.mark.benchmark

ROUNDS = 7
TURNS = 800
WARM_UP = 200
ARRIVALS = (50, 100, 200)
OPEN_SECONDS = 10


async def compared(a: Bare, b: Ours, updates: Iterator[Update], *, at_once: int) -> Comparison:
    """Give both sides the same updates by turns."""
    await closed_loop(b.answer, take(updates, WARM_UP), at_once=at_once, finish=b.written_down)
    pairs = []
    for _ in range(ROUNDS):
        batch = take(updates, TURNS)
        without = await closed_loop(a.answer, batch, at_once=at_once)
        pairs.append((without, await closed_loop(b.answer, batch, at_once=at_once, finish=b.written_down)))
    return Comparison(*zip(*pairs, strict=True))


def put(board: Scoreboard, what: str, found: Comparison, *, goal: float) -> None:
    board.put(what, str(found), goal=f"{goal:.0%} of bare", met=found.speed >= goal)
    board.put(
        f"  {what.split(',')[-1].strip()}: latency", p50_p99([s for r in found.ours for s in r.seconds])
    )


@pytest.mark.parametrize("database_engine", ["sqlite", "postgresql"], indirect=True)
def test_a_digit_in_a_form(lasting_database_url: str, database_engine: str, board: Scoreboard) -> None:
    async def measure() -> None:
        async with ours(lasting_database_url) as product, bare() as alone:
            await crowd.gather(product)
            updates = crowd.digits()
            for at_once, goal in ((1, 0.18), (50, 0.30)):
                found = await compared(alone, product, updates, at_once=at_once)
                put(board, f"digit in a form, {database_engine}, c={at_once}", found, goal=goal)
            where = product.running.uow.read(crowd.standing)
            assert where == {"in the form": crowd.PEOPLE, "unanswered": 0, "unsent": 0}

    uvloop.run(measure())


def test_a_question_in_free_words(lasting_database_url: str, board: Scoreboard) -> None:
    async def measure() -> None:
        async with ours(lasting_database_url) as product, bare() as alone:
            await crowd.gather(product, after=crowd.GREETED)
            for at_once, goal in ((1, 0.10), (50, 0.15)):
                found = await compared(alone, product, crowd.questions(), at_once=at_once)
                put(board, f"free question, sqlite, c={at_once}", found, goal=goal)

    uvloop.run(measure())


def test_people_who_come_when_they_come(lasting_database_url: str, board: Scoreboard) -> None:
    async def measure() -> None:
        async with ours(lasting_database_url) as product:
            await crowd.gather(product)
            updates = crowd.digits()
            await closed_loop(product.answer, take(updates, WARM_UP), at_once=10)
            for rate in ARRIVALS:
                seconds = await open_loop(product.answer, take(updates, rate * OPEN_SECONDS), per_second=rate)
                aimed = {"goal": "p99 15 ms", "met": percentile(seconds, 99) <= 0.015} if rate == 200 else {}
                board.put(f"open loop, sqlite, {rate} turns/s", p50_p99(seconds), **aimed)

    uvloop.run(measure())
