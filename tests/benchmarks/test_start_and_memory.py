"""How soon the product serves after it was started, and how much memory it takes: at rest, and to learn."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.scoreboard import Scoreboard
from tests.benchmarks.whole_process import LEARNING, SMALL, learned, office
from tests.fakes.telegram import FakeTelegram

pytestmark = pytest.mark.benchmark

STARTS = 3
SOON = 1.5


@pytest.mark.parametrize("kind", ["demo", "serve", "serve with Telegram"])
def test_a_start_and_the_rest_after_it(kind: str, tmp_path: Path, board: Scoreboard) -> None:
    command, _, telegram = kind.partition(" with ")
    with FakeTelegram() as platform:
        token = {"TELEGRAM_TOKEN": platform.token, "TELEGRAM_API_URL": platform.api_url} if telegram else {}

        def start(database: str) -> tuple[float, float, float]:
            with office(command, tmp_path, url=f"sqlite:///{tmp_path / database}", **token) as process:
                return process.seconds_to_ready, process.processor_seconds, process.megabytes_at_rest()

        start("once.db")
        fresh, _, _ = start("fresh.db")
        starts = [start("once.db") for _ in range(STARTS)]
    seconds, processor, megabytes = (median(each) for each in zip(*starts, strict=True))
    board.put(
        f"{kind}: from start to ready",
        f"{seconds:.2f} s (processor {processor:.2f} s); the first time {fresh:.2f} s",
        goal=f"{SOON} s",
        met=seconds <= SOON,
    )
    board.put(
        "  memory at rest", f"{megabytes:.0f} MB resident", goal=f"under {SMALL} MB", met=megabytes < SMALL
    )


def test_learning_the_catalogue(tmp_path: Path, board: Scoreboard) -> None:
    lesson = learned(tmp_path / "cache")
    board.put(
        "learning the catalogue, in a process of its own",
        f"{lesson.seconds:.1f} s (processor {lesson.processor_seconds:.1f} s)",
    )
    board.put(
        "  at most",
        f"{lesson.most_megabytes:.0f} MB resident",
        goal=f"under {LEARNING} MB",
        met=lesson.most_megabytes < LEARNING,
    )
