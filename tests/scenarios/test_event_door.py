"""At the door of a fair: tickets, numbers, somebody without a ticket, and what came of it afterwards."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.events.terms import Outcome
from bot.domain.roles import Role
from models.cases import cases
from models.events import attendances
from tests.families import Ward
from tests.scenarios.gatherings import SATURDAY, STAYS_OPEN, hold, sign_up, ticket_in
from tests.scenarios.people import Villager, become
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])


async def test_the_door_notes_numbers_codes_and_scans_once_each(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    fair = await hold(town, ward.commune)
    await become(town, tu, ward, Role.HAMLET_HEAD)
    await lanh.starts()
    code = ticket_in(await sign_up(lanh))
    await sign_up(lanh, name="Lý Thị Sáu", birth="1988")
    assert "không có sự kiện nào đang mở cửa" in (await tu.says("co mat: 1")).lower()
    told = await tu.starts(f"v-{code}")
    assert "không có sự kiện nào đang mở cửa" in told.lower()
    assert f"Vé {code}" in told
    town.clock.at = SATURDAY + timedelta(minutes=5)
    told = await tu.starts(f"v-{code}")
    assert "Có mặt: 1 Trần Văn Út" in told
    assert "Mới ghi 1, hôm nay đã tới 1" in told
    told = await tu.says("co mat: 1, 2, 9")
    assert "Mới ghi 1, hôm nay đã tới 2" in told
    assert "Không thấy số: 9" in told
    assert "Đã bỏ có mặt: 2" in await tu.says("bo co mat 2")
    assert len(town.read(partial(attendances.came_on, event_id=fair.id, day=SATURDAY.date()))) == 1
    assert await faults_of(town) == ()


async def test_who_keeps_no_door_notes_nobody(tu: Villager, ward: Ward, town: World) -> None:
    fair = await hold(town, ward.commune)
    code = ticket_in(await sign_up(tu))
    town.clock.at = SATURDAY + timedelta(minutes=5)
    await tu.says("co mat: 1")
    await tu.says(f"v-{code}")
    assert not town.read(partial(attendances.came_on, event_id=fair.id, day=SATURDAY.date()))


async def test_somebody_without_a_ticket_is_let_in_after_three_answers_also_where_it_is_full(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    fair = await hold(town, ward.commune, capacity=1)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    town.clock.at = SATURDAY + timedelta(minutes=5)
    assert "tên họ gì" in await tu.says("khach vang lai")
    await tu.says("Thạch Thị Hoa")
    await tu.says("1979")
    assert "Số 2, đã ghi có mặt" in await tu.says("ap 4")
    assert len(town.read(partial(attendances.came_on, event_id=fair.id, day=SATURDAY.date()))) == 1


async def test_who_was_hired_is_asked_after_a_month_and_helped(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    fair = await hold(town, ward.commune)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    town.clock.at = SATURDAY + timedelta(minutes=5)
    await tu.says("co mat 1")
    assert "Ghi được nhận việc: 1 Trần Văn Út" in await tu.says("ket qua 1: duoc nhan")
    await lanh.hears_nothing(town)
    town.clock.at = SATURDAY + timedelta(days=30, hours=3)
    assert "30 ngày rồi" in await lanh.hears(town)
    assert "còn làm" in await lanh.says("con lam")
    town.clock.at = SATURDAY + timedelta(days=60, hours=3)
    assert "60 ngày rồi" in await lanh.hears(town)
    assert "gọi lại" in await lanh.says("can giup")
    assert len(town.read(cases.list_cases)) == 1
    assert "đã nghỉ" in await lanh.says("nghi roi")
    town.clock.at = SATURDAY + timedelta(days=90, hours=3)
    assert await lanh.hears_nothing(town)
    [line] = town.read(partial(attendances.lines, numbers=[fair.id]))
    assert line.outcomes == {Outcome.HIRED, Outcome.LEFT_WORK}


async def test_nobody_is_asked_about_work_who_found_none(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await tu.starts()
    assert "ghi lại" not in await tu.says("con lam")
