"""How long a household takes against all rules, and whether thousands agree with the reference."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from time import perf_counter

import pytest

from bot.domain.eligibility.asking import next_question
from bot.domain.eligibility.terms import Verdict
from models.eligibility_files import load_rules
from tests.benchmarks.scoreboard import Scoreboard
from tests.eligibility_reference import of_member
from tests.eligibility_reference_households import of_household
from tests.screened import complete, read

pytestmark = pytest.mark.benchmark

HOUSEHOLDS = 5_000
DATES = tuple(date(2025, 12, 1) + timedelta(days=27 * number) for number in range(40))
TIMED = 300


def test_a_household_against_all_rules(board: Scoreboard) -> None:
    day, rules = date(2026, 11, 23), load_rules()
    households = [read(complete(Random(seed)), day) for seed in range(TIMED)]
    rules.verdicts(households[0], day)
    started = perf_counter()
    for household in households:
        rules.verdicts(household, day)
    each = (perf_counter() - started) / TIMED * 1_000
    board.put("one household, all rights", f"{each:.2f} ms", goal="under 2 ms", met=each < 2)


def test_the_next_question(board: Scoreboard) -> None:
    day, rules = date(2026, 11, 23), load_rules()
    known = [
        read(complete(Random(seed)), day).model_copy(update={"status": None, "everyone": None})
        for seed in range(50)
    ]
    started = perf_counter()
    for household in known:
        next_question(rules, household, day)
    each = (perf_counter() - started) / len(known) * 1_000
    board.put("the next question", f"{each:.1f} ms", goal="under 50 ms", met=each < 50)


def test_thousands_of_households_agree_with_the_reference(board: Scoreboard) -> None:
    rules, differing, compared = load_rules(), 0, 0
    for seed in range(HOUSEHOLDS):
        written = complete(Random(seed))
        for day in DATES:
            household = read(written, day)
            expected = {(name, None): held for name, (held, _) in of_household(written, day).items()}
            for member in written["members"]:
                results = of_member(written, member, day)
                expected |= {(name, member["name"]): held for name, (held, _) in results.items()}
            for name in rules.book.rights:
                right = rules.right(name, day)
                for seen in right.views(household, day):
                    compared += 1
                    told = expected[name, seen.member.name if seen.member else None]
                    differing += right.verdict(seen) is not Verdict.of(told)
    measured = f"{differing} of {compared:,} verdicts differ"
    board.put(f"{HOUSEHOLDS:,} households on {len(DATES)} days", measured, goal="none", met=not differing)
