"""Units that help families, for scenarios."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert

from bot.domain.ids import SponsorId
from bot.domain.roles import Role
from models.people import roles
from models.people.contacts import contact_at
from models.people.roles import NewGrant
from tests.families import SINCE, Family, Ward, add_family
from tests.scenarios.people import Villager
from tests.world import World

UNTIL = date(2028, 1, 1)


async def help_families(town: World, ward: Ward, tu: Villager, *families: Family) -> None:
    """Let the contact speak for a unit that helps these families."""
    await tu.starts()
    running, now = town.running, town.clock.now()
    account = next(iter(running.channels))

    def made(tx: Connection) -> None:
        speaker = add_family(tx, ward, ward.hamlet_4, number=f"9{len(tu.name)}", head="Lê Văn Đẹp", now=now)
        row = {"commune_id": ward.commune, "name": "Chi bộ mẫu", "kind": "ward_cell", "created_at": now}
        key = tx.execute(insert(roles.sponsor).values(row)).inserted_primary_key
        assert key is not None
        for family in families:
            helped = {"sponsor_id": key[0], "household_id": family.household, "valid_from": SINCE}
            tx.execute(insert(roles.sponsorship).values(**helped, recorded_at=now))
        grant = NewGrant(speaker.head, Role.SPONSOR, SINCE, UNTIL, sponsor=SponsorId(key[0]))
        roles.add_grant(tx, grant, now=now)
        contact = contact_at(tx, account, tu.name)
        assert contact is not None
        roles.link(tx, contact, speaker.head, now=now)

    await running.uow.run(made)
