"""Which households stand in a list: those of some hamlets by what they are recognised as on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Ethnicity, Relation, Standard, Status
from models.register.reading import holding, living_in
from models.register.tables import membership, person_detail, recognition


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


def headed_by(
    tx: Connection, households: Collection[HouseholdId], ethnicity: Ethnicity, *, day: date
) -> set[HouseholdId]:
    """Those of these households whose head is of a people. Only for who may see that of each family."""
    as_of = AsOf(day)
    rows = tx.scalars(
        select(membership.c.household_id)
        .join(person_detail, person_detail.c.person_id == membership.c.person_id)
        .where(
            membership.c.household_id.in_(households),
            membership.c.relation == Relation.HEAD.value,
            holding(membership, as_of),
            person_detail.c.ethnicity == ethnicity.value,
            holding(person_detail, as_of),
        )
    )
    return {HouseholdId(row) for row in rows}
