"""Spreadsheets for people: written so that nothing in them acts, read so that a hostile file does no harm.

Must not know what stands in them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.text import clean
from bot.errors import DongHanhError

MOST_BYTES = 5_000_000
MOST_UNPACKED = 20_000_000
MOST_TIMES = 100
MOST_PARTS = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 40
ACTS_AT_THE_START = tuple("=+-@\t\r\n＝＋－＠")

_UNWANTED = ("vbaproject", "macrosheets/", "externallinks/", "embeddings/", "activex/", "connections.xml")
_SMALL = 1_000_000
_HEADING = PatternFill("solid", fgColor="DDEBF7")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_FIXED = PatternFill("solid", fgColor="EEEEEE")


class Trouble(Enum):
    """What stands in a cell instead of a value."""

    FORMULA = "formula"
    ERROR = "error"


Value = str | int | Decimal | date | Trouble | None


class SheetRefused(DongHanhError):
    """A file that is not taken at all; `key` and `values` say why in the reader's language."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page that is not blank, by its number as people see it."""

    number: int
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The top of a column. `choices` are offered in a list; `fixed` ones are shown as not to be touched."""

    label: str
    width: int = 20
    choices: Sequence[str] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet to be written; without headings it is a page to be read."""

    title: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Value]]


def read(path: Path) -> dict[str, list[Row]]:
    """All pages by their titles. Raises `SheetRefused` for what is no harmless spreadsheet."""
    content = _content(path)
    _refuse_hostile(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _pages(content)
    except SheetRefused:
        raise
    except Exception as problem:
        # A damaged file makes the reader fail in more ways than it has errors for.
        raise SheetRefused("sheet.file_damaged") from problem


def write(path: Path | BinaryIO, pages: Sequence[Page], *, terms: str | None = None) -> None:
    """Write a new file; the choices of all columns stand on a page titled `terms`, if there are any."""
    book = Workbook()
    book.remove(book.worksheets[0])
    lists: dict[Sequence[str], str] = {}
    for page in pages:
        sheet = book.create_sheet(page.title)
        _write_page(sheet, page)
        for column, heading in enumerate(page.headings, 1):
            if heading.choices and terms is not None:
                _offer(
                    sheet,
                    column,
                    lists.setdefault(tuple(heading.choices), _range(terms, len(lists) + 1, heading)),
                )
    if terms is not None:
        _write_terms(book.create_sheet(terms), list(lists))
    book.save(path)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise SheetRefused("sheet.file_missing", file=path.name) from problem
    if len(content) > MOST_BYTES:
        raise SheetRefused("sheet.file_too_large")
    return content


def _refuse_hostile(content: bytes) -> None:
    """Look at the directory of the archive before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or any(_bursts(part) for part in parts):
                raise SheetRefused("sheet.file_too_large")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SheetRefused("sheet.file_too_large")
            if "[Content_Types].xml" not in archive.namelist():
                raise SheetRefused("sheet.file_no_spreadsheet")
            for part in parts:
                _refuse_part(part.filename.lower(), archive.read(part))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as bad:
        raise SheetRefused("sheet.file_no_spreadsheet") from bad


def _bursts(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_SMALL, MOST_TIMES * part.compress_size)


def _refuse_part(name: str, content: bytes) -> None:
    if any(unwanted in name for unwanted in _UNWANTED) or b"macroEnabled" in content[:100_000]:
        raise SheetRefused("sheet.file_acts")
    # Without the zeros that two-byte letters have, in whatever encoding.
    plain = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise SheetRefused("sheet.file_acts")


def _pages(content: bytes) -> dict[str, list[Row]]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[Row]:
    """The types of openpyxl do not know the sheets it gives to those who only read."""
    # What the file says of its own size is not to be trusted.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        if number > MOST_ROWS:
            raise SheetRefused("sheet.too_many_rows", sheet=sheet.title, limit=MOST_ROWS)
        values = tuple(_value(cell.value, cell.data_type, cell.number_format) for cell in cells)
        if len(values) > MOST_COLUMNS and values[-1] is not None:
            raise SheetRefused("sheet.too_many_columns", sheet=sheet.title, limit=MOST_COLUMNS)
        filled = [at for at, value in enumerate(values, 1) if value is not None]
        if filled:
            yield Row(number, values[: filled[-1]])


def _value(value: object, kind: str, written_as: str) -> Value:
    if kind == "f":
        return Trouble.FORMULA
    if kind == "e":
        return Trouble.ERROR
    if isinstance(value, str):
        return plain(value) or None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ", "minutes")
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        # Whoever types 50% into a spreadsheet has 0.5 in the cell, and means 50.
        number = Decimal(str(value)) * (100 if "%" in written_as else 1)
        return int(number) if number == int(number) else number.normalize()
    return str(value)


def plain(text: str) -> str:
    """A text as it is kept: one line, single blanks, nothing invisible."""
    return " ".join(clean(text).split())


def _write_page(sheet: Worksheet, page: Page) -> None:
    for column, heading in enumerate(page.headings, 1):
        cell = sheet.cell(1, column)
        _fill(cell, heading.label)
        cell.font, cell.fill = Font(bold=True), _HEADING
        sheet.column_dimensions[get_column_letter(column)].width = heading.width
    first = 2 if page.headings else 1
    for number, row in enumerate(page.rows, first):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            _fill(cell, value)
            if page.headings and page.headings[column - 1].fixed:
                cell.fill = _FIXED
    if page.headings:
        sheet.freeze_panes = "C2"
        sheet.auto_filter.ref = sheet.dimensions
    else:
        sheet.column_dimensions["A"].width = 110


def _fill(cell: Cell | MergedCell, value: Value) -> None:
    """Write a value as what it is; a text never becomes a formula, whatever it begins with."""
    if value is None or isinstance(value, Trouble) or isinstance(cell, MergedCell):
        return
    cell.value = clean(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = _WRAPPED
        if value.startswith(ACTS_AT_THE_START):
            cell.quotePrefix = True
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    else:
        cell.number_format = "0.##" if isinstance(value, Decimal) else "#,##0" if value >= 10_000 else "0"


def _range(terms: str, column: int, heading: Heading) -> str:
    letter = get_column_letter(column)
    return f"'{terms}'!${letter}$1:${letter}${len(heading.choices)}"


def _offer(sheet: Worksheet, column: int, choices: str) -> None:
    offered = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(column)
    offered.add(f"{letter}2:{letter}{MOST_ROWS}")
    sheet.add_data_validation(offered)


def _write_terms(sheet: Worksheet, lists: Sequence[Sequence[str]]) -> None:
    for column, choices in enumerate(lists, 1):
        sheet.column_dimensions[get_column_letter(column)].width = 40
        for number, choice in enumerate(choices, 1):
            _fill(sheet.cell(number, column), choice)
