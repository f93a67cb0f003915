"""Which households stand in a list: those of some hamlets by what they are recognised as on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Standard, Status
from models.register.reading import holding, living_in
from models.register.tables import recognition


def listed_in(
    tx: Connection, hamlets: Collection[AreaId], statuses: Collection[Status], *, day: date
) -> list[HouseholdId]:
    """The households of these hamlets so recognised by the national standard, hamlet by hamlet."""
    as_of = AsOf(day)
    wanted = {
        HouseholdId(row)
        for row in tx.scalars(
            select(recognition.c.household_id).where(
                recognition.c.standard == Standard.NATIONAL.value,
                recognition.c.status.in_([status.value for status in statuses]),
                holding(recognition, as_of),
            )
        )
    }
    place = {hamlet: number for number, hamlet in enumerate(hamlets)}
    living = sorted(living_in(tx, hamlets, day=day), key=lambda each: place[each.hamlet])
    return [each.household for each in living if each.household in wanted]
