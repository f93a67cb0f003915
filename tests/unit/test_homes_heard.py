"""Which family a message names by its number, and that an amount names none."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.understanding.giving import Giving
from bot.domain.understanding.requests import Request, Requests
from bot.domain.understanding.sponsoring import Sponsoring
from models.phrases import load_phrases

PHRASES = load_phrases("vi")
SPONSORING, GIVING, REQUESTS = Sponsoring(PHRASES), Giving(PHRASES), Requests(PHRASES)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("giao hộ 12 cho chi bộ khóm 3", "12"),
        ("ke hoach ho 12: tang 10kg gao truoc 15/12", "12"),
        ("da khao sat ho so 007", "007"),
        ("ho 12 500k", "12"),
        ("nhà số 7 nhận 2 triệu", "7"),
        ("hộ 12 ký nhận rồi", "12"),
        ("ho 12 dong y", "12"),
        ("ho 12 k can nua", "12"),
        ("tham ho 12 lan 2", "12"),
        ("cung ho 12 sua mai", "12"),
        ("ho 12, 3 trieu", "12"),
        ("hộ 12 mỗi tháng thăm 2 lần", "12"),
    ],
)
def test_a_family_is_named_by_its_number(said: str, number: str) -> None:
    assert SPONSORING.number(said) == number


@pytest.mark.parametrize(
    "said",
    [
        "ủng hộ 2 triệu",
        "ung ho 5 tram",
        "đã ủng hộ 10 phần quà",
        "don vi toi hua ung ho 50 kg gao",
        "mỗi hộ 2 phần quà",
        "moi nha 10 ky gao",
        "giúp hộ 500k",
        "cho 3 hộ 500 ngàn",
        "sửa nhà 20 triệu",
        "xay nha 1,5 ty",
        "cất nhà 50.000.000đ",
        "thăm hộ 2 tháng một lần",
        "đồ bảo hộ 2 bộ",
        "góp 5 trăm",
        "tặng 3 phần quà",
    ],
)
def test_an_amount_names_no_family(said: str) -> None:
    assert SPONSORING.number(said) is None


@pytest.mark.parametrize(
    ("said", "pledged"),
    [
        ("don vi toi hua ung ho 2 trieu cho ho 12 truoc 15/12", "2 trieu truoc 15/12"),
        ("hứa sửa nhà 20 triệu cho hộ 12", "sửa nhà 20 triệu"),
        ("hứa tặng mỗi hộ 10kg gạo", "mỗi hộ 10kg gạo"),
    ],
)
def test_what_is_pledged_keeps_its_amount(said: str, pledged: str) -> None:
    assert GIVING.pledged(said) == pledged


@pytest.mark.parametrize(
    "said", ["da ung ho 2 trieu cho ba Lan", "đã tặng mỗi hộ 2 phần quà", "moi trao nha 500k cho ba Lan"]
)
def test_what_was_given_is_told_in_a_report_and_is_no_promise_kept(said: str) -> None:
    assert REQUESTS.heard(said) is not Request.SPONSOR_KEPT


def test_a_plan_keeps_the_amount_that_stands_behind_support() -> None:
    planned = SPONSORING.planned("kế hoạch hộ 12: ủng hộ 2 triệu trước 15/12", date(2026, 11, 23))
    assert (planned.what, planned.due) == ("ủng hộ 2 triệu", date(2026, 12, 15))
