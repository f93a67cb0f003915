"""Whether targets agree with each other, with what there is, and with simple sums. Each fault is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from bot.domain.ids import AreaId
from bot.domain.targets import Category, Kind, Target, Unit

FIRST_YEAR, LAST_YEAR = 2000, 2050
_ROUNDING = Decimal("0.5")
_HUNDRED = Decimal(100)


class Fault(StrEnum):
    """What does not agree."""

    NEGATIVE = "negative"
    FRACTION = "fraction"
    OVER_HUNDRED = "over_hundred"
    YEAR = "year"
    UNIT = "unit"
    TURNS = "turns"
    TOLD_TWICE = "told_twice"
    SUM_DIFFERS = "sum_differs"
    PARTS_OVER = "parts_over"
    LEVEL_OUTSIDE = "level_outside"
    MORE_THAN_THERE_ARE = "more_than_there_are"
    CANNOT_ESCAPE_COUNTED = "cannot_escape_counted"
    LEFT_DIFFERS = "left_differs"
    LEFT_OVER_OPENING = "left_over_opening"
    LEFT_UNDER_CANNOT_ESCAPE = "left_under_cannot_escape"
    LEFT_GROWS = "left_grows"
    RATE_DIFFERS = "rate_differs"
    RATE_GROWS = "rate_grows"
    CUT_OVER_RATE = "cut_over_rate"
    CUT_DIFFERS = "cut_differs"
    NEAR_POOR_CUT_DIFFERS = "near_poor_cut_differs"
    YEARS_DIFFER = "years_differ"
    PART_OVER_WHOLE = "part_over_whole"
    SHARE_DIFFERS = "share_differs"


@dataclass(frozen=True, slots=True)
class Opening:
    """What an area had on the eve of a year; None where nobody counted."""

    poor: int | None = None
    near_poor: int | None = None
    cannot_escape: int | None = None
    households: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What is to be done, or was, in several years together."""

    area: AreaId
    category: Category
    first: int
    last: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole as it was told, perhaps with the percentage that stands beside it."""

    area: AreaId
    year: int
    category: Category
    part: int
    whole: int
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """All that is told together. `parts` are the areas directly below an area, all of them."""

    targets: Sequence[Target]
    parts: Mapping[AreaId, Sequence[AreaId]]
    openings: Mapping[tuple[AreaId, int], Opening]
    totals: Sequence[Total] = ()
    shares: Sequence[Share] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two figures that can not both be right: what was told, and what it should be or at most."""

    fault: Fault
    area: AreaId
    year: int
    category: Category
    told: Decimal
    against: Decimal


_Amounts = dict[tuple[AreaId, int, Category], Decimal]


def contradictions(book: Book) -> list[Contradiction]:
    """Return everything that does not agree; nothing is guessed where a figure is missing."""
    amounts: _Amounts = {(one.area, one.year, one.category): one.amount for one in reversed(book.targets)}
    found = [fault for each in _CHECKS for fault in each(book, amounts)]
    return sorted(set(found), key=lambda one: (one.year, one.area, one.category, one.fault))


