"""Misspelled questions for figures: mended where one reading is left, asked back or left alone elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures.hearing import Heard
from bot.domain.figures.meaning import NoQuery, Scope, meant
from bot.domain.figures.parts import Names
from bot.domain.register.terms import Status
from models.figure_words import figure_hearing
from tests.official_questions import official_questions
from tests.questions.asked import unaccented

TODAY = date(2026, 11, 23)
NAMES = Names(
    {number: f"Khóm {number}" for number in range(1, 23)} | {30: "Ấp Giồng Me", 31: "Ấp Rạch Sậy"},
    own=("Phường Bạc Liêu",),
    sponsors={1: "Chùa Phước Quang"},
)


def heard(text: str) -> Heard:
    found = figure_hearing().heard(text, NAMES, today=TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("khmo 4 co bao nhieu ho ngheo", "khom 4 co bao nhieu ho ngheo"),
        ("khom 4 co bao nhieu hongheo", "khom 4 co bao nhieu ho ngheo"),
        ("khom 4 co bao nhi eu ho ngheo", "khom 4 co bao nhieu ho ngheo"),
        ("hoo65 ngheo2 khom 4", "ho ngheo khom 4"),
        ("hojo nghefo khom 4", "ho ngheo khom 4"),
        ("kk4 cofn maasy hooj ngheof", "khom 4 con may ho ngheo"),
        ("ho can ngheop thieu nuoc sahc", "ho can ngheo thieu nuoc sach"),
        ("ho ca ngeo khom 4", "ho can ngheo khom 4"),
        ("ap gionh me co may ho ngheo", "ap giong me co may ho ngheo"),
        ("tu 75 tuoi tro len cha co the bhytt", "tu 75 tuoi tro len chua co the bhyt"),
        ("khom nuo nhiu ho ngheo nhat", "khom nao nhieu ho ngheo nhat"),
        ("khhnm 9 co bao nhieu ho ngheo", "khom 9 co bao nhieu ho ngheo"),
        ("khom 17 co bnn ho nngheo", "khom 17 co bao nhieu ho ngheo"),
        ("khom 20 bao nhiu ho ngheo vi thieu uonn", "khom 20 bao nhieu ho ngheo vi thieu von"),
        ("ho can ngheo tu 75 tuoi chua co the bayt", "ho can ngheo tu 75 tuoi chua co the bhyt"),
        ("ho ngheo khom 14 thieu nha ve sin", "ho ngheo khom 14 thieu nha ve sinh"),
    ],
)
def test_a_slip_that_leaves_one_reading_is_mended(typed: str, right: str) -> None:
    assert heard(typed).question == heard(right).question
    assert not heard(typed).others


@pytest.mark.parametrize(
    "typed",
    [
        "ho con ngheo thieu vien thong",
        "nam 2022 ta ngheo may ho",
        "ap gong me cu may ho ngheo",
        "bao nhieu tre em ho ngheo cua co the bhyt",
        "chi bt khom 5 do dau may ho",
    ],
)
def test_where_a_word_of_its_own_may_be_a_slip_both_readings_are_offered(typed: str) -> None:
    found = heard(typed)
    assert found.others
    assert len({each.question for each in (found, *found.others)}) == len(found.others) + 1


@pytest.mark.parametrize(
    "typed",
    [
        "ho ngheo co xe may",
        "ho ngheo nuoi bo",
        "ho ngheo theo dao",
        "ho ngheo ten lan",
        "ho tran van tam co ngheo khong",
        "nguyen thi hoa khom 4 ngheo hay can ngheo",
        "gia dinh le van khom",
        "chuyen xe buyt may gio chay",
        "gia lua hom nay bao nhieu",
        "lam the can cuoc o dau",
    ],
)
def test_words_that_are_no_slips_make_no_figure(typed: str) -> None:
    found = heard(typed)
    scope = Scope(frozenset(NAMES.hamlets), {})
    assert not found.whole or isinstance(meant(found.question, scope, today=TODAY), NoQuery)


@pytest.mark.parametrize(
    "typed", ["khom 40 may ho ngheo", "phuong vinh trach may ho ngheo", "tinh soc trang"]
)
def test_another_place_is_never_mended_into_ones_own(typed: str) -> None:
    assert heard(typed).question.elsewhere


def test_the_number_of_a_hamlet_is_never_touched() -> None:
    assert heard("ho ngheo khmo 14").question.hamlets == (14,)
    assert heard("ho ngheo khom nam nay").question.hamlets in ((), (5,))


@given(st.sampled_from([unaccented(each.text) for each in official_questions() if each.decision == "answer"]))
def test_a_question_that_is_spelled_right_is_read_as_it_is(text: str) -> None:
    found = heard(text)
    spoken = figure_hearing()._speller.words(text)
    assert found == figure_hearing()._said(spoken, NAMES, TODAY)


@given(
    st.sampled_from(["ho ngheo khom 4 thieu nuoc sach", "khom 4 co bao nhieu ho can ngheo"]),
    st.integers(0, 60),
    st.sampled_from("aeiouhntgsl"),
)
def test_one_slip_never_makes_another_figure_of_a_plain_question(text: str, place: int, letter: str) -> None:
    at = place % len(text)
    if text[at].isdecimal() or text[at] == " ":
        return
    typed = text[:at] + letter + text[at + 1 :]
    found, right = heard(typed), heard(text).question
    if found.whole and not found.others:
        assert found.question.hamlets == right.hamlets
        assert set(found.question.statuses) <= {*right.statuses, Status.POOR, Status.NEAR_POOR}
