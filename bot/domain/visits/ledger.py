"""The book of help: pledged, received by the fund, given to a family. Mistakes are reversed, never erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.ids import HouseholdId, SponsorId


class Stage(StrEnum):
    """How far help has come."""

    PLEDGED = "pledged"
    RECEIVED = "received"
    GIVEN = "given"


class Measure(StrEnum):
    """What is counted: đồng, thousandths of a unit of goods, or minutes of work."""

    MONEY = "money"
    GOODS = "goods"
    WORK = "work"


GRAIN = 1_000
"""Goods are counted in thousandths of their unit, so that half a kilo is a whole number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book. A reversal has the amount of what it reverses with the other sign."""

    stage: Stage
    measure: Measure
    amount: int
    on: date
    sponsor: SponsorId | None = None
    household: HouseholdId | None = None
    item: str | None = None
    unit: str | None = None
    number: int | None = None
    reverses: int | None = None

    @property
    def kind(self) -> Kind:
        """What may be added to it."""
        return Kind(self.measure, self.item, self.unit)


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Things that are counted together: all money, or all of one item in one unit."""

    measure: Measure
    item: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """What came of one kind of help. `open_pledges` is what was promised and not yet given."""

    pledged: int = 0
    received: int = 0
    given: int = 0

    @property
    def open_pledges(self) -> int:
        """Promised, and neither handed to the fund nor given; never less than nothing."""
        return max(self.pledged - max(self.received, self.given), 0)

    @property
    def in_fund(self) -> int:
        """Handed to the fund and not given on; less than nothing where units gave by themselves."""
        return self.received - self.given

    def plus(self, entry: Entry) -> Balance:
        """The balance with one more line."""
        told = {entry.stage.value: getattr(self, entry.stage.value) + entry.amount}
        return replace(self, **told)


def balances(entries: Iterable[Entry]) -> Mapping[Kind, Balance]:
    """The balance of every kind."""
    table: dict[Kind, Balance] = defaultdict(Balance)
    for entry in entries:
        table[entry.kind] = table[entry.kind].plus(entry)
    return dict(table)


def reversal(entry: Entry, *, on: date) -> Entry:
    """The line that takes another one back. Raises `ValueError` for a reversal, and without a number."""
    if entry.reverses is not None or entry.number is None:
        raise ValueError("only a numbered line that is no reversal can be reversed")
    return replace(entry, amount=-entry.amount, on=on, number=None, reverses=entry.number)


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The lines that were not taken back, without the reversals."""
    reversed_ = {entry.reverses for entry in entries}
    return [entry for entry in entries if entry.reverses is None and entry.number not in reversed_]


def shared(amount: int, families: Sequence[HouseholdId]) -> dict[HouseholdId, int]:
    """An amount for several families, evenly; what can not be divided goes to the first ones, one by one."""
    each, rest = divmod(amount, len(families))
    return {family: each + (place < rest) for place, family in enumerate(families)}
