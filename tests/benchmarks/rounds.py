"""Runs two sides by turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Update = dict[str, Any]
Answer = Callable[[Update], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement: how fast, how long each took, and what it cost this process."""

    per_second: float
    seconds: Sequence[float]
    cpu_each: float


async def nothing_left() -> None:
    """Where nothing goes on behind the answer."""


async def closed_loop(
    answer: Answer,
    updates: Sequence[Update],
    *,
    at_once: int,
    finish: Callable[[], Awaitable[None]] = nothing_left,
) -> Round:
    """Always `at_once` updates on their way; the clock stops when what follows the answers is done too."""
    line = iter(updates)
    seconds: list[float] = []

    async def walk() -> None:
        for update in line:
            begun = time.perf_counter()
            await answer(update)
            seconds.append(time.perf_counter() - begun)

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(walk() for _ in range(at_once)))
    await finish()
    took, cost = time.perf_counter() - begun, time.process_time() - cpu
    return Round(len(updates) / took, seconds, cost / len(updates))


async def open_loop(answer: Answer, updates: Sequence[Update], *, per_second: float) -> list[float]:
    """Updates come when they come, as people do (Poisson). Seconds from when each was due to its answer."""
    chance = random.Random(20261122)
    seconds: list[float] = []

    async def arrive(update: Update, due: float) -> None:
        await answer(update)
        seconds.append(time.perf_counter() - due)

    due = time.perf_counter()
    tasks = []
    for update in updates:
        due += chance.expovariate(per_second)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(arrive(update, due)))
    await asyncio.gather(*tasks)
    return seconds


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs of rounds taken by turns."""

    bare: Sequence[Round]
    ours: Sequence[Round]

    @property
    def speed(self) -> float:
        """How much of the bare side's speed ours reaches: the median over the pairs."""
        return median(b.per_second / a.per_second for a, b in zip(self.bare, self.ours, strict=True))

    @property
    def thrift(self) -> float:
        """The same by processor time, which other programs disturb less."""
        return median(a.cpu_each / b.cpu_each for a, b in zip(self.bare, self.ours, strict=True))

    def __str__(self) -> str:
        bare = median(one.per_second for one in self.bare)
        ours = median(one.per_second for one in self.ours)
        cost = median(one.cpu_each for one in self.ours) * 1e6
        rates = f"{ours:,.0f}/{bare:,.0f} per s"
        return f"{self.speed:5.1%} of bare (CPU {self.thrift:.1%}); {rates}; {cost:,.0f} µs"


def take(updates: Iterator[Update], count: int) -> list[Update]:
    return list(itertools.islice(updates, count))
