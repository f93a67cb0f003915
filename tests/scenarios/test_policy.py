"""Questions about rights: short first, dated and sourced; then papers and places; then the law."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import VIETNAM
from tests.scenarios.people import Villager
from tests.world import World

NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM)
NEW_YEAR = datetime(2027, 1, 1, 0, 0, tzinfo=VIETNAM)
OLD_LINE = "nông thôn 1.500.000 đ, thành thị 2.000.000 đ"
NEW_LINE = "nông thôn 2.200.000 đ, thành thị 2.800.000 đ"
SHORT = 320


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("ho ngheo co duoc cap the bao hiem y te ko", ["đóng 100%", "NĐ 188/2025/NĐ-CP", "2025"]),
        ("chuan ngheo nam nay bao nhieu", [OLD_LINE, "NĐ 07/2021/NĐ-CP", "31/12/2026"]),
        ("sang nam chuan ngheo bao nhieu", [NEW_LINE, "NĐ 351/2025/NĐ-CP", "01/01/2027"]),
        ("tien dien ho ngheo duoc bao nhieu", ["30 kWh", "khoảng 59.520 đ", "QĐ 1279/QĐ-BCT", "07/2026"]),
    ],
)
async def test_household_asks_as_it_types_and_reads_sum_document_and_date(
    tu: Villager, question: str, facts: list[str]
) -> None:
    await tu.starts()
    answer = await tu.says(question)
    assert [fact for fact in facts if fact not in answer] == []
    told, _, _ = answer.partition("\n\n1. ")
    title, _, told = told.partition("\n")
    assert title
    assert len(told) <= SHORT


async def test_accents_change_nothing(tu: Villager, lanh: Villager) -> None:
    await tu.starts()
    await lanh.starts()
    plain = await tu.says("tien dien ho ngheo duoc bao nhieu")
    assert await lanh.says("Tiền điện hộ nghèo được bao nhiêu?") == plain


async def test_short_first_then_papers_and_places_then_the_law(tu: Villager) -> None:
    await tu.says("tien dien ho ngheo duoc bao nhieu")
    how = await tu.chooses("Giấy tờ, nộp ở đâu?")
    assert "178.560 đ" in how
    assert "Hỏi và nộp ở: trưởng khóm, ấp" in how
    law = await tu.chooses("Căn cứ pháp luật")
    assert "QĐ 28/2014/QĐ-TTg, ban hành 07/04/2014" in law
    assert "Căn cứ pháp luật" not in tu.offered().values()


async def test_one_right_leads_to_its_neighbour(tu: Villager) -> None:
    await tu.says("ho ngheo co duoc cap the bao hiem y te ko")
    assert "Mẫu 01" in await tu.chooses("Xin xét hộ nghèo")


@pytest.mark.parametrize(
    ("instant", "question", "line"),
    [
        (NEW_YEARS_EVE, "chuan ngheo nam nay bao nhieu", OLD_LINE),
        (NEW_YEARS_EVE, "sang nam chuan ngheo bao nhieu", NEW_LINE),
        (NEW_YEAR, "chuan ngheo nam nay bao nhieu", NEW_LINE),
        (NEW_YEAR, "nam ngoai chuan ngheo bao nhieu", OLD_LINE),
    ],
)
async def test_poverty_line_changes_at_midnight_of_new_year_and_both_answers_are_right(
    town: World, tu: Villager, instant: datetime, question: str, line: str
) -> None:
    town.clock.at = instant
    assert line in (await tu.says(question)).partition("Thu nhập")[0]


async def test_year_asked_about_is_kept_while_one_asks_deeper(town: World, tu: Villager) -> None:
    await tu.says("sang nam chuan ngheo bao nhieu")
    assert "Tính từ 01/01/2027" in await tu.chooses("Giấy tờ, nộp ở đâu?")


async def test_vague_question_offers_a_few_rights_and_a_way_out(tu: Villager) -> None:
    assert "Mình muốn hỏi cái nào dưới đây?" in await tu.says("bhyt")
    assert len(tu.offered()) == 4
    assert "không dám trả lời đại" in await tu.chooses("Không phải mấy cái này")
    assert "0290 3999 888" in await tu.says("qwerty uiop")


async def test_one_of_the_few_rights_is_chosen(tu: Villager) -> None:
    await tu.says("bhyt")
    first = tu.offered()[1]
    answer = await tu.chooses(first)
    assert "Nguồn" in answer


async def test_what_is_not_known_is_said_so_and_the_second_time_a_person_is_named(tu: Villager) -> None:
    first = await tu.says("gia vang hom nay bao nhieu")
    assert "không dám trả lời đại" in first
    assert " đ " not in first
    second = await tu.says("qwerty uiop")
    assert "0290 3999 888" in second
    assert "mã là" in await tu.chooses("Gặp cán bộ")


async def test_answer_in_between_makes_the_next_miss_the_first_again(tu: Villager) -> None:
    await tu.says("gia vang hom nay bao nhieu")
    await tu.says("chuan ngheo nam nay bao nhieu")
    assert "0290 3999 888" not in await tu.says("qwerty uiop")
