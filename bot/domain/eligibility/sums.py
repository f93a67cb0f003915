"""What a right comes to for one household or member: a sum, a share, or a span while facts are missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.eligibility.conditions import Bound, Seen, SomeMember
from bot.domain.eligibility.figures import Held
from bot.domain.eligibility.terms import Per
from bot.domain.policies.catalogue import Value
from bot.domain.policies.terms import Unit

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Amount:
    """`least` and `most` are đồng, or percent as `share` tells; None where the law's figure is not known.

    `months` of a year it is paid, None for all. `about`: worked out, so that the commune confirms it."""

    least: int | Decimal | None
    most: int | Decimal | None
    per: Per
    months: int | None = None
    share: bool = False
    about: bool = False
    national_minimum: bool = False

    @property
    def known(self) -> bool:
        """Whether it is one sum for sure."""
        return self.least is not None and self.least == self.most

    @property
    def yearly(self) -> int:
        """The most it may come to in đồng in a year; 0 for shares and what is not known."""
        if self.most is None or self.share:
            return 0
        return int(self.most) * ((self.months or MONTHS) if self.per is Per.MONTH else 1)


@dataclass(frozen=True, slots=True)
class BoundSum:
    """One case of what is paid, on a day. `figure` None is a sum that nobody surely knows."""

    when: Bound | None
    figure: Held | None
    per: Per
    months: Held | None
    each: SomeMember | None


def amount(cases: tuple[BoundSum, ...], seen: Seen) -> Amount | None:
    """What the first case that holds pays; a span where it is not known which does."""
    possible = []
    for case in cases:
        held = True if case.when is None else case.when.holds(seen)
        if held is not False:
            possible.append(_paid(case, seen))
        if held:
            break
    if len(possible) < 2:
        return possible[0] if possible else None
    return _span(possible)


def _paid(case: BoundSum, seen: Seen) -> Amount:
    figure = case.figure
    months = int(case.months.value) if case.months else None
    if figure is None or not (figure.unit.money or figure.unit.share):
        return Amount(None, None, case.per, months)
    least, most = (1, 1) if case.each is None else case.each.count(seen)
    value = _number(figure.value, figure.unit)
    return Amount(
        least=value * least,
        most=None if most is None else value * most,
        per=case.per,
        months=months,
        share=figure.unit.share,
        about=figure.about,
        national_minimum=figure.national_minimum,
    )


def _number(value: Value, unit: Unit) -> int | Decimal:
    return int(value) if unit.money else Decimal(value)


def _span(possible: list[Amount]) -> Amount:
    lows = [each.least for each in possible if each.least is not None]
    highs = [each.most for each in possible if each.most is not None]
    first = possible[0]
    return Amount(
        least=min(lows) if len(lows) == len(possible) else None,
        most=max(highs, default=None),
        per=first.per,
        months=first.months,
        share=any(each.share for each in possible),
        about=any(each.about for each in possible),
        national_minimum=any(each.national_minimum for each in possible),
    )
