"""People ask with the sum they heard of: it helps to find the right, and one that is over is told to be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policies.amounts import amounts
from bot.domain.policies.answers import MAX_SHORT, compose
from bot.domain.policies.terms import Amount, Facet
from bot.domain.understanding import Decision, Understanding
from bot.domain.understanding.amounts import asked_amount, without_amounts
from models.catalogue import load_catalogue, load_wording
from tests.sitting import Sitting
from tests.world import TODAY, known

DAY = TODAY.date()


@pytest.fixture(scope="module")
def listener() -> Understanding:
    return known().understanding


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("nghe noi 3 trieu", 3_000_000),
        ("chuẩn nghèo 2,8 triệu phải không", 2_800_000),
        ("2.8tr", 2_800_000),
        ("mai tang 7tr2", 7_200_000),
        ("1 trieu ruoi", 1_500_000),
        ("Tết 400 ngàn", 400_000),
        ("500k mot thang", 500_000),
        ("nghe noi duoc ba tram ngan", 300_000),
        ("ba trăm ngàn đồng", 300_000),
        ("hai trieu ruoi", 2_500_000),
        ("chuan ngheo len hai trieu tam phai khong", 2_800_000),
        ("muoi lam trieu", 15_000_000),
        ("năm chục triệu", 50_000_000),
        ("mot tram hai muoi trieu", 120_000_000),
        ("tram ngan mot nguoi", 100_000),
        ("500 nghìn/tháng", 500_000),
        ("60 củ", 60_000_000),
        ("1.500.000 đ", 1_500_000),
        ("1,500,000 dong", 1_500_000),
        ("100000000d", 100_000_000),
        ("vay 100 trieu, 100.000.000 d do", 100_000_000),
    ],
)
def test_a_sum_is_heard_as_people_write_it(said: str, amount: int) -> None:
    assert asked_amount(said) == Amount(Decimal(amount))


@pytest.mark.parametrize(
    ("said", "share"), [("lãi 6,6%", "6.6"), ("70 phần trăm", "70"), ("giam 50 %", "50")]
)
def test_a_share_is_heard_too(said: str, share: str) -> None:
    assert asked_amount(said) == Amount(Decimal(share), share=True)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "ba noi 75 tuoi",
        "goi 0912345678",
        "ngay 15/10/2026",
        "nam 2027",
        "3 cong ruong",
        "70 trieu hay 75 trieu",
        "tren 5 kilomet",
        "mau so 01",
        "4 tram ho",
        "may tram ngan",
        "vai chuc trieu",
        "ba tui sau muoi tuoi",
    ],
)
def test_no_sum_is_guessed_from_other_numbers_or_from_several(said: str) -> None:
    assert asked_amount(said) is None


@given(st.integers(1, 999_999))
def test_the_same_sum_is_the_same_however_it_is_written(thousands: int) -> None:
    dotted = f"{thousands * 1000:,}".replace(",", ".")
    written = [
        f"{thousands} ngàn",
        f"{thousands}k",
        f"{thousands} nghin",
        f"{dotted} đ",
        f"{thousands}000 dong",
    ]
    assert {asked_amount(f"duoc {one} phai khong") for one in written} == {Amount(Decimal(thousands * 1000))}
    assert {without_amounts(f"duoc {one} phai khong").split()[0] for one in written} == {"duoc"}


@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    asked_amount(text)
    without_amounts(text)


def test_nobody_says_what_is_below_a_thousand_dong() -> None:
    assert Amount(Decimal(59_000)).means(Amount(Decimal(59_520)))
    assert not Amount(Decimal(60_000)).means(Amount(Decimal(59_520)))
    assert not Amount(Decimal(70), share=True).means(Amount(Decimal(70)))


@pytest.mark.parametrize(
    ("question", "over", "now"),
    [
        ("nguoi gia 75 tuoi duoc 500 ngan", "Mức 500.000 đ chỉ tính tới hết 30/06/2026", "540.000 đ/tháng"),
        (
            "nguoi gia duoc 500 ngan mot thang phai khong",
            "500.000 đ chỉ tính tới hết 30/06/2026",
            "540.000 đ",
        ),
        ("khuyet tat nang 750 ngan", "Mức khoảng 750.000 đ là mức cũ", "810.000 đ/tháng"),
        ("tre mo coi 900 ngan", "Mức khoảng 900.000 đ là mức cũ", "1.350.000 đ/tháng"),
        ("mai tang phi 10 trieu con dung khong", "Mức khoảng 10.000.000 đ là mức cũ", "10.800.000 đ"),
        ("mai tang 7tr2", "Mức khoảng 7.200.000 đ chỉ tính tới hết 30/06/2024", "10.800.000 đ"),
        ("vay mua nha o xa hoi lai 6,6% phai ko", "Mức 6,6% chỉ tính tới hết 09/10/2025", "5,4%/năm"),
        ("muc chuan tro giup xa hoi 500k", "Mức 500.000 đ/tháng là mức cũ", "540.000 đ/tháng"),
        ("can ngheo di kham bao hiem tra 95 phan tram", "Mức 95% của cận nghèo là mức cũ", "100%"),
        ("nghe noi hoc nghe duoc 3 trieu", "3.000.000 đ", "4.000.000 đ/khóa"),
    ],
)
def test_a_figure_that_is_over_is_answered_with_what_replaced_it(question: str, over: str, now: str) -> None:
    told = Sitting().says(question)
    assert over in told
    assert now in told
    assert "cập nhật" in told


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("100 trieu vay ho ngheo dung khong", "loan-poor"),
        ("nghe noi tet cho 400 ngan", "tet-gift-2026"),
        ("chuan ngheo 2,8 trieu phai khong", "poverty-line"),
        ("ho tro hoc nghe 2 trieu", "training-old-levels"),
        ("hoc sinh ho ngheo 150 ngan mot thang", "school-costs"),
        ("xoa nha tam 60 trieu", "temporary-houses"),
    ],
)
def test_a_sum_points_to_the_right_that_knows_it(listener: Understanding, question: str, entry: str) -> None:
    understood = listener.read(question, today=DAY)
    assert (understood.decision, understood.entries[0]) == (Decision.ANSWER, entry)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("nghe noi ho ngheo vay duoc 3 trieu", "loan-poor"),
        ("nghe noi chuan ngheo len 3 trieu", "poverty-line"),
        ("vay 50 trieu ho ngheo phai ko", "loan-poor"),
    ],
)
def test_a_sum_alone_does_not_lead_elsewhere(listener: Understanding, question: str, meant: str) -> None:
    assert listener.read(question, today=DAY).entries[0] == meant


def test_a_sum_that_counts_is_not_called_old() -> None:
    for question in ("nguoi gia 75 tuoi duoc 540 ngan", "100 trieu vay ho ngheo dung khong"):
        told = Sitting().says(question)
        assert "chỉ tính tới" not in told
        assert "mức cũ" not in told


def test_asked_about_a_day_on_which_it_counted_the_sum_is_not_called_old() -> None:
    entry, words = load_catalogue().entries["social-pension"], load_wording("vi")["social-pension"]
    told = compose(entry, words, on=date(2026, 6, 1), today=DAY, amount=Amount(Decimal(500_000)))
    assert "500.000 đ/tháng" in told.text
    assert "chỉ tính tới" not in told.text
    assert "mức cũ" not in told.text


@pytest.mark.parametrize(
    "today",
    [DAY, *(pytest.param(day, marks=pytest.mark.thorough) for day in (date(2026, 12, 31), date(2027, 1, 1)))],
)
def test_with_any_sum_that_was_ever_told_the_answer_is_short_and_sourced(today: date) -> None:
    wording = load_wording("vi")
    asked = [
        (entry, amount, facet)
        for entry in load_catalogue().entries.values()
        for amount in amounts(entry, wording[entry.id])
        for facet in (None, *Facet)
    ]
    assert len(asked) >= 1000
    for entry, amount, facet in asked:
        words = wording[entry.id]
        told = compose(entry, words, on=today, today=today, facet=facet, amount=amount, province="96")
        assert len(told.text) <= MAX_SHORT, (entry.id, amount, told.text)
        assert told.sources
