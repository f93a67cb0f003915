"""Conditions on one day, with the law's figures put in: do they hold, do they not, or can nobody tell?

True, False and None are Kleene's: None is told only where what is missing could still decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from bot.domain.eligibility import rules
from bot.domain.eligibility.born import Born, shifted
from bot.domain.eligibility.facts import EVERYONE, FactValue, HouseholdFacts, MemberFacts, facts
from bot.domain.eligibility.figures import Held
from bot.domain.eligibility.rules import AGE, SUBJECT, Comparison
from bot.domain.policies.terms import Unit

BORN = "born"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Seen:
    """A household on a day, perhaps with one member looked at. `subject` is whose right it is."""

    household: HouseholdFacts
    on: date
    member: MemberFacts | None = None
    subject: str | None = None

    def of(self, member: MemberFacts, *, own: bool = False) -> Seen:
        """The same with a member looked at, who may be the one whose right it is."""
        return Seen(self.household, self.on, member, member.name if own else self.subject)


@dataclass(frozen=True, slots=True)
class Why:
    """One comparison as it came out. `value` and `limit` are None where fact or figure is not known.

    `negated`: the rule asks that it does not hold."""

    test: rules.Test | rules.Unheld
    fact: str | None
    member: str | None
    value: FactValue | None
    limit: Held | None
    holds: bool | None
    negated: bool = False


class Bound(Protocol):
    """A condition with its figures."""

    def holds(self, seen: Seen) -> bool | None:
        """Whether it holds."""

    def why(self, seen: Seen) -> Iterator[Why]:
        """The comparisons that make it come out as it does."""


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison. `limit` None is a figure that the catalogue does not surely know for the day."""

    written: rules.Test
    of_member: bool
    limit: Held | None

    def holds(self, seen: Seen) -> bool | None:
        written = self.written
        if written.if_set and self.limit is None:
            return True
        told = seen.member if self.of_member else seen.household
        if written.fact == AGE:
            born = told.born if isinstance(told, MemberFacts) else None
            return None if born is None else _age(written.comparison, born, self.limit, seen.on)
        value = getattr(told, written.fact)
        if value is None:
            return None
        if written.one_of is not None:
            return value in written.one_of or (SUBJECT in written.one_of and value == seen.subject)
        if self.limit is None:
            return None
        return _compared(written.comparison, value, self.limit, seen.on)

    def why(self, seen: Seen) -> Iterator[Why]:
        told = seen.member if self.of_member else seen.household
        fact = BORN if self.written.fact == AGE else self.written.fact
        name = seen.member.name if self.of_member and seen.member else None
        yield Why(self.written, fact, name, getattr(told, fact), self.limit, self.holds(seen))


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Bound, ...]

    def holds(self, seen: Seen) -> bool | None:
        unsure = False
        for part in self.parts:
            held = part.holds(seen)
            if held is False:
                return False
            unsure = unsure or held is None
        return None if unsure else True

    def why(self, seen: Seen) -> Iterator[Why]:
        return _reasons(self.parts, seen, self.holds(seen))


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Bound, ...]

    def holds(self, seen: Seen) -> bool | None:
        unsure = False
        for part in self.parts:
            held = part.holds(seen)
            if held:
                return True
            unsure = unsure or held is None
        return None if unsure else False

    def why(self, seen: Seen) -> Iterator[Why]:
        return _reasons(self.parts, seen, self.holds(seen))


@dataclass(frozen=True, slots=True)
class Not:
    part: Bound

    def holds(self, seen: Seen) -> bool | None:
        held = self.part.holds(seen)
        return None if held is None else not held

    def why(self, seen: Seen) -> Iterator[Why]:
        return (replace(each, negated=not each.negated) for each in self.part.why(seen))


@dataclass(frozen=True, slots=True)
class Several:
    parts: tuple[Bound, ...]
    least: Held | None

    def holds(self, seen: Seen) -> bool | None:
        if self.least is None:
            return None
        held = [part.holds(seen) for part in self.parts]
        least = int(self.least.value)
        if held.count(True) >= least:
            return True
        return None if held.count(True) + held.count(None) >= least else False

    def why(self, seen: Seen) -> Iterator[Why]:
        if self.least is None:
            yield Why(rules.Unheld(unheld="figure"), None, None, None, None, None)
        yield from _reasons(self.parts, seen, self.holds(seen))


