"""How much families by chance are asked and told in the chat, and a new line over a million households."""

from __future__ import annotations

import resource
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import pytest
from sqlalchemy import Engine, insert

from bot.domain.eligibility.new_line import Tally, tally
from bot.domain.eligibility.terms import Verdict
from bot.domain.ids import AreaId
from bot.domain.register.terms import Status
from handlers.eligibility.new_standard_commune import AT_ONCE
from models import schema
from models.areas import area
from models.installation import Purpose
from models.register import what_if
from models.unit_of_work import make_engine
from tests.benchmarks.scoreboard import Scoreboard
from tests.sixty import by_chance
from tests.unit.test_sixty_families import told

pytestmark = pytest.mark.benchmark

FAMILIES = 500
MILLION = 1_000_000
FIRST_HAMLET, HAMLETS = 3, 1_000


def test_families_by_chance_are_asked_little_and_miss_nothing(board: Scoreboard) -> None:
    counts, false, had, found = [], 0, 0, 0
    started = perf_counter()
    for seed in range(FAMILIES):
        talk = told(by_chance(Random(seed)))
        counts.append(len(talk.questions))
        yes, no = talk.verdict(Verdict.YES), talk.verdict(Verdict.NO)
        false += bool(yes - talk.had or no & talk.had)
        money = talk.money()
        had += sum(money.values())
        found += sum(sum_ for key, sum_ in money.items() if key in yes)
    each = (perf_counter() - started) / sum(counts) * 1_000
    middle, late = median(counts), quantiles(counts, n=20)[-1]
    few = middle <= 6 and late <= 10
    board.put("questions: median, 95th percentile", f"{middle:.0f}, {late:.0f}", goal="6, 10", met=few)
    board.put("of the money by the reference", f"{found / had:.1%}", goal="95 %", met=found >= 0.95 * had)
    board.put("families told anything false", str(false), goal="none", met=not false)
    board.put("one question in the chat", f"{each:.0f} ms", goal="under 100 ms", met=each < 100)


def test_a_new_line_for_a_million_households(board: Scoreboard, tmp_path: Path) -> None:
    engine = register_of_statuses(f"sqlite:///{tmp_path / 'million.db'}")
    hamlets = [AreaId(number) for number in range(FIRST_HAMLET, FIRST_HAMLET + HAMLETS)]
    found, memory = Tally({}, 0), []
    started = perf_counter()
    for first in range(0, HAMLETS, AT_ONCE):
        part = hamlets[first : first + AT_ONCE]
        with engine.connect() as tx:
            found = found.plus(tally(what_if.groups(tx, part, day=date(2026, 11, 23))))
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    took = perf_counter() - started
    assert found.households == MILLION
    grown = memory[-1] - memory[0]
    measured = (
        f"{took:.1f} s in {len(memory)} parts; {memory[-1]:.0f} MB, {grown:.0f} MB more than after the first"
    )
    fine = took < 120 and grown < 20
    board.put("a new line for a million households", measured, goal="under 120 s, 20 MB more", met=fine)


def register_of_statuses(url: str) -> Engine:
    """Households of a thousand hamlets, each recognised as something, half of them with a lack on record."""
    schema.upgrade(url, purpose=Purpose.TEST)
    engine = make_engine(url)
    with engine.begin() as tx:
        for number, kind in enumerate(("province", "commune"), 1):
            tx.execute(insert(area).values(id=number, kind=kind, name=kind, parent_id=number - 1 or None))
        for number in range(FIRST_HAMLET, FIRST_HAMLET + HAMLETS):
            tx.execute(insert(area).values(id=number, kind="hamlet", name=f"Khóm {number}", parent_id=2))
        for statement in FILLING:
            tx.exec_driver_sql(_NUMBERS + statement)
    return engine


NOW, DAY = "'2026-01-01 00:00:00.000000'", "'2026-01-01'"
STATUSES = " ".join(f"WHEN {number} THEN '{status}'" for number, status in enumerate(Status))
_NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {MILLION}) "
FILLING = (
    f"INSERT INTO household (id, commune_id, number, created_at) SELECT i, 2, i, {NOW} FROM n",
    "INSERT INTO residence (household_id, hamlet_id, valid_from, recorded_at) "
    f"SELECT i, {FIRST_HAMLET} + i % {HAMLETS}, {DAY}, {NOW} FROM n",
    "INSERT INTO recognition (household_id, standard, status, origin, valid_from, recorded_at) "
    f"SELECT i, 'national', CASE i % {len(Status)} {STATUSES} END, 'opening', {DAY}, {NOW} FROM n",
    "INSERT INTO trait (household_id, kind, code, valid_from, recorded_at) "
    f"SELECT i, 'deprivation', 'water', {DAY}, {NOW} FROM n WHERE i % 2",
)
