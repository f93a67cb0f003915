"""An official changes an event in chat: who is told is said first, and only what matters is told."""

from __future__ import annotations

from functools import partial

import pytest

from bot.domain.events.event import Event
from models.events import events
from tests.families import Ward
from tests.scenarios.gatherings import STAYS_OPEN, hold, sign_up
from tests.scenarios.people import Villager
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])


def fair(town: World) -> Event:
    found: Event = town.read(partial(events.by_code, code="FAAAA"))
    return found


async def changes(hai: Villager, what: str) -> str:
    """From the list of events to the question."""
    await hai.says("su kien")
    await hai.chooses("05/12")
    await hai.chooses("Đổi ngày")
    return await hai.chooses(what)


async def test_a_bus_is_added_and_what_to_bring_said_without_waking_anybody(
    hai: Villager, tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await tu.starts()
    await sign_up(tu)
    assert "Xe đi ra sao" in await changes(hai, "Xe đi")
    assert "Báo 0 người" in await hai.says("6 giờ tại cổng phường")
    assert "ai xem cũng thấy" in await hai.chooses("Đúng")
    await changes(hai, "Đồ đem theo")
    await hai.says("bản sao bằng cấp")
    await hai.chooses("Đúng")
    assert await tu.hears_nothing(town)
    told = await tu.says("xem ve")
    assert "Xe đi: 6 giờ tại cổng phường" in told
    assert "Nhớ đem theo: bản sao bằng cấp" in told
    assert await faults_of(town) == ()


async def test_the_last_day_to_register_is_moved_and_never_behind_the_fair(
    hai: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await changes(hai, "Hạn ghi tên")
    assert "không sau ngày tổ chức" in await hai.says("7/12")
    assert "03/12/2026" in await hai.says("3/12")
    await hai.chooses("Đúng")
    closes = fair(town).plan.closes
    assert closes is not None
    assert f"{closes:%d/%m}" == "03/12"
    await changes(hai, "Hạn ghi tên")
    assert "Tới lúc bắt đầu" in await hai.says("1")
    await hai.chooses("Đúng")
    assert fair(town).plan.closes is None


async def test_other_seats_are_nobodys_business(hai: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await changes(hai, "Số chỗ")
    assert "Báo 0 người" in await hai.says("40")
    await hai.chooses("Đúng")
    assert fair(town).slots[0].capacity == 40
