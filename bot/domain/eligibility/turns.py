"""Days on which a verdict may turn: birthdays, ends of spans, and days on which the law changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain.eligibility.born import shifted
from bot.domain.eligibility.conditions import Seen, last_day
from bot.domain.eligibility.facts import HouseholdFacts, facts
from bot.domain.eligibility.figures import Figures
from bot.domain.eligibility.rules import AGE, Comparison, Right, Test, figures, tests
from bot.domain.eligibility.screening import BoundRight, Outcome, Rules
from bot.domain.eligibility.terms import Verdict

HORIZON_YEARS = 10
"""Nobody is told to wait longer than that, and no end is looked for beyond."""
_ONE_DAY = timedelta(days=1)


def turning_days(rules: Rules, name: str, household: HouseholdFacts, day: date) -> list[date]:
    """The days after `day`, in order, on which the right may begin or end for somebody of the household."""
    right = rules.book.rights[name]
    known = rules.figures(right.entry)
    return _ahead({*_of_the_law(right, known), *_of_the_household(right, known, household, day)}, day)


def days_of_change(rules: Rules, name: str, household: HouseholdFacts, day: date) -> list[date]:
    """Besides those of the right, days on which a step towards it may become open or close.

    That are the days of rights that open this one, and those of the lines a review goes by."""
    looked_at = rules.book.facts_of(name)
    names = [
        other for other, right in rules.book.rights.items() if looked_at & {each.fact for each in right.gives}
    ]
    found = {turn for other in (name, *names) for turn in turning_days(rules, other, household, day)}
    for change in rules.book.changes:
        if change.status_by and change.fact in looked_at:
            found |= {*_of_a_standard(rules, change.status_by)}
    return _ahead(found, day)


def last_day_had(rules: Rules, right: BoundRight, seen: Seen) -> date | None:
    """Until when somebody who has the right has it, if nothing but time changes; None is not foreseen."""
    for turn in turning_days(rules, right.id, seen.household, seen.on):
        later = rules.right(right.id, turn)
        if later.verdict(Seen(seen.household, turn, seen.member, seen.subject)) is Verdict.NO:
            return turn - _ONE_DAY
    return None


def last_day_of(rules: Rules, outcome: Outcome, household: HouseholdFacts, day: date) -> date | None:
    """Until when what was found is had, as far as it is foreseen; None for what is not had."""
    if outcome.verdict is not Verdict.YES:
        return None
    seen = Seen(household, day)
    looked_at = seen.of(household.member(outcome.member), own=True) if outcome.member else seen
    return last_day_had(rules, rules.right(outcome.right, day), looked_at)


def _ahead(days: set[date], day: date) -> list[date]:
    horizon = shifted(day, years=HORIZON_YEARS)
    return sorted(each for each in days if day < each <= horizon)


def _of_a_standard(rules: Rules, name: str) -> Iterator[date]:
    standard = rules.book.standards[name]
    known = rules.figures(standard.entry)
    for figure in (*figures(standard.poor), *figures(standard.near_poor)):
        yield from known.turns(figure)


def _of_the_law(right: Right, known: Figures) -> Iterator[date]:
    for version in known.entry.versions:
        yield version.valid_from
        if version.valid_to is not None:
            yield version.valid_to + _ONE_DAY
    for name in figures(right.when):
        yield from known.turns(name)


def _of_the_household(right: Right, known: Figures, household: HouseholdFacts, day: date) -> Iterator[date]:
    for test in tests(right.when):
        if test.fact == AGE and test.limit:
            yield from _birthdays(test, known, household)
        elif test.comparison is Comparison.WITHIN and test.limit:
            yield from _ends_of_spans(test, known, household, day)


def _birthdays(test: Test, known: Figures, household: HouseholdFacts) -> Iterator[date]:
    beyond = test.comparison in (Comparison.AT_MOST, Comparison.OVER)
    for limit in known.ever(test.limit or ""):
        for member in household.members:
            if member.born is not None:
                yield from member.born.reaches(int(limit) + beyond)


def _ends_of_spans(test: Test, known: Figures, household: HouseholdFacts, day: date) -> Iterator[date]:
    limit = known.on(test.limit or "", day)
    owners = household.members if facts()[test.fact].of_member else (household,)
    for since in (getattr(owner, test.fact) for owner in owners):
        if isinstance(since, date) and limit is not None:
            yield from (since, last_day(since, limit) + _ONE_DAY)
