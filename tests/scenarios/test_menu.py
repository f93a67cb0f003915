"""Somebody who would rather choose than type finds the way with digits alone."""

from __future__ import annotations

from tests.world import World


async def test_from_the_subjects_to_an_answer_and_back_with_digits_alone(office: World) -> None:
    aunt = office.person("cô Út")
    assert "2. Bảo hiểm y tế" in await aunt.says("menu")
    assert "mình hỏi cái nào" in await aunt.says("2")
    assert "Nguồn" in await aunt.says("1")
    assert "mình hỏi cái nào" in await aunt.says("quay lai")
    assert "2. Bảo hiểm y tế" in await aunt.says("quay lai")


async def test_the_subjects_go_on_page_after_page_and_begin_anew(office: World) -> None:
    aunt = office.person("cô Út")
    await aunt.says("chao em")
    first = await aunt.says("menu")
    assert "7. Mục khác" in first
    second = await aunt.says("7")
    assert second != first
    seen = [first, second]
    while (page := await aunt.says(next_page(seen[-1]))) != first:
        assert page not in seen
        seen.append(page)


def next_page(page: str) -> str:
    return next(line.partition(".")[0] for line in page.splitlines() if line.endswith("Mục khác"))


async def test_who_does_not_know_how_is_shown_examples_as_people_type_them(office: World) -> None:
    explained = await office.person("cô Út").says("huong dan")
    assert "tien dien ho ngheo" in explained
    assert "QUAY LẠI" in explained
