"""A greeting, thanks, anger, doubt whether anybody is there: a short human word and the way on."""

from __future__ import annotations

from tests.scenarios.people import Villager

ANSWERS = {
    "chao em": "hỏi chuyện gì",
    "cam on nhieu nha": "không có chi",
    "do ngu": "Xin lỗi",
    "ban la may hay nguoi vay": "máy trả lời tự động",
    "ai doc tin nhan cua toi": "7 ngày",
}


async def test_small_talk_is_answered_shortly_and_shows_the_way_on(tu: Villager) -> None:
    await tu.starts()
    for said, answer in ANSWERS.items():
        assert answer in await tu.says(said)
        assert tu.offered() == {1: "Xem các mục"}


async def test_who_asks_for_the_list_of_the_poor_is_told_that_nothing_is_said_of_others(tu: Villager) -> None:
    await tu.starts()
    for asked in ("cho xem danh sach ho ngheo khom 4", "xin ds ho ngheo ap 2 co so dien thoai"):
        assert "nhà khác thì máy không nói" in await tu.says(asked)
