"""A line of the fund or a promise was wrong: it is reversed, the trace stays, nobody is reminded of it."""

from __future__ import annotations

from functools import partial

import pytest

from bot.domain.visits.ledger import standing
from models.sponsors import visits
from tests.fakes.channel import CHAT
from tests.families import Family, Ward
from tests.scenarios.people import Villager
from tests.scenarios.test_sponsors import remind
from tests.scenarios.test_visits import tags
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def booked(who: Villager, *lines: str) -> None:
    for each in lines:
        await who.says(each)
        await who.says("1")


def book(town: World, ward: Ward) -> tuple[int, int]:
    """How many lines there are in the book, and how many stand."""
    lines = town.read(partial(visits.entries, communes=[ward.commune]))
    return len(lines), len(standing(lines))


async def test_a_line_of_the_fund_is_reversed_and_the_trace_stays(
    hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await booked(hai, "chua Vinh Hoa gop 5 trieu vo quy an sinh", "quy an sinh thu 1 trieu cua ba Sau")
    asked = await hai.says("huy khoan thu 5 trieu cua chua Vinh Hoa")
    assert "23/11 thu 5.000.000 đ, của chua Vinh Hoa" in asked
    assert "Ghi ngược khoản này" in asked
    assert "Đã ghi ngược" in await hai.says("1")
    assert "còn 1.000.000 đ" in await hai.says("quy an sinh con bao nhieu")
    assert book(town, ward) == (3, 1)
    assert "visit:booked" in tags(town)


async def test_a_zero_too_many_is_put_right_and_who_gave_it_stays(
    hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await booked(hai, "chua Vinh Hoa gop 50 trieu vo quy an sinh")
    asked = await hai.says("ghi nham quy an sinh, 5 trieu chu khong phai 50 trieu")
    assert "50.000.000 đ, của chua Vinh Hoa → 5.000.000 đ" in asked
    await hai.says("1")
    told = await hai.says("quy an sinh con bao nhieu")
    assert "thu 5.000.000 đ" in told
    assert "thu 5.000.000 đ, của chua Vinh Hoa" in await hai.says("1")


async def test_one_is_chosen_from_the_newest_lines_by_digits_alone(
    hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await booked(hai, "chua Vinh Hoa gop 5 trieu vo quy an sinh", "quy an sinh chi 500k cho ho 12 mua thuoc")
    await hai.says("quy an sinh con bao nhieu")
    await hai.says("1")
    await hai.chooses("Ghi nhầm một khoản")
    assert "chi 500.000 đ" in await hai.says("1")
    await hai.says("1")
    assert "còn 5.000.000 đ" in await hai.says("quy an sinh con bao nhieu")


async def test_what_was_spent_meanwhile_is_not_taken_out_from_under_the_fund(
    hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await booked(hai, "chua Vinh Hoa gop 1 trieu vo quy an sinh", "quy an sinh chi 800k cho ho 12 mua thuoc")
    assert "chỉ còn 200.000 đ" in await hai.says("huy khoan thu 1 trieu")
    asked = await hai.says("ghi nham quy, 900k chu khong phai 1 trieu")
    assert "→ 900.000 đ" in asked
    await hai.says("1")
    assert "còn 100.000 đ" in await hai.says("quy an sinh con bao nhieu")


async def test_a_line_nobody_wrote_is_not_reversed(hai: Villager, lan: Family) -> None:
    await booked(hai, "chua Vinh Hoa gop 1 trieu vo quy an sinh")
    assert "không có khoản nào" in await hai.says("huy khoan thu 7 trieu")


async def test_a_unit_reverses_no_line_of_the_fund(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await booked(hai, "phuong nhan 30kg gao cua chi bo mau")
    await tu.says("huy khoan nhan 30kg gao")
    assert "Ghi ngược" not in set(tu.offered().values())
    assert book(town, ward) == (1, 1)


async def test_a_unit_takes_back_its_promise_and_is_not_reminded(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await booked(tu, "don vi toi hua 50kg gao truoc 1/12", "ke hoach ho 12: tang 10kg gao truoc 1/12")
    await tu.says("ke hoach ho 12: tang may may truoc 2/12")
    await tu.says("don vi toi con hua gi")
    await tu.chooses("Rút một lời hứa")
    assert len(tu.offered()) == 3
    assert "tang may may" in await tu.chooses("tang may may, hạn 02/12/2026")
    assert "Đã rút" in await tu.chooses("Rút")
    for _ in range(2):
        await tu.says("rut loi hua")
        if "Rút" not in tu.offered().values():
            await tu.says("1")
        assert "Đã rút" in await tu.chooses("Rút")
    assert "không còn lời hứa" in await tu.says("don vi toi con hua gi")
    town.clock.pass_(days=9)
    await remind(town)
    assert not [each for each in tu.news() if "Tới hẹn" in each.body.text]
    assert book(town, ward) == (4, 0)


async def test_a_promise_whose_day_is_over_is_taken_back_by_an_official_alone(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await booked(tu, "don vi toi hua 50kg gao truoc 25/11")
    town.clock.pass_(days=5)
    assert "nhờ cán bộ" in await tu.says("rut loi hua 50kg gao")
    asked = await hai.says("rut loi hua 50kg gao cua chi bo mau")
    assert "gạo 50 kg, hạn 25/11/2026 – Chi bộ mẫu" in asked
    assert "Đã rút" in await hai.says("1")
    assert "Không đơn vị nào còn lời hứa" in await hai.says("don vi nao hua chua lam")


async def test_a_villager_takes_nothing_back(lanh: Villager, lan: Family) -> None:
    await lanh.starts()
    assert "lời hứa" not in await lanh.says("rut loi hua 50kg gao")
