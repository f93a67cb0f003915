"""The first words: who answers, what is kept, in which language; and beginning anew."""

from __future__ import annotations

import pytest

from bot.domain.messages import Kind
from tests.world import World


async def test_somebody_new_hears_that_a_machine_answers_and_where_people_are(office: World) -> None:
    told = "\n".join(part.body.text for part in await office.person("anh Tư").does(Kind.START))
    assert "không phải người thật" in told
    assert "7 ngày" in told
    assert "XÓA DỮ LIỆU" in told
    assert "0290 3999 888" in told


async def test_a_poster_with_a_code_leads_straight_to_the_right(office: World) -> None:
    told = await office.person("anh Tư").does(Kind.START, payload="p_poverty-line")
    assert "1.500.000" in told[-1].body.text


@pytest.mark.parametrize(("typed", "answer"), [("2", "ខ្មែរ"), ("3", "English")])
async def test_another_language_is_chosen_once_and_kept(office: World, typed: str, answer: str) -> None:
    sister = office.person("chị Sa Vươl")
    await sister.says("đổi ngôn ngữ")
    assert answer in await sister.says(typed)
    assert "Mình" not in (await sister.says("menu")).splitlines()[0]


async def test_beginning_anew_leaves_an_open_form_behind(office: World) -> None:
    brother = office.person("anh Tư")
    await brother.says("gap nguoi")
    await brother.says("1")
    assert "bắt đầu lại" in await brother.says("bat dau lai")
    assert "Đã gửi" not in await brother.says("1")
