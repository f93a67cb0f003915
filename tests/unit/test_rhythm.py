"""How often a family is to be visited and which span a report is for, as people write it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.understanding.rhythm import FEWEST, MOST, Rhythms
from bot.domain.visits.standing import Period, Span
from models.phrases import load_phrases

RHYTHMS = Rhythms(load_phrases("vi").sponsoring)
NOVEMBER, JUNE = date(2026, 11, 23), date(2026, 6, 10)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("ho ba Lan moi thang tham mot lan", 30),
        ("don vi minh 2 thang tham 1 lan", 61),
        ("hai tháng thăm một lần", 61),
        ("hộ 12 mỗi quý thăm 1 lần", 91),
        ("hộ 12 một tháng thăm 2 lần", 15),
        ("ho 12 moi tuan tham 1 lan", 7),
        ("ho 12 nua thang tham 1 lan", 15),
        ("6 thang tham 1 lan", 182),
        ("toan phuong hang thang tham 1 lan", 30),
        ("moi tuan tham 3 lan", None),
        ("9 thang tham 1 lan", None),
        ("tham ba Lan hom qua", None),
        ("", None),
    ],
)
def test_a_rhythm_is_heard(said: str, days: int | None) -> None:
    assert RHYTHMS.every(said) == days


@given(some.text(max_size=60))
def test_whatever_is_written_no_rhythm_is_out_of_bounds(said: str) -> None:
    days = RHYTHMS.every(said)
    assert days is None or FEWEST <= days <= MOST


@pytest.mark.parametrize(
    ("said", "on", "span", "year"),
    [
        ("bao cao 6 thang", JUNE, Span.FIRST_HALF, 2026),
        ("bao cao 6 thang", NOVEMBER, Span.SECOND_HALF, 2026),
        ("báo cáo sáu tháng đầu năm", NOVEMBER, Span.FIRST_HALF, 2026),
        ("báo cáo 6 tháng cuối năm 2025", NOVEMBER, Span.SECOND_HALF, 2025),
        ("bao cao nam 2026 don vi", NOVEMBER, Span.YEAR, 2026),
        ("bao cao nam ngoai", NOVEMBER, Span.YEAR, 2025),
        ("bao cao don vi minh", NOVEMBER, Span.YEAR, 2026),
    ],
)
def test_a_span_is_heard(said: str, on: date, span: Span, year: int) -> None:
    assert RHYTHMS.period(said, on) == Period(span, year)
