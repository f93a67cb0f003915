"""All rights of a household on a day: which it has, which it has not, and what would have to be known.

Must not know today, nor say anything to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from bot.domain.eligibility import rules
from bot.domain.eligibility.conditions import Bound, Seen, SomeMember, Why, bound, unnamed_members
from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.figures import Figures
from bot.domain.eligibility.rules import Right, Rulebook
from bot.domain.eligibility.sums import Amount, BoundSum, amount
from bot.domain.eligibility.terms import Kind, Per, Subject, Verdict
from bot.domain.policies.catalogue import Catalogue

NOT_HELD = Why(rules.Unheld(unheld="period"), None, None, None, None, None)
"""The sources say nothing about the right for the day."""


@dataclass(frozen=True, slots=True)
class BoundRight:
    """A right with the figures of a day. `held`: whether the sources tell its rules for the day."""

    id: str
    written: Right
    held: bool
    when: Bound
    sums: tuple[BoundSum, ...]
    together: Bound | None

    def verdict(self, seen: Seen) -> Verdict:
        """Whether the household, or the member looked at, has it."""
        return Verdict.of(self.when.holds(seen)) if self.held else Verdict.UNKNOWN

    def why(self, seen: Seen) -> tuple[Why, ...]:
        """The comparisons that decide the verdict or leave it open, each once."""
        return tuple(dict.fromkeys(self.when.why(seen))) if self.held else (NOT_HELD,)

    def views(self, household: HouseholdFacts, day: date) -> Iterator[Seen]:
        """The household, or each member, as the right looks at it."""
        seen = Seen(household, day)
        if self.written.subject is Subject.HOUSEHOLD:
            yield seen
        else:
            yield from (seen.of(member, own=True) for member in household.members)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one right for the household, or for one member.

    `reasons` decided it or, where it is unknown, are open. `outranked_by` is a higher right of the same
    person: only one of them is paid."""

    right: str
    member: str | None
    verdict: Verdict
    amount: Amount | None
    reasons: tuple[Why, ...]
    cash: bool = False
    received: bool = False
    outranked_by: str | None = None

    @property
    def missing(self) -> tuple[tuple[str | None, str], ...]:
        """The facts, as (member, fact), that could still decide it."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return tuple(dict.fromkeys((why.member, why.fact) for why in self.reasons if why.fact))

    @property
    def paid(self) -> bool:
        """Whether it is had and not outranked."""
        return self.verdict is Verdict.YES and self.outranked_by is None


@dataclass(frozen=True, slots=True)
class Screening:
    """The outcomes on a day, in the order in which they are told: what is had first, by money and ease."""

    day: date
    household: HouseholdFacts
    outcomes: tuple[Outcome, ...]

    def of(self, right: str) -> tuple[Outcome, ...]:
        """The outcomes of one right."""
        return tuple(each for each in self.outcomes if each.right == right)

    def verdict(self, right: str) -> Verdict:
        """Whether anybody in the household has it."""
        return together(each.verdict for each in self.of(right))

    @property
    def monthly(self) -> tuple[int, bool]:
        """What money is had surely comes to each month of the year in đồng, and whether that is about."""
        paid = [each.amount for each in self.outcomes if each.paid and each.amount and each.cash]
        sums = [each for each in paid if each.per is Per.MONTH and each.months is None and not each.share]
        return sum(int(each.least or 0) for each in sums), any(each.about for each in sums)


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for a household from those of its members."""
    found = set(verdicts)
    if Verdict.YES in found:
        return Verdict.YES
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.NO