@dataclass(frozen=True, slots=True)
class SomeMember:
    part: Bound

    def holds(self, seen: Seen) -> bool | None:
        least, most = self.count(seen)
        if least:
            return True
        return False if most == 0 else None

    def count(self, seen: Seen) -> tuple[int, int | None]:
        """How many members surely and possibly meet it; None is no upper end, as not all are named."""
        held = [self.part.holds(seen.of(member)) for member in seen.household.members]
        least = held.count(True)
        return least, least + held.count(None) if seen.household.everyone else None

    def why(self, seen: Seen) -> Iterator[Why]:
        whole = self.holds(seen)
        for member in seen.household.members:
            looked_at = seen.of(member)
            if self.part.holds(looked_at) is whole:
                yield from self.part.why(looked_at)
        if whole is None and not seen.household.everyone:
            yield unnamed_members()
        if whole is False and not seen.household.members:
            yield Why(rules.Unheld(unheld="no_such_member"), EVERYONE, None, True, None, False)


@dataclass(frozen=True, slots=True)
class Unheld:
    written: rules.Unheld

    def holds(self, seen: Seen) -> bool | None:
        return None

    def why(self, seen: Seen) -> Iterator[Why]:
        yield Why(self.written, None, None, None, None, None)


def unnamed_members() -> Why:
    """That there may be members nobody named yet."""
    return Why(rules.Unheld(unheld="unnamed_members"), EVERYONE, None, None, None, None)


def bound(condition: rules.Condition, figure: Callable[[str], Held | None]) -> Bound:
    """The condition with its figures, as `figure` knows them for the day."""
    match condition:
        case rules.Test():
            of_member = condition.fact == AGE or facts()[condition.fact].of_member
            return Test(condition, of_member, figure(condition.limit) if condition.limit else None)
        case rules.All(all=inner):
            return All(tuple(bound(each, figure) for each in inner))
        case rules.AnyOf(any=inner):
            return AnyOf(tuple(bound(each, figure) for each in inner))
        case rules.Not(negated=one):
            return Not(bound(one, figure))
        case rules.Several(several=inner, at_least=least, counted_while=other):
            known = other is None or figure(other) is not None
            return Several(tuple(bound(each, figure) for each in inner), figure(least) if known else None)
        case rules.SomeMember(member=one):
            return SomeMember(bound(one, figure))
        case rules.Unheld():
            return Unheld(condition)


def _reasons(parts: tuple[Bound, ...], seen: Seen, whole: bool | None) -> Iterator[Why]:
    """Of several parts, those that came out as the whole did are why."""
    for part in parts:
        if part.holds(seen) is whole:
            yield from part.why(seen)


def _age(comparison: Comparison, born: Born, limit: Held | None, on: date) -> bool | None:
    """With the year alone, some ages are not yet sure on the day."""
    if limit is None:
        return None
    outcomes = {_against(comparison, age, int(limit.value)) for age in born.ages(on)}
    return outcomes.pop() if len(outcomes) == 1 else None


def _compared(comparison: Comparison, value: FactValue, limit: Held, on: date) -> bool:
    if comparison is Comparison.WITHIN:
        assert isinstance(value, date)
        return value <= on <= last_day(value, limit)
    assert isinstance(value, int)
    # Incomes are told by the month; a line may be set by the year.
    yearly = limit.unit is Unit.VND_PER_PERSON_YEAR
    return _against(comparison, value * MONTHS if yearly else value, Decimal(limit.value))


def last_day(since: date, limit: Held) -> date:
    """The last day that lies within so many months or years of another."""
    count = int(limit.value)
    return shifted(since, years=count) if limit.unit is Unit.YEARS else shifted(since, months=count)


def _against(comparison: Comparison, value: int, limit: int | Decimal) -> bool:
    match comparison:
        case Comparison.AT_LEAST:
            return value >= limit
        case Comparison.AT_MOST:
            return value <= limit
        case Comparison.UNDER:
            return value < limit
        case _:
            return value > limit
