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
    """One line of the book. A reversal has the amount of what it reverses with the other sign.

    `due` is until when a pledge is to be kept; `from_fund` what is given out of what the ward received."""

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
    due: date | None = None
    from_fund: bool = False

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
    """What came of one kind of help. `spent` is the part of what was given that the fund gave."""

    pledged: int = 0
    received: int = 0
    given: int = 0
    spent: int = 0

    @property
    def in_fund(self) -> int:
        """Handed to the fund and not given on."""
        return self.received - self.spent

    def plus(self, entry: Entry) -> Balance:
        """The balance with one more line."""
        told = {entry.stage.value: getattr(self, entry.stage.value) + entry.amount}
        if entry.from_fund:
            told["spent"] = self.spent + entry.amount
        return replace(self, **told)


def balances(entries: Iterable[Entry]) -> Mapping[Kind, Balance]:
    """The balance of every kind."""
    table: dict[Kind, Balance] = defaultdict(Balance)
    for entry in entries:
        table[entry.kind] = table[entry.kind].plus(entry)
    return dict(table)


class Refused(StrEnum):
    """Why a line is not written."""

    NOT_THERE = "not_there"
    REVERSED_BEFORE = "reversed_before"
    IS_REVERSAL = "is_reversal"
    SPENT_ALREADY = "spent_already"


def refused(entries: Sequence[Entry], new: Entry, *, instead: Entry | None = None) -> Refused | None:
    """Why a line may not be added to the book; None when it may. `instead` is written right after a reversal.

    The fund never gives what it does not have, and what it gave on can not be taken out from under it."""
    if new.reverses is not None:
        before = next((each for each in entries if each.number == new.reverses), None)
        if before is None or before.reverses is not None:
            return Refused.IS_REVERSAL
        if any(each.reverses == new.reverses for each in entries):
            return Refused.REVERSED_BEFORE
    held = balances(entries).get(new.kind, Balance())
    after = held.plus(new) if instead is None else held.plus(new).plus(instead)
    if after.in_fund >= 0 or after.in_fund >= held.in_fund:
        return None
    return Refused.NOT_THERE if new.reverses is None else Refused.SPENT_ALREADY


def reversal(entry: Entry, *, on: date) -> Entry:
    """The line that takes another one back. Raises `ValueError` for a reversal, and without a number."""
    if entry.reverses is not None or entry.number is None:
        raise ValueError("only a numbered line that is no reversal can be reversed")
    return replace(entry, amount=-entry.amount, on=on, number=None, reverses=entry.number)


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The lines that were not taken back, without the reversals."""
    reversed_ = {entry.reverses for entry in entries}
    return [entry for entry in entries if entry.reverses is None and entry.number not in reversed_]


@dataclass(frozen=True, slots=True)
class OpenPledge:
    """A pledge with how much of it is still to come."""

    pledge: Entry
    left: int

    def late(self, day: date) -> bool:
        """Whether its day is over."""
        return self.pledge.due is not None and self.pledge.due < day


def pledges(entries: Sequence[Entry]) -> list[OpenPledge]:
    """The pledges that stand, the soonest due first, those that were kept with nothing left.

    What a unit hands in or gives by itself from the day of a pledge on keeps it: first one for the same
    family, then one for nobody by name. What the fund gives on keeps no pledge a second time."""
    lines = standing(entries)
    left = {place: each.amount for place, each in _in_order(lines)}
    came = [each for each in lines if each.stage is not Stage.PLEDGED and not each.from_fund]
    for each in sorted(came, key=lambda one: (one.on, one.number or 0)):
        rest = each.amount
        for place, _ in _kept_by(each, _in_order(lines)):
            part = min(rest, left[place])
            left[place] -= part
            rest -= part
    return [OpenPledge(each, left[place]) for place, each in _in_order(lines)]


def _in_order(lines: Sequence[Entry]) -> list[tuple[int, Entry]]:
    made = [(place, each) for place, each in enumerate(lines) if each.stage is Stage.PLEDGED]
    return sorted(made, key=lambda each: (each[1].due or date.max, each[1].on, each[0]))


def _kept_by(came: Entry, made: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    own = [
        (place, each)
        for place, each in made
        if each.sponsor is not None
        and (each.sponsor, each.kind) == (came.sponsor, came.kind)
        and each.on <= came.on
        and each.household in (None, came.household)
    ]
    return sorted(own, key=lambda each: each[1].household is None)


def open_pledges(entries: Sequence[Entry]) -> list[OpenPledge]:
    """The pledges of which something is still to come, the soonest due first."""
    return [each for each in pledges(entries) if each.left > 0]


def shared(amount: int, families: Sequence[HouseholdId]) -> dict[HouseholdId, int]:
    """An amount for several families, evenly; what can not be divided goes to the first ones, one by one."""
    each, rest = divmod(amount, len(families))
    return {family: each + (place < rest) for place, family in enumerate(families)}
