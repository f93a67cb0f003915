"""A no, and the nearest permitted way to a yes: never more steps than needed, none that is not permitted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from bot.domain.eligibility.changes import Measure, applied, nearest
from bot.domain.eligibility.conditions import Seen
from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.rules import Step
from bot.domain.eligibility.screening import Outcome
from bot.domain.eligibility.terms import Verdict
from bot.domain.eligibility.turns import HORIZON_YEARS
from models.eligibility_files import load_rules
from tests.screened import complete, read

DAY = date(2026, 11, 23)
LACKING = {f"lacks_{lack}": True for lack in ("work", "water", "toilet")}


def way(right: str, member: str | None = None, **told: Any) -> tuple[Measure, ...]:
    household = HouseholdFacts.model_validate({"everyone": True} | told).on(DAY)
    outcomes = load_rules().screen(household, DAY).of(right)
    [outcome] = [each for each in outcomes if each.member == member]
    assert outcome.verdict is Verdict.NO
    return nearest(load_rules(), outcome, household, DAY)


def ba(**told: Any) -> dict[str, Any]:
    return {"name": "ba", "born": "1980-05-01", "monthly_pension": 0} | told


def test_who_has_no_certificate_is_told_to_get_one() -> None:
    [step] = way("disability-allowance", "ba", members=[ba(disability="severe", disability_paper=False)])
    assert (step.step, step.fact, step.member, step.to) == (Step.GET_PAPER, "disability_paper", "ba", True)


def test_who_is_too_young_is_told_the_day() -> None:
    [step] = way("social-pension", "ba", status="poor", members=[ba(born="1957-03-01")])
    assert (step.step, step.until) == (Step.WAIT, date(2027, 3, 1))


def test_nobody_is_told_to_wait_longer_than_makes_sense() -> None:
    assert way("social-pension", "ba", status="poor", members=[ba(born="1990-01-01")]) == ()


def test_a_household_under_the_line_is_told_to_ask_for_a_review() -> None:
    [step] = way("electricity-support", status="other", area="urban", income=1_900_000, **LACKING)
    assert (step.step, step.fact, step.to) == (Step.ASK_REVIEW, "status", "poor")


def test_a_household_over_the_line_is_not_told_to_earn_less_but_when_the_line_rises() -> None:
    steps = way("electricity-support", status="other", area="urban", income=2_500_000, **LACKING)
    assert [(each.step, each.until) for each in steps] == [
        (Step.WAIT, date(2027, 1, 1)),
        (Step.ASK_REVIEW, None),
    ]


def test_a_household_over_both_lines_has_no_way() -> None:
    assert way("electricity-support", status="other", area="urban", income=2_800_001, **LACKING) == ()


def test_who_is_not_on_the_list_is_told_to_register() -> None:
    [step] = way("health-insurance-poor", "ba", status="poor", members=[ba(registered=False)])
    assert (step.step, step.fact) == (Step.REGISTER, "registered")


def test_a_right_that_opens_another_is_told_to_be_asked_for_first() -> None:
    member = ba(disability="severe", disability_paper=True, on_assistance=False, on_social_pension=False)
    [step] = way("electricity-policy-households", status="near_poor", grid=True, kwh=40, members=[member])
    assert (step.step, step.entry, step.member) == (Step.APPLY, "disability-allowance", "ba")


def test_a_woman_of_74_near_the_line_waits_or_asks_whichever_is_sooner() -> None:
    old = {"name": "má", "born": "1952-06-01", "monthly_pension": 0}
    [step] = way("social-pension", "má", status="other", area="urban", income=1_000_000, members=[old])
    assert step.step is Step.ASK_REVIEW


Way = tuple[HouseholdFacts, Outcome, tuple[Measure, ...]]


@pytest.fixture(scope="module")
def ways() -> list[Way]:
    """Every no of some families made by chance, with the way to a yes."""
    found = []
    for seed in range(14):
        household = read(complete(Random(seed)), DAY)
        refused = [
            each for each in load_rules().screen(household, DAY).outcomes if each.verdict is Verdict.NO
        ]
        found += [(household, each, nearest(load_rules(), each, household, DAY)) for each in refused]
    return found


def helps(outcome: Outcome, household: HouseholdFacts, steps: tuple[Measure, ...]) -> bool:
    on = next((each.until for each in steps if each.until), DAY)
    changed = applied(household, steps)
    seen = Seen(changed, on)
    looked_at = seen.of(changed.member(outcome.member), own=True) if outcome.member else seen
    return load_rules().right(outcome.right, on).verdict(looked_at) is Verdict.YES


def test_doing_what_is_said_makes_it_a_yes(ways: list[Way]) -> None:
    told = [(household, outcome, steps) for household, outcome, steps in ways if steps]
    assert len(told) > 50
    assert {len(steps) for _, _, steps in told} == {1, 2}
    for household, outcome, steps in told:
        assert helps(outcome, household, steps), (outcome, steps)


PERMITTED = {
    ("disability_paper", True),
    ("registered", True),
    ("insured", True),
    ("on_project_list", True),
    ("status", "poor"),
    ("status", "near_poor"),
    ("on_assistance", True),
    ("on_social_pension", True),
    (None, None),
}


def test_nothing_else_is_ever_advised(ways: list[Way]) -> None:
    """Above all not to earn less, to split the household, to stay ill or alone, or to say something else."""
    advised = {(step.fact, step.to) for _, _, steps in ways for step in steps}
    assert advised <= PERMITTED
    assert (None, None) in advised


def every_way(
    household: HouseholdFacts, most: int
) -> Iterator[tuple[date, tuple[tuple[str | None, str, Any], ...]]]:
    """All sets of changes of facts on every tenth day, with at most so many steps, waiting included.

    Written without the product's search: every fact that may be changed, for everybody."""
    changes: list[tuple[str | None, str, Any]] = [(None, "status", "poor"), (None, "status", "near_poor")]
    changes.append((None, "on_project_list", True))
    for member in household.members:
        named = ("disability_paper", "registered", "insured", "on_assistance", "on_social_pension")
        changes += [(member.name, fact, True) for fact in named]
    days = [DAY + timedelta(days=days) for days in range(0, HORIZON_YEARS * 365, 10)]
    for day in days:
        for count in range(most + 1 - (day > DAY)):
            for chosen in combinations(changes, count):
                yield day, chosen


