"""What cadres type day by day, written before a look at the words the bot knows: no figure is wrong."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.figure_desk import Asking, opened, settle
from tests.official_figures import agrees
from tests.official_questions import Official, Truth

pytestmark = pytest.mark.slow

FILE = Path(__file__).parents[1] / "questions" / "officials_everyday.yaml"
LEAST = 0.85
TOLD = {"where", "of", "sql", "parts", "top", "bottom", "flow", "table", "compare"}


@pytest.fixture(scope="module")
def file(sqlite_at_head: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = Path(shutil.copy(sqlite_at_head, tmp_path_factory.mktemp("ward") / "ward.db"))
    uow = opened(f"sqlite:///{file}")
    asyncio.run(uow.run(settle))
    uow.close()
    return file


def test_no_everyday_question_gets_a_wrong_figure(file: Path) -> None:
    asked = [Official(row["q"], row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8"))]
    uow, truth = opened(f"sqlite:///{file}"), Truth(file)
    official = Asking.card(uow, "ward_official")
    became: Counter[bool] = Counter()
    for each in sorted(asked, key=lambda one: one.day):
        line = official.line(each.text)
        answered = line["decision"] == "answer"
        if each.decision != "answer":
            assert not answered, (each.text, line)
            continue
        became[answered] += 1
        if answered and "number" in each.row:
            assert line["value"] == each.row["number"], each.text
        elif answered and TOLD & each.row.keys():
            assert agrees(line, truth.expected(each)), (each.text, line)
    uow.close()
    assert became[True] >= LEAST * became.total()
