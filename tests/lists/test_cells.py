"""Cells as hamlet heads type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.register.households import Birth
from bot.lists.cells import (
    read_birth,
    read_count,
    read_day,
    read_mark,
    read_name,
    read_number,
    read_phones,
    read_text,
    shown,
)
from tests.lists.wards import TODAY

cells = (
    st.none()
    | st.text(max_size=40)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
)


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("1/2/1950", Birth(1950, date(1950, 2, 1))),
        ("01-02-1950", Birth(1950, date(1950, 2, 1))),
        ("01.02.1950", Birth(1950, date(1950, 2, 1))),
        (" 1 / 2 / 1950 ", Birth(1950, date(1950, 2, 1))),
        ("1950-02-01", Birth(1950, date(1950, 2, 1))),
        ("1950-02-01 00:00:00", Birth(1950, date(1950, 2, 1))),
        ("ngày 1 tháng 2 năm 1950", Birth(1950, date(1950, 2, 1))),
        (date(1950, 2, 1), Birth(1950, date(1950, 2, 1))),
        ("1950", Birth(1950)),
        (1950, Birth(1950)),
        ("1950.0", Birth(1950)),
        ("02/1950", Birth(1950)),
        ("không rõ", None),
    ],
)
def test_births(written: str | int | date, birth: Birth | None) -> None:
    read = read_birth(written, today=TODAY)
    assert (read.value, read.fault) == (birth, None)


@given(st.dates(date(1910, 1, 1), TODAY), st.sampled_from("/-."))
def test_every_day_reads_back_as_written_in_vietnam(day: date, between: str) -> None:
    written = f"{day.day}{between}{day.month}{between}{day.year}"
    assert read_day(written, today=TODAY).value == day


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.500.000", "1500000"),
        ("1.500.000 đ", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500", "1500"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("12 người", "12"),
        ("04", "4"),
        ("5 khẩu", "5"),
        (2.5, "2.5"),
    ],
)
def test_numbers(written: str | float, number: str) -> None:
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize(
    "written", ["", "1,500", "mười", "1.50.000", "3 hoặc 4", "1-2", True, date(2020, 1, 1)]
)
def test_what_is_no_number_or_could_be_two(written: str | bool | date) -> None:
    assert read_number(written) is None


@given(st.integers(0, 10**12))
def test_every_sum_reads_back_with_dots(number: int) -> None:
    assert read_count(f"{number:,}".replace(",", ".")) == number


@pytest.mark.parametrize("written", ["x", "X", " x ", "✓", "1", 1, True, "có", "CÓ", "v"])
def test_ticks(written: str | int | bool) -> None:
    assert read_mark(written) is True


@pytest.mark.parametrize("written", [None, "", "0", 0, False, "-", "không", "Ko"])
def test_no_ticks(written: str | int | bool | None) -> None:
    assert read_mark(written) is False


@pytest.mark.parametrize("written", ["xong", 2, "12", "?"])
def test_neither(written: str | int) -> None:
    assert read_mark(written) is None


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("0912345678", ["+84912345678"]),
        ("0912.345.678", ["+84912345678"]),
        ("+84 912 345 678", ["+84912345678"]),
        ("84912345678", ["+84912345678"]),
        (912345678, ["+84912345678"]),
        ("0290 3822 123", ["+842903822123"]),
        ("0912345678/0987654321", ["+84912345678", "+84987654321"]),
        ("0912345678 - 0987654321", ["+84912345678", "+84987654321"]),
        ("0912345678\n0987654321", ["+84912345678", "+84987654321"]),
        ("0912345678 và 0987654321", ["+84912345678", "+84987654321"]),
        ("0912345678 (con)", ["+84912345678"]),
        ("không có", []),
        ("01682345678", ["+84382345678"]),
    ],
)
def test_phones(written: str | int, phones: list[str]) -> None:
    assert list(read_phones(written).value or ()) == phones


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("nguyễn  văn\u200b an", "Nguyễn Văn An"),
        ("Thạch Sa Ry", "Thạch Sa Ry"),
        ("VŨ ĐỨC Á", "Vũ Đức Á"),
        ("K'BÔK H-RƠ", "K'Bôk H-Rơ"),
    ],
)
def test_names(written: str, name: str) -> None:
    assert read_name(written).value == name


@given(cells)
def test_no_cell_brings_the_reading_down(value: str | float | bool | date | None) -> None:
    for read in (read_name, read_text, read_number, read_count, read_mark, read_phones):
        read(value)
    birth = read_birth(value, today=TODAY)
    assert birth.value is None or 1890 <= birth.value.year <= TODAY.year
    assert len(shown(value)) <= 40


@given(st.from_regex(r"\d{9,13}", fullmatch=True))
def test_a_long_number_is_not_told_again(number: str) -> None:
    assert number not in shown(f"số {number} của bà")
