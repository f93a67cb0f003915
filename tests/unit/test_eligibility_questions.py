"""The next question: few of them, none twice, none that changes nothing, and an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import Any

import pytest

from bot.domain.eligibility.asking import Question, next_question, open_questions
from bot.domain.eligibility.facts import EVERYONE, HouseholdFacts, MemberFacts, facts
from bot.domain.eligibility.screening import Screening
from bot.domain.eligibility.terms import Verdict
from models.eligibility_files import load_rules

DAY = date(2026, 11, 23)
MOST_QUESTIONS = 10


def person(name: str, born: str, **told: Any) -> dict[str, Any]:
    """Somebody of whom nothing special is true."""
    usual: dict[str, Any] = {
        fact.name: False for fact in facts().values() if fact.of_member and fact.type is bool
    }
    usual |= {"registered": True, "resident": True, "insured": True, "has_carer": True, "public_school": True}
    usual |= {"monthly_pension": 0, "treated_days": 0, "lone_parent": "", "school": "none", "care": "nobody"}
    usual |= {"disability": "none", "parents": "raising", "ethnicity": "kinh", "left_job_on": "2010-01-01"}
    return usual | {"name": name, "born": born} | told


def family(*members: dict[str, Any], **told: Any) -> HouseholdFacts:
    usual: dict[str, Any] = {
        fact.name: False for fact in facts().values() if not fact.of_member and fact.type is bool
    }
    usual |= {
        "status": "near_poor",
        "province": "96",
        "area": "urban",
        "income": 1_500_000,
        "grid": True,
        "kwh": 70,
    }
    usual |= {"damage": "none", "hunger": "no", "death": "nobody", "escaped_on": "2025-12-20"}
    whole = usual | {"everyone": True, "members": members} | told
    return HouseholdFacts.model_validate(whole).on(DAY)


FAMILIES = {
    "old alone": family(person("má", "1948-02-01", has_carer=False), status="poor"),
    "old and not poor": family(person("ông", "1950-02-01"), status="other"),
    "single mother": family(
        person("má", "1990-03-02", worker=True),
        person("bé", "2022-04-05", school="preschool", lone_parent="má"),
        person("con", "2014-04-05", school="primary", lone_parent="má"),
    ),
    "Khmer family": family(
        person("ba", "1984-01-01", worker=True, ethnicity="khmer"),
        person("má", "1986-01-01", worker=True, ethnicity="khmer"),
        person("con", "2006-01-01", school="university", first_degree=True, ethnicity="khmer"),
    ),
    "disabled child": family(
        person("má", "1990-01-01", worker=True),
        person("ba", "1988-01-01", worker=True),
        person("bé", "2015-01-01", disability="particularly_severe", disability_paper=True, care="family"),
    ),
    "newly escaped": family(
        person("ba", "1980-01-01", worker=True),
        person("má", "1982-01-01", worker=True),
        status="newly_escaped",
    ),
    "three generations": family(
        person("bà", "1945-01-01"),
        person("ba", "1980-01-01", worker=True),
        person("con", "2012-01-01", school="lower_secondary"),
        status="poor",
    ),
    "urban renters": family(
        person("ba", "1995-01-01", worker=True),
        person("bé", "2023-01-01", school="preschool"),
        status="other",
    ),
}


def answered(known: HouseholdFacts, question: Question, whole: HouseholdFacts) -> HouseholdFacts:
    if question.fact == EVERYONE:
        named = tuple(MemberFacts(name=each.name, born=each.born) for each in whole.members)
        return known.model_copy(update={"everyone": True, "members": named})
    for member in question.members or (None,):
        owner = whole.member(member) if member else whole
        known = known.with_fact(question.fact, getattr(owner, question.fact), member=member)
    return known


def told_by(whole: HouseholdFacts) -> Iterator[tuple[Question, HouseholdFacts]]:
    """The questions one by one, and what is known after each answer."""
    known = HouseholdFacts(province=whole.province, area=whole.area).on(DAY)
    while question := next_question(load_rules(), known, DAY):
        known = answered(known, question, whole)
        yield question, known


Talks = dict[str, list[tuple[Question, HouseholdFacts]]]


@pytest.fixture(scope="module")
def talks() -> Talks:
    return {name: list(told_by(whole)) for name, whole in FAMILIES.items()}


def money(screening: Screening) -> dict[tuple[str, str | None], int]:
    return {
        (each.right, each.member): each.amount.yearly
        for each in screening.outcomes
        if each.verdict is Verdict.YES and each.cash and each.amount and each.amount.yearly
    }


@pytest.mark.parametrize("name", FAMILIES)
def test_after_ten_questions_nearly_all_money_is_found_and_nothing_false(talks: Talks, name: str) -> None:
    whole = FAMILIES[name]
    known = [each for _, each in talks[name]][:MOST_QUESTIONS][-1]
    truth, found = (load_rules().screen(each, DAY) for each in (whole, known))
    had, surely = ({(each.right, each.member) for each in every.outcomes if each.verdict is Verdict.YES}
                   for every in (truth, found))  # fmt: skip
    missed = {right: sum_ for right, sum_ in money(truth).items() if right not in surely}
    assert surely <= had
    assert sum(missed.values()) <= 0.05 * sum(money(truth).values())


def test_the_usual_family_is_asked_few_questions(talks: Talks) -> None:
    counts = [len(talk) for talk in talks.values()]
    assert median(counts) <= 8
    assert max(counts) <= 14


def test_no_question_comes_twice_and_none_is_about_what_is_known(talks: Talks) -> None:
    for talk in talks.values():
        asked = [(question.fact, member) for question, _ in talk for member in question.members or (None,)]
        assert len(asked) == len(set(asked))
        assert not {("province", None), ("area", None)} & set(asked)


def test_no_is_an_answer_and_is_not_asked_again() -> None:
    told = family(person("má", "1960-01-01", disability=None, disability_paper=False))
    asked = [question.fact for question in open_questions(load_rules(), told, DAY)]
    assert "disability_paper" not in asked


def test_what_the_person_does_not_know_is_not_asked_again() -> None:
    known = HouseholdFacts(unsure=frozenset({"status", EVERYONE})).on(DAY)
    question = next_question(load_rules(), known, DAY)
    assert question is None or question.fact not in ("status", EVERYONE)


def test_somebody_who_knows_nothing_is_left_in_peace() -> None:
    known, count = HouseholdFacts().on(DAY), 0
    while (question := next_question(load_rules(), known, DAY)) and count < 40:
        known, count = known.model_copy(update={"unsure": known.unsure | {question.fact}}), count + 1
    assert count < 10


def test_illness_and_prison_are_never_asked_for(talks: Talks) -> None:
    private = {fact.name for fact in facts().values() if fact.volunteered}
    assert {"hiv", "released_prisoner"} <= private
    for name in ("old alone", "newly escaped"):
        for _, known in talks[name]:
            assert not {each.fact for each in open_questions(load_rules(), known, DAY)} & private


def test_an_old_woman_is_not_asked_about_school() -> None:
    known = family({"name": "má", "born": "1948"}, status="poor")
    assert "school" not in {each.fact for each in open_questions(load_rules(), known, DAY)}


def test_one_question_is_about_all_it_concerns() -> None:
    known = family({"name": "ba", "born": "1980"}, {"name": "má", "born": "1982"})
    [question] = [each for each in open_questions(load_rules(), known, DAY) if each.fact == "disability"]
    assert question.members == ("ba", "má")
