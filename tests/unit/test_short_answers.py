"""A short answer is short: with its title, its sources and its date at most 320 characters."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.commands.asking import Asking
from bot.domain.policies.answers import MAX_SHORT, compose
from bot.domain.policies.terms import Facet
from bot.settings import Settings
from models.catalogue import load_catalogue, load_wording

DAYS = [date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1)]
AGES = (None, 2, 15, 66, 72, 80)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("province", [None, "96"])
def test_whatever_part_is_asked_of_any_right_the_first_answer_is_short(
    today: date, province: str | None
) -> None:
    wording = load_wording("vi")
    told = {
        (entry.id, facet, age): compose(
            entry, wording[entry.id], on=today, today=today, province=province, facet=facet, age=age
        )
        for entry in load_catalogue().entries.values()
        for facet in (None, *Facet)
        for age in AGES
    }
    assert [asked for asked, answer in told.items() if len(answer.text) > MAX_SHORT] == []
    assert all(answer.sources for answer in told.values())


@pytest.mark.parametrize("today", DAYS)
def test_what_people_read_with_its_title_is_short(today: date) -> None:
    asking = Asking(Settings(_env_file=None, office_province="96"), today=today, language="vi")
    questions = [wording.samples[0] for wording in load_wording("vi").values()]
    answers = [asking.answer_line(json.dumps({"id": q, "question": q})) for q in questions]
    answered = [answer for answer in answers if answer["decision"] == "answer"]
    assert len(answered) > len(questions) / 2
    assert [answer["id"] for answer in answered if len(answer["text"]) > MAX_SHORT] == []
    assert all(answer["sources"] for answer in answered)
