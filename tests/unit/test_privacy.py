"""Numbers of people are hidden where they have no business."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import mask_numbers


@pytest.mark.parametrize(
    "number",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84 912-345-678",
        "095200001234",
        "095 200 001 234",
        "GD4797912345678",
        "9704 1234 5678 9012",
        "9704123456789012345",
    ],
)
def test_numbers_of_phones_and_papers_are_hidden_but_for_their_end(number: str) -> None:
    masked = mask_numbers(f"so cua tui la {number} nha")
    assert "•••" in masked
    assert number[-2:] in masked
    assert sum(character.isdigit() for character in masked) <= 3


@pytest.mark.parametrize(
    "words",
    [
        "chuẩn nghèo 1.500.000 đ, thành thị 2.000.000 đ",
        "nhà có 5 người, 3 trẻ em",
        "NĐ 351/2025/NĐ-CP, ngày 31/12/2025",
        "từ 01/01/2027: 2.200.000 đ và 2.800.000 đ",
        "khóm 4, tổ 12, số 128/7",
    ],
)
def test_sums_dates_and_documents_stay(words: str) -> None:
    assert mask_numbers(words) == words


def test_a_mail_address_is_hidden() -> None:
    assert mask_numbers("gui ve ba.bay95@example.vn nha") == "gui ve •••@••• nha"


@given(st.text())
def test_masking_twice_changes_nothing_more(words: str) -> None:
    assert mask_numbers(mask_numbers(words)) == mask_numbers(words)


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "1-+", "a@", "a@b", ".", "1.x"])
def test_a_very_long_text_does_not_hold_the_masking_up(piece: str) -> None:
    """Trying every beginning anew would take hours here."""
    long = piece * 200_000
    assert len(mask_numbers(long)) <= len(long)
