"""Every day on which the law changes, every single condition of a right, and what must never be advised."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.eligibility import rules as form
from bot.domain.eligibility.conditions import Seen
from bot.domain.eligibility.facts import facts
from bot.domain.eligibility.screening import BoundRight
from bot.domain.eligibility.terms import Verdict
from bot.domain.text import fold
from bot.screen_words import Words
from bot.wording import LANGUAGES
from handlers.eligibility.entitled_lines import why_not
from models.eligibility_files import load_rules
from tests.eligibility_reference_households import standing
from tests.screened import complete, read
from tests.unit.test_eligibility import values
from tests.unit.test_eligibility_reference import expected

DAY = date(2026, 11, 23)
FIRST, LAST = date(2025, 10, 20), date(2029, 1, 1)
"""The time of which the reference was written."""
PER_DAY = 12


def days_of_change() -> list[date]:
    """The days from which a rule or a figure that a rule names is another one."""
    rules, found = load_rules(), set[date]()
    for right in rules.book.rights.values():
        known = rules.figures(right.entry)
        named = [*form.figures(right.when), *(each.figure for each in right.sums if each.figure)]
        found |= {day for name in named for day in known.turns(name)}
        for version in known.entry.versions:
            found.add(version.valid_from)
            found |= {version.valid_to + timedelta(days=1)} if version.valid_to else set()
    for standard in rules.book.standards.values():
        known = rules.figures(standard.entry)
        for name in (*form.figures(standard.poor), *form.figures(standard.near_poor)):
            found |= set(known.turns(name))
    return sorted(day for day in found if FIRST < day <= LAST)


def test_on_the_eve_and_on_the_day_of_every_change_rules_and_reference_agree() -> None:
    rules, days = load_rules(), days_of_change()
    assert {date(2026, 7, 1), date(2026, 10, 5), date(2027, 1, 1)} <= set(days)
    differing = []
    for number, day in enumerate(one for each in days for one in (each - timedelta(days=1), each)):
        for seed in range(number * PER_DAY, (number + 1) * PER_DAY):
            written = complete(Random(seed))
            household, told = read(written, day), expected(written, day)
            for name, (poor, near_poor) in standing(written, day).items():
                assert rules.standing(name, household, day) == {"poor": poor, "near_poor": near_poor}
            for name in rules.book.rights:
                right = rules.right(name, day)
                for seen in right.views(household, day):
                    verdict, _ = told[name, seen.member.name if seen.member else None]
                    if right.verdict(seen) is not verdict:
                        differing.append((day, name, right.verdict(seen), verdict, seed))
    assert not differing, differing[0]


def test_every_condition_alone_takes_the_right_away_from_somebody() -> None:
    """One fact changed ends a yes, or where none is ever sure settles it as a no: by that very condition."""
    rules, idle = load_rules(), []
    families = [read(complete(Random(seed)), DAY) for seed in range(1_500)]
    for name, written in rules.book.rights.items():
        right = rules.right(name, DAY)
        left = {id(test): test for test in form.tests(written.when) if _is_set(name, test)}
        for seen in (view for family in families for view in right.views(family, DAY)):
            if left and right.verdict(seen) is not Verdict.NO:
                for lost in set(_lost(right, seen, left)):
                    del left[lost]
        idle += [f"{name}: {test.fact} {test.one_of or test.limit}" for test in left.values()]
    assert idle == []


def _is_set(name: str, test: form.Test) -> bool:
    """Whether the law sets that limit on the day."""
    known = load_rules().figures(load_rules().book.rights[name].entry)
    return test.limit is None or known.on(test.limit, DAY) is not None


def _lost(right: BoundRight, seen: Seen, left: Mapping[int, form.Test]) -> Iterator[int]:
    """The conditions of those left that end it after one fact was changed."""
    before = right.verdict(seen)
    for name in {test.fact for test in left.values()}:
        fact = facts()["born" if name == form.AGE else name]
        for owner in [each.name for each in seen.household.members] if fact.of_member else [None]:
            for value in values(fact, seen.household):
                changed = Seen(seen.household.with_fact(fact.name, value, member=owner), seen.on)
                if seen.member is not None:
                    changed = changed.of(changed.household.member(seen.member.name), own=True)
                after = right.verdict(changed)
                if after is Verdict.NO:
                    yield from left.keys() & {id(why.test) for why in right.why(changed)}
                elif after is not before is Verdict.YES:
                    # What holds instead no source tells, so that it stays open.
                    yield from (each for each, test in left.items() if test.fact == name)


FORBIDDEN = (
    *("bot thu nhap", "giam thu nhap", "kiem it", "lam it", "nghi lam", "bo viec", "tach ho", "tach khau"),
    *("giau", "khai it", "khai thap", "noi it", "dung khai", "khong khai", "ly hon", "ly di", "cho bot con"),
    *("earn less", "split", "hide", "quit", "divorce"),
)
"""Folded words in which somebody would be told to earn less, split the household or hide something."""


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 100_000))
def test_nothing_that_is_said_tells_to_earn_less_split_or_hide(seed: int) -> None:
    household = read(complete(Random(seed)), DAY)
    for language in LANGUAGES:
        words = Words(load_rules(), DAY, language)
        said = fold("\n".join(line for part in why_not(words.say, words, household, DAY) for line in part))
        assert not [each for each in FORBIDDEN if f" {each} " in f" {said} "]


def test_no_permitted_step_touches_income_or_who_lives_there() -> None:
    touched = {change.fact for change in load_rules().book.changes}
    assert touched == {"disability_paper", "registered", "insured", "on_project_list", "status"}


@pytest.mark.parametrize("name", ["eligibility_reference.py", "eligibility_reference_households.py"])
def test_the_reference_is_written_without_the_product(name: str) -> None:
    tree = ast.parse((Path(__file__).parents[1] / name).read_text(encoding="utf-8"))
    imported = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    imported |= {
        alias.name for each in ast.walk(tree) if isinstance(each, ast.Import) for alias in each.names
    }
    assert imported <= {"__future__", "datetime", "typing", "tests.eligibility_reference"}
