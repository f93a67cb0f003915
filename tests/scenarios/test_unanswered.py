"""What nobody could answer waits for whoever keeps the catalogue, and leads to nobody."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, select

from bot.keeping import tidy
from models import questions
from models.questions import Question, question
from models.retention import rules
from tests.scenarios.people import Villager
from tests.world import World

VAGUE = "tro cap"


def kept(tx: Connection) -> list[Question]:
    return questions.list_questions(tx)


def every_cell(tx: Connection) -> str:
    """All that is kept, but for the digest of the very words beside it."""
    columns = [column for column in question.columns if column.name != "digest"]
    return "\n".join(str(cell) for row in tx.execute(select(*columns)) for cell in row)


async def test_three_choices_and_a_way_out_then_a_person(town: World, tu: Villager) -> None:
    assert "Mình muốn hỏi cái nào dưới đây?" in await tu.says(VAGUE)
    *choices, way_out = tu.offered().values()
    assert len(choices) == 3
    assert way_out == "Không phải mấy cái này"
    assert "không dám trả lời đại" in await tu.chooses("Không phải")
    second = await tu.says("gia vang hom nay bao nhieu")
    assert "0290 3999 888" in second
    assert "Gặp cán bộ" in tu.offered().values()


@pytest.mark.parametrize("said", ["không phải", "khong phai", "ko", "4", "👎", "sai rồi", "không có cái nào"])
async def test_none_of_the_choices_can_be_said_in_many_ways(town: World, tu: Villager, said: str) -> None:
    await tu.says(VAGUE)
    assert "không dám trả lời đại" in await tu.says(said)
    [noted] = town.read(kept)
    assert (noted.words, noted.missed) == (VAGUE, "choices")


async def test_choice_taken_is_no_miss(town: World, tu: Villager) -> None:
    await tu.says(VAGUE)
    await tu.says("1")
    assert town.read(kept) == []


async def test_chosen_answer_called_wrong_is_noted_with_the_vague_question(town: World, tu: Villager) -> None:
    await tu.says(VAGUE)
    await tu.says("1")
    await tu.says("sai rồi")
    [noted] = town.read(kept)
    assert (noted.words, noted.missed) == (VAGUE, "disputed")


async def test_what_is_not_known_is_counted_once_however_often_and_by_whom(
    town: World, tu: Villager, lanh: Villager
) -> None:
    await tu.says("Giá vàng hôm nay bao nhiêu?")
    town.clock.pass_(days=2)
    await lanh.says("gia vang hom nay bao nhieu")
    await lanh.says("gia vang hom nay bao nhieu z")
    [noted] = town.read(kept)
    assert (noted.times, noted.missed, noted.theme) == (3, "unknown", "other")
    assert (noted.first_on, noted.last_on) == (date(2026, 11, 23), date(2026, 11, 25))


async def test_nothing_that_is_kept_leads_to_a_person(town: World, tu: Villager) -> None:
    """Name, nickname, number, paper, hamlet, mail: told in one breath, and none of it stays."""
    await tu.says(
        "gia vang hom nay bao nhieu, toi la Nguyễn Thị Chim Sẻ, ba bay se, o so 7 ap vinh lac 3,"
        " so 0912 345 678, 095200001234, mail se95@example.vn"
    )
    cells = town.read(every_cell)
    assert "gia vang hom nay bao nhieu" in cells
    for trace in ("nguy", "chim", "sẻ", "se95", "0912", "345", "678", "0952", "1234", "vinh", "lac", "bay"):
        assert trace not in cells.lower()
    assert not {"contact_id", "address", "person_id"} & set(question.columns.keys())


async def test_number_alone_is_no_question(town: World, tu: Villager) -> None:
    await tu.says("99")
    assert town.read(kept) == []


async def test_done_question_comes_back_when_it_is_asked_in_vain_again(town: World, tu: Villager) -> None:
    for _ in range(3):
        await tu.says("gia vang hom nay bao nhieu")
    [noted] = town.read(kept)
    await town.running.uow.run(lambda tx: questions.finish(tx, noted.id, on=date(2026, 11, 23)))
    assert town.read(kept) == []
    town.clock.pass_(days=1)
    await tu.says("gia vang hom nay bao nhieu")
    [again] = town.read(kept)
    assert (again.times, again.first_on, again.done_on) == (1, date(2026, 11, 24), None)


async def test_questions_nobody_asks_any_more_are_forgotten(town: World, tu: Villager) -> None:
    await tu.says("gia vang hom nay bao nhieu")
    town.clock.pass_(days=180)
    await tidy(town.running.uow, town.running.clock, rules(words_days=7, questions_days=180))
    assert len(town.read(kept)) == 1
    town.clock.pass_(days=1)
    await tidy(town.running.uow, town.running.clock, rules(words_days=7, questions_days=180))
    assert town.read(kept) == []
