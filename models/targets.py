"""Targets as they were set: one stands for an area, a year and a category; a new one replaces it.

Amounts are kept in hundredths of their unit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, String, Table, insert, select, update

from bot.domain.ids import AreaId, PersonId
from bot.domain.targets import Category, Target
from models.base import UtcDateTime, metadata

target = Table(
    "target",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area_id", ForeignKey("area.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("category", String(20), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("made_by", ForeignKey("person.id"), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
    Column("replaced_by", ForeignKey("target.id")),
)
_STANDS = target.c.replaced_at.is_(None)
Index(
    "uq_target_standing",
    target.c.area_id,
    target.c.year,
    target.c.category,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)
_HUNDREDTHS = 100


def standing(tx: Connection, areas: Collection[AreaId], years: Collection[int]) -> list[Target]:
    """The targets of these areas and years as they stand."""
    rows = tx.execute(
        select(target)
        .where(_STANDS, target.c.area_id.in_(areas), target.c.year.in_(years))
        .order_by(target.c.year, target.c.area_id, target.c.id)
    )
    return [
        Target(AreaId(row.area_id), row.year, Category(row.category), Decimal(row.amount) / _HUNDREDTHS)
        for row in rows
    ]


def say(tx: Connection, new: Target, *, by: PersonId, now: datetime) -> bool:
    """Set a target, in place of a former one. False where it is so already."""
    same = target.c.area_id == new.area, target.c.year == new.year, target.c.category == new.category.value
    known = tx.execute(select(target.c.id, target.c.amount).where(_STANDS, *same).with_for_update()).first()
    amount = int(new.amount * _HUNDREDTHS)
    if known is not None and known.amount == amount:
        return False
    if known is not None:
        tx.execute(update(target).where(target.c.id == known.id).values(replaced_at=now))
    made = tx.execute(
        insert(target).values(
            area_id=new.area,
            year=new.year,
            category=new.category.value,
            amount=amount,
            made_by=by,
            recorded_at=now,
        )
    ).inserted_primary_key
    if known is not None and made is not None:
        tx.execute(update(target).where(target.c.id == known.id).values(replaced_by=made[0]))
    return True
