"""Officials look families up in their own area; the trail tells the family who looked."""

from __future__ import annotations

from bot.domain.roles import Role
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become, show_slip
from tests.world import World


async def test_an_official_looks_a_family_up_and_the_family_sees_that(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await tu.starts()
    await become(town, lanh, ward)
    found = await lanh.says("tra ho ba lan khom 3")
    if not carries:
        assert "Lan" not in found
        return
    assert "Trần Thị Lan, Khóm 3, hộ 12" in found
    assert "Trần Văn Út" in found
    assert "Không thấy hộ nào" in await lanh.says("tra ho ba lan ap 4")
    await show_slip(tu)
    looked = await tu.says("ai da xem ho so nha toi")
    assert "Cán bộ phường, xã" in looked


async def test_a_hamlet_head_sees_only_the_own_hamlet(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD)
    assert "Không thấy hộ nào" in await tu.says("tra ho ba lan")
    assert "Không thấy hộ nào" in await tu.says("tra ho 12")


async def test_a_villager_who_looks_somebody_up_is_told_that_nothing_is_said(
    tu: Villager, lan: Family
) -> None:
    await tu.starts()
    answer = await tu.says("tra ho ba lan khom 3")
    assert "Trần" not in answer
    assert "hộ 12" not in answer
