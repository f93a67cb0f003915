"""How long the sample world takes to make, and how long a province of a million invented families would."""

from __future__ import annotations

import time
from collections import deque
from datetime import date

import pytest

from bot.domain.sample.build import sample_world
from bot.domain.sample.households import households
from models.sample_files import load_recipe
from tests.benchmarks.scoreboard import Scoreboard

pytestmark = pytest.mark.benchmark

TODAY = date(2026, 11, 23)
MANY = 20_000


def test_making_up_families(board: Scoreboard) -> None:
    recipe = load_recipe()
    start = time.perf_counter()
    world = sample_world(recipe, today=TODAY)
    seconds = time.perf_counter() - start
    made = f"{seconds:.2f} s for {len(world.households)} families with their histories"
    board.put("the sample world", made, goal="1 s", met=seconds < 1)

    start = time.perf_counter()
    deque(households(recipe, seed="many", today=TODAY, limit=MANY), maxlen=0)
    seconds = time.perf_counter() - start
    board.put("  one after the other", f"{MANY / seconds:,.0f} families/s, none kept")
