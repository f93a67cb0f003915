"""How many households are recognised as what, counted where they are kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, and_, exists, func, select

from bot.domain.eligibility.new_line import Group
from bot.domain.ids import AreaId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Standard, Status, Trait
from models.register.reading import holding
from models.register.tables import recognition, residence, trait


def groups(tx: Connection, hamlets: Collection[AreaId], *, day: date) -> list[Group]:
    """The households that live in these hamlets, by status and by whether their lacks are on record."""
    as_of = AsOf(day)
    recorded = exists().where(
        trait.c.household_id == residence.c.household_id,
        trait.c.kind == Trait.DEPRIVATION.value,
        holding(trait, as_of),
    )
    recognised = and_(
        recognition.c.household_id == residence.c.household_id,
        recognition.c.standard == Standard.NATIONAL.value,
        holding(recognition, as_of),
    )
    columns = recognition.c.status, recorded.label("recorded")
    rows = tx.execute(
        select(*columns, func.count().label("households"))
        .select_from(residence.outerjoin(recognition, recognised))
        .where(residence.c.hamlet_id.in_(hamlets), holding(residence, as_of))
        .group_by(*columns)
    )
    return [
        Group(Status(row.status) if row.status else None, bool(row.recorded), row.households) for row in rows
    ]
