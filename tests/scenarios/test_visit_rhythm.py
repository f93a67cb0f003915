"""How often families are to be visited is set by a message, asked first and taken back by one choice."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from models.people.roles import sponsorship
from models.reminders import reminders
from tests.fakes.channel import CHAT
from tests.families import Family, Ward
from tests.scenarios.people import Villager
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def test_a_unit_sets_its_rhythm_and_takes_it_back(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)

    def rhythm() -> int | None:
        return town.read(lambda tx: tx.scalar(select(sponsorship.c.visit_every)))

    assert "30 ngày một lần. Đúng chưa" in await tu.says("ho ba Lan moi thang tham mot lan")
    assert rhythm() is None
    assert "Đã ghi: 30 ngày" in await tu.says("1")
    assert rhythm() == 30
    await tu.chooses("Lấy lại")
    assert rhythm() is None
    assert "61 ngày một lần" in await tu.says("don vi minh 2 thang tham 1 lan")
    await tu.says("2")
    assert rhythm() is None


async def test_an_official_sets_the_rhythm_of_a_family_and_of_the_ward(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)

    def of_ward() -> int:
        return int(town.read(partial(reminders.settings_of, commune=ward.commune)).visit_every)

    await hai.says("ho 12 moi thang tham 1 lan")
    await hai.says("1")
    assert town.read(lambda tx: tx.scalar(select(sponsorship.c.visit_every))) == 30
    assert "của phường" in await hai.says("toan phuong 2 thang tham 1 lan")
    await hai.says("1")
    assert of_ward() == 61
    await hai.chooses("Lấy lại")
    assert of_ward() == 91
