"""In a group the machine says one thing only: write to me alone."""

from __future__ import annotations

from bot.domain.messages import Kind
from models.cases import cases
from tests.scenarios.people import Villager
from tests.world import World

ONLY_ALONE = "chỉ trả lời khi nhắn riêng"


async def test_nothing_is_answered_where_neighbours_read_along(town: World, tu: Villager) -> None:
    for words in ("chuan ngheo nam nay bao nhieu", "gap nguoi", "xem du lieu", "tui khong muon song nua"):
        [answer] = await tu.does(Kind.TEXT, text=words, private=False)
        assert ONLY_ALONE in answer.body.text
        assert tu.offered() == {}
    assert await tu.hears_nothing(town)
    assert town.read(cases.list_cases) == []


async def test_correction_in_a_group_is_not_answered_a_second_time(tu: Villager) -> None:
    await tu.does(Kind.TEXT, text="chao", private=False)
    assert await tu.does(Kind.EDITED, text="chao em", private=False) == []
