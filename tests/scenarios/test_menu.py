"""The way in for people who would rather choose than type."""

from __future__ import annotations

from tests.scenarios.people import Villager
from tests.world import World, known

SUBJECTS = "Mình cần hỏi chuyện gì?"
WHICH = "mình hỏi cái nào?"
WAYS_ON = {"Mục khác", "Gặp cán bộ", "Về các mục", "Xem nhà mình được gì"}


def topics_before(person: Villager) -> list[str]:
    return [label for label in person.offered().values() if label not in WAYS_ON]


async def pages(person: Villager) -> list[list[str]]:
    """All pages of the list that is open, one after the other, until the first comes again."""
    found: list[list[str]] = []
    while (here := topics_before(person)) not in found:
        found.append(here)
        if "Mục khác" not in person.offered().values():
            break
        await person.chooses("Mục khác")
    return found


async def test_every_right_is_found_without_typing_a_question(town: World, tu: Villager) -> None:
    await tu.says("menu")
    offered: set[str] = set()
    for number, page in enumerate(await pages(tu)):
        for subject in page:
            visitor = Villager(f"khach-{number}-{subject}", tu.channel)
            await visitor.says("menu")
            for _ in range(number):
                await visitor.chooses("Mục khác")
            assert WHICH in await visitor.chooses(subject)
            offered |= {label for questions in await pages(visitor) for label in questions}
    buttons = {words.button for words in known().entries["vi"].values()}
    assert buttons <= offered


async def test_last_page_leads_round_to_the_first(tu: Villager) -> None:
    await tu.says("menu")
    first = tu.offered()
    assert len(await pages(tu)) > 1
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
    await tu.chooses(topics_before(tu)[0])
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
    answer = await (tu.presses("Tiền điện") if older else tu.says("ho tro tien dien cho ho ngheo"))
    assert WHICH in answer or "30 kWh" in answer
