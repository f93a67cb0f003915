"""Between the ticket and the work: what is told unasked, answered by a digit, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.events.event import Event
from bot.domain.events.terms import Outcome, SeatState
from models.events import attendances
from tests.families import Ward
from tests.scenarios.gatherings import (
    COOKING,
    SATURDAY,
    STAYS_OPEN,
    hold,
    kept,
    sign_up,
)
from tests.scenarios.people import Villager, become
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])


async def test_who_registers_on_the_last_day_is_still_reminded_two_hours_before(
    tu: Villager, ward: Ward, town: World
) -> None:
    afternoon = SATURDAY + timedelta(hours=7)
    await hold(town, ward.commune, starts=afternoon, ends=afternoon + timedelta(hours=2))
    town.clock.at = SATURDAY + timedelta(hours=1)
    await sign_up(tu)
    assert await tu.hears_nothing(town)
    town.clock.at = afternoon - timedelta(hours=2)
    assert "Nhắc nhà mình: Ngày hội" in await tu.hears(town)
    assert "Số của mình: 1" in await tu.says("1")


async def test_reminders_can_be_ended_for_one_ticket_and_a_change_is_told_all_the_same(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    town.clock.at = SATURDAY - timedelta(days=7)
    await lanh.hears(town)
    assert "không nhắc nữa" in await lanh.chooses("Đừng nhắc nữa")
    await move_elsewhere(tu)
    assert "có đổi: nay là thứ bảy 05/12/2026" in await lanh.hears(town)
    town.clock.at = SATURDAY - timedelta(hours=11)
    assert await lanh.hears_nothing(town)
    await lanh.says("xem ve")
    assert "sẽ nhắc" in await lanh.chooses("Nhắc mình lại")
    town.clock.at = SATURDAY - timedelta(hours=2)
    assert await lanh.hears_nothing(town)


async def move_elsewhere(tu: Villager) -> None:
    """The official holds the fair at another place, at the same hour."""
    await tu.says("su kien")
    await tu.chooses("05/12")
    await tu.chooses("Đổi ngày")
    await tu.chooses("Nơi")
    await tu.says("Trường Tiểu học Khóm 3")
    await tu.chooses("Đúng")


async def test_another_place_at_the_same_hour_is_told_and_reminded_of_once(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    await move_elsewhere(tu)
    assert "tại Trường Tiểu học Khóm 3" in await lanh.hears(town)
    for before in (timedelta(days=7), timedelta(hours=11)):
        town.clock.at = SATURDAY - before
        told = await lanh.hears(town)
        assert told.count("Nhắc nhà mình") == 1
        assert "tại Trường Tiểu học Khóm 3" in told


async def test_moved_the_evening_before_somebody_gives_the_place_back_by_a_digit_and_the_next_takes_it_so(
    tu: Villager, lanh: Villager, hai: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, capacity=1)
    for who in (tu, lanh):
        await who.starts()
    await sign_up(tu)
    waits = await sign_up(lanh, name="Lý Thị Lành", birth="1985")
    town.clock.at = SATURDAY - timedelta(hours=13)
    await tu.hears(town)
    await hai.says("su kien")
    await hai.chooses("05/12")
    await hai.chooses("Đổi ngày")
    await hai.chooses("Ngày giờ")
    await hai.says("6/12")
    await hai.says("8h tới 11h")
    await hai.chooses("Đúng")
    assert "chủ nhật 06/12/2026" in await tu.hears(town)
    assert "Trả lại chỗ" in await tu.says("2")
    await tu.says("1")
    while "giữ cho nhà mình tới" not in (await lanh.hears(town)):
        pass
    assert "Có chỗ rồi. Số của mình: 2" in await lanh.says("1")
    assert kept(town, waits).state is SeatState.SEATED


async def test_who_is_told_that_it_is_called_off_sees_what_else_there_is_by_a_digit(
    tu: Villager, hai: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await hold(town, ward.commune, COOKING, code="FAAAC")
    await tu.starts()
    await sign_up(tu)
    await hai.says("su kien")
    await hai.chooses("05/12")
    await hai.chooses("Hủy sự kiện")
    await hai.chooses("Hủy và báo")
    assert "đã hủy, nhà mình khỏi đi" in await tu.hears(town)
    assert "Lớp nấu ăn" in await tu.says("1")


async def test_a_ticket_scanned_while_a_guest_is_written_down_counts_and_the_questions_go_on(
    tu: Villager, hai: Villager, ward: Ward, town: World
) -> None:
    fair = await hold(town, ward.commune)
    code = kept(town, await sign_up(tu)).code
    town.clock.at = SATURDAY + timedelta(minutes=5)
    await hai.says("khach vang lai")
    told = await hai.says(f"v-{code}")
    assert "Có mặt: 1 Trần Văn Út" in told
    assert "tên họ gì" in told
    assert len(town.read(partial(attendances.came_on, event_id=fair.id, day=SATURDAY.date()))) == 1


async def after_the_fair(tu: Villager, hai: Villager, ward: Ward, town: World) -> Event:
    """Anh Tư registered and came."""
    fair = await hold(town, ward.commune)
    await tu.starts()
    await sign_up(tu)
    town.clock.at = SATURDAY + timedelta(minutes=5)
    await hai.says("co mat: 1")
    await tu.hears_nothing(town)
    return fair


def outcomes(town: World, fair: Event) -> frozenset[Outcome]:
    [line] = town.read(partial(attendances.lines, numbers=[fair.id]))
    found: frozenset[Outcome] = line.outcomes
    return found


async def test_the_day_after_somebody_tells_by_a_digit_that_there_is_work_and_later_that_it_lasted(
    tu: Villager, hai: Villager, ward: Ward, town: World
) -> None:
    fair = await after_the_fair(tu, hai, ward, town)
    town.clock.at = SATURDAY + timedelta(days=1, hours=2)
    assert "Kết quả sao rồi" in await tu.hears(town)
    assert "mình ghi lại: được nhận việc" in await tu.says("1")
    assert outcomes(town, fair) == {Outcome.HIRED}
    town.clock.at = SATURDAY + timedelta(days=31, hours=3)
    assert "30 ngày rồi" in await tu.hears(town)
    assert "còn làm" in await tu.says("1")
    assert outcomes(town, fair) == {Outcome.HIRED, Outcome.STILL_WORKS}


async def test_who_found_nothing_is_shown_what_else_there_is_and_counted_nowhere(
    tu: Villager, hai: Villager, ward: Ward, town: World
) -> None:
    fair = await after_the_fair(tu, hai, ward, town)
    town.clock.at = SATURDAY + timedelta(days=1, hours=2)
    await tu.hears(town)
    assert "tìm tiếp" in await tu.chooses("Chưa có gì")
    assert outcomes(town, fair) == frozenset()


async def test_who_tells_unasked_is_heard_and_not_asked_any_more(
    tu: Villager, lanh: Villager, hai: Villager, ward: Ward, town: World
) -> None:
    fair = await after_the_fair(tu, hai, ward, town)
    assert "ghi lại" not in await lanh.says("toi duoc nhan vo lam roi")
    assert "ghi lại: được nhận việc" in await tu.says("toi duoc nhan vo lam roi")
    town.clock.at = SATURDAY + timedelta(days=1, hours=2)
    assert await tu.hears_nothing(town)
    assert outcomes(town, fair) == {Outcome.HIRED}
