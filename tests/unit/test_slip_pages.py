"""What stands on a slip, and that what stands there opens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.linking import Opens, as_typed, new_secret, new_token, same_number, token_in, typed_code
from bot.papers.slip_pages import SlipPage, slips_pdf
from models.offices import Office
from tests.printed import Paper, papers

LINK = "https://donghanh.example/?start=s-AAAAAAAAAAAAAAAAAAAAAA"
TELEGRAM = "https://t.me/DongHanhBot?start=s-AAAAAAAAAAAAAAAAAAAAAA"
OFFICE = Office("UBND phường Thử", phone="0290 3999 888")
DAY = date(2026, 11, 23)
SIX_DIGITS = st.from_regex(r"[0-9]{6}", fullmatch=True)
SLIP = SlipPage("12", "Khóm 3", LINK, "ho 12 ma 456 789")


def _printed(folder: Path, *pages: SlipPage, office: Office = OFFICE) -> list[Paper]:
    file = folder / "phieu.pdf"
    file.write_bytes(slips_pdf(pages, office, on=DAY))
    return papers(file)


@given(st.from_regex(r"[0-9]{1,8}", fullmatch=True), SIX_DIGITS)
def test_what_a_slip_tells_to_type_is_read_as_its_code(number: str, secret: str) -> None:
    typed = as_typed(number, secret)
    assert typed is not None
    assert typed_code(typed) == (number, secret)


@given(st.text(max_size=20), SIX_DIGITS)
def test_a_number_that_would_be_misread_is_not_typed_at_all(number: str, secret: str) -> None:
    typed = as_typed(number, secret)
    assert typed is None or typed_code(typed) == (number, secret)


@pytest.mark.parametrize("number", ["12A", "KH-7", "123456789", "", "1 2"])
def test_a_number_that_is_more_than_digits_can_only_be_scanned(number: str) -> None:
    assert as_typed(number, "456789") is None


@given(st.binary(min_size=16, max_size=16))
def test_every_token_is_read_from_its_link(random: bytes) -> None:
    token = new_token(Opens.SLIP, lambda count: random[:count])
    assert token_in(str(token)) == token


@given(st.integers(0, 999_999))
def test_a_secret_has_six_digits(drawn: int) -> None:
    assert new_secret(lambda below: drawn % below) == f"{drawn:06d}"


def test_zeros_before_a_number_do_not_make_it_another() -> None:
    assert same_number("012", "12")
    assert not same_number("12", "120")


def test_a_slip_says_whose_it_is_what_to_do_and_whom_to_call(tmp_path: Path) -> None:
    [paper] = _printed(tmp_path, SLIP)
    assert paper.size == (105, 148)
    assert paper.link == LINK
    assert paper.typed == "ho 12 ma 456 789"
    for words in ("UBND phường Thử", "Hộ số 12", "Khóm 3", "23/11/2026", "Mất phiếu thì gọi 0290 3999 888"):
        assert words in paper.words


def test_a_slip_with_two_codes_says_what_each_opens(tmp_path: Path) -> None:
    [paper] = _printed(tmp_path, SlipPage("12", "Khóm 3", LINK, "ho 12 ma 456 789", TELEGRAM))
    assert paper.links == (LINK, TELEGRAM)
    assert "Trang web Telegram" in paper.words
    assert paper.typed == "ho 12 ma 456 789"


def test_without_an_address_there_is_nothing_to_scan(tmp_path: Path) -> None:
    [paper] = _printed(tmp_path, SlipPage("12", "Khóm 3", None, "ho 12 ma 456 789"))
    assert paper.link is None
    assert "quét" not in paper.words
    assert paper.typed


def test_an_office_without_a_phone_is_named_for_a_lost_slip(tmp_path: Path) -> None:
    [paper] = _printed(tmp_path, SLIP, office=Office("UBND phường Thử"))
    assert "Điện thoại" not in paper.words
    assert "Mất phiếu thì gọi UBND phường Thử" in paper.words


@pytest.mark.parametrize("telegram", [None, TELEGRAM], ids=["page", "page and Telegram"])
def test_the_longest_names_still_fit_on_the_page(tmp_path: Path, telegram: str | None) -> None:
    long = ("Nguyễn Trường " * 9)[:120]
    page = SlipPage("1" * 20, long, LINK, "ho 12345678 ma 456 789", telegram)
    [paper] = _printed(tmp_path, page, office=Office(long))
    assert "gọi Nguyễn" in paper.words
    assert paper.lowest > 5


def test_accents_typed_apart_are_printed_together(tmp_path: Path) -> None:
    [paper] = _printed(tmp_path, SlipPage("12", "Kho\u0301m Tra\u0300 Va\u0306n", LINK, None))
    assert "Khóm Trà Văn" in paper.words


def test_what_opens_a_file_is_not_told_by_accident() -> None:
    assert "AAAA" not in repr(SLIP)
    assert "456" not in repr(SLIP)
