"""Right or wrong, said in a word straight after an answer: thanks, or an apology and other ways on."""

from __future__ import annotations

from sqlalchemy import Connection

from models import questions
from models.questions import Question
from tests.scenarios.people import Villager
from tests.world import World

QUESTION = "ho ngheo co duoc mien hoc phi khong"


def kept(tx: Connection) -> list[Question]:
    return questions.list_questions(tx)


async def test_wrong_answer_is_apologised_for_and_noted(town: World, tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    sorry = await tu.says("sai rồi")
    assert "Xin lỗi" in sorry
    assert "không ghi tên" in sorry
    [noted] = town.read(kept)
    assert (noted.words, noted.missed) == ("chuan ngheo nam nay bao nhieu", "disputed")
    assert (noted.nearest[0], noted.theme, noted.channel) == ("poverty-line", "status-review", "scripted")


async def test_after_a_wrong_answer_others_and_a_person_are_offered(tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("không đúng")
    *others, person = tu.offered().values()
    assert 0 < len(others) <= 3
    assert person == "Gặp cán bộ"
    assert "Nguồn" in await tu.chooses(others[0])
    await tu.says("👎")
    assert "mã là" in await tu.chooses("Gặp cán bộ")


async def test_right_answer_is_thanked_for_and_nothing_is_noted(town: World, tu: Villager) -> None:
    for said in ("👍", "đúng rồi", "dung roi em", "👍🏽"):
        await tu.says("chuan ngheo nam nay bao nhieu")
        assert "cảm ơn mình" in await tu.says(said)
    assert town.read(kept) == []


async def test_after_the_thanks_one_may_still_ask_deeper(tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("👍")
    assert "12 chỉ số" in await tu.says("1")


async def test_where_there_are_buttons_one_says_that_it_was_wrong(town: World, tu: Villager) -> None:
    """With digits alone the line would stand in the way of every answer; there it is said in words."""
    await tu.says("chuan ngheo nam nay bao nhieu")
    labels = list(tu.offered().values())
    if not tu.channel.capabilities.buttons:
        assert "👎 Chưa đúng ý" not in labels
        return
    assert labels[-1] == "👎 Chưa đúng ý"
    assert "Xin lỗi" in await tu.chooses("Chưa đúng ý")
    assert [noted.missed for noted in town.read(kept)] == ["disputed"]


async def test_only_the_short_answer_has_that_button(tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("1")
    assert "👎 Chưa đúng ý" not in tu.offered().values()


async def test_longer_answer_called_wrong_is_noted_with_the_question_that_led_there(
    town: World, tu: Villager
) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("1")
    assert "Xin lỗi" in await tu.says("trả lời sai rồi")
    assert [noted.words for noted in town.read(kept)] == ["chuan ngheo nam nay bao nhieu"]


async def test_answer_chosen_from_the_menu_is_noted_without_words(town: World, tu: Villager) -> None:
    await tu.starts("p_poverty-line")
    await tu.says("sai rồi")
    [noted] = town.read(kept)
    assert (noted.words, noted.nearest[0]) == ("", "poverty-line")


async def test_neighbour_of_an_answer_does_not_get_its_question(town: World, tu: Villager) -> None:
    await tu.says("ho ngheo co duoc cap the bao hiem y te ko")
    neighbour = tu.offered()[2]
    await tu.chooses(neighbour)
    await tu.says("sai rồi")
    [noted] = town.read(kept)
    assert noted.words == ""


async def test_wrong_is_not_heard_when_something_else_came_between(town: World, tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("cam on nha")
    assert "chưa đúng ý" in await tu.says("sai rồi")
    assert town.read(kept) == []


async def test_word_that_answers_a_form_is_no_verdict(town: World, tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    await tu.says("sai rồi")
    assert "Cán bộ gọi lại số nào?" in await tu.says("sai rồi") or "đủ 10 số" in await tu.says("sai rồi")
    assert town.read(kept) == []


async def test_lone_yes_or_no_that_nothing_waits_for_is_no_question(town: World, tu: Villager) -> None:
    for said in ("ok", "dạ", "không", "ừ", "👌"):
        assert "Cần gì mình cứ nhắn" in await tu.says(said)
    assert town.read(kept) == []
