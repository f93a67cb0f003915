"""Which question comes next: the one that settles most open money for the least effort, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.eligibility.born import Born
from bot.domain.eligibility.conditions import BORN, Seen
from bot.domain.eligibility.facts import EVERYONE, Fact, FactValue, HouseholdFacts, MemberFacts, facts
from bot.domain.eligibility.rules import Comparison, tests
from bot.domain.eligibility.screening import Outcome, Rules
from bot.domain.eligibility.terms import Kind, Verdict

LEAST_WORTH = 2_400_000
"""Below so many đồng a year that a question is expected to settle, it is not worth a family's time."""
PER_KIND = {
    Kind.CASH: 1_000_000,
    Kind.INSURANCE: 1_000_000,
    Kind.SUPPORT: 500_000,
    Kind.SERVICE: 100_000,
    Kind.LOAN: 300_000,
}
"""What a right of each kind weighs a year where no sum tells it; a loan is paid back, so its sum does not."""
RARELY = 50
"""A right after a rare event weighs that many times less."""
_AGES = (1, 3, 5, 10, 17, 35, 62, 72, 80)
_DAYS_AGO = (30, 300, 3_000)
_UNNAMED = 4
"""One in so many open rights is expected to fit a member nobody named."""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask for, of all `members` at once it may be told of; of the household there are none.

    `worth` is what the answers are expected to settle, in đồng a year."""

    fact: str
    members: tuple[str, ...]
    worth: int


def next_question(rules: Rules, household: HouseholdFacts, day: date) -> Question | None:
    """The best question left. What the person did not know is never asked again."""
    questions = [each for each in open_questions(rules, household, day) if each.worth >= LEAST_WORTH]
    return max(questions, key=lambda each: (each.worth // _effort(each), -_effort(each)), default=None)


def open_questions(rules: Rules, household: HouseholdFacts, day: date) -> Iterator[Question]:
    """Every fact that may be asked for, with what it is worth."""
    worth: dict[str, int] = {}
    members: dict[str, list[str]] = {}
    for (member, fact), outcomes in _opened(rules, household, day).items():
        settled = _expected(rules, household, day, member, fact, outcomes)
        worth[fact] = worth.get(fact, 0) + settled
        members.setdefault(fact, []).extend([member] if member else [])
    for fact, settled in worth.items():
        yield Question(fact, tuple(members[fact]), settled)


def open_facts(rules: Rules, household: HouseholdFacts, day: date) -> Mapping[str, int]:
    """What hangs on each open fact, in đồng a year: also where it takes more than that fact to settle it."""
    hanging: dict[str, set[Outcome]] = {}
    for (_, fact), outcomes in _opened(rules, household, day).items():
        hanging.setdefault(fact, set()).update(outcomes)
    return {fact: sum(weight(rules, each) for each in outcomes) for fact, outcomes in hanging.items()}


def _opened(
    rules: Rules, household: HouseholdFacts, day: date
) -> Mapping[tuple[str | None, str], list[Outcome]]:
    """By the fact, and the member it is told of, what is open for want of it."""
    opened: dict[tuple[str | None, str], list[Outcome]] = {}
    for outcome in rules.screen(household, day).outcomes:
        for member, fact in outcome.missing:
            if _may_be_asked(household, member, fact, day):
                opened.setdefault((member, fact), []).append(outcome)
    return opened


def weight(rules: Rules, outcome: Outcome) -> int:
    """What an open right may come to in a year, in đồng."""
    right = rules.book.rights[outcome.right]
    yearly = outcome.amount.yearly if outcome.amount and right.kind is not Kind.LOAN else 0
    return max(yearly, PER_KIND[right.kind]) // (RARELY if right.rare else 1)


def _effort(question: Question) -> int:
    return 1 if question.fact == EVERYONE else facts()[question.fact].effort


def _may_be_asked(household: HouseholdFacts, member: str | None, name: str, day: date) -> bool:
    if (f"{member}.{name}" if member else name) in household.unsure:
        return False
    if name == EVERYONE:
        return True
    owner = household.member(member) if member else None
    known = getattr(owner or household, name) is not None
    fact = facts()[name]
    # A year of birth that leaves the age open is not asked for anew.
    return not known and not fact.volunteered and fact.concerns(owner, day)


def _expected(
    rules: Rules,
    household: HouseholdFacts,
    day: date,
    member: str | None,
    fact: str,
    outcomes: Sequence[Outcome],
) -> int:
    """What is settled on average over the answers that may come."""
    if fact == EVERYONE:
        return sum(weight(rules, outcome) for outcome in outcomes) // _UNNAMED
    answers = list(_answers(rules, household, day, member, fact, outcomes))
    settled = 0
    for answer in answers:
        changed = household.with_fact(fact, answer, member=member)
        settled += sum(weight(rules, each) for each in outcomes if _is_settled(rules, each, changed, day))
    return settled // len(answers)


def _is_settled(rules: Rules, outcome: Outcome, household: HouseholdFacts, day: date) -> bool:
    seen = Seen(household, day)
    if outcome.member is not None:
        seen = seen.of(household.member(outcome.member), own=True)
    return rules.right(outcome.right, day).verdict(seen) is not Verdict.UNKNOWN


def _answers(
    rules: Rules,
    household: HouseholdFacts,
    day: date,
    member: str | None,
    name: str,
    outcomes: Sequence[Outcome],
) -> Iterator[FactValue]:
    fact = facts()[name]
    if name == BORN:
        yield from (Born.aged(age, on=day) for age in _AGES)
    elif name == "lone_parent":
        yield from ("", *_elders(household, member, day))
    elif fact.type is bool:
        yield from (True, False)
    elif fact.choices:
        yield from fact.choices
    elif fact.type is date:
        yield from (day - timedelta(days=ago) for ago in _DAYS_AGO)
    else:
        yield from _around_limits(rules, fact, day, outcomes)


def _elders(household: HouseholdFacts, child: str | None, day: date) -> Iterator[str]:
    grown = (each for each in household.members if each.name != child and _is_grown(each, day))
    yield from (each.name for each in grown)


def _is_grown(member: MemberFacts, day: date) -> bool:
    return member.born is None or member.born.ages(day)[1] >= 16


def _around_limits(rules: Rules, fact: Fact, day: date, outcomes: Sequence[Outcome]) -> Iterator[FactValue]:
    """Nothing, and a bit around each figure the fact is compared with; of places, each that is named."""
    found: set[int | str] = set() if fact.type is str else {0}
    for outcome in outcomes:
        right = rules.right(outcome.right, day)
        known = rules.figures(right.written.entry)
        for test in tests(right.written.when):
            if test.fact != fact.name:
                continue
            if test.one_of is not None:
                found |= {value for value in test.one_of if isinstance(value, str)}
            elif test.comparison is not Comparison.WITHIN and test.limit:
                limit = known.on(test.limit, day)
                found |= {int(limit.value) - 1, int(limit.value) + 1} if limit else set()
    yield from sorted(found, key=str) or [""]
