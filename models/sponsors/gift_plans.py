"""Which unit means to give to which family in a season, so that no house is chosen twice by chance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from bot.domain.fair_shares import Feast, FeastOf
from bot.domain.ids import AreaId, HouseholdId, PersonId, SponsorId
from models.base import UtcDateTime, metadata

gift_plan = Table(
    "gift_plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("sponsor_id", ForeignKey("sponsor.id"), nullable=False, index=True),
    Column("feast", String(16), nullable=False),
    Column("year", Integer, nullable=False),
    Column("recorded_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class GiftPlan:
    """A unit means to give something to a family for a feast."""

    sponsor: SponsorId
    household: HouseholdId
    feast: FeastOf


def planned(tx: Connection, communes: Collection[AreaId], feast: FeastOf) -> list[GiftPlan]:
    """Who means to give to whom in these communes, in the order it was told."""
    rows = tx.execute(
        select(gift_plan)
        .where(gift_plan.c.commune_id.in_(communes), *_of(feast), gift_plan.c.withdrawn_at.is_(None))
        .order_by(gift_plan.c.id)
    )
    return [
        GiftPlan(
            SponsorId(row.sponsor_id), HouseholdId(row.household_id), FeastOf(Feast(row.feast), row.year)
        )
        for row in rows
    ]


def plan(tx: Connection, commune: AreaId, new: GiftPlan, *, by: PersonId | None, now: datetime) -> None:
    """Keep that a unit means to give to a family; told twice it is kept once."""
    drop(tx, new, now=now)
    tx.execute(
        insert(gift_plan).values(
            commune_id=commune,
            household_id=new.household,
            sponsor_id=new.sponsor,
            feast=new.feast.feast.value,
            year=new.feast.year,
            recorded_by=by,
            recorded_at=now,
        )
    )


def drop(tx: Connection, gone: GiftPlan, *, now: datetime) -> int:
    """The unit does not mean to any more. Returns how many rows that ended."""
    own = (
        gift_plan.c.sponsor_id == gone.sponsor,
        gift_plan.c.household_id == gone.household,
        *_of(gone.feast),
        gift_plan.c.withdrawn_at.is_(None),
    )
    return tx.execute(update(gift_plan).where(*own).values(withdrawn_at=now)).rowcount


def forget(tx: Connection, *, before: datetime) -> int:
    """Forget what was planned before an instant; what was given stands in the book."""
    return tx.execute(delete(gift_plan).where(gift_plan.c.recorded_at < before)).rowcount


def _of(feast: FeastOf) -> tuple[ColumnElement[bool], ...]:
    return gift_plan.c.feast == feast.feast.value, gift_plan.c.year == feast.year
