"""Phone numbers as people in Vietnam write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.phone import phone_number, spoken


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "+84912345678",
        "84 912 345 678",
        "(091) 2345678",
        " 0912 345 678 ",
        "091 2 345 678",
    ],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert phone_number(written) == "+84912345678"


@pytest.mark.parametrize("written", ["0290 3822 123", "02903822123", "+84 290 3822123", "028 3822 1234"])
def test_landlines_are_numbers_too(written: str) -> None:
    assert phone_number(written) is not None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "091 234",
        "0912 345 67",
        "0912 345 6789",
        "1912345678",
        "0112345678",
        "095200001234",
        "khong co so",
        "goi ba Bay nha",
        "0912345678 hoặc 0987654321",
        "113",
        "1800 1233",
        "09١٢٣٤٥٦٧٨",
    ],
)
def test_what_is_no_number_is_not_taken_for_one(written: str) -> None:
    assert phone_number(written) is None


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842903822123", "0290 3822 123"),
        ("+842838221234", "028 3822 1234"),
        ("0290 3999 888", "0290 3999 888"),
        ("18001233", "18001233"),
        ("gọi bảo vệ", "gọi bảo vệ"),
    ],
)
def test_numbers_are_said_the_way_they_are_read_out(kept: str, said: str) -> None:
    assert spoken(kept) == said


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_number_read_out_is_understood_again(number: str) -> None:
    kept = phone_number(number)
    assert kept is not None
    assert phone_number(spoken(kept)) == kept


@given(st.text(max_size=40))
def test_any_text_is_a_number_in_full_form_or_none(written: str) -> None:
    number = phone_number(written)
    assert number is None or (number.startswith("+84") and number[1:].isascii() and number[1:].isdecimal())
