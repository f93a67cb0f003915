"""What a family may do so that a no becomes a yes: the fewest permitted steps.

Only the steps of the rule files, waiting, and asking for a right that opens another: never to earn less,
split the household or hide anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bot.domain.eligibility.conditions import Seen
from bot.domain.eligibility.facts import FactValue, HouseholdFacts, facts
from bot.domain.eligibility.rules import Change, Step
from bot.domain.eligibility.screening import Outcome, Rules
from bot.domain.eligibility.terms import Subject, Verdict
from bot.domain.eligibility.turns import days_of_change

MOST_STEPS = 2
_HELPED_BY_DOING = (Step.GET_PAPER, Step.REGISTER)
"""Where it is not known whether somebody has it, getting it makes it sure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One step. `entry` of the catalogue tells how; `until` is the day waited for."""

    step: Step
    entry: str
    fact: str | None = None
    member: str | None = None
    to: FactValue | None = None
    until: date | None = None


def nearest(rules: Rules, outcome: Outcome, household: HouseholdFacts, day: date) -> tuple[Measure, ...]:
    """The fewest steps, and of these the soonest; none where no permitted ones are known."""
    waits = days_of_change(rules, outcome.right, household, day)
    for count in range(1, MOST_STEPS + 1):
        for until in (None, *waits):
            for taken in combinations(
                _on(rules, outcome, household, until or day), count - (until is not None)
            ):
                if _helps(rules, outcome, household, taken, until or day):
                    return (*_waiting(rules, outcome, until), *taken)
    return ()


def applied(household: HouseholdFacts, measures: tuple[Measure, ...]) -> HouseholdFacts:
    """The household after the steps."""
    for measure in measures:
        if measure.fact is not None:
            household = household.with_fact(measure.fact, measure.to, member=measure.member)
    return household


def _waiting(rules: Rules, outcome: Outcome, until: date | None) -> tuple[Measure, ...]:
    entry = rules.book.rights[outcome.right].entry
    return () if until is None else (Measure(Step.WAIT, entry, until=until),)


def _helps(
    rules: Rules, outcome: Outcome, household: HouseholdFacts, taken: tuple[Measure, ...], on: date
) -> bool:
    changed = applied(household, taken)
    seen = Seen(changed, on)
    looked_at = seen.of(changed.member(outcome.member), own=True) if outcome.member else seen
    return rules.right(outcome.right, on).verdict(looked_at) is Verdict.YES


def _on(rules: Rules, outcome: Outcome, household: HouseholdFacts, on: date) -> list[Measure]:
    """The single steps that are permitted on a day and touch what the right looks at."""
    return [*_written(rules, outcome, household, on), *_openings(rules, outcome, household, on)]


def _written(rules: Rules, outcome: Outcome, household: HouseholdFacts, on: date) -> Iterator[Measure]:
    looked_at = rules.book.facts_of(outcome.right)
    for change in (each for each in rules.book.changes if each.fact in looked_at):
        for member in _owners(change.fact, outcome, household):
            value = getattr(household.member(member) if member else household, change.fact)
            by_doing = value is None and change.step in _HELPED_BY_DOING
            if (by_doing or value in change.away_from) and _may(rules, change, household, on):
                yield Measure(change.step, change.entry, change.fact, member, change.to)


def _openings(rules: Rules, outcome: Outcome, household: HouseholdFacts, on: date) -> Iterator[Measure]:
    """Rights that somebody has and need only ask for, where having them opens others."""
    looked_at = rules.book.facts_of(outcome.right)
    for name, right in rules.book.rights.items():
        for given in (each for each in right.gives if each.fact in looked_at):
            for member in _owners(given.fact, outcome, household):
                owner = household.member(member) if member else None
                seen = Seen(household, on).of(owner, own=True) if owner else Seen(household, on)
                had = getattr(owner or household, given.fact) == given.value
                if not had and rules.right(name, on).verdict(seen) is Verdict.YES:
                    yield Measure(Step.APPLY, right.entry, given.fact, member, given.value)


def _owners(fact: str, outcome: Outcome, household: HouseholdFacts) -> list[str | None]:
    """Whose fact it is: the household's, that of the member with the right, or of any member."""
    if not facts()[fact].of_member:
        return [None]
    return [outcome.member] if outcome.member else [member.name for member in household.members]


def _may(rules: Rules, change: Change, household: HouseholdFacts, on: date) -> bool:
    """No review is advised where its result is shut out already, nor for a day of unknown lines."""
    if change.status_by is None:
        return True
    entry = rules.catalogue.entries[rules.book.standards[change.status_by].entry]
    if not any(version.covers(on) for version in entry.versions):
        return False
    return rules.standing(change.status_by, household, on)[str(change.to)] is not False


def openings(rules: Rules, outcome: Outcome, household: HouseholdFacts, day: date) -> tuple[str, ...]:
    """The rights that having this one opens: had with it, and not without."""
    right = rules.book.rights[outcome.right]
    changed = household
    for given in right.gives:
        member = outcome.member if right.subject is Subject.MEMBER else None
        changed = changed.with_fact(given.fact, given.value, member=member)
    if changed == household:
        return ()
    before, after = rules.verdicts(household, day), rules.verdicts(changed, day)
    return tuple(name for name in after if after[name] is Verdict.YES and before[name] is not Verdict.YES)
