"""A family says whether it was visited; what does not fit is looked at by a person."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Official, Villager, show_slip
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_a_family_confirms_and_a_mismatch_is_looked_at_by_a_person(
    tu: Villager, lan: Family, ward: Ward, town: World, official: Official
) -> None:
    unit = Villager("unit", tu.channel)
    await help_families(town, ward, unit, lan)
    await unit.says("hom qua tham ba Lan, tang 500k")
    await unit.says("1")
    await tu.starts()
    await show_slip(tu)
    asked = await tu.says("tham")
    assert "Chi bộ mẫu báo có tới thăm nhà mình ngày 22/11/2026" in asked
    assert "500.000" in asked
    assert "nhận đủ chưa" in await tu.chooses("Có tới")
    assert "cần gì nhất" in await tu.chooses("Thiếu")
    answer = await tu.says("can thuoc cho ma")
    assert "cán bộ sẽ xem lại" in answer
    [case] = await official.sees()
    assert "visit_review" in case
    assert "không có lần thăm" in await tu.says("tham")


async def test_a_family_that_has_everything_is_thanked_and_nobody_is_called(
    tu: Villager, lan: Family, ward: Ward, town: World, official: Official
) -> None:
    unit = Villager("unit", tu.channel)
    await help_families(town, ward, unit, lan)
    await unit.says("hom qua tham ba Lan, tang 500k")
    await unit.says("1")
    await tu.starts()
    await show_slip(tu)
    await tu.says("xac nhan tham")
    await tu.says("1")
    await tu.says("1")
    assert "Cảm ơn nhà mình, mình ghi rồi" in await tu.says("1")
    assert await official.sees() == [] or "visit_review" not in "".join(await official.sees())


async def test_a_stranger_is_asked_nothing(tu: Villager, lan: Family) -> None:
    await tu.starts()
    assert "báo có tới thăm" not in await tu.says("tham")
