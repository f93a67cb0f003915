"""What was counted for a query, before anybody put it into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.domain.figures.query import Query
from bot.domain.figures.question import Period
from bot.domain.figures.terms import Ask
from bot.domain.ids import HouseholdId
from bot.domain.register.change_table import ChangeTable, Flow
from bot.domain.register.terms import Status

FLOWS: Mapping[tuple[Status, Ask], tuple[Flow, ...]] = {
    (Status.POOR, Ask.ESCAPED): (Flow.ESCAPED, Flow.ESCAPED_TO_NEAR_POOR),
    (Status.POOR, Ask.ESCAPED_TO_NEAR_POOR): (Flow.ESCAPED_TO_NEAR_POOR,),
    (Status.POOR, Ask.FELL): (Flow.FELL,),
    (Status.POOR, Ask.FELL_BACK): (Flow.FELL_BACK,),
    (Status.POOR, Ask.NEWLY_ARISEN): (Flow.NEWLY_ARISEN,),
    (Status.POOR, Ask.OTHER_DECREASE): (Flow.OTHER_DECREASE,),
    (Status.POOR, Ask.OTHER_INCREASE): (Flow.OTHER_INCREASE,),
    (Status.NEAR_POOR, Ask.ESCAPED): (Flow.ESCAPED,),
    (Status.NEAR_POOR, Ask.ESCAPED_TO_NEAR_POOR): (Flow.CAME_UP,),
    (Status.NEAR_POOR, Ask.FELL): (Flow.BECAME_POOR,),
    (Status.NEAR_POOR, Ask.FELL_BACK): (Flow.FELL_BACK,),
    (Status.NEAR_POOR, Ask.NEWLY_ARISEN): (Flow.NEWLY_ARISEN,),
    (Status.NEAR_POOR, Ask.OTHER_DECREASE): (Flow.OTHER_DECREASE,),
    (Status.NEAR_POOR, Ask.OTHER_INCREASE): (Flow.OTHER_INCREASE,),
}
"""The official flows that each way of saying is. Who gets out halfway, to near-poor, got out of poverty."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts of a figure: an area's number, a code, a name, a period; and of what it is part."""

    key: int | str | Period
    count: int
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """`number` of `whole`. `money` is VND. `parts` are in order; `before` those it is compared with.

    `cannot_escape` of the poor are beyond every target and told apart. `households` are listed."""

    query: Query
    as_of: date
    number: int
    whole: int | None = None
    parts: Sequence[Part] = ()
    before: Sequence[Part] = ()
    cannot_escape: int | None = None
    table: ChangeTable | None = None
    households: Sequence[HouseholdId] = ()
    names: Sequence[str] = ()
    statuses: Sequence[Part] = field(default=())

    @property
    def percent(self) -> float | None:
        """The share in percent, to two decimals; None of nothing."""
        return share(self.number, self.whole)


def share(number: int, whole: int | None) -> float | None:
    """A part in percent of its whole, to two decimals, halves rounded up; None of nothing."""
    if not whole:
        return None
    exact = Decimal(number * 100) / whole
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
