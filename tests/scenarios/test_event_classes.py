"""A class of many days: who came on which, what may be paid for meals, what was, and the certificate."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.domain.events.seasons import Season
from bot.domain.events.terms import Outcome
from models.events import attendances, class_book
from tests.families import Ward
from tests.scenarios.gatherings import COOKING, SATURDAY, STAYS_OPEN, hold, kept, sign_up
from tests.scenarios.people import Villager, become
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])
MONDAY = SATURDAY + timedelta(days=2)
LEARNING: dict[str, Any] = {"starts": MONDAY, "ends": MONDAY + timedelta(days=18, hours=8)}


async def learners(lanh: Villager) -> None:
    """Two people on one phone register for the class."""
    await lanh.starts()
    for name, birth in (("Trần Văn Út", "1990"), ("Lý Thị Sáu", "1988")):
        await sign_up(lanh, name=name, birth=birth, to="dang ky lop nau an")


async def test_days_are_noted_one_by_one_also_afterwards_and_make_a_sum_that_may_be_paid(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    held = await hold(town, ward.commune, COOKING, **LEARNING)
    await hold(town, ward.commune, COOKING, code="FAAAC", title="Lớp may", **LEARNING)
    await become(town, tu, ward)
    await learners(lanh)
    town.clock.at = MONDAY + timedelta(hours=1)
    assert "hôm nay đã tới 2" in await tu.says("diem danh lop nau an: 1, 2")
    town.clock.at = MONDAY + timedelta(days=3)
    told = await tu.says("diem danh lop nau an ngay 8/12: 1, 9")
    assert "Có mặt ngày 08/12/2026: 1 Trần Văn Út" in told
    assert "Không thấy số: 9" in told
    assert "không có sự kiện nào" in (await tu.says("diem danh lop nau an ngay 20/12: 1")).lower()
    told = await tu.says("tien an lop nau an")
    assert "1 Trần Văn Út: 2 buổi, có thể chi 100.000" in told
    assert "2 Lý Thị Sáu: 1 buổi, có thể chi 50.000" in told
    assert "chỉ cho người đúng diện" in told
    days = town.read(partial(class_book.days_of, event_id=held.id))
    assert sorted(map(len, days.values())) == [1, 2]
    assert await faults_of(town) == ()


async def test_what_was_paid_is_never_paid_twice_and_the_learner_sees_it(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, COOKING, **LEARNING)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh, to="dang ky lop nau an")
    town.clock.at = MONDAY + timedelta(hours=1)
    await tu.says("diem danh: 1")
    assert "cộng 50.000" in await tu.says("phat tien an lop nau an: 1")
    assert "Đã ghi chi cho 1 người" in await tu.chooses("Đã chi")
    assert "không còn buổi nào chưa chi" in await tu.says("phat tien an lop nau an: 1")
    town.clock.at += timedelta(days=1)
    await tu.says("diem danh: 1")
    told = await lanh.says("toi hoc duoc may buoi roi")
    assert "Mình đã học 2 buổi. Đã nhận tiền ăn 50.000" in told.replace("\n", " ")
    assert "có thể được khoảng 50.000" in told


async def test_a_certificate_at_the_end_counts_the_person_once(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    held = await hold(town, ward.commune, COOKING, **LEARNING)
    await become(town, tu, ward)
    await lanh.starts()
    told = await sign_up(lanh, to="dang ky lop nau an")
    town.clock.at = MONDAY + timedelta(days=20)
    assert "Ghi có chứng chỉ: 1" in await tu.says("cap chung chi lop nau an: 1")
    await tu.says("cap chung chi lop nau an: 1")
    [line] = town.read(partial(attendances.lines, numbers=[held.id]))
    assert line.outcomes == {Outcome.CERTIFICATE}
    assert kept(town, told).event == held.id


async def test_other_people_see_no_book(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune, COOKING, **LEARNING)
    town.clock.at = MONDAY + timedelta(hours=1)
    assert "buổi" not in await tu.says("tien an lop nau an")


async def test_this_season_only_what_begins_in_it_and_suits_it_is_told(
    tu: Villager, ward: Ward, town: World
) -> None:
    weaving = {"title": "Lớp đan lục bình", "grade": 0, "season": Season.DRY}
    town.clock.at = MONDAY - timedelta(days=3)
    await hold(town, ward.commune, COOKING, **LEARNING | weaving)
    await hold(town, ward.commune, COOKING, code="FAAAC", **LEARNING | {"season": Season.RAINY})
    told = await tu.says("mua nay co lop gi")
    assert "Lớp đan lục bình" in told
    assert "đúng mùa" in told
    assert "Lớp nấu ăn" not in told
    assert "Lớp nấu ăn" in await tu.says("khi nao co lop nghe")


async def test_an_official_is_told_that_a_class_begins_in_the_other_season(
    tu: Villager, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says("tao su kien")
    for answer in ("Lớp học nghề", "Nuôi lươn", "7/12", "7h30 tới 11h", "Khóm 3", "25", "1", "1", "0"):
        await tu.says(answer)
    assert "ngày cuối" in (await tu.says("1/12")).lower()
    await tu.says("20/1/2027")
    told = await tu.chooses("Mùa mưa")
    assert "từ thứ hai 07/12/2026 (7:30) tới 20/01/2027" in told
    assert "rơi vào mùa khác" in told
