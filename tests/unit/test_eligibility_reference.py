"""The rules beside the same rights written by hand: no household may come out differently."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from bot.domain.eligibility.conditions import Seen
from bot.domain.eligibility.facts import facts
from bot.domain.eligibility.screening import BoundRight
from bot.domain.eligibility.sums import amount
from bot.domain.eligibility.terms import Verdict
from models.eligibility_files import load_rules
from tests import eligibility_reference as reference
from tests.eligibility_reference_households import of_household, standing
from tests.screened import complete, read

DATES = (
    date(2025, 10, 20),
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2026, 10, 4),
    date(2026, 10, 5),
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2028, 1, 1),
)
HOUSEHOLDS = 300

Written = dict[str, Any]


Told = dict[tuple[str, str | None], tuple[Verdict, int | None]]


@pytest.fixture(scope="module")
def households() -> list[Written]:
    return [complete(Random(seed)) for seed in range(HOUSEHOLDS)]


@pytest.fixture(scope="module")
def told(households: list[Written]) -> dict[date, list[Told]]:
    return {day: [expected(written, day) for written in households] for day in DATES}


def expected(written: Written, day: date) -> Told:
    found = {(right, None): result for right, result in of_household(written, day).items()}
    for member in written["members"]:
        results = reference.of_member(written, member, day)
        found |= {(right, member["name"]): result for right, result in results.items()}
    return {key: (Verdict.of(held), sum_) for key, (held, sum_) in found.items()}


@pytest.mark.parametrize("day", DATES, ids=str)
def test_rules_and_reference_agree(
    households: list[Written], told: dict[date, list[Told]], day: date
) -> None:
    rules = load_rules()
    differing = []
    for written, results in zip(households, told[day], strict=True):
        household = read(written, day)
        for name in rules.book.rights:
            right = rules.right(name, day)
            for seen in right.views(household, day):
                member = seen.member.name if seen.member else None
                verdict, sum_ = results[name, member]
                if right.verdict(seen) is not verdict or not same_sum(right, seen, verdict, sum_):
                    differing.append((name, member, right.verdict(seen), verdict, sum_, written))
        for name, (poor, near_poor) in standing(written, day).items():
            assert rules.standing(name, household, day) == {"poor": poor, "near_poor": near_poor}
    assert not differing, differing[0]


def same_sum(right: BoundRight, seen: Seen, verdict: Verdict, sum_: int | None) -> bool:
    """Shares and what is paid item by item have no sum to compare."""
    paid = amount(right.sums, seen)
    if verdict is not Verdict.YES or paid is None or paid.share:
        return True
    return paid.least == paid.most == sum_


def test_every_right_is_had_by_somebody_and_not_by_others(told: dict[date, list[Told]]) -> None:
    """But for those of which a source leaves a condition open."""
    seen: dict[str, set[Verdict]] = {name: set() for name in load_rules().book.rights}
    for results in (each for day in DATES for each in told[day]):
        for (name, _), (verdict, _) in results.items():
            seen[name].add(verdict)
    never = {"stem-loan": Verdict.YES, "loan-water-sanitation": Verdict.NO, "legal-aid-who": Verdict.NO}
    wanted = {name: {Verdict.YES, Verdict.NO} - {never.get(name)} for name in seen}
    assert {name: wanted[name] - found for name, found in seen.items() if wanted[name] - found} == {}


@pytest.mark.parametrize("seed", range(40))
def test_with_facts_missing_nothing_is_said_that_the_whole_household_denies(seed: int) -> None:
    """Hidden facts leave a right open or as it is, never the other way round; a year of birth alone, too."""
    chance, rules, day = Random(seed), load_rules(), DATES[4 + seed % 4]
    written = complete(chance)
    whole, known = read(written, day), read(written, day)
    for name, fact in facts().items():
        for owner in [each.name for each in known.members] if fact.of_member else [None]:
            if chance.random() < 0.4:
                known = known.with_fact(name, None, member=owner)
    for name in rules.book.rights:
        right = rules.right(name, day)
        for seen, all_seen in zip(right.views(known, day), right.views(whole, day), strict=True):
            assert right.verdict(seen) in (Verdict.UNKNOWN, right.verdict(all_seen)), (name, seen)
