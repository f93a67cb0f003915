"""As of when somebody asks, and the numbers and words that only look like a time."""

from datetime import date

import pytest

from bot.domain.understanding.times import asked_date
from models.phrases import load_phrases

TIMES = load_phrases().times
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("sang năm chuẩn nghèo bao nhiêu", date(2027, 1, 1)),
        ("sang nam chuan ngheo bn v", date(2027, 1, 1)),
        ("năm sau thì sao", date(2027, 1, 1)),
        ("nam toi co doi khong", date(2027, 1, 1)),
        ("chuẩn nghèo năm 2027", date(2027, 1, 1)),
        ("chuan ngheo 2027 la may trieu", date(2027, 1, 1)),
        ("từ 1/1/2027 thì bao nhiêu", date(2027, 1, 1)),
        ("tu ngay 1 thang 1 nam 2027", date(2027, 1, 1)),
        ("tu 1/1 chuan ngheo len bao nhieu", date(2027, 1, 1)),
        ("ngày 1-1-27", date(2027, 1, 1)),
        ("chuẩn 2027-2030", date(2027, 1, 1)),
        ("tháng sau có lãnh không", date(2026, 12, 1)),
        ("tháng 3 năm 2027", date(2027, 3, 1)),
        ("3/2027", date(2027, 3, 1)),
        ("thang 3 nam sau", date(2027, 3, 1)),
        ("tu thang 1 toi chuan ngheo bao nhieu", date(2027, 1, 1)),
        ("tháng 12 tới đây", date(2026, 12, 1)),
        ("quý 2/2027", date(2027, 4, 1)),
        ("quý sau", date(2027, 1, 1)),
        ("tới 31/12 này", date(2026, 12, 31)),
        ("next year", date(2027, 1, 1)),
    ],
)
def test_a_coming_time_is_its_first_day(question: str, day: date) -> None:
    assert asked_date(question, TODAY, times=TIMES) == day


@pytest.mark.parametrize(
    "question", ["năm nay", "nam nay bao nhieu", "hiện nay", "bây giờ", "quý này", "năm 2026"]
)
def test_the_present_is_today(question: str) -> None:
    assert asked_date(question, TODAY, times=TIMES) == TODAY


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("năm ngoái tiền điện hỗ trợ bao nhiêu", date(2025, 12, 31)),
        ("nam 2025 chuan ngheo bao nhieu", date(2025, 12, 31)),
        ("1/7/2025 trợ cấp bao nhiêu", date(2025, 7, 1)),
        ("tháng trước bao nhiêu", date(2026, 10, 31)),
    ],
)
def test_a_past_time_is_the_day_nearest_to_today(question: str, day: date) -> None:
    assert asked_date(question, TODAY, times=TIMES) == day


def test_this_year_beside_next_year_asks_about_the_change() -> None:
    assert asked_date("năm nay với sang năm khác gì", TODAY, times=TIMES) == date(2027, 1, 1)


def test_last_year_beside_this_year_asks_about_now() -> None:
    question = "Năm trước được cận nghèo năm nay bị cắt, giờ xin lại được không?"
    assert asked_date(question, TODAY, times=TIMES) == TODAY


@pytest.mark.parametrize(
    "question",
    [
        "hộ nghèo được gì",
        "75 tuổi được gì",
        "nuôi năm đứa con được hỗ trợ gì",
        "năm con nhỏ",
        "nam 60 tuoi",
        "viet nam sau nay",
        "bà sinh năm 1950",
        "con sinh năm 2015 có được không",
        "con tui sinh 15/3/2016",
        "thoát nghèo năm 2024 còn bhyt không",
        "năm ngoái bị cắt hộ nghèo mà không ai báo",
        "nghị định 351/2025",
        "nd 07/2021 noi gi",
        "3 năm sau khi thoát nghèo",
        "ba nam sau con duoc khong",
        "36 thang sau",
        "từ đầu năm tới giờ có ai nhận chưa",
        "2026 hộ",
        "vay 2000 đồng",
        "1.500.000",
        "giảm 1/2 học phí",
        "0912345678",
        "ngày 32/13/2027",
        "",
    ],
)
def test_what_is_no_time_of_the_question_gives_no_day(question: str) -> None:
    assert asked_date(question, TODAY, times=TIMES) is None


def test_the_end_of_a_long_month_has_a_last_month() -> None:
    assert asked_date("tháng trước", date(2027, 3, 31), times=TIMES) == date(2027, 2, 28)


def test_december_has_a_next_month() -> None:
    assert asked_date("tháng sau", date(2026, 12, 31), times=TIMES) == date(2027, 1, 1)
