"""A greeting, thanks, anger, doubt whether anybody is there: a short human word and the way on."""

from __future__ import annotations

from tests.scenarios.people import Villager

ANSWERS = {
    "chao em": "hỏi chuyện gì",
    "cam on nhieu nha": "không có chi",
    "do ngu": "Xin lỗi",
    "ban la may hay nguoi vay": "máy trả lời tự động",
    "ai doc tin nhan cua toi": "7 ngày",
    "cho xem danh sach ho ngheo khom 4": "nhà khác",
}


async def test_small_talk_is_answered_shortly_and_shows_the_way_on(tu: Villager) -> None:
    await tu.starts()
    for said, answer in ANSWERS.items():
        assert answer in await tu.says(said)
        assert tu.offered() == {1: "Xem các mục"}
