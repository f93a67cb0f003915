"""What comes unasked: the answer to one's own case, once, at a decent hour, to who can be reached."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import VIETNAM
from bot.domain.messages import Kind
from bot.errors import DongHanhError
from tests.scenarios.people import Official, Villager, code_in
from tests.world import World

ANSWER = "Sáng mai cán bộ ghé coi nhà mình."


async def test_answer_to_a_case_is_told_once_with_its_code(
    town: World, tu: Villager, lanh: Villager, official: Official
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await lanh.says("gap nguoi")
    await official.answers(code, ANSWER)
    assert (await tu.hears(town)).startswith(f"UBND phường Thử trả lời mã {code}:\n{ANSWER}")
    assert tu.offered() == {1: "Được rồi", 2: "Chưa xong, mở lại"}
    assert await tu.hears_nothing(town)
    assert lanh.news() == []
    with pytest.raises(DongHanhError, match=code):
        await official.answers(code, "Lần nữa")


async def test_new_question_after_the_answer_opens_a_new_case(
    town: World, tu: Villager, official: Official
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await official.answers(code, ANSWER)
    await tu.hears(town)
    assert code_in(await tu.says("gap nguoi")) != code


async def test_answer_written_at_night_is_told_at_seven_in_the_morning(
    town: World, tu: Villager, official: Official
) -> None:
    town.clock.at = datetime(2026, 11, 23, 22, 0, tzinfo=VIETNAM)
    await official.answers(code_in(await tu.says("gap nguoi")), ANSWER)
    assert await tu.hears_nothing(town)
    town.clock.at = datetime(2026, 11, 24, 6, 59, tzinfo=VIETNAM)
    assert await tu.hears_nothing(town)
    town.clock.at = datetime(2026, 11, 24, 7, 0, tzinfo=VIETNAM)
    assert ANSWER in await tu.hears(town)


async def test_who_asks_at_night_is_answered_at_night(town: World, tu: Villager) -> None:
    town.clock.at = datetime(2026, 11, 23, 2, 0, tzinfo=VIETNAM)
    assert "1.500.000" in await tu.says("chuan ngheo nam nay bao nhieu")


async def test_who_blocked_the_bot_gets_nothing_until_they_write_again(
    town: World, tu: Villager, official: Official
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await tu.does(Kind.BLOCKED)
    await official.answers(code, ANSWER)
    assert await tu.hears_nothing(town)
    code = code_in(await tu.says("gap nguoi"))
    await official.answers(code, "Mình ra phường nha.")
    assert "Mình ra phường nha." in await tu.hears(town)


async def test_answer_of_three_weeks_ago_is_not_told_any_more(
    town: World, tu: Villager, official: Official
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await official.answers(code, ANSWER)
    town.channel.gone.add("tu")
    await town.tick()
    town.clock.pass_(days=21)
    town.channel.gone.clear()
    await town.running.engine.attached(next(iter(town.running.channels)), "tu")
    assert await tu.hears_nothing(town)


async def test_hidden_signs_in_an_officials_answer_are_dropped(
    town: World, tu: Villager, official: Official
) -> None:
    await official.answers(code_in(await tu.says("gap nguoi")), "Mai mời\u202e mình\x07 ra phường")
    assert "Mai mời mình ra phường" in await tu.hears(town)
