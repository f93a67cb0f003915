"""Figures of officials: how many questions are answered and exactly, and how fast on a million families."""

from __future__ import annotations

import faulthandler
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.domain.messages import PersonalData
from bot.domain.roles import Role
from bot.figures.answer import Decision
from bot.figures.desk import Asker, Figures
from bot.register import Register
from bot.wording import wording
from models.figure_words import figure_hearing
from tests.benchmarks import province
from tests.benchmarks.province import NOW, commune_of
from tests.benchmarks.scoreboard import Scoreboard, milliseconds, percentile
from tests.databases import POSTGRESQL, SQLITE, only_sqlite
from tests.families import appoint
from tests.figure_desk import Asking, opened, settle
from tests.official_figures import agrees
from tests.official_questions import Truth, official_questions
from tests.questions.asked import SPELLINGS

pytestmark = pytest.mark.benchmark

HOUSEHOLDS = 1_000_000
ASKED = 30
QUICK = 1.0
ANSWERED = 0.92
TODAY = date(2026, 11, 23)
QUESTIONS = (
    "bao nhieu ho ngheo",
    "ho ngheo theo khom",
    "ty le ho ngheo",
    "ho ngheo thieu von",
    "nu chu ho ngheo",
    "bien dong ho ngheo 2026",
    "ho nao chua co don vi do dau",
    "bao nhieu nguoi tren 60 tuoi trong ho ngheo",
)


@pytest.fixture(autouse=True)
def may_take_long() -> None:
    """Hundreds of questions last longer than a test that hangs may."""
    faulthandler.cancel_dump_traceback_later()


@only_sqlite
async def test_questions_of_officials(migrated_database_url: str, board: Scoreboard) -> None:
    uow = opened(migrated_database_url)
    await uow.run(settle)
    official = Asking.card(uow, "ward_official")
    truth = Truth(Path(migrated_database_url.removeprefix("sqlite:///")))
    asked = sorted(official_questions(), key=lambda each: each.day)
    for held_back in (False, True):
        chosen = [each for each in asked if each.held_back is held_back and each.decision == "answer"]
        for spelling, spelled in SPELLINGS.items():
            became: Counter[str] = Counter()
            for each in chosen:
                line = official.line(spelled(each.text))
                right = line["decision"] == "answer" and agrees(line, truth.expected(each))
                became["right" if right else "wrong" if line["decision"] == "answer" else "open"] += 1
            answered = became["right"] + became["wrong"]
            which = "held back" if held_back else "development"
            board.put(
                f"officials' questions {spelling}, {which}",
                f"{answered / len(chosen):.1%} of {len(chosen)} answered, {became['wrong']} not exact",
                goal=f"{ANSWERED:.0%}, all exact",
                met=answered >= ANSWERED * len(chosen) and not became["wrong"],
            )
    uow.close()


@pytest.mark.parametrize("database_engine", [SQLITE, POSTGRESQL], indirect=True)
async def test_figures_among_a_million_families(
    database_engine: str, lasting_database_url: str, board: Scoreboard
) -> None:
    province.settle(lasting_database_url, HOUSEHOLDS)
    uow = opened(lasting_database_url)

    def officials(tx: Connection) -> list[int]:
        places = province.some(HOUSEHOLDS, ASKED)
        return [appoint(tx, Role.OFFICIAL, commune_of(each), name="Lê Văn Hai", now=NOW) for each in places]

    people = await uow.run(officials)
    for question in QUESTIONS:
        seconds = []
        for person in people:
            begun = time.perf_counter()
            register = Register(
                uow.read, contact=None, carries=PersonalData.FULL, now=NOW, in_place_of=person
            )
            desk = Figures(Asker(register, uow.read, NOW, TODAY, wording("vi")), figure_hearing())
            assert desk.asked(desk.heard(question)).decision is Decision.ANSWER
            seconds.append(time.perf_counter() - begun)
        worst = percentile(seconds, 95)
        board.put(
            f"“{question}” on {database_engine}",
            f"p95 {milliseconds(worst)} in a commune of a register of {HOUSEHOLDS:,}",
            goal=f"{QUICK:.0f} s",
            met=worst <= QUICK,
        )
    uow.close()
