"""How far a target is, where it will be at the end of the year, and how officials write amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import AreaId
from bot.domain.targets import Category, Progress, Target, outlook, slowest
from bot.domain.understanding.officials import amount_in
from tests.world import known

WARD = AreaId(1)


def wanted(category: Category, amount: int) -> Target:
    return Target(WARD, 2026, category, Decimal(amount))


def test_a_pace_tells_the_end_of_the_year_and_what_is_missing() -> None:
    seen = outlook(
        wanted(Category.ESCAPE_POOR, 20), Progress(Decimal(9), Decimal(80)), today=date(2026, 7, 2)
    )
    assert seen.forecast == 18
    assert seen.missing == 2
    assert seen.share == Decimal("45.0")


def test_what_is_left_falls_at_its_pace() -> None:
    progress = Progress(Decimal(70), Decimal(80))
    seen = outlook(wanted(Category.POOR_LEFT, 55), progress, today=date(2026, 7, 2))
    assert seen.forecast == 60
    assert seen.missing == 5
    assert seen.share == Decimal("40.0")


def test_nothing_is_forecast_in_january_nor_of_a_level() -> None:
    early = outlook(wanted(Category.ESCAPE_POOR, 20), Progress(Decimal(1)), today=date(2026, 1, 20))
    level = outlook(wanted(Category.INSURED, 100), Progress(Decimal(97)), today=date(2026, 9, 1))
    assert early.forecast is None
    assert level.forecast is None
    assert level.missing == 3


@given(done=st.integers(0, 500), year_day=st.dates(date(2026, 2, 1), date(2026, 12, 31)))
def test_a_forecast_never_lies_under_what_is_done(done: int, year_day: date) -> None:
    seen = outlook(wanted(Category.HOUSES, 10), Progress(Decimal(done)), today=year_day)
    assert seen.forecast is not None
    assert seen.forecast >= done


def test_the_slowest_hamlet_did_the_least_of_its_own_way() -> None:
    day = date(2026, 7, 2)
    ways = {AreaId(2): (5, 10), AreaId(3): (2, 8), AreaId(4): (9, 9)}
    seen = {
        area: outlook(Target(area, 2026, Category.HOUSES, Decimal(goal)), Progress(Decimal(done)), today=day)
        for area, (done, goal) in ways.items()
    }
    assert slowest(seen) == AreaId(3)
    assert slowest({AreaId(4): seen[AreaId(4)]}) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("2.273", 2273), ("1,45", "1.45"), ("1.500.000", 1_500_000), ("5 hộ", 5), ("năm", None), ("1.45", None)],
)
def test_a_comma_is_the_decimal_mark_and_a_point_the_thousands(typed: str, amount: object) -> None:
    assert amount_in(typed) == (None if amount is None else Decimal(str(amount)))


@pytest.mark.parametrize(
    ("typed", "category", "year", "amount"),
    [
        ("đặt chỉ tiêu thoát nghèo 2026 khóm 4 là 5 hộ", Category.ESCAPE_POOR, 2026, "5"),
        ("dat chi tieu thoat ngheo 2026 khom 4 la 5 ho", Category.ESCAPE_POOR, 2026, "5"),
        ("giao chi tieu thoat can ngheo 12 ho nam 2027", Category.ESCAPE_NEAR_POOR, 2027, "12"),
        ("doi chi tieu ho can ngheo con lai nam 2026 xuong 1.176 ho", Category.NEAR_POOR_LEFT, 2026, "1176"),
        ("chi tieu ty le ngheo 2026 la 1,45%", Category.POOR_RATE, 2026, "1.45"),
        ("chi tieu bhyt la 100 %", Category.INSURED, None, "100"),
        ("giao chi tieu viec lam 2026: 400 nguoi", Category.JOBS, 2026, "400"),
        ("chi tieu nha o 2026 la 8 can", Category.HOUSES, 2026, "8"),
        ("chi tieu nam nay toi dau", None, None, None),
    ],
)
def test_a_target_is_heard_with_its_year_and_amount(
    typed: str, category: Category | None, year: int | None, amount: str | None
) -> None:
    heard = known().officials.target(typed)
    expected = (category, year, None if amount is None else Decimal(amount))
    assert (heard.category, heard.year, heard.amount) == expected
