"""How often families are to be visited: set for a plan, or for all plans of a ward that say nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select, update

from bot.domain.ids import HouseholdId, SponsorshipId
from models.people.roles import sponsorship


def of_plans(tx: Connection, plans: Collection[SponsorshipId]) -> dict[SponsorshipId, int | None]:
    """After how many days each plan asks for a visit; None where the ward's rhythm holds."""
    rows = tx.execute(select(sponsorship.c.id, sponsorship.c.visit_every).where(sponsorship.c.id.in_(plans)))
    return {SponsorshipId(row.id): row.visit_every for row in rows}


def set_for(tx: Connection, plans: Mapping[SponsorshipId, int | None]) -> list[HouseholdId]:
    """Set the rhythm of plans. Returns the families they are about."""
    for number, days in plans.items():
        tx.execute(update(sponsorship).where(sponsorship.c.id == number).values(visit_every=days))
    found = select(sponsorship.c.household_id).where(sponsorship.c.id.in_(list(plans))).distinct()
    return [HouseholdId(each) for each in tx.scalars(found.order_by(sponsorship.c.household_id))]
