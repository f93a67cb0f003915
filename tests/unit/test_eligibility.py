"""Families and what they are entitled to: thresholds, dates, what is not known, and what excludes what."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.eligibility import rules as form
from bot.domain.eligibility.born import Born
from bot.domain.eligibility.changes import openings
from bot.domain.eligibility.conditions import Seen
from bot.domain.eligibility.facts import Fact, HouseholdFacts, facts
from bot.domain.eligibility.screening import BoundRight, Outcome, Screening
from bot.domain.eligibility.terms import Verdict
from bot.domain.eligibility.turns import last_day_had
from models.eligibility_files import load_rules
from tests.screened import AGES, EDGES, complete, read

DAY = date(2026, 11, 23)
YES, NO, UNKNOWN = Verdict


def screened(day: date = DAY, **told: Any) -> Screening:
    return load_rules().screen(HouseholdFacts.model_validate(told).on(day), day)


def only(screening: Screening, right: str) -> Outcome:
    [outcome] = screening.of(right)
    return outcome


def mother(**told: Any) -> dict[str, Any]:
    return {"name": "má", "born": "1951-11-23", "monthly_pension": 0} | told


def test_social_pension_begins_on_the_75th_birthday() -> None:
    for day, verdict in ((DAY - timedelta(days=1), NO), (DAY, YES)):
        assert (
            only(screened(day, everyone=True, status="other", members=[mother()]), "social-pension").verdict
            is verdict
        )


@pytest.mark.parametrize(
    ("status", "verdict"), [("poor", YES), ("near_poor", YES), ("average", NO), (None, UNKNOWN)]
)
def test_from_70_the_social_pension_hangs_on_the_status(status: str | None, verdict: Verdict) -> None:
    outcome = only(
        screened(everyone=True, status=status, members=[mother(born="1955-01-02")]), "social-pension"
    )
    assert outcome.verdict is verdict
    assert outcome.missing == (((None, "status"),) if status is None else ())


def test_unknown_status_decides_nothing_for_who_is_76() -> None:
    assert only(screened(everyone=True, members=[mother(born="1950")]), "social-pension").verdict is YES


def test_a_year_of_birth_alone_is_not_taken_for_january() -> None:
    """Born in 1951 may be 74 or 75 today; the missing day is what would settle it."""
    outcome = only(screened(everyone=True, status="other", members=[mother(born="1951")]), "social-pension")
    assert outcome.verdict is UNKNOWN
    assert outcome.missing == (("má", "born"),)


def test_a_pension_of_nothing_is_known_and_no_pension_told_is_not() -> None:
    known = only(screened(everyone=True, members=[mother()]), "social-pension")
    unknown = only(screened(everyone=True, members=[mother(monthly_pension=None)]), "social-pension")
    assert known.verdict is YES
    assert unknown.missing == (("má", "monthly_pension"),)


def test_a_small_pension_leaves_the_right_but_not_a_sure_sum() -> None:
    outcome = only(screened(everyone=True, members=[mother(monthly_pension=400_000)]), "social-pension")
    assert (outcome.verdict, outcome.amount and outcome.amount.least) == (YES, None)


@pytest.mark.parametrize(
    ("day", "sum_"), [(date(2026, 6, 30), 500_000), (date(2026, 7, 1), 540_000), (date(2027, 1, 1), 540_000)]
)
def test_sums_are_those_of_the_day(day: date, sum_: int) -> None:
    outcome = only(screened(day, everyone=True, members=[mother(born="1940")]), "social-pension")
    assert outcome.amount
    assert outcome.amount.least == outcome.amount.most == sum_


@pytest.mark.parametrize(("day", "sum_"), [(date(2026, 10, 4), 810_000), (date(2026, 10, 5), 1_080_000)])
def test_the_step_of_lonely_old_people_went_from_80_to_75(day: date, sum_: int) -> None:
    old = mother(born="1949-01-01", has_carer=False, admissible_to_home=False)
    outcome = only(screened(day, everyone=True, status="poor", members=[old]), "elderly-alone-allowance")
    assert outcome.amount
    assert outcome.amount.least == sum_


def test_the_line_of_2027_leaves_the_verdict_open_because_its_indicators_are_not_known() -> None:
    told: dict[str, Any] = {f"lacks_{lack}": True for lack in ("work", "water", "toilet")}
    household = HouseholdFacts(area="urban", income=2_500_000, **told)
    standing = load_rules().standing
    assert standing("national", household, date(2026, 12, 31)) == {"poor": False, "near_poor": False}
    assert standing("national", household, date(2027, 1, 1)) == {"poor": None, "near_poor": None}


@pytest.mark.parametrize(
    ("area", "income", "lacks", "poor", "near_poor"),
    [
        ("urban", 2_000_000, 3, True, False),
        ("urban", 2_000_000, 2, False, True),
        ("urban", 2_000_001, 12, False, False),
        ("rural", 1_500_000, 3, True, False),
        ("rural", 1_500_001, 3, False, False),
    ],
)
def test_the_line_of_2026_asks_for_income_and_indicators(
    area: str, income: int, lacks: int, poor: bool, near_poor: bool
) -> None:
    names = [name for name in facts() if name.startswith("lacks_")]
    told = {name: place < lacks for place, name in enumerate(names)}
    household = HouseholdFacts.model_validate({"area": area, "income": income} | told)
    assert load_rules().standing("national", household, DAY) == {"poor": poor, "near_poor": near_poor}


def test_what_nobody_named_yet_is_never_a_no() -> None:
    screening = screened(status="poor", members=[mother()])
    assert screening.verdict("orphan-allowance") is UNKNOWN
    assert screened(status="poor", everyone=True).verdict("orphan-allowance") is NO


def test_before_what_the_sources_tell_everything_is_open() -> None:
    child = {"name": "bé", "born": "2021-01-01", "school": "preschool"}
    outcome = only(
        screened(date(2025, 10, 19), everyone=True, status="poor", members=[child]), "preschool-lunch"
    )
    assert outcome.verdict is UNKNOWN
    assert outcome.missing == ()


def disabled_parent(status: str, **told: Any) -> Screening:
    parent = {"name": "ba", "born": "1985-01-01", "disability": "severe", "disability_paper": True} | told
    child = {"name": "bé", "born": "2016-01-01", "lone_parent": "ba", "disability": "none"}
    return screened(everyone=True, status=status, members=[parent, child])


def test_a_poor_single_parent_who_is_disabled_has_both_sums() -> None:
    assert {each.right for each in disabled_parent("poor").outcomes if each.paid and each.member == "ba"} >= {
        "disability-allowance",
        "single-parent-allowance",
    }


def test_a_near_poor_single_parent_who_is_disabled_has_the_higher_one() -> None:
    outcomes = {each.right: each for each in disabled_parent("near_poor").outcomes if each.member == "ba"}
    assert outcomes["disability-allowance"].paid
    assert outcomes["single-parent-allowance"].outranked_by == "disability-allowance"


def test_social_pension_and_disability_are_not_added_up() -> None:
    old = mother(born="1940", disability="severe", disability_paper=True)
    screening = screened(everyone=True, status="other", members=[old])
    assert only(screening, "social-pension").outranked_by == "disability-allowance"
    assert screening.monthly == (1_080_000, True)


def test_each_child_of_a_single_parent_counts() -> None:
    children = [
        {"name": f"con {born}", "born": born, "lone_parent": "má", "school": "none"}
        for born in ("2015-01-01", "2012-01-01", "2009-01-01")
    ]
    household: dict[str, Any] = {
        "everyone": True,
        "status": "near_poor",
        "members": [mother(born="1980"), *children],
    }
    amounts = [
        each.amount for each in screened(**household).of("single-parent-allowance") if each.verdict is YES
    ]
    assert [each and each.least for each in amounts] == [1_080_000]


def test_the_loan_after_leaving_poverty_ends_three_years_later() -> None:
    household = HouseholdFacts(status="newly_escaped", escaped_on=date(2024, 12, 20)).on(DAY)
    right = load_rules().right("loan-newly-escaped", DAY)
    assert last_day_had(load_rules(), right, Seen(household, DAY)) == date(2027, 12, 20)
    for day, verdict in ((date(2027, 12, 20), YES), (date(2027, 12, 21), NO)):
        assert (
            only(screened(day, status="newly_escaped", escaped_on="2024-12-20"), right.id).verdict is verdict
        )


def test_an_allowance_opens_the_electricity_money() -> None:
    member = mother(born="1980", disability="severe", disability_paper=True, on_assistance=False)
    household = HouseholdFacts.model_validate(
        {"everyone": True, "status": "near_poor", "grid": True, "kwh": 40, "members": [member]}
    ).on(DAY)
    outcome = only(load_rules().screen(household, DAY), "disability-allowance")
    assert "electricity-policy-households" in openings(load_rules(), outcome, household, DAY)


def test_what_is_had_comes_first_and_money_before_loans() -> None:
    screening = screened(everyone=True, status="poor", members=[mother(born="1940", registered=True)])
    had = [each.right for each in screening.outcomes if each.paid]
    assert had[:2] == ["social-pension", "electricity-support"]
    assert had.index("loan-poor") > had.index("health-insurance-poor")
    assert [each.verdict for each in screening.outcomes[: len(had)]] == [YES] * len(had)


def test_a_right_already_had_is_marked() -> None:
    assert only(screened(status="poor", receives=["electricity-support"]), "electricity-support").received


@pytest.mark.parametrize(
    "told",
    [
        {"status": "rich"},
        {"income": -1},
        {"income": 2_000_000_000},
        {"salary": 3},
        {"members": [mother(), mother()]},
        {"members": [mother(lone_parent="nobody")]},
        {"unsure": ["má.status"]},
        {"origins": {"weather": "register"}},
        {"members": [mother(born="1951-13")]},
        {"members": [mother(born="vào năm 1951")]},
        {"members": [mother(born=None, age=130)]},
    ],
)
def test_what_can_not_be_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        HouseholdFacts.model_validate(told)


@pytest.mark.parametrize("born", ["1851", "2031-01-01"])
def test_nobody_is_born_later_or_too_long_ago(born: str) -> None:
    with pytest.raises(ValueError, match="má"):
        HouseholdFacts.model_validate({"members": [mother(born=born)]}).on(DAY)


def test_an_age_that_was_told_grows_with_the_years() -> None:
    household = HouseholdFacts.model_validate(
        {"said_on": "2026-11-23", "members": [mother(born=None, age=74)]}
    )
    [member] = household.on(DAY).members
    assert member.born
    assert member.born.ages(DAY) == (74, 74)
    assert member.born.ages(date(2027, 11, 22)) == (74, 75)


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.dates(date(2021, 1, 1), date(2030, 1, 1)))
def test_the_true_age_is_always_among_those_thought_possible(born: date, on: date) -> None:
    exact = Born(born, born).ages(on)[0]
    for known in (Born.written(f"{born:%Y}"), Born.written(f"{born:%Y-%m}"), Born.aged(exact, on=on)):
        least, most = known.ages(on)
        assert least <= exact <= most
        assert known.first <= born <= known.last
    assert Born.written(str(Born.written(f"{born:%Y-%m}"))) == Born.written(f"{born:%Y-%m}")


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.randoms())
def test_the_order_of_members_does_not_matter(seed: int, chance: Random) -> None:
    household = read(complete(Random(seed)), DAY)
    shuffled = list(household.members)
    chance.shuffle(shuffled)
    other = household.model_copy(update={"members": tuple(shuffled)})
    first, second = (load_rules().screen(each, DAY) for each in (household, other))
    assert {(each.right, each.member): each.paid for each in first.outcomes} == {
        (each.right, each.member): each.paid for each in second.outcomes
    }


def values(fact: Fact, household: HouseholdFacts) -> list[Any]:
    if fact.name in EDGES:
        return list(EDGES[fact.name])
    if fact.type is bool:
        return [True, False]
    if fact.name == "lone_parent":
        return ["", *(each.name for each in household.members)]
    if fact.name == "province":
        return ["96", "79", "46", "92"]
    if fact.type is date:
        return [DAY - timedelta(days=days) for days in (10, 200, 1_000, 5_000)]
    if fact.type is Born:
        return [Born.written(f"{2026 - age}-01-01") for age in AGES]
    return list(fact.choices)


def test_every_single_fact_can_decide() -> None:
    """For every right and every fact it looks at, some family comes out otherwise by that fact alone."""
    rules = load_rules()
    families = [read(complete(Random(seed)), DAY) for seed in range(400)]
    idle = []
    for name, written in rules.book.rights.items():
        right = rules.right(name, DAY)
        names = {"born" if test.fact == form.AGE else test.fact for test in form.tests(written.when)}
        seen = [view for family in families for view in right.views(family, DAY)]
        idle += [
            f"{name}: {fact}"
            for fact in sorted(names)
            if not any(_turns(right, view, facts()[fact]) for view in seen)
        ]
    assert idle == []


def _turns(right: BoundRight, seen: Seen, fact: Fact) -> bool:
    """Whether the right turns between yes and no, or opens, when one value is another."""
    before = right.verdict(seen)
    owners = [each.name for each in seen.household.members] if fact.of_member else [None]
    for owner in owners:
        for value in values(fact, seen.household):
            changed = seen.household.with_fact(fact.name, value, member=owner)
            view = Seen(changed, seen.on)
            looked_at = view.of(changed.member(seen.member.name), own=True) if seen.member else view
            if right.verdict(looked_at) is not before:
                return True
    return False
