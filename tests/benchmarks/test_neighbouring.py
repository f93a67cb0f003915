"""How many who ask for another desk's paper hear its name, and how many who ask for a right are sent away."""

from __future__ import annotations

import pytest
import yaml

from bot.domain.understanding import Document
from bot.domain.understanding.evaluation import evaluate
from models.catalogue import load_wording
from models.neighbouring import load_procedures
from models.phrases import load_phrases
from tests.benchmarks.scoreboard import Scoreboard
from tests.questions.asked import FOLDER, SPELLINGS
from tests.world import TODAY, known

pytestmark = pytest.mark.benchmark

FOLDS = 2


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_right_procedure_is_named(spelling: str, board: Scoreboard) -> None:
    rows = yaml.safe_load((FOLDER / "neighbouring_development.yaml").read_text(encoding="utf-8"))[
        "neighbouring"
    ]
    desks = {procedure.code: procedure.desk for procedure in load_procedures()}
    named = right = well_sent = 0
    for row in rows:
        said = SPELLINGS[spelling](row["q"])
        procedure = known().understanding.read(said, today=TODAY.date()).procedure
        named += procedure is not None
        right += procedure is not None and procedure.code == row["procedure"]
        well_sent += procedure is not None and procedure.desk == desks[row["procedure"]]
    share = 100 * right / len(rows)
    measured = f"named {named}, rightly {right} ({share:.1f} %), right desk {well_sent}"
    board.put(f"{len(rows)} for other desks, {spelling}", measured, goal="80 % rightly", met=share >= 80)


def test_few_who_ask_for_a_right_are_sent_away(board: Scoreboard) -> None:
    documents = [
        Document(id, words.title, words.names, words.samples) for id, words in load_wording("vi").items()
    ]
    report = evaluate(documents, load_phrases("vi"), folds=FOLDS, procedures=load_procedures())
    away = 100 * len(report.sent_away()) / len(report.asked)
    board.put(
        f"{len(report.asked)} samples of rights, left out of the learning",
        f"sent to another desk by name {away:.2f} %",
        goal="at most 1 %",
        met=away <= 1,
    )
