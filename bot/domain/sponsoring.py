"""Which unit would fit a family that nobody helps yet: nearness, room, and who has the least to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.ids import AreaId, HouseholdId, SponsorId


@dataclass(frozen=True, slots=True)
class Able:
    """A unit with how many families it helps. `room` is for how many more, None not known."""

    unit: SponsorId
    helps: int
    room: int | None = None
    hamlet: AreaId | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A family that nobody helps, with how many needs it told of."""

    household: HouseholdId
    hamlet: AreaId
    needs: int


@dataclass(frozen=True, slots=True)
class Match:
    """A family and the unit that fits it; `near` where that is of the same hamlet."""

    household: HouseholdId
    unit: SponsorId
    near: bool


def suggested(families: Sequence[Waiting], units: Sequence[Able]) -> list[Match]:
    """A unit for each family, those that need the most first, while there is room anywhere.

    A unit of the same hamlet comes first, then one that helps the fewest. Units of other hamlets' own are
    never sent there."""
    load = {each.unit: each.helps for each in units}
    room = {each.unit: each.room for each in units}
    found = []
    for family in sorted(families, key=lambda each: (-each.needs, each.household)):
        fits = [
            each
            for each in units
            if each.hamlet in (None, family.hamlet)
            and (room[each.unit] is None or (room[each.unit] or 0) > 0)
        ]
        if not fits:
            continue
        best = min(fits, key=lambda each: (each.hamlet is None, load[each.unit], each.unit))
        load[best.unit] += 1
        left = room[best.unit]
        room[best.unit] = None if left is None else left - 1
        found.append(Match(family.household, best.unit, best.hamlet is not None))
    return found
