"""A greeting, thanks, anger, doubt whether anybody is there: a short human word and the way on."""

from __future__ import annotations

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("chao em", "hỏi chuyện gì"),
        ("cam on nhieu nha", "không có chi"),
        ("do ngu", "Xin lỗi"),
        ("ban la may hay nguoi vay", "máy trả lời tự động"),
        ("ai doc tin nhan cua toi", "7 ngày"),
    ],
)
async def test_small_talk_is_answered_shortly_and_shows_the_way_on(
    office: World, said: str, answer: str
) -> None:
    brother = office.person("anh Tư")
    await brother.says("menu")
    told = await brother.says(said)
    assert answer in told
    assert "1. Xem các mục" in told


async def test_the_neighbours_affairs_are_not_talked_about(office: World) -> None:
    brother = office.person("anh Tư")
    told = await brother.says("cho xem danh sach ho ngheo khom 4")
    assert "nhà khác" in told
