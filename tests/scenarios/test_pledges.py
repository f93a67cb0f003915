"""A unit promises goods and money by a day; what is open is told to it and to officials."""

from __future__ import annotations

import pytest

from bot.sponsors.reminding import Reminding
from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager
from tests.scenarios.test_sponsors import remind
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_a_promise_is_open_until_it_is_given(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    said = await tu.says("don vi toi hua 50kg gao va 2 trieu truoc 15/12")
    assert "Chi bộ mẫu hứa 2.000.000 đ, gạo 50 kg, hạn 15/12/2026" in said
    await tu.says("1")
    own = await tu.says("don vi toi con hua gi")
    assert "gạo 50 kg, hạn 15/12/2026" in own
    await tu.says("hom nay tham ba Lan, tang 20kg gao va 2 trieu")
    await tu.says("1")
    own = await tu.says("don vi toi con hua gi")
    assert "còn gạo 30 kg trong gạo 50 kg" in own
    assert "2.000.000" not in own
    asked = await hai.says("don vi nao hua chua lam")
    assert "1 lời hứa chưa làm xong, 0 đã qua hạn" in asked
    assert "Chi bộ mẫu" in asked


async def test_what_the_ward_received_keeps_the_promise_too(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("don vi toi hua 50kg gao truoc 15/12")
    await tu.says("1")
    assert "phường nhận gạo 50 kg ngày 22/11/2026, của Chi bộ mẫu" in await hai.says(
        "hom qua phuong nhan 50kg gao cua chi bo mau"
    )
    await hai.says("1")
    # It came in on the day before it was promised, so it is not what was promised.
    assert "gạo 50 kg" in await tu.says("don vi toi con hua gi")
    await hai.says("phuong nhan 50kg gao cua chi bo mau")
    await hai.says("1")
    assert "không còn lời hứa" in await tu.says("don vi toi con hua gi")


async def test_a_promise_for_a_family_is_reminded_of_and_kept_by_the_gift(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    assert "cho hộ 12" in await tu.says("ke hoach ho 12: tang 10kg gao truoc 15/12")
    await tu.says("1")
    assert "gạo 10 kg cho hộ 12" in await tu.says("toi con hua gi")
    await tu.says("hom nay tham ba Lan, tang 10kg gao")
    await tu.says("1")
    assert "không còn lời hứa" in await tu.says("toi con hua gi")


async def test_a_promise_without_a_number_is_shown_beside_them(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("ke hoach ho 12: tang may may truoc 15/12")
    assert "• tang may may, hạn 15/12/2026" in await tu.says("con hua gi")


async def test_an_official_writes_down_what_a_unit_promised(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    assert "Chi bộ mẫu hứa 5.000.000" in await hai.says("chi bo mau hua ung ho 5 trieu truoc tet")
    await hai.chooses("Đúng")
    assert "5.000.000" in await tu.says("con hua gi")


async def test_a_day_that_is_over_is_no_promise(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await help_families(town, ward, tu, lan)
    assert "qua rồi" in await tu.says("don vi toi hua 50kg gao truoc 15/11")


async def test_a_promise_to_the_ward_is_reminded_of_and_climbs_until_it_comes_in(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu)
    await tu.says("don vi toi hua ung ho 2 trieu truoc 30/11")
    await tu.says("1")
    town.clock.pass_(days=6)
    await remind(town)
    assert tu.news() == []
    town.clock.pass_(days=1)
    await remind(town)
    assert "Tới hẹn 30/11/2026: 2.000.000 đ đơn vị đã hứa" in await tu.hears(town)
    town.clock.pass_(days=7)
    await remind(town)
    assert "2.000.000 đ" in await tu.hears(town)
    assert "Chi bộ mẫu: việc đã hứa, trễ 7 ngày; đã nhắc 2 lần" in await hai.says("don vi nao qua han")
    await hai.says("phuong nhan 2 trieu cua chi bo mau")
    await hai.says("1")
    assert "Chưa đơn vị nào trễ" in await hai.says("don vi nao qua han")
    town.clock.pass_(days=7)
    await remind(town)
    assert tu.news() == []


async def test_what_came_in_was_written_wrongly_and_the_promise_is_due_again(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu)
    await tu.says("don vi toi hua 50kg gao truoc 24/11")
    await tu.says("1")
    town.clock.pass_(days=1)
    await Reminding(town.running.uow, town.clock).tick()
    await hai.says("phuong nhan 50kg gao cua chi bo mau")
    await hai.says("1")
    await remind(town)
    assert tu.news() == []
    await hai.says("ghi nham quy an sinh, huy khoan nhan 50kg gao")
    await hai.says("1")
    town.clock.pass_(days=1)
    await remind(town)
    assert "gạo 50 kg đơn vị đã hứa" in await tu.hears(town)


async def test_hours_of_work_are_promised_and_given(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    assert "24 giờ công" in await tu.says("dang ky ung ho 3 ngay cong truoc 20/12")
    await tu.says("1")
    await tu.says("hom nay tham ba Lan, phu sua nha 8 tieng, tang 1 thung mi")
    await tu.says("1")
    assert "còn 16 giờ công trong 24 giờ công" in await tu.says("con hua gi")


async def test_nobody_else_promises(tu: Villager, lanh: Villager, lan: Family) -> None:
    await lanh.starts()
    assert "Mình ghi" not in await lanh.says("toi hua 50kg gao truoc 15/12")
