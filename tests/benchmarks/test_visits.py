"""How well reports of visits are understood, field by field, and how long one takes."""

from __future__ import annotations

import time

import pytest

from tests.benchmarks.scoreboard import Scoreboard, milliseconds, percentile
from tests.visit_reports import EXACT, heard, overall, reports, scores

pytestmark = pytest.mark.benchmark


@pytest.mark.parametrize("name", ["tuning", "unseen", "fresh", "later"])
def test_fields_of_reports(name: str, board: Scoreboard) -> None:
    table = scores(name)
    f1 = overall(table)
    what = f"visits, {name}: {len(reports(name))} reports"
    board.put(what, f"field F1 {f1:.3f}", goal="0.92", met=f1 >= 0.92)
    for field, score in table.items():
        measured = f"F1 {score.f1:.3f}, exact {100 * score.share_exact:.1f} % ({score.said} said)"
        if field in EXACT:
            board.put(f"    {field}", measured, goal="exact 97 %", met=score.share_exact >= 0.97)
        else:
            board.put(f"    {field}", measured)


def test_how_long_a_report_takes(board: Scoreboard) -> None:
    seconds = []
    for written in reports("tuning"):
        begun = time.perf_counter()
        heard(written)
        seconds.append(time.perf_counter() - begun)
    p99 = percentile(seconds, 99)
    mean = sum(seconds) / len(seconds)
    board.put(
        "one report", f"mean {milliseconds(mean)}, p99 {milliseconds(p99)}", goal="p99 50 ms", met=p99 < 0.05
    )
