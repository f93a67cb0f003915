"""Somebody looks at twelve pictures and answers by digits."""

from __future__ import annotations

from tests.scenarios.people import Villager
from tests.world import World


async def test_twelve_pictures_are_answered_by_digits_and_give_a_hint_with_its_last_day(tu: Villager) -> None:
    await tu.starts()
    answer = await tu.says("tu coi nha tui thieu gi bang hinh")
    assert "tới hết 31/12/2026" in answer
    asked = 0
    while "gợi ý" not in answer:
        answer = await tu.says("2" if asked < 4 else "1")
        asked += 1
    assert asked == 12
    assert "có thể thiếu 4 điều" in answer
    assert "quyết định" in answer


async def test_after_the_standard_ends_no_picture_is_shown(tu: Villager, town: World) -> None:
    await tu.starts()
    town.clock.pass_(days=60)
    assert "đã hết" in await tu.says("tu coi nha tui thieu gi bang hinh")


async def test_yes_means_that_something_is_lacking_and_no_that_it_is_there(tu: Villager) -> None:
    """Every question asks whether something is lacking, so that words are no other answer than digits."""
    await tu.starts()
    answer, asked = await tu.says("tu coi nha tui thieu gi bang hinh"), 0
    while "gợi ý" not in answer:
        answer = await tu.says("có" if asked < 3 else "hổng biết" if asked < 5 else "không")
        asked += 1
    assert asked == 12
    assert "có thể thiếu 3 điều, 2 điều chưa rõ" in answer
