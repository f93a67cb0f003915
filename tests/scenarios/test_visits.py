"""A unit reports a visit in one message; the family says whether it was so."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from bot.domain.reminders.terms import Matter, Row
from bot.domain.visits.ledger import GRAIN, Measure, balances
from models.audit import audit
from models.reminders import reminders
from models.sponsors import sponsors, visits
from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager
from tests.scenarios.units import help_families
from tests.world import TODAY, World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])

UNTIL = date(2028, 1, 1)
REPORT = "nay chi bo tham ba Lan, tang 10kg gao 500 ngan, chi cach u phan, hua thang sau cho vay 5tr"


@pytest.fixture
async def sau(town: World, ward: Ward) -> Family:
    """Another family, whose head has a number for a name."""
    now = town.clock.now()
    return await town.running.uow.run(
        lambda tx: add_family(tx, ward, ward.hamlet_4, number="34", head="Nguyễn Văn Sáu", now=now)
    )


def tags(town: World) -> set[str]:
    """What was noted on the trail."""
    return set(town.read(lambda tx: tx.scalars(select(audit.c.tag)).all()))


def booked(town: World, ward: Ward) -> dict[str, int]:
    """What stands in the book as given, by what it is."""
    lines = town.read(partial(visits.entries, communes=[ward.commune]))
    return {kind.item or kind.measure.value: each.given for kind, each in balances(lines).items()}


async def test_one_message_is_the_report(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await help_families(town, ward, tu, lan)
    shown = await tu.says(REPORT)
    assert "Trần Thị Lan, Khóm 3, hộ 12" in shown
    assert "Ngày: 23/11/2026" in shown
    assert "Tiền: 500.000" in shown
    assert "Quà: gạo 10 kg" in shown
    assert "Đã chỉ: cach u phan" in shown
    assert "Đã hứa: cho vay 5tr (hạn 31/12/2026)" in shown
    assert tu.offered() == {1: "Đúng", 2: "Sửa", 3: "Bỏ"}
    assert booked(town, ward) == {}
    assert "Mình ghi rồi" in await tu.says("1")
    assert booked(town, ward) == {Measure.MONEY: 500_000, "gạo": 10 * GRAIN}
    assert "household:visit_told" in tags(town)


async def test_who_reported_is_not_reminded_of_it_but_of_what_was_promised(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    [helped] = town.read(partial(sponsors.units_helping, household_id=lan.household, day=TODAY.date()))
    [family] = [each.id for each in town.read(partial(sponsors.helped_by, units=[helped], day=TODAY.date()))]
    due = Row(f"visit:{family}", Matter.VISIT_DUE, 1, TODAY.date(), UNTIL, ward.commune, helped, family)
    await town.running.uow.run(partial(reminders.plan, rows=[due], now=town.clock.now()))
    await tu.says(REPORT)
    await tu.says("1")
    of_unit = reminders.reminder.c.sponsor_id == helped
    assert town.read(partial(reminders.open_where, where=of_unit)) == []
    [(_, what, by)] = town.read(partial(sponsors.open_promises, families=[family]))
    assert (what, by) == ("cho vay 5tr", date(2026, 12, 31))


async def test_a_gift_beside_an_open_promise_is_a_report_and_the_promise_stays(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("ke hoach ho 12: tang may may truoc 15/12")
    assert "Quà: gạo 5 kg" in await tu.says("da trao 5kg gao cho ho 12")
    await tu.chooses("Bỏ")
    assert "đã trao" in await tu.says("da trao may may cho ho 12")


async def test_one_field_is_put_right(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("hom qua tham chi Lan cho 500k")
    assert "sửa chỗ nào" in await tu.says("2")
    assert "bao nhiêu tiền" in await tu.chooses("Tiền")
    assert "Tiền: 300.000" in await tu.says("300k")
    await tu.says("2")
    await tu.chooses("Quà")
    assert "Quà: mì 2 thùng" in await tu.says("2 thung mi")
    await tu.says("dung")
    assert booked(town, ward) == {Measure.MONEY: 300_000, "mì": 2 * GRAIN}


async def test_several_families_each_with_its_own(
    tu: Villager, lan: Family, sau: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan, sau)
    shown = await tu.says("nay di 2 nha: chi Lan 300k, anh sau 200k va 1 thung mi")
    assert "hộ 12: 300.000" in shown
    assert "hộ 34: 200.000" in shown
    await tu.says("1")
    lines = town.read(partial(visits.entries, communes=[ward.commune]))
    assert {(each.household, each.amount) for each in lines if each.measure is Measure.MONEY} == {
        (lan.household, 300_000),
        (sau.household, 200_000),
    }
    assert [each.household for each in lines if each.measure is Measure.GOODS] == [sau.household]


async def test_of_two_families_with_one_name_the_bot_asks(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    now = town.clock.now()
    other = await town.running.uow.run(
        lambda tx: add_family(tx, ward, ward.hamlet_4, number="40", head="Phan Thị Lan", now=now)
    )
    await help_families(town, ward, tu, lan, other)
    assert "nhà nào" in await tu.says("hom nay tham chi Lan, tang 200k")
    assert "hộ 40" in await tu.chooses("hộ 40")
    await tu.says("1")
    lines = town.read(partial(visits.entries, communes=[ward.commune]))
    assert [each.household for each in lines] == [other.household]


async def test_who_speaks_for_no_unit_tells_of_no_visit(tu: Villager, lan: Family, town: World) -> None:
    await tu.starts()
    assert "Mình ghi vầy" not in await tu.says(REPORT)


async def test_a_question_of_a_unit_stays_a_question(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    assert "Mình ghi vầy" not in await tu.says("ho ngheo duoc vay toi da bao nhieu")
    assert "Mình ghi vầy" not in await tu.says("bảo hiểm y tế hộ nghèo được cấp thẻ ở đâu")
