"""What was heard of a question for a figure, part by part. Says nothing of what it means together."""

from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.domain.figures.filters import Cases, Filters
from bot.domain.figures.terms import Ask, By, Counted, Expiring, Extra, Shape, Steps
from bot.domain.register.terms import Status

_DAY = timedelta(days=1)


class _Heard(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(StrEnum):
    """How a period is called."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


class Period(_Heard):
    """Some days: from `start` up to but without `end`, and how they are called."""

    start: date
    end: date
    span: Span

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - _DAY

    @classmethod
    def day(cls, day: date) -> "Period":
        """One day."""
        return cls(start=day, end=day + _DAY, span=Span.DAY)

    @classmethod
    def year(cls, year: int) -> "Period":
        """A calendar year."""
        return cls(start=date(year, 1, 1), end=date(year + 1, 1, 1), span=Span.YEAR)

    @classmethod
    def months(cls, year: int, month: int, count: int = 1) -> "Period":
        """Some months of a year, from one on."""
        after = month + count
        end = date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1)
        span = {1: Span.MONTH, 3: Span.QUARTER}.get(count, Span.RANGE)
        return cls(start=date(year, month, 1), end=end, span=span)


class Question(Filters):
    """All that was heard: which households, and what is wanted of them. Empty parts were not said."""

    shape: Shape | None = None
    counted: Counted | None = None
    hamlets: tuple[int, ...] = ()
    former: tuple[str, ...] = ()
    whole: bool = False
    elsewhere: tuple[str, ...] = ()
    old_units: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    steps: Steps | None = None
    known_on: date | None = None
    statuses: tuple[Status, ...] = ()
    asked: tuple[Ask, ...] = ()
    of_near_poor: bool = False
    net: bool = False
    idle: bool = False
    cases: Cases | None = None
    expiring: Expiring | None = None
    by: By | None = None
    most: bool | None = None
    ordered: bool = False
    compared: bool = False
    extra: Extra | None = None
    follows: bool = False
    counting: bool = False
    defined: bool = False
    personal: bool = False
    insurance_unclear: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def filters(self) -> Filters:
        """Which households are meant, apart from what else was said."""
        return Filters(**{name: getattr(self, name) for name in Filters.model_fields})

    @property
    def subject(self) -> bool:
        """Whether it says by itself what is counted or filtered."""
        return bool(
            self.counted
            or self.statuses
            or self.asked
            or self.with_cannot_escape is not None
            or self.having
            or self.head
            or self.member
            or self.sponsored
            or self.cases
            or self.received
            or self.expiring
            or self.idle
            or self.size
            or self.lacks
            or self.phone is not None
            or self.shape is Shape.CHANGES
        )

    @property
    def said(self) -> bool:
        """Whether anything was heard at all."""
        blank = Question(follows=self.follows, unknown=self.unknown, personal=self.personal)
        return self != blank

    def after(self, before: "Question") -> "Question":
        """This as a follow-up: what it does not say is as in the question before."""
        given = {name: getattr(self, name) for name in self.model_fields_set if name not in _OWN}
        given = {
            name: value for name, value in given.items() if value != type(self).model_fields[name].default
        }
        kept = dict(before)
        if {"hamlets", "whole", "urban", "old_units", "elsewhere"} & given.keys():
            kept |= {"hamlets": (), "former": (), "whole": False, "urban": None}
            kept |= {"old_units": (), "elsewhere": ()}
        if {"periods", "steps"} & given.keys():
            kept |= {"periods": (), "steps": None, "shape": _without_trend(before.shape)}
        if "by" in given or "shape" in given:
            kept |= {"by": None, "most": None, "ordered": False, "compared": False}
        own = {name: getattr(self, name) for name in _OWN}
        return Question(**(kept | given | own))


_OWN = ("follows", "unknown", "personal", "extra", "counting", "defined")


def _without_trend(shape: Shape | None) -> Shape | None:
    return None if shape in (Shape.TREND, Shape.COMPARE) else shape
