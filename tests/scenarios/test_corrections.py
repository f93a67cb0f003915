"""A report was wrong: an amount is put right or the whole report taken back, and nothing is deleted."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from bot.domain.reminders.terms import Matter, Row
from bot.domain.visits.ledger import GRAIN, balances, standing
from models.reminders import reminders
from models.sponsors import sponsors, visits
from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager, show_slip
from tests.scenarios.test_visits import tags
from tests.scenarios.units import help_families
from tests.world import TODAY, World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])
UNTIL = date(2028, 1, 1)


def rice(town: World, ward: Ward) -> int:
    lines = town.read(partial(visits.entries, communes=[ward.commune]))
    return sum(each.given for kind, each in balances(lines).items() if kind.item == "gạo")


async def test_an_amount_is_put_right_and_the_trace_stays(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("hom nay tham ba Lan, tang 10kg gao 500k")
    await tu.says("1")
    asked = await tu.says("bao nham, 5kg gao chu khong phai 10kg")
    assert "gạo 10 kg → gạo 5 kg" in asked
    assert "Đã sửa" in await tu.says("1")
    assert rice(town, ward) == 5 * GRAIN
    lines = town.read(partial(visits.entries, communes=[ward.commune]))
    assert len(lines) == 4
    assert len(standing(lines)) == 2
    assert "household:visit_corrected" in tags(town)


async def test_the_family_is_asked_again_only_for_what_changed(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    unit = Villager("unit", tu.channel)
    await help_families(town, ward, unit, lan)
    await unit.says("hom qua tham ba Lan, tang 10kg gao 500k")
    await unit.says("1")
    await tu.starts()
    await show_slip(tu)
    await tu.says("tham")
    await tu.says("1")
    await tu.says("1")
    await tu.says("1")
    assert "không có lần thăm" in await tu.says("tham")
    town.clock.at += timedelta(minutes=5)
    await unit.says("bao nham, 5kg gao chu khong phai 10kg")
    await unit.says("1")
    asked = await tu.says("tham")
    assert "vừa sửa lại báo cáo ngày 22/11/2026" in asked
    assert "gạo 5 kg" in asked
    assert "500.000" not in asked
    assert "Cảm ơn" in await tu.chooses("Đủ")
    assert "không có lần thăm" in await tu.says("tham")


async def test_a_report_is_taken_back_and_its_reminder_is_due_again(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    [unit] = town.read(partial(sponsors.units_helping, household_id=lan.household, day=TODAY.date()))
    [family] = [each.id for each in town.read(partial(sponsors.helped_by, units=[unit], day=TODAY.date()))]
    due = Row(f"visit:{family}", Matter.VISIT_DUE, 1, TODAY.date(), UNTIL, ward.commune, unit, family)
    await town.running.uow.run(partial(reminders.plan, rows=[due], now=town.clock.now()))
    await tu.says("hom nay tham ba Lan, tang 10kg gao")
    await tu.says("1")
    waits = partial(reminders.open_where, where=reminders.reminder.c.sponsor_id == unit)
    assert town.read(waits) == []
    assert "Lấy lại báo cáo này" in await tu.says("huy bao cao hom nay")
    assert "ghi ngược từng dòng" in await tu.says("1")
    assert rice(town, ward) == 0
    assert [each.matter for each in town.read(waits)] == [Matter.VISIT_DUE]
    assert "không thấy báo cáo" in await tu.says("huy bao cao hom nay")


async def test_a_later_report_still_answers_the_reminder(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    [unit] = town.read(partial(sponsors.units_helping, household_id=lan.household, day=TODAY.date()))
    [family] = [each.id for each in town.read(partial(sponsors.helped_by, units=[unit], day=TODAY.date()))]
    due = Row(f"visit:{family}", Matter.VISIT_DUE, 1, TODAY.date(), UNTIL, ward.commune, unit, family)
    await town.running.uow.run(partial(reminders.plan, rows=[due], now=town.clock.now()))
    await tu.says("hom qua tham ba Lan, tang 10kg gao")
    await tu.says("1")
    town.clock.at += timedelta(minutes=5)
    await tu.says("hom nay tham ba Lan, tang 500k")
    await tu.says("1")
    assert "thăm 22/11 (gạo 10 kg)" in await tu.says("huy bao cao hom qua")
    await tu.chooses("Lấy lại")
    waits = partial(reminders.open_where, where=reminders.reminder.c.sponsor_id == unit)
    assert town.read(waits) == []


async def test_what_was_taken_back_is_not_taken_back_again(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("hom nay tham ba Lan, tang 10kg gao")
    await tu.says("1")
    await tu.says("huy bao cao hom nay")
    await tu.says("1")
    assert "không thấy báo cáo" in await tu.says("huy bao cao")


async def test_an_official_puts_a_report_right(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says("hom nay tham ba Lan, tang 10kg gao")
    await tu.says("1")
    assert "gạo 10 kg → gạo 5 kg" in await hai.says("ho 12 bao sai, 10kg gao sua thanh 5kg gao")
    await hai.says("1")
    assert rice(town, ward) == 5 * GRAIN


async def test_a_unit_does_not_touch_the_report_of_another(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await help_families(town, ward, lanh)
    await tu.says("hom nay tham ba Lan, tang 10kg gao")
    await tu.says("1")
    assert "không thấy báo cáo" in await lanh.says("huy bao cao hom nay")
