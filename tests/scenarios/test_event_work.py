"""An official writes an event down in chat, publishes it, moves it the evening before, and calls one off."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.events.event import Event
from bot.domain.events.terms import EventKind, EventState
from bot.domain.roles import Role
from models.events import events
from tests.families import Family, Ward
from tests.scenarios.gatherings import SATURDAY, STAYS_OPEN, hold, sign_up
from tests.scenarios.people import Villager, become, show_slip
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])


def all_events(town: World, ward: Ward) -> list[Event]:
    since = town.clock.now() - timedelta(days=1)
    found: list[Event] = town.read(partial(events.kept, areas=[ward.commune], since=since, limit=9))
    return found


async def write_down(hai: Villager) -> str:
    """From "tạo sự kiện" to the preview."""
    assert "Sự kiện gì" in await hai.says("tao su kien")
    await hai.chooses("Ngày hội việc làm")
    await hai.says("Ngày hội việc làm cuối năm")
    assert "ngày sắp tới" in await hai.says("5/11")
    await hai.says("5/12")
    await hai.says("7h30 tới 11h30")
    await hai.says("Nhà văn hóa phường")
    await hai.says("300")
    await hai.says("1")
    told = await hai.chooses("Mọi hộ")
    assert "thứ bảy 05/12/2026, 7:30 tới 11:30" in told
    assert "Số chỗ: 300" in told
    return await hai.chooses("Đúng")


async def test_an_event_is_written_previewed_and_published_to_who_agreed_to_be_told(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await lanh.starts()
    await show_slip(lanh)
    await lanh.chooses("Đồng ý")
    await become(town, tu, ward)
    assert "Báo ngay được 1 điện thoại" in await write_down(tu)
    assert "cuối năm" not in await lanh.says("khi nao co hoi viec lam")
    assert "sẽ báo 1 điện thoại" in await tu.chooses("Đăng và báo")
    assert "Sắp có Ngày hội việc làm cuối năm" in await lanh.hears(town)
    assert "Ghi tên cho ai trong nhà" in await lanh.says("1")
    await lanh.says("thôi")
    assert "Ngày hội việc làm cuối năm" in await lanh.says("khi nao co hoi viec lam")
    [one] = all_events(town, ward)
    assert (one.state, one.plan.kind, one.plan.capacity) == (EventState.OPEN, EventKind.JOB_FAIR, 300)
    assert await faults_of(town) == ()


async def test_whoever_organises_nothing_writes_no_event(tu: Villager, ward: Ward, town: World) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD)
    assert "Sự kiện gì" not in await tu.says("tao su kien")
    assert all_events(town, ward) == []


async def test_an_event_moved_the_evening_before_tells_everybody_once_and_reminds_anew(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    town.clock.at = SATURDAY - timedelta(hours=13)
    await lanh.hears(town)
    await tu.says("su kien")
    await tu.chooses("05/12")
    await tu.chooses("Đổi ngày")
    await tu.chooses("Ngày giờ")
    await tu.says("6/12")
    assert "Báo 1 người" in await tu.says("8h tới 11h")
    await tu.chooses("Đúng")
    told = await lanh.hears(town)
    assert "có đổi: nay là chủ nhật 06/12/2026, 8:00 tới 11:00" in told
    town.clock.at = SATURDAY + timedelta(hours=13)
    assert "Nhắc nhà mình" in await lanh.hears(town)
    town.clock.at = SATURDAY + timedelta(hours=24)
    assert await lanh.hears_nothing(town)


async def test_an_event_that_is_called_off_tells_everybody_and_reminds_nobody(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    await tu.says("su kien")
    await tu.chooses("05/12")
    assert "Sẽ báo 1 người" in await tu.chooses("Hủy sự kiện")
    await tu.chooses("Hủy và báo")
    assert "đã hủy, nhà mình khỏi đi" in await lanh.hears(town)
    town.clock.at = SATURDAY - timedelta(hours=11)
    assert await lanh.hears_nothing(town)
    assert "đã hủy" not in await lanh.says("khi nao co hoi viec lam")


async def test_more_places_are_offered_to_who_waits(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, capacity=1)
    await become(town, tu, ward)
    await lanh.starts()
    await sign_up(lanh)
    await sign_up(lanh, name="Lý Thị Sáu", birth="1988")
    await tu.says("sua su kien")
    await tu.chooses("05/12")
    assert "2. Lý Thị Sáu (chờ)" in await tu.chooses("Ai đã ghi tên")
    await tu.says("su kien")
    await tu.chooses("05/12")
    await tu.chooses("Đổi ngày")
    await tu.chooses("Số chỗ")
    await tu.says("2")
    await tu.chooses("Đúng")
    assert "Có chỗ rồi" in await lanh.hears(town)
