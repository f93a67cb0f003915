"""What a higher income line means for many households of which the income is not known. Guesses no income."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.register.terms import Status


class Expected(StrEnum):
    """What can be said of a household by what it is recognised as today."""

    STAYS_LOW = "stays_low"
    MAY_COME_IN = "may_come_in"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class Group:
    """So many households alike: `indicators` tells whether it is known what they lack."""

    status: Status | None
    indicators: bool
    households: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All households by what can be said, and how many of those counted by indicators have none on record."""

    counts: Mapping[Expected, int]
    without_indicators: int

    @property
    def households(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        counts = {kind: self.counts.get(kind, 0) + other.counts.get(kind, 0) for kind in Expected}
        return Tally(counts, self.without_indicators + other.without_indicators)


def expected(status: Status | None) -> Expected:
    """Poor and near-poor stay under a line that rises; all others may come under it, if their income is low.

    Which of poor and near-poor a household will be hangs on indicators, and is not said."""
    if status is None:
        return Expected.UNRECOGNISED
    return Expected.STAYS_LOW if status in (Status.POOR, Status.NEAR_POOR) else Expected.MAY_COME_IN


def tally(groups: Iterable[Group]) -> Tally:
    """Count the groups together."""
    counts, without = Counter[Expected](), 0
    for group in groups:
        counts[expected(group.status)] += group.households
        without += 0 if group.indicators else group.households
    return Tally(counts, without)
