"""What was given: officials open it down to the families, the public sees no names and no small numbers."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def another(town: World, ward: Ward, number: str) -> Family:
    now = town.clock.now()
    return await town.running.uow.run(
        lambda tx: add_family(tx, ward, ward.hamlet_4, number=number, head="Võ Thị Sen", now=now)
    )


async def test_an_official_opens_the_book_by_unit_and_by_hamlet(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("hom nay tham ba Lan, tang 10kg gao 500k")
    await tu.says("1")
    told = await hai.says("tong giup do nam nay theo don vi")
    assert "năm 2026: 1 hộ được giúp, tổng 500.000 đ, gạo 10 kg" in told
    assert "• Chi bộ mẫu: 500.000 đ, gạo 10 kg" in told
    assert "hộ 12 (Khóm 3): 500.000 đ, gạo 10 kg" in await hai.chooses("Chi bộ mẫu")
    await hai.says("tong giup do thang 11")
    assert "• Khóm 3: 500.000 đ" in await hai.chooses("Theo khóm")
    assert "chưa ghi gì" in await hai.says("tong giup do thang 10")


async def test_the_public_sees_nothing_that_points_at_a_few_families(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    more = [await another(town, ward, number) for number in ("21", "22", "23", "24")]
    await help_families(town, ward, tu, lan, *more)
    await tu.says("hom nay tham ba Lan, tang 10kg gao")
    await tu.says("1")
    await lanh.starts()
    few = await lanh.says("phuong da giup duoc bao nhieu")
    assert "chưa có khoản nào tới 5 hộ" in few
    await tu.says("hom nay tham ca 5 ho, moi ho 200k")
    await tu.says("1")
    told = await lanh.says("phuong da giup duoc bao nhieu")
    assert "1.000.000 đ cho 5 hộ" in told
    assert "gạo" not in told
    assert "Chi bộ" not in told
