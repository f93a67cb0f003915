"""A question for a figure as it will be counted: nothing is open any more."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.domain.figures.filters import Cases, Filters
from bot.domain.figures.question import Period
from bot.domain.figures.terms import Ask, By, Counted, Expiring, Extra, Facet, Shape
from bot.domain.register.terms import Status

FOLLOWED = (Status.POOR, Status.NEAR_POOR, Status.NEWLY_ESCAPED)
"""The families a commune looks after; where no status is said, these are meant."""

ALL_FOLLOWED_SINCE = 2021
"""Before this year the register knows only families that are followed today: a share of them misleads."""

_BY_FACETS = {
    By.CANNOT_ESCAPE: Facet.CANNOT_ESCAPE,
    By.CAUSE: Facet.CAUSES,
    By.DEPRIVATION: Facet.DEPRIVATIONS,
    By.NEED: Facet.NEEDS,
    By.ETHNICITY: Facet.ETHNICITY,
    By.SEX: Facet.SEX,
    By.SPONSOR: Facet.SPONSOR,
}


class _Meant(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wholes(StrEnum):
    """Of what a rate is a part."""

    FOLLOWED = "followed"
    STATUS = "status"
    FILTERED = "filtered"
    OPENING = "opening"


class Query(_Meant):
    """What is counted, of whom, where, as of when, and in which form it is told.

    `hamlets` are numbers of areas, `former` names of before by which some of them were asked for. `periods`
    are the days asked about: of a stock the last day counts, of ways in and out all days. `received_in` are
    those of things received."""

    shape: Shape
    counted: Counted
    hamlets: tuple[int, ...] = ()
    former: tuple[str, ...] = ()
    whole: bool
    statuses: tuple[Status, ...]
    periods: tuple[Period, ...]
    received_in: Period | None = None
    known_on: date | None = None
    flows: tuple[Ask, ...] = ()
    flow_of: Status = Status.POOR
    filters: Filters = Filters()
    idle: bool = False
    cases: Cases | None = None
    expiring: Expiring | None = None
    by: By | None = None
    most: bool = True
    ranked: bool = False
    ordered: bool = False
    whole_of_rate: Wholes | None = None
    extra: Extra | None = None

    def written(self) -> dict[str, Any]:
        """The query as machines read it, without what is as usual."""
        left_out = {"hamlets"} if self.whole else {"whole"}
        return self.model_dump(mode="json", exclude_defaults=True, exclude=left_out)

    def facets(self) -> set[Facet]:
        """What must be looked at of each household."""
        found = set(self.filters.facets())
        if self.expiring is Expiring.INSURANCE:
            found.add(Facet.INSURANCE)
        if self.by in _BY_FACETS:
            found.add(_BY_FACETS[self.by])
        return found
