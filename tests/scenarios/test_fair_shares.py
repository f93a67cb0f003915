"""Before Tết: no house gets two gifts and the next none."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


@pytest.fixture
async def sau(town: World, ward: Ward) -> Family:
    now = town.clock.now()
    return await town.running.uow.run(
        lambda tx: add_family(tx, ward, ward.hamlet_4, number="34", head="Nguyễn Văn Sáu", now=now)
    )


def towards_tet(town: World) -> None:
    town.clock.at = town.clock.at.replace(year=2027, month=1, day=20)


async def test_officials_see_who_has_none_and_who_has_two(
    tu: Villager, hai: Villager, lanh: Villager, lan: Family, sau: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await help_families(town, ward, lanh, lan)
    towards_tet(town)
    told = await hai.says("ai chua co qua tet")
    assert "Tết 2027" in told
    assert "hộ 12 (Khóm 3)" in told
    assert "hộ 34 (Ấp 4)" in told
    for unit in (tu, lanh):
        await unit.says("hom nay tham ba Lan, tang 1 phan qua tet va 300k")
        await unit.says("1")
    told = await hai.says("ai chua co qua tet")
    assert "hộ 34" in told
    assert "hộ 12" not in told
    assert "1 hộ có quà của hai nơi" in await hai.says("ai duoc hai phan qua tet")


async def test_a_unit_that_announces_a_gift_hears_how_many_others_gave(
    tu: Villager, hai: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await help_families(town, ward, lanh, lan)
    towards_tet(town)
    first = await tu.says("don vi toi se tang qua tet ho 12")
    assert "sẽ tặng quà hộ 12" in first
    assert "nơi tặng" not in first
    await tu.says("1")
    second = await lanh.says("don vi toi se tang qua tet ho 12")
    assert "đã có 0 nơi tặng, 1 nơi nữa nhận tặng" in second
    assert "Đó là" not in second
    await lanh.chooses("chọn hộ khác")
    assert "1 phần" in await hai.says("danh sach tang qua tet")
    assert "Đã bỏ" in await tu.says("khong tang qua tet ho 12 nua")
    assert "chưa có ai" in await hai.says("danh sach tang qua tet")


async def test_an_official_plans_a_gift_for_a_unit_with_room(
    tu: Villager, hai: Villager, lan: Family, sau: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    towards_tet(town)
    await hai.says("ai chua co qua tet")
    assert "sẽ tặng hộ" in await hai.says("1")
    assert "1 hộ đã có đơn vị nhận tặng" in await hai.says("ai chua co qua tet")


async def test_a_family_does_not_see_who_has_what(tu: Villager, lan: Family) -> None:
    await tu.starts()
    assert "chưa có quà," not in await tu.says("ai chua co qua tet")
