"""Conditions on one day, with the law's figures put in: do they hold, do they not, or can nobody tell?

True, False and None are Kleene's: None is told only where what is missing could still decide."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from bot.domain.eligibility import rules
from bot.domain.eligibility.born import shifted
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
class Test(ABC):
    """A comparison. `limit` None is a figure that the catalogue does not surely know for the day."""

    written: rules.Test
    fact: str
    of_member: bool
    limit: Held | None

    def holds(self, seen: Seen) -> bool | None:
        """Whether it holds; where the law sets no such limit, one `if_set` does."""
        if self.limit is None and self.written.if_set:
            return True
        told = seen.member if self.of_member else seen.household
        value = getattr(told, self.fact)
        return None if value is None else self._met(value, seen)

    @abstractmethod
    def _met(self, value: Any, seen: Seen) -> bool | None:
        """Whether what is known of the fact meets it."""

    def why(self, seen: Seen) -> Iterator[Why]:
        """The comparison with what is known."""
        told = seen.member if self.of_member else seen.household
        name = seen.member.name if self.of_member and seen.member else None
        yield Why(self.written, self.fact, name, getattr(told, self.fact), self.limit, self.holds(seen))


@dataclass(frozen=True, slots=True)
class _Choice(Test):
    choices: frozenset[bool | str | int]

    def _met(self, value: Any, seen: Seen) -> bool | None:
        return value in self.choices or (value == seen.subject and SUBJECT in self.choices)


@dataclass(frozen=True, slots=True)
class _Age(Test):
    """With the year of birth alone, some ages are not yet sure on the day."""

    against: Callable[[int, int], bool]

    def _met(self, value: Any, seen: Seen) -> bool | None:
        if self.limit is None:
            return None
        limit, (least, most) = int(self.limit.value), value.ages(seen.on)
        held = self.against(least, limit)
        return held if least == most or self.against(most, limit) is held else None


@dataclass(frozen=True, slots=True)
class _Number(Test):
    """Incomes are told by the month; a line may be set by the year."""

    against: Callable[[int, int | Decimal], bool]
    times: int
    number: int | Decimal | None

    def _met(self, value: Any, seen: Seen) -> bool | None:
        return None if self.number is None else self.against(value * self.times, self.number)


@dataclass(frozen=True, slots=True)
class _Span(Test):
    def _met(self, value: Any, seen: Seen) -> bool | None:
        return None if self.limit is None else value <= seen.on <= last_day(value, self.limit)


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
            return _test(condition, figure(condition.limit) if condition.limit else None)
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


_AGAINST: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.UNDER: operator.lt,
    Comparison.OVER: operator.gt,
}


def _test(written: rules.Test, limit: Held | None) -> Test:
    if written.fact == AGE:
        return _Age(written, BORN, True, limit, _AGAINST[written.comparison])
    fact, of_member = written.fact, facts()[written.fact].of_member
    if written.one_of is not None:
        return _Choice(written, fact, of_member, limit, frozenset(written.one_of))
    if written.comparison is Comparison.WITHIN:
        return _Span(written, fact, of_member, limit)
    times = MONTHS if limit and limit.unit is Unit.VND_PER_PERSON_YEAR else 1
    number = None if limit is None else Decimal(limit.value)
    whole = int(number) if number is not None and number == int(number) else number
    return _Number(written, fact, of_member, limit, _AGAINST[written.comparison], times, whole)


def _reasons(parts: tuple[Bound, ...], seen: Seen, whole: bool | None) -> Iterator[Why]:
    """Of several parts, those that came out as the whole did are why."""
    for part in parts:
        if part.holds(seen) is whole:
            yield from part.why(seen)


def last_day(since: date, limit: Held) -> date:
    """The last day that lies within so many months or years of another."""
    count = int(limit.value)
    return shifted(since, years=count) if limit.unit is Unit.YEARS else shifted(since, months=count)
