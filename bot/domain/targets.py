"""Targets of an area for a year: what each counts, how far it is, where it will be at the end of the year.

Amounts are `Decimal` in the unit of the category: a percentage of 1.45 is `Decimal("1.45")`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bot.domain.ids import AreaId

FORECAST_FROM_DAY = 31
"""With fewer days behind it a pace says nothing."""


class Unit(StrEnum):
    """What is counted. Turns are never heads: who came twice is one person."""

    HOUSEHOLD = "household"
    PERSON = "person"
    TURN = "turn"
    HOUSE = "house"
    MODEL = "model"
    PERCENT = "percent"
    POINT = "point"

    @property
    def whole(self) -> bool:
        """Whether there are no halves of it."""
        return self not in (Unit.PERCENT, Unit.POINT)


class Kind(StrEnum):
    """How an amount behaves over the year and over the parts of an area."""

    FLOW = "flow"
    LEFT = "left"
    LEVEL = "level"
    CUT = "cut"


class Category(StrEnum):
    """What a target is about. Those who cannot escape are counted apart: no effort lifts them out."""

    ESCAPE_POOR = "escape_poor"
    ESCAPE_NEAR_POOR = "escape_near_poor"
    POOR_LEFT = "poor_left"
    NEAR_POOR_LEFT = "near_poor_left"
    CANNOT_ESCAPE_LEFT = "cannot_escape_left"
    POOR_RATE = "poor_rate"
    RATE_CUT = "rate_cut"
    NEAR_POOR_CUT = "near_poor_cut"
    INSURED = "insured"
    HOUSES = "houses"
    JOBS = "jobs"
    TRAINED = "trained"
    MODELS = "models"

    @property
    def unit(self) -> Unit:
        """In what it is counted."""
        return _FORMS[self][0]

    @property
    def kind(self) -> Kind:
        """Whether it adds up over the year, is what is left, a level, or a cut of a level."""
        return _FORMS[self][1]

    @property
    def at_most(self) -> bool:
        """Whether less is better."""
        return self.kind is Kind.LEFT or self is Category.POOR_RATE

    @property
    def adds_up(self) -> bool:
        """Whether the amounts of the parts of an area make up its own."""
        return self.kind in (Kind.FLOW, Kind.LEFT)


_FORMS: dict[Category, tuple[Unit, Kind]] = {
    Category.ESCAPE_POOR: (Unit.HOUSEHOLD, Kind.FLOW),
    Category.ESCAPE_NEAR_POOR: (Unit.HOUSEHOLD, Kind.FLOW),
    Category.POOR_LEFT: (Unit.HOUSEHOLD, Kind.LEFT),
    Category.NEAR_POOR_LEFT: (Unit.HOUSEHOLD, Kind.LEFT),
    Category.CANNOT_ESCAPE_LEFT: (Unit.HOUSEHOLD, Kind.LEFT),
    Category.POOR_RATE: (Unit.PERCENT, Kind.LEVEL),
    Category.RATE_CUT: (Unit.POINT, Kind.CUT),
    Category.NEAR_POOR_CUT: (Unit.PERCENT, Kind.CUT),
    Category.INSURED: (Unit.PERCENT, Kind.LEVEL),
    Category.HOUSES: (Unit.HOUSE, Kind.FLOW),
    Category.JOBS: (Unit.PERSON, Kind.FLOW),
    Category.TRAINED: (Unit.PERSON, Kind.FLOW),
    Category.MODELS: (Unit.MODEL, Kind.FLOW),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What an area is to reach in a year. `told_in` is the unit it was told in, where one was."""

    area: AreaId
    year: int
    category: Category
    amount: Decimal
    told_in: Unit | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: done since the year began, or left, or the level now.

    `opening` is what there was on the eve of the year; `part` of `whole` stand behind a level."""

    now: Decimal
    opening: Decimal | None = None
    part: int | None = None
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a target is and will be, if everything goes on at the pace of the year so far.

    `forecast` is None while a pace says nothing, and for a level; `missing` is what the forecast, or else the
    present, lacks of the target or has too much."""

    target: Target
    progress: Progress
    forecast: Decimal | None
    missing: Decimal

    @property
    def reached(self) -> bool:
        """Whether it is reached today."""
        now, wanted = self.progress.now, self.target.amount
        return now <= wanted if self.target.category.at_most else now >= wanted

    @property
    def share(self) -> Decimal | None:
        """How much of the way is done, in percent; None where there is no way to go."""
        opening, wanted = self.progress.opening, self.target.amount
        if self.target.category.kind is Kind.LEFT:
            way = None if opening is None else opening - wanted
            return None if not way or opening is None else _percent(opening - self.progress.now, way)
        return _percent(self.progress.now, wanted) if wanted else None


def outlook(target: Target, progress: Progress, *, today: date) -> Outlook:
    """Return where a target will be at the end of its year. A year that is over is its own forecast."""
    forecast = _forecast(target, progress, today)
    ends = progress.now if forecast is None else forecast
    gap = ends - target.amount if target.category.at_most else target.amount - ends
    return Outlook(target, progress, forecast, max(gap, Decimal(0)))


def _forecast(target: Target, progress: Progress, today: date) -> Decimal | None:
    first, last = date(target.year, 1, 1), date(target.year, 12, 31)
    behind, whole = (min(today, last) - first).days + 1, (last - first).days + 1
    if behind < FORECAST_FROM_DAY or target.category.kind not in (Kind.FLOW, Kind.LEFT):
        return None
    if target.category.kind is Kind.FLOW:
        return _rounded(progress.now * whole / behind)
    if progress.opening is None:
        return None
    gone = (progress.opening - progress.now) * whole / behind
    return max(_rounded(progress.opening - gone), Decimal(0))


def slowest(outlooks: dict[AreaId, Outlook]) -> AreaId | None:
    """Return the part of an area that did the smallest share of its own way; None while all are done."""
    behind = {
        area: share
        for area, each in outlooks.items()
        if not each.reached and (share := each.share) is not None
    }
    return min(behind, key=lambda area: (behind[area], area), default=None)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
