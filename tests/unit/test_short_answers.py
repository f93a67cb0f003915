"""A short answer is short: with its title, its sources and its date at most 320 characters."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.asking import Asking
from bot.domain.answers import MAX_SHORT
from bot.settings import Settings
from models.catalogue import load_wording


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 12, 31), date(2027, 1, 1)])
@pytest.mark.parametrize("province", [None, "96"])
def test_whatever_is_asked_the_first_answer_is_short(today: date, province: str | None) -> None:
    asking = Asking(Settings(_env_file=None, office_province=province), today=today, language="vi")
    questions = [sample for wording in load_wording("vi").values() for sample in wording.samples]
    answers = [asking.answer_line(json.dumps({"id": q, "question": q})) for q in questions]
    answered = [answer for answer in answers if answer["decision"] == "answer"]
    assert len(answered) > len(questions) / 2
    assert [answer["id"] for answer in answered if len(answer["text"]) > MAX_SHORT] == []
    assert all(answer["sources"] for answer in answered)