def permitted(household: HouseholdFacts, day: date, change: tuple[str | None, str, Any]) -> bool:
    member, fact, to = change
    value = getattr(household.member(member) if member else household, fact)
    if value == to or (value == "poor" and to == "near_poor"):
        return False
    if fact == "status":
        return load_rules().standing("national", household, day)[to] is not False
    if fact in ("on_assistance", "on_social_pension") and member:
        gives = [
            name
            for name, right in load_rules().book.rights.items()
            for each in right.gives
            if each.fact == fact
        ]
        seen = Seen(household, day).of(household.member(member), own=True)
        return any(load_rules().right(name, day).verdict(seen) is Verdict.YES for name in gives)
    return True


def test_no_shorter_way_is_found_by_trying_everything(ways: list[Way]) -> None:
    """Of some rights of each kind; two steps are tried on one household each."""
    tried_twice: set[str] = set()
    for household, outcome, found in ways:
        if outcome.right not in WATCHED or len(household.members) > 2:
            continue
        shorter = len(found) - 1 if found else 2
        if shorter == 2 and (outcome.right in tried_twice or len(household.members) > 1):
            shorter = 1
        elif shorter == 2:
            tried_twice.add(outcome.right)
        for day, chosen in every_way(household, shorter):
            steps = tuple(Measure(Step.REGISTER, "", fact, member, to) for member, fact, to in chosen)
            waits = (Measure(Step.WAIT, "", until=day),) if day > DAY else ()
            if helps(outcome, household, (*waits, *steps)):
                assert not all(permitted(household, day, each) for each in chosen), (outcome, day, chosen)
    assert tried_twice


WATCHED = (
    "social-pension",
    "insurance-treatment-share",
    "electricity-policy-households",
    "disability-allowance",
    "health-insurance-near-poor",
    "loan-poor",
    "free-health-check",
)