def _alone(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    """What is wrong with a target by itself."""
    for one in book.targets:
        unit, amount = one.category.unit, one.amount
        if amount < 0:
            yield _found(Fault.NEGATIVE, one, amount, Decimal(0))
        if unit.whole and amount != int(amount):
            yield _found(Fault.FRACTION, one, amount, Decimal(int(amount)))
        if not unit.whole and amount > _HUNDRED:
            yield _found(Fault.OVER_HUNDRED, one, amount, _HUNDRED)
        if not FIRST_YEAR <= one.year <= LAST_YEAR:
            yield _found(Fault.YEAR, one, Decimal(one.year), Decimal(LAST_YEAR))
        if one.told_in not in (None, unit):
            fault = Fault.TURNS if one.told_in is Unit.TURN else Fault.UNIT
            yield _found(fault, one, amount, amount)


def _twice(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    for one in book.targets:
        first = amounts[one.area, one.year, one.category]
        if one.amount != first:
            yield _found(Fault.TOLD_TWICE, one, one.amount, first)


def _tree(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    """An area against its parts."""
    for (area, year, category), whole in amounts.items():
        parts = book.parts.get(area, ())
        told = [amounts[part, year, category] for part in parts if (part, year, category) in amounts]
        if not told:
            continue
        complete, own = len(told) == len(parts), Target(area, year, category, whole)
        if category.adds_up and complete and sum(told) != whole:
            yield _found(Fault.SUM_DIFFERS, own, whole, sum(told, Decimal(0)))
        if category.adds_up and not complete and sum(told) > whole:
            yield _found(Fault.PARTS_OVER, own, whole, sum(told, Decimal(0)))
        if category.kind is Kind.LEVEL and complete and not min(told) <= whole <= max(told):
            yield _found(Fault.LEVEL_OUTSIDE, own, whole, max(told) if whole > max(told) else min(told))


def _against_openings(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    """An area's targets against what it has."""
    for (area, year, category), amount in amounts.items():
        known = book.openings.get((area, year), Opening())
        own = Target(area, year, category, amount)
        match category:
            case Category.ESCAPE_POOR:
                yield from _too_many(own, known.poor, known.cannot_escape)
            case Category.ESCAPE_NEAR_POOR:
                yield from _too_many(own, known.near_poor, None)
            case Category.POOR_LEFT:
                yield from _left(own, known.poor, amounts.get((area, year, Category.ESCAPE_POOR)))
                cannot = amounts.get((area, year, Category.CANNOT_ESCAPE_LEFT))
                if cannot is not None and amount < cannot:
                    yield _found(Fault.LEFT_UNDER_CANNOT_ESCAPE, own, amount, cannot)
            case Category.NEAR_POOR_LEFT:
                yield from _left(own, known.near_poor, amounts.get((area, year, Category.ESCAPE_NEAR_POOR)))
            case Category.CANNOT_ESCAPE_LEFT:
                yield from _left(own, known.cannot_escape, None)


def _too_many(own: Target, there: int | None, cannot: int | None) -> Iterator[Contradiction]:
    if there is None:
        return
    if own.amount > there:
        yield _found(Fault.MORE_THAN_THERE_ARE, own, own.amount, Decimal(there))
    elif cannot is not None and own.amount > there - cannot:
        yield _found(Fault.CANNOT_ESCAPE_COUNTED, own, own.amount, Decimal(there - cannot))


def _left(own: Target, there: int | None, out: Decimal | None) -> Iterator[Contradiction]:
    if there is None:
        return
    if own.amount > there:
        yield _found(Fault.LEFT_OVER_OPENING, own, own.amount, Decimal(there))
    elif out is not None and out <= there and own.amount != there - out:
        yield _found(Fault.LEFT_DIFFERS, own, own.amount, there - out)


def _rates(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    """Percent, percentage points and households of the same area and year."""
    for (area, year, category), amount in amounts.items():
        known = book.openings.get((area, year), Opening())
        own, homes = Target(area, year, category, amount), known.households
        if category is Category.POOR_RATE and homes:
            left = amounts.get((area, year, Category.POOR_LEFT))
            if left is not None and not _same_rate(amount, left, homes):
                yield _found(Fault.RATE_DIFFERS, own, amount, left * _HUNDRED / homes)
        if category is Category.RATE_CUT and homes:
            if known.poor is not None and amount > known.poor * _HUNDRED / homes:
                yield _found(Fault.CUT_OVER_RATE, own, amount, known.poor * _HUNDRED / homes)
            out = amounts.get((area, year, Category.ESCAPE_POOR))
            if out is not None and not _same_rate(amount, out, homes):
                yield _found(Fault.CUT_DIFFERS, own, amount, out * _HUNDRED / homes)
        if category is Category.NEAR_POOR_CUT and known.near_poor:
            out = amounts.get((area, year, Category.ESCAPE_NEAR_POOR))
            if out is not None and not _same_rate(amount, out, known.near_poor):
                yield _found(Fault.NEAR_POOR_CUT_DIFFERS, own, amount, out * _HUNDRED / known.near_poor)


def _same_rate(percent: Decimal, part: Decimal, whole: int) -> bool:
    """Whether a percentage is that of a part, as far as it was rounded, or to the nearest household."""
    exact, step = part * _HUNDRED / whole, Decimal(1).scaleb(int(percent.as_tuple().exponent))
    near = abs(percent - exact) <= step * _ROUNDING
    return near or abs(percent * whole / _HUNDRED - part) < 1


def _years(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    """One year against the next, and years against what they make together."""
    rows = defaultdict[tuple[AreaId, Category], list[int]](list)
    for area, year, category in amounts:
        rows[area, category].append(year)
    for (area, category), years in rows.items():
        if not category.at_most:
            continue
        for before, after in pairwise(sorted(years)):
            first, later = amounts[area, before, category], amounts[area, after, category]
            if later > first:
                fault = Fault.LEFT_GROWS if category.kind is Kind.LEFT else Fault.RATE_GROWS
                yield _found(fault, Target(area, after, category, later), later, first)
    for total in book.totals:
        each = [
            amounts.get((total.area, year, total.category)) for year in range(total.first, total.last + 1)
        ]
        told = [amount for amount in each if amount is not None]
        if len(told) == len(each) and sum(told) != total.amount:
            own = Target(total.area, total.last, total.category, total.amount)
            yield _found(Fault.YEARS_DIFFER, own, total.amount, sum(told, Decimal(0)))


def _shares(book: Book, amounts: _Amounts) -> Iterator[Contradiction]:
    for share in book.shares:
        own = Target(share.area, share.year, share.category, Decimal(share.part))
        if share.part > share.whole:
            yield _found(Fault.PART_OVER_WHOLE, own, Decimal(share.part), Decimal(share.whole))
        elif share.percent is not None and not _same_rate(share.percent, Decimal(share.part), share.whole):
            yield _found(Fault.SHARE_DIFFERS, own, share.percent, share.part * _HUNDRED / share.whole)


def _found(fault: Fault, own: Target, told: Decimal, against: Decimal) -> Contradiction:
    return Contradiction(fault, own.area, own.year, own.category, told, against)


_CHECKS: tuple[Callable[[Book, _Amounts], Iterator[Contradiction]], ...] = (
    _alone,
    _twice,
    _tree,
    _against_openings,
    _rates,
    _years,
    _shares,
)
