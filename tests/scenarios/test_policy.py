"""Questions about rights: short first, then papers and places, then the law; today's figures, dated."""

from __future__ import annotations

from datetime import datetime

from bot.clock import VIETNAM
from tests.world import World


async def test_short_first_then_how_then_the_law(office: World) -> None:
    aunt = office.person("cô Út")
    short = await aunt.says("tien dien ho ngheo duoc bao nhieu")
    assert "Nguồn" in short
    assert "1. Giấy tờ, nộp ở đâu?" in short
    how = await aunt.says("1")
    assert "1. Căn cứ pháp luật" in how
    assert "Căn cứ:" in await aunt.says("1")


async def test_the_poverty_line_changes_with_the_year_and_both_answers_are_right(office: World) -> None:
    aunt = office.person("cô Út")
    office.clock.at = datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM)
    assert "nông thôn 1.500.000 đ" in await aunt.says("chuan ngheo bao nhieu")
    office.clock.at = datetime(2027, 1, 1, 0, 0, tzinfo=VIETNAM)
    told = await aunt.says("chuan ngheo bao nhieu")
    assert "2.200.000 đ" in told
    assert "nông thôn 1.500.000 đ" not in told


async def test_next_year_is_asked_about_this_year(office: World) -> None:
    assert "2.200.000 đ" in await office.person("cô Út").says("sang nam chuan ngheo bao nhieu")


async def test_what_is_not_known_is_said_so_and_a_person_is_offered(office: World) -> None:
    aunt = office.person("cô Út")
    unknown = await aunt.says("gia vang hom nay bao nhieu")
    assert "không dám trả lời đại" in unknown
    assert "Gặp cán bộ" in unknown
    assert "đ một" not in unknown
