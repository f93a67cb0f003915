"""Spreadsheets that come from anybody: what acts, bursts or lies is refused before it can do harm."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot import sheets
from bot.sheets import Heading, Page, Row, SheetRefused, Trouble

HEADINGS = (Heading("Mã", fixed=True), Heading("Số"), Heading("Chọn", choices=("một", "hai")))


def written(path: Path, *rows: tuple[sheets.Value, ...]) -> Path:
    sheets.write(path, [Page("Trang", HEADINGS, rows)], terms="Từ dùng")
    return path


def plain_book() -> bytes:
    book = Workbook()
    book.active.append(["a", 1])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A sound workbook with one part more, or another one in its place."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain_book())) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return packed.getvalue()


def sheet(rows: str) -> bytes:
    opening = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return with_part("xl/worksheets/sheet1.xml", f"{opening}{rows}</sheetData></worksheet>".encode())


def lying_about_its_size() -> bytes:
    """A part that says it is small and is not."""
    packed = bytearray(with_part("xl/media/a.bin", b"\0" * 3_000_000))
    at = packed.rindex(b"PK\x01\x02")
    packed[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(packed)


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "not an archive": ("sheet.file_no_spreadsheet", lambda: b"PK not really" * 100),
    "nothing at all": ("sheet.file_no_spreadsheet", lambda: b""),
    "an old or locked workbook": ("sheet.file_no_spreadsheet", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 3000),
    "half of a file": ("sheet.file_no_spreadsheet", lambda: plain_book()[:2000]),
    "another archive": ("sheet.file_no_spreadsheet", lambda: _archive({"a.txt": b"hello"})),
    "a huge file": ("sheet.file_too_large", lambda: b"\0" * (sheets.MOST_BYTES + 1)),
    "a bomb": ("sheet.file_too_large", lambda: with_part("xl/media/a.bin", b"\0" * 30_000_000)),
    "a bomb of many parts": ("sheet.file_too_large", lambda: _archive({f"a{n}": b"x" for n in range(500)})),
    "a bomb under the ratio": (
        "sheet.file_too_large",
        lambda: _archive({f"a{n}": bytes(range(256)) * 4000 for n in range(30)}),
    ),
    "a part that lies about its size": ("sheet.file_no_spreadsheet", lying_about_its_size),
    "a macro": ("sheet.file_acts", lambda: with_part("xl/vbaProject.bin", b"x")),
    "a macro sheet": ("sheet.file_acts", lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>")),
    "a link to another file": (
        "sheet.file_acts",
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
    ),
    "something embedded": ("sheet.file_acts", lambda: with_part("xl/embeddings/oleObject1.bin", b"x")),
    "entities that multiply": (
        "sheet.file_acts",
        lambda: with_part(
            "xl/styles.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        ),
    ),
    "entities in wide letters": (
        "sheet.file_acts",
        lambda: with_part("xl/styles.xml", '<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'.encode("utf-16")),
    ),
    "broken markup": ("sheet.file_damaged", lambda: sheet("<row><c></row>")),
    "words that are not there": (
        "sheet.file_damaged",
        lambda: sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
    ),
    "a number beyond all numbers": (
        "sheet.file_damaged",
        lambda: sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>'),
    ),
    "a row far below": (
        "sheet.too_many_rows",
        lambda: sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
    ),
    "endless rows": ("sheet.too_many_rows", lambda: sheet("<row/>" * (sheets.MOST_ROWS + 1))),
    "endless columns": (
        "sheet.too_many_columns",
        lambda: sheet("<row r='1'>" + "<c><v>1</v></c>" * (sheets.MOST_COLUMNS + 1) + "</row>"),
    ),
}


def _archive(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(("key", "made"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a21_a22_a_hostile_file_is_refused(key: str, made: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(made())
    with pytest.raises(SheetRefused) as refused:
        sheets.read(file)
    assert refused.value.key == key


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="file_missing"):
        sheets.read(tmp_path / "x.xlsx")


@given(st.binary(max_size=300), st.integers(0, 6000), st.integers(0, 300))
def test_damaged_bytes_are_refused_or_read_but_never_fail(damage: bytes, at: int, removed: int) -> None:
    content = plain_book()
    file = Path("damaged.xlsx")
    file.write_bytes(content[:at] + damage + content[at + removed :])
    with contextlib.suppress(SheetRefused):
        sheets.read(file)


def test_formulas_and_errors_are_seen_as_such(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["=1+1", "#REF!", "chữ"])
    book.save(tmp_path / "x.xlsx")
    assert sheets.read(tmp_path / "x.xlsx") == {"Sheet": [Row(1, (Trouble.FORMULA, Trouble.ERROR, "chữ"))]}


@pytest.mark.parametrize("begin", sheets.ACTS_AT_THE_START)
def test_a20_what_looks_like_a_formula_is_written_as_words(begin: str, tmp_path: Path) -> None:
    file = written(tmp_path / "x.xlsx", (f"{begin}cmd|' /C calc'!A0", 1, None))
    cell = load_workbook(file)["Trang"]["A2"]
    assert cell.data_type != "f"
    if begin.strip():
        assert (cell.value, cell.quotePrefix) == (f"{begin}cmd|' /C calc'!A0", True)


def test_values_come_back_as_what_they_are(tmp_path: Path) -> None:
    row = ("Hộ nghèo", 540_000, date(2026, 12, 31))
    file = written(tmp_path / "x.xlsx", row, ("a", Decimal("6.6"), None), ("b", 0, "#N/A"))
    assert [row.cells for row in sheets.read(file)["Trang"][1:]] == [
        row,
        ("a", Decimal("6.6")),
        ("b", 0, "#N/A"),
    ]


def test_fifty_per_cent_is_fifty(tmp_path: Path) -> None:
    """Excel keeps 0.5 when somebody types 50%."""
    book = Workbook()
    book.active["A1"] = 0.5
    book.active["A1"].number_format = "0%"
    book.save(tmp_path / "x.xlsx")
    assert sheets.read(tmp_path / "x.xlsx")["Sheet"] == [Row(1, (50,))]


def test_blank_rows_between_are_passed_over_and_numbers_stay_those_of_the_page(tmp_path: Path) -> None:
    file = written(tmp_path / "x.xlsx", ("a", None, None), (None, None, None), ("b", None, None))
    assert [row.number for row in sheets.read(file)["Trang"]] == [1, 2, 4]


def test_the_clerk_chooses_from_a_list(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path / "x.xlsx"))
    [offered] = book["Trang"].data_validations.dataValidation
    assert offered.formula1 == "'Từ dùng'!$A$1:$A$2"
    assert [cell.value for cell in book["Từ dùng"]["A"]] == ["một", "hai"]


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn"]), max_size=50)


@given(st.lists(LINES.map(sheets.plain).filter(bool), min_size=1))
def test_any_words_survive_the_spreadsheet(texts: list[str]) -> None:
    file = Path("words.xlsx")
    written(file, *[(text, None, None) for text in texts])
    assert [row.cells[0] for row in sheets.read(file)["Trang"][1:]] == texts
