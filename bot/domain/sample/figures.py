"""Figures of the press reports the product is built from: what was, never what holds today."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class FigureUnit(StrEnum):
    """What a figure counts. Turns count a household, person or firm each time: never add them to heads."""

    HOUSEHOLD = "household"
    HOUSEHOLD_TURN = "household_turn"
    WORKER = "worker"
    ATTENDANCE = "attendance"
    EMPLOYER_TURN = "employer_turn"
    PARTY_CELL = "party_cell"
    COMPANY = "company"
    HOUSE = "house"
    JOB = "job"
    MODEL = "model"
    BOOTH = "booth"
    SESSION = "session"
    LEAFLET = "leaflet"
    CLASS = "class"
    PAPER = "paper"
    YEAR = "year"
    VND = "vnd"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"

    @property
    def turns(self) -> bool:
        """Whether it counts turns instead of heads."""
        return self in {FigureUnit.HOUSEHOLD_TURN, FigureUnit.ATTENDANCE, FigureUnit.EMPLOYER_TURN}


class Qualifier(StrEnum):
    """A word that belongs to the figure and may not be lost."""

    EXACTLY = "exactly"
    MORE_THAN = "more_than"
    NEARLY = "nearly"
    UNDER = "under"


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureRow(_Written):
    """One number. `period` is a year, a day, the years from–to, or as the report says it.

    `of` is the whole that it is a part of, `up_to` the other end of a range; `target` marks what was planned,
    not reached; a `relative` percentage is of the former number itself."""

    place: str
    period: str
    measure: str
    value: Decimal
    unit: FigureUnit
    of: Decimal | None = None
    up_to: Decimal | None = None
    qualifier: Qualifier = Qualifier.EXACTLY
    target: bool = False
    relative: bool = False


class FigureSource(_Written):
    """Where a figure was published, and on which day if it is known."""

    title: str
    publisher: str | None = None
    published: date | None = None


class Figure(FigureRow):
    """A number with its source."""

    source: FigureSource


class Report(FigureSource):
    """One press report: its figures, and the documents and the meeting it names."""

    figures: tuple[FigureRow, ...]
    documents: tuple[str, ...] = ()
    met_on: date | None = None

    def sourced(self) -> Iterator[Figure]:
        """Its figures, each with this report as the source."""
        source = FigureSource(title=self.title, publisher=self.publisher, published=self.published)
        for row in self.figures:
            yield Figure(**row.model_dump(), source=source)
