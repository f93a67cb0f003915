"""Kept broadcasts are carried to queries of the register, and nothing goes to others than were seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.domain.audience import Ground
from bot.domain.figures.filters import People, Range
from bot.domain.ids import AreaId
from models import schema
from models.areas import AreaKind, add_area
from models.installation import Purpose
from models.register.writing import add_person
from models.sending import broadcasts
from models.sending.broadcasts import BroadcastState, NewBroadcast, broadcast
from tests.families import poor_in
from tests.integration.test_trail_migration import opened, tu
from tests.world import VAULT

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def drafted(url: str) -> AreaId:
    with opened(url) as tx:
        contact = tu(tx)
        area = add_area(tx, AreaKind.HAMLET, "Khóm 1")
        made_by = add_person(tx, now=NOW)
        new = NewBroadcast("AAAAA", "k", area, Ground.AGREED, poor_in(area), "Mời bà con.", made_by)
        broadcasts.draft(tx, contact, new, now=NOW)
        tx.commit()
    return area


@pytest.mark.parametrize(
    ("traits", "state"),
    [(["schoolchild"], BroadcastState.DRAFT), (["schoolchild", "uninsured"], BroadcastState.STOPPED)],
)
def test_a_kept_broadcast_is_for_the_same_families_or_stopped(
    migrated_database_url: str, traits: list[str], state: BroadcastState
) -> None:
    url = migrated_database_url
    area = drafted(url)
    schema.downgrade(url, "0018", vault=VAULT)
    former = {"hamlets": [area], "statuses": ["poor"], "traits": traits}
    with opened(url) as tx:
        tx.execute(update(broadcast).values(audience=former))
        tx.commit()
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    with opened(url) as tx:
        carried = broadcasts.by_form(tx, "k")
    assert carried.state is state
    insured = False if "uninsured" in traits else None
    member = People(age=Range(least=6, most=17), insured=insured)
    assert (carried.audience.hamlets, carried.audience.filters.member) == ((area,), member)
    schema.downgrade(url, "0018", vault=VAULT)
    with opened(url) as tx:
        assert tx.execute(broadcast.select()).one().state == BroadcastState.STOPPED
