"""What the scenarios of changes look at: the file of a family, what was written, what the trail notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from bot.domain.register.history import AsOf
from bot.domain.register.households import Household
from bot.domain.register.terms import CannotEscape, Standard, Status
from bot.domain.roles import Field
from models import audit
from models.register.reading import HouseholdReader
from models.register.tables import register_change
from tests.families import Family
from tests.world import World

TODAY = date(2026, 11, 23)
ESCAPED = "ho ba lan ap 3 thoat ngheo tu 1/11"
DECISION = f"{ESCAPED} theo QD 25/QĐ-UBND ngay 30/10/2026"


def file_of(town: World, family: Family, day: date = TODAY) -> Household | None:
    return town.read(lambda tx: HouseholdReader(tx, AsOf(day)).read(family.household, frozenset(Field)))


def head_of(town: World, family: Family) -> str | None:
    """The name of the head of a family today."""
    found = file_of(town, family)
    return found.head.name if found and found.head else None


def status_of(town: World, family: Family, day: date = TODAY) -> Status | None:
    found = file_of(town, family, day)
    recognised = found.recognised_by(Standard.NATIONAL) if found else None
    return recognised.status if recognised else None


def special_of(town: World, family: Family) -> CannotEscape | None:
    """Why a family can not escape today."""
    found = file_of(town, family)
    recognised = found.recognised_by(Standard.NATIONAL) if found else None
    return recognised.cannot_escape if recognised else None


def written(town: World) -> int:
    """How many changes were ever written."""
    return town.read(lambda tx: tx.scalar(select(func.count()).select_from(register_change)))


def noted(town: World) -> list[str]:
    """What the trail says was changed."""
    tags = [audit.Tag.HOUSEHOLD_CHANGED.value, audit.Tag.CHANGE_UNDONE.value]
    rows = select(audit.audit.c.tag).where(audit.audit.c.tag.in_(tags)).order_by(audit.audit.c.id)
    return town.read(lambda tx: list(tx.scalars(rows)))


async def do(town: World, work: Callable[[Connection], Any]) -> Any:
    return await town.running.uow.run(work)
