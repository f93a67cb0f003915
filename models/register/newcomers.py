"""Makes hamlets, households and people that a list brings: in the register, or imagined while one looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.text import fold
from models.areas import Area, AreaKind, add_area
from models.register.writing import add_households, add_people

IN_TOWN = ("khom", "khu pho", "to dan pho")


class Newcomers(Protocol):
    """Makes what nobody knew."""

    def households(self, commune: AreaId, numbers: Sequence[str]) -> list[HouseholdId]:
        """Households with numbers that are free in their commune."""

    def people(self, count: int) -> list[PersonId]:
        """So many people of whom nothing is known yet."""

    def hamlet(self, commune: AreaId, name: str) -> Area:
        """A hamlet. A khóm is in town, an ấp in the country."""


class Written:
    """Makes them in the register."""

    def __init__(self, tx: Connection, *, now: datetime) -> None:
        self._tx = tx
        self._now = now

    def households(self, commune: AreaId, numbers: Sequence[str]) -> list[HouseholdId]:
        return add_households(self._tx, commune, numbers=numbers, now=self._now)

    def people(self, count: int) -> list[PersonId]:
        return add_people(self._tx, count, now=self._now)

    def hamlet(self, commune: AreaId, name: str) -> Area:
        urban = _urban(name)
        made = add_area(self._tx, AreaKind.HAMLET, name, parent=commune, urban=urban)
        return Area(made, AreaKind.HAMLET, name, commune, urban)


class Imagined:
    """Gives numbers that nothing in the register has; nothing is written."""

    def __init__(self) -> None:
        self._last = 0

    def households(self, _commune: AreaId, numbers: Sequence[str]) -> list[HouseholdId]:
        return [HouseholdId(self._next()) for _ in numbers]

    def people(self, count: int) -> list[PersonId]:
        return [PersonId(self._next()) for _ in range(count)]

    def hamlet(self, commune: AreaId, name: str) -> Area:
        return Area(AreaId(self._next()), AreaKind.HAMLET, name, commune, _urban(name))

    def _next(self) -> int:
        self._last -= 1
        return self._last


def _urban(name: str) -> bool:
    return fold(name).startswith(IN_TOWN)
