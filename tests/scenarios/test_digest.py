"""Each morning officials read one screen of what is due, late, new and changed, and open it by digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import VIETNAM
from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager, code_in
from tests.scenarios.register_files import DECISION
from tests.world import World

KEPT_LONG = replace(RICH, locks_after=timedelta(days=90))
pytestmark = pytest.mark.parametrize("channel", [KEPT_LONG], indirect=True, ids=["page"])


def set_to(town: World, day: int, hour: int, minute: int = 0) -> None:
    town.clock.at = datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


async def all_heard(town: World, who: Villager) -> str:
    news = ""
    for _ in range(3):
        await town.tick()
        news += "\n".join(each.body.text for each in who.news())
    return news


async def test_the_digest_comes_at_half_past_seven_and_digits_open_it(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await hai.says(DECISION)
    await hai.says("1")
    await all_heard(town, hai)
    set_to(town, 24, 7, 20)
    assert "Chào buổi sáng" not in await all_heard(town, hai)
    set_to(town, 24, 7, 31)
    told = await all_heard(town, hai)
    assert "Chào buổi sáng 24/11" in told
    assert "Việc mới: 1" in told
    assert "Hộ mới thoát nghèo: 1" in told
    assert hai.offered()[3] == "Việc mới"
    await hai.says("3")
    assert code in str(hai.offered())
    await hai.says("tin sang")
    assert "Trần Thị Lan" in await hai.says("4")
    set_to(town, 24, 8)
    assert "Chào buổi sáng" not in await all_heard(town, hai)


async def test_on_a_sunday_nobody_is_woken(town: World, tu: Villager, hai: Villager) -> None:
    await tu.says("gap nguoi")
    await all_heard(town, hai)
    set_to(town, 29, 7, 31)
    assert "Chào buổi sáng" not in await all_heard(town, hai)


async def test_what_is_due_and_late_is_counted(town: World, tu: Villager, hai: Villager) -> None:
    await tu.says("gap nguoi")
    set_to(town, 25, 7, 35)
    assert "Việc tới hạn hôm nay: 1" in await all_heard(town, hai)
    set_to(town, 26, 7, 35)
    assert "Việc quá hạn: 1" in await all_heard(town, hai)


async def test_others_get_no_digest(town: World, tu: Villager, ward: Ward) -> None:
    await tu.says("gap nguoi")
    set_to(town, 24, 7, 35)
    assert await tu.hears_nothing(town)
    assert "Việc mới" not in await tu.says("tin sang")
