"""The way in for people who would rather choose than type."""

from __future__ import annotations

from tests.scenarios.people import Villager
from tests.world import TODAY, World, known

SUBJECTS = "Mình cần hỏi chuyện gì?"
WHICH = "mình hỏi cái nào?"
WAYS_ON = {"Mục khác", "Gặp cán bộ", "Về các mục"}


def topics_before(person: Villager) -> list[str]:
    return [label for label in person.offered().values() if label not in WAYS_ON]


async def answers_under(visitor: Villager, subject: str, *, behind: bool) -> set[str]:
    """All answers of a subject, which may stand on the page behind the first."""
    await visitor.says("menu")
    if behind:
        await visitor.chooses("Mục khác")
    answer = await visitor.chooses(subject)
    if WHICH not in answer:
        return {answer}
    answers = set()
    for question in topics_before(visitor):
        answers.add(await visitor.chooses(question))
        await visitor.says("quay lai")
    return answers


async def test_every_right_is_found_without_typing_a_question(town: World, tu: Villager) -> None:
    await tu.says("menu")
    subjects = [(subject, False) for subject in topics_before(tu)]
    await tu.chooses("Mục khác")
    subjects += [(subject, True) for subject in topics_before(tu)]
    answers: set[str] = set()
    for number, (subject, behind) in enumerate(subjects):
        visitor = Villager(f"khach-{number}", tu.channel)
        answers |= await answers_under(visitor, subject, behind=behind)
    sources = {
        entry: known().answer(entry, "vi", on=TODAY.date(), today=TODAY.date(), level=1, province=None).text
        for entry in known().catalogue.entries
    }
    assert {entry for entry, text in sources.items() if any(text in answer for answer in answers)} == set(
        sources
    )


async def test_last_page_leads_round_to_the_first(tu: Villager) -> None:
    await tu.says("menu")
    first = tu.offered()
    await tu.chooses("Mục khác")
    assert tu.offered() != first
    await tu.chooses("Mục khác")
    assert tu.offered() == first


async def test_subject_with_two_questions_asks_which_and_leads_back(tu: Villager) -> None:
    await tu.says("menu")
    assert WHICH in await tu.chooses("Bảo hiểm y tế")
    assert SUBJECTS in await tu.chooses("Về các mục")


async def test_going_back_goes_back_step_by_step_and_not_round_in_circles(tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("menu")
    await tu.chooses("Bảo hiểm y tế")
    await tu.chooses("hộ cận nghèo")
    assert WHICH in await tu.says("quay lai")
    assert SUBJECTS in await tu.says("quay lai")
    assert "1.500.000" in await tu.says("quay lai")
    assert SUBJECTS in await tu.says("quay lai")


async def test_going_back_from_a_subject_of_the_second_page_shows_that_page(tu: Villager) -> None:
    await tu.says("menu")
    await tu.chooses("Mục khác")
    second = tu.offered()
    await tu.chooses("Học nghề")
    await tu.says("quay lai")
    assert tu.offered() == second


async def test_choice_is_made_by_digit_number_word_or_label(tu: Villager) -> None:
    for words in ("2", "so 2", "câu 2", "hai", "2 nha", "bao hiem y te"):
        await tu.says("menu")
        assert f"Bảo hiểm y tế: {WHICH}" in await tu.says(words)


async def test_number_that_was_not_offered_chooses_nothing(tu: Villager) -> None:
    await tu.says("menu")
    assert "Nguồn" not in await tu.says("99")


async def test_button_of_an_older_menu_still_works(tu: Villager) -> None:
    await tu.says("menu")
    older = tu.buttons()
    await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.chooses("Giấy tờ, nộp ở đâu?")
    answer = await (tu.presses("Tiền điện") if older else tu.says("tien dien"))
    assert "30 kWh" in answer
