"""The fund of the ward: officials write what came and went, everybody may know the sums."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_the_fund_says_what_came_in_went_out_and_is_left(
    hai: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    assert "5.000.000 đ ngày 22/11/2026, của chua Vinh Hoa" in await hai.says(
        "quy an sinh thu 5 trieu cua chua Vinh Hoa hom qua"
    )
    await hai.says("1")
    said = await hai.says("quy an sinh chi 500k cho ho 12 mua thuoc")
    assert "quỹ chi 500.000 đ ngày 23/11/2026 cho hộ 12 (Khóm 3) (thuoc)" in said
    await hai.says("1")
    told = await hai.says("quy an sinh con bao nhieu")
    assert "Đến 09:00, 23/11/2026" in told.replace("đến", "Đến")
    assert "thu 5.000.000 đ, chi 500.000 đ, còn 4.500.000 đ" in told
    lines = await hai.says("1")
    assert "22/11 thu 5.000.000 đ, của chua Vinh Hoa" in lines
    assert "hộ 12" in lines
    await lanh.starts()
    public = await lanh.says("quỹ an sinh còn bao nhiêu")
    assert "còn 4.500.000 đ" in public
    assert "Vinh Hoa" not in public
    assert lanh.offered() == {}


async def test_the_fund_does_not_give_what_it_does_not_have(hai: Villager, lan: Family) -> None:
    await hai.says("chua Vinh Hoa gop 1 trieu vo quy an sinh")
    await hai.says("1")
    assert "chỉ còn 1.000.000 đ" in await hai.says("quy an sinh chi 2 trieu cho ho 12 mua thuoc")


async def test_a_unit_does_not_write_the_fund(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await help_families(town, ward, tu, lan)
    assert "cán bộ ghi sổ" in await tu.says("don vi toi nop 2 trieu vo quy an sinh")


async def test_an_empty_fund_says_so(lanh: Villager) -> None:
    await lanh.starts()
    assert "chưa ghi khoản nào" in await lanh.says("quy an sinh con bao nhieu")
