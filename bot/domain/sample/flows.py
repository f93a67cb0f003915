"""The written change tables that the invented households live out, year by year."""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, model_validator

from bot.domain.register.terms import Ended, Status


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InYear(_Written):
    """What happens to the households of one status within a year."""

    died: NonNegativeInt = 0
    moved_away: NonNegativeInt = 0
    merged: NonNegativeInt = 0
    newly_arisen: NonNegativeInt = 0
    moved_in: NonNegativeInt = 0
    split: NonNegativeInt = 0

    @property
    def gone(self) -> Iterator[Ended]:
        """How each household that goes does so."""
        for ended, count in (
            (Ended.DIED, self.died),
            (Ended.MOVED_AWAY, self.moved_away),
            (Ended.MERGED, self.merged),
        ):
            yield from [ended] * count

    @property
    def change(self) -> int:
        """Households more at the end."""
        return self.newly_arisen + self.moved_in + self.split - self.died - self.moved_away - self.merged


class InYearOfBoth(_Written):
    """The poor and the near-poor within a year."""

    poor: InYear
    near_poor: InYear


class ReviewOfPoor(_Written):
    """The yearly review of the poor; `halfway` are those that became near-poor."""

    escaped: NonNegativeInt = 0
    halfway: NonNegativeInt = 0
    newly_arisen: NonNegativeInt = 0
    fell_back: NonNegativeInt = 0


class ReviewOfNearPoor(_Written):
    """The yearly review of the near-poor; `fell` are those that became poor."""

    escaped: NonNegativeInt = 0
    fell: NonNegativeInt = 0
    newly_arisen: NonNegativeInt = 0
    fell_back: NonNegativeInt = 0


class Both(_Written):
    """A number of poor and one of near-poor households."""

    poor: NonNegativeInt = 0
    near_poor: NonNegativeInt = 0

    def of(self, status: Status) -> int:
        """The number of one of the two."""
        return self.poor if status is Status.POOR else self.near_poor


class Review(_Written):
    """The yearly review. `within_three_years`: how many of those that fell back had escaped a year ago."""

    poor: ReviewOfPoor
    near_poor: ReviewOfNearPoor
    within_three_years: Both = Both()


class Year(_Written):
    """The flows of one year and what they leave."""

    in_year: InYearOfBoth
    review: Review
    closing: Both

    def after(self, opening: Both) -> Both:
        """What the flows make of an opening."""
        poor, near_poor = self.review.poor, self.review.near_poor
        return Both(
            poor=opening.poor
            + self.in_year.poor.change
            + (near_poor.fell + poor.newly_arisen + poor.fell_back - poor.escaped - poor.halfway),
            near_poor=opening.near_poor
            + self.in_year.near_poor.change
            + (poor.halfway + near_poor.newly_arisen + near_poor.fell_back)
            - (near_poor.escaped + near_poor.fell),
        )


class Opening(Both):
    """The first day. Who was listed earlier and may fall back is on no list then."""

    formerly_poor: NonNegativeInt = 0
    formerly_near_poor: NonNegativeInt = 0


class Part(_Written):
    """The households of one or several old wards. `cannot_escape` is how many of the poor today can not."""

    old_units: frozenset[str]
    opening: Opening
    years: dict[int, Year] = Field(min_length=1)
    settled: Year
    cannot_escape: NonNegativeInt

    @model_validator(mode="after")
    def _balances(self) -> Self:
        opening: Both = self.opening
        for number in range(self.first, self.last + 3):
            opening = self.year(number).after(opening)
            if opening != self.year(number).closing:
                raise ValueError(f"{number} leaves {opening}, not {self.year(number).closing}")
        return self

    @property
    def first(self) -> int:
        """The first year that is told of."""
        return min(self.years)

    @property
    def last(self) -> int:
        """The last year with flows of its own."""
        return max(self.years)

    def year(self, number: int) -> Year:
        """The flows of a year."""
        return self.years.get(number, self.settled)
