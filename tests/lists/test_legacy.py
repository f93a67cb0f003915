"""Offices that kept their lists for twenty years: letters from before Unicode are found and read."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lists.legacy import as_shown, converter, credit, encoding_of, readings
from bot.lists.lines import Encoding, ReadList
from bot.lists.words import legacy_tables
from tests.lists.wards import book, read

TABLES = legacy_tables()
LETTERS = sorted(TABLES["vni"])
OLD = [Encoding.TCVN3, Encoding.VNI]
NAMES = [
    "Nguyễn Văn Sáu",
    "Trần Thị Đào",
    "Lê Hồng Thắm",
    "Phạm Quốc Cường",
    "Huỳnh Thị Mỹ Lệ",
    "Đặng Văn Ưng",
]
ROWS = [
    ("STT", "Họ và tên chủ hộ", "Khóm", "Loại hộ"),
    *((n, name, "Khóm 1", "Hộ nghèo") for n, name in enumerate(NAMES, 1)),
]

lines = st.lists(st.text(st.sampled_from(LETTERS) | st.sampled_from("abcghntxABCGHNTX"), max_size=8)).map(
    " ".join
)


def written(text: str, old: Encoding) -> str:
    """As an old program wrote it, shown by Windows-1252."""
    if old is Encoding.VNI:
        return "".join(TABLES["vni"].get(letter, letter) for letter in text)
    content = bytes(TABLES["tcvn3"].get(letter, ord(letter)) for letter in text)
    return as_shown(content)


def names_of(found: ReadList) -> list[str]:
    return [line.head.name for line in found.households]


@pytest.mark.parametrize("old", OLD)
def test_every_letter_of_both_cases_has_a_place_of_its_own(old: Encoding) -> None:
    assert len(LETTERS) == 134
    assert all(letter.swapcase() in LETTERS for letter in LETTERS)
    assert len({written(letter, old) for letter in LETTERS}) == 134


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("old", OLD)
def test_each_letter_comes_back(letter: str, old: Encoding) -> None:
    assert readings()[old](written(letter, old)) == letter


@given(lines)
def test_vni_text_comes_back(text: str) -> None:
    assert readings()[Encoding.VNI](written(text, Encoding.VNI)) == text


@given(lines)
def test_tcvn3_text_comes_back_but_for_small_letters_among_capitals(text: str) -> None:
    """Its fonts of capitals held small letters: words of capitals are made whole."""
    assert readings()[Encoding.TCVN3](written(text, Encoding.TCVN3)).casefold() == text.casefold()


@pytest.mark.parametrize("old", OLD)
@pytest.mark.parametrize("capitals", [False, True])
def test_a_column_of_old_names_is_found_and_read(old: Encoding, capitals: bool) -> None:
    names = [name.upper() if capitals else name for name in NAMES]
    column = [written(name, old) for name in names]
    assert encoding_of(column) is old
    assert list(map(converter(column, old), column)) == names


def test_a_font_of_capitals_is_read_as_capitals() -> None:
    column = ["NGUYÔN V¡N S¸U", "TRÇN THÞ §µO"]
    assert encoding_of(column) is Encoding.TCVN3
    assert list(map(converter(column, Encoding.TCVN3), column)) == ["NGUYỄN VĂN SÁU", "TRẦN THỊ ĐÀO"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_text_of_today_is_left_alone(form: str) -> None:
    column = [normalize(form, text) for text in (*NAMES, "Thạch Sa Rươne", "K'Bôk", "José", "25 m² – 3½")]
    assert encoding_of(column) is None


def test_names_pasted_from_an_old_file_are_read_and_the_others_kept() -> None:
    column = [*NAMES, written("Lý Thị Thủy", Encoding.TCVN3)]
    old = encoding_of(column)
    assert old is Encoding.TCVN3
    assert list(map(converter(column, old), column)) == [*NAMES, "Lý Thị Thủy"]


@given(st.text(max_size=60))
def test_no_text_brings_the_search_down(text: str) -> None:
    old = encoding_of([text])
    assert old is None or credit(converter([text], old)(text)) > credit(text)


@pytest.mark.parametrize("old", OLD)
def test_an_old_workbook_is_read_with_headings_and_all(old: Encoding) -> None:
    rows = [[written(cell, old) if isinstance(cell, str) else cell for cell in row] for row in ROWS]
    found = read(book(rows))
    assert names_of(found) == NAMES
    assert {(fault.column, fault.detail) for fault in found.faults} == {(each, old.value) for each in "BCD"}


@pytest.mark.parametrize("old", OLD)
def test_an_old_text_file_is_read(old: Encoding) -> None:
    shown = "\r\n".join(";".join(map(str, row)) for row in ROWS)
    content = written(shown, old).encode("cp1252")
    found = read(content, "ds.csv")
    assert found.encoding is old
    assert names_of(found) == NAMES


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_a_text_file_of_today_is_read_however_it_was_saved(codec: str) -> None:
    shown = "\n".join("\t".join(map(str, row)) for row in ROWS)
    # Windows-1258 writes the tone behind its letter.
    content = of_windows(shown) if codec == "cp1258" else shown.encode(codec)
    found = read(content, "ds.txt")
    assert names_of(found) == NAMES
    assert found.faults == ()


def of_windows(text: str) -> bytes:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    content = b""
    for letter in text:
        apart = normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in tones)
        base = normalize("NFC", "".join(mark for mark in apart if mark not in tones))
        content += base.encode("cp1258") + tone.encode("cp1258")
    return content