@dataclass(frozen=True, slots=True)
class Rules:
    """The rulebook beside the catalogue that holds its figures; what is worked out for a day is kept."""

    book: Rulebook
    catalogue: Catalogue
    _kept: dict[tuple[str, date], BoundRight] = field(default_factory=dict)
    _standards: dict[tuple[str, date], Mapping[str, Bound]] = field(default_factory=dict)

    def right(self, name: str, day: date) -> BoundRight:
        """A right as it stands on a day."""
        if (name, day) not in self._kept:
            self._kept[name, day] = self._bound(name, day)
        return self._kept[name, day]

    def screen(self, household: HouseholdFacts, day: date) -> Screening:
        """Every right, judged for the household on the day. Ages must stand as days of birth."""
        outcomes = [each for name in self.book.rights for each in self.judge(name, household, day)]
        ranked = self._only_highest(outcomes, household, day)
        return Screening(day, household, tuple(sorted(ranked, key=self._order)))

    def judge(self, name: str, household: HouseholdFacts, day: date) -> Iterator[Outcome]:
        """One right. Members nobody named yet have an outcome of their own, without a name."""
        right = self.right(name, day)
        received = name in household.receives
        cash = right.written.kind is Kind.CASH
        for seen in right.views(household, day):
            verdict = right.verdict(seen)
            paid = None if verdict is Verdict.NO else amount(right.sums, seen)
            member = seen.member.name if seen.member else None
            yield Outcome(name, member, verdict, paid, right.why(seen), cash, received)
        if right.written.subject is Subject.MEMBER and not household.everyone:
            yield Outcome(name, None, Verdict.UNKNOWN, None, (unnamed_members(),), cash, received)
        elif right.written.subject is Subject.MEMBER and not household.members:
            yield Outcome(name, None, Verdict.NO, None, (), cash, received)

    def verdicts(self, household: HouseholdFacts, day: date) -> Mapping[str, Verdict]:
        """The verdict on each right alone, which is all that many households at once need."""
        whole = Seen(household, day)
        members = [whole.of(member, own=True) for member in household.members]
        found = {}
        for name in self.book.rights:
            right = self.right(name, day)
            if right.written.subject is Subject.HOUSEHOLD:
                found[name] = right.verdict(whole)
            else:
                unnamed = () if household.everyone else (Verdict.UNKNOWN,)
                found[name] = together((*map(right.verdict, members), *unnamed))
        return found

    def standing(self, standard: str, household: HouseholdFacts, day: date) -> Mapping[str, bool | None]:
        """What the household may be by a standard, `poor` and `near_poor`: a hint, the commune decides."""
        if (standard, day) not in self._standards:
            written = self.book.standards[standard]
            figure = partial(self.figures(written.entry).on, day=day)
            both = {"poor": bound(written.poor, figure), "near_poor": bound(written.near_poor, figure)}
            self._standards[standard, day] = both
        seen = Seen(household, day)
        return {status: each.holds(seen) for status, each in self._standards[standard, day].items()}

    def figures(self, entry: str) -> Figures:
        """The figures an entry's rules may name."""
        return Figures(self.catalogue, self.catalogue.entries[entry])

    def _bound(self, name: str, day: date) -> BoundRight:
        written = self.book.rights[name]
        figure = partial(self.figures(written.entry).on, day=day)
        held = any(version.covers(day) for version in self.catalogue.entries[written.entry].versions)
        sums = tuple(
            BoundSum(
                when=bound(each.when, figure) if each.when else None,
                figure=figure(each.figure) if each.figure else None,
                per=each.per,
                months=figure(each.months) if each.months else None,
                each=SomeMember(bound(each.each, figure)) if each.each else None,
            )
            for each in written.sums
        )
        beside = bound(written.together.when, figure) if written.together else None
        return BoundRight(name, written, held, bound(written.when, figure), sums, beside)

    def _only_highest(
        self, outcomes: list[Outcome], household: HouseholdFacts, day: date
    ) -> Iterator[Outcome]:
        """Of the rights of one group that one person has, the highest is paid, and what may stand beside."""
        kept: list[Outcome] = []
        for outcome in sorted(outcomes, key=_by_amount):
            rivals = [each for each in kept if self._rivals(outcome, each, household, day)]
            ranked = replace(outcome, outranked_by=rivals[0].right) if rivals else outcome
            if ranked.paid:
                kept.append(ranked)
            yield ranked

    def _rivals(self, one: Outcome, other: Outcome, household: HouseholdFacts, day: date) -> bool:
        group = self.book.rights[one.right].highest_of
        if group is None or one.verdict is not Verdict.YES or one.member != other.member:
            return False
        if self.book.rights[other.right].highest_of != group or one.right == other.right:
            return False
        return not (self._beside(one, other, household, day) or self._beside(other, one, household, day))

    def _beside(self, one: Outcome, other: Outcome, household: HouseholdFacts, day: date) -> bool:
        right = self.right(one.right, day)
        if right.together is None or right.written.together is None:
            return False
        seen = Seen(household, day)
        looked_at = seen.of(household.member(one.member), own=True) if one.member else seen
        return other.right in right.written.together.rights and right.together.holds(looked_at) is True

    def _order(self, outcome: Outcome) -> tuple[int, int, int]:
        ranks = {Verdict.YES: 0, Verdict.UNKNOWN: 2, Verdict.NO: 3}
        rank = ranks[outcome.verdict] + (outcome.outranked_by is not None)
        kind = list(Kind).index(self.book.rights[outcome.right].kind)
        return rank, kind, -(outcome.amount.yearly if outcome.amount else 0)


def _by_amount(outcome: Outcome) -> tuple[bool, int | float]:
    least = outcome.amount.least if outcome.amount else None
    months = outcome.amount.months if outcome.amount else None
    return least is None, -float(least or 0) * (months or 12)
