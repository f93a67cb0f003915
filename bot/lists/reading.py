"""Reads a commune's list of any kind into typed lines. Nothing in a file is believed, nothing in it acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.lists.archive import column_letter
from bot.lists.cells import plain
from bot.lists.delimited import open_text
from bot.lists.grid import Grid, in_unicode
from bot.lists.headers import Table, find_table
from bot.lists.households import HouseholdReader
from bot.lists.lines import (
    MOST_LINES,
    Encoding,
    Fault,
    FaultCode,
    FileKind,
    ListRefused,
    ReadList,
    Refusal,
    SheetRead,
)
from bot.lists.rows import entries
from bot.lists.words import header_words
from bot.lists.workbook import open_workbook

MOST_BYTES = 20_000_000

Progress = Callable[[int, int], None]

_OTHER_FILES = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"<",
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_list(
    content: bytes, name: str, *, today: date, progress: Progress = lambda done, whole: None
) -> ReadList:
    """Read a file by what it is; `name` only names the sheet of a file that has none.

    `progress` is told how many of all rows are read. Raises `ListRefused` where nothing can be taken; a
    line with an error is left out and every fault names its row and column."""
    kind = kind_of(content)
    grids, encoding, faults = _opened(content, kind, name)
    tables = []
    for grid in grids:
        table = _table(grid, faults)
        if table is not None:
            tables.append(table)
    if not tables:
        raise ListRefused(Refusal.NO_LIST, ", ".join(grid.name for grid in grids)[:200])
    reader = _read(tables, today, progress)
    for table in tables:
        faults += table.notes
    return ReadList(
        kind,
        encoding,
        tuple(map(_sheet, tables)),
        tuple(reader.households),
        tuple(faults + reader.faults),
    )


def grids_of(content: bytes, name: str) -> list[Grid]:
    """The sheets of a file as plain cells. Raises `ListRefused` for what is no harmless file."""
    grids, _, _ = _opened(content, kind_of(content), name)
    return grids


def kind_of(content: bytes) -> FileKind:
    """What a file is by how it begins. Raises `ListRefused` for what holds no list."""
    if not content.strip():
        raise ListRefused(Refusal.EMPTY)
    if len(content) > MOST_BYTES:
        raise ListRefused(Refusal.TOO_LARGE)
    if content.startswith(b"PK"):
        return FileKind.XLSX
    if content.startswith(_OLD_OFFICE):
        return _old_office(content)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_OTHER_FILES):
        raise ListRefused(Refusal.NO_LIST_FILE)
    return FileKind.CSV


def _old_office(content: bytes) -> FileKind:
    """The names of the parts of such a file are written with two bytes a letter."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise ListRefused(Refusal.LOCKED)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise ListRefused(Refusal.MACROS)
    books = ("Workbook", "Book")
    if not any(f"{book}\0".encode("utf-16-le") in content for book in books):
        raise ListRefused(Refusal.NO_LIST_FILE)
    return FileKind.XLS


def _opened(content: bytes, kind: FileKind, name: str) -> tuple[list[Grid], Encoding | None, list[Fault]]:
    if kind is FileKind.CSV:
        grid, encoding = open_text(content, name=_title(name))
        return [grid], encoding, []
    grids, links = open_workbook(content, kind)
    return grids, None, [Fault(FaultCode.LINKS_IGNORED)] if links else []


def _title(name: str) -> str:
    """A file's own name, whatever path it claims to come from."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return plain(last.rpartition(".")[0] or last)[:60]


def _table(grid: Grid, faults: list[Fault]) -> Table | None:
    grid = in_unicode(grid, known=header_words().fields.knows)
    table = find_table(grid)
    if table is None:
        if grid.rows:
            faults.append(Fault(FaultCode.SHEET_NO_LIST, grid.name))
        return None
    if grid.hidden:
        faults.append(Fault(FaultCode.SHEET_HIDDEN, grid.name))
    if grid.formulas is None:
        faults.append(Fault(FaultCode.FORMULAS_UNSEEN, grid.name))
    faults += [
        Fault(FaultCode.CONVERTED, grid.name, column=column_letter(column), detail=old.value)
        for column, old in grid.converted
    ]
    return table


def _read(tables: list[Table], today: date, progress: Progress) -> HouseholdReader:
    lines = [(table, entries(table)) for table in tables]
    whole = sum(len(rows) for _, rows in lines)
    if whole > MOST_LINES:
        raise ListRefused(Refusal.TOO_MANY_ROWS, str(whole))
    reader = HouseholdReader(today, lambda done: progress(done, whole))
    for table, rows in lines:
        reader.read(table, rows)
    return reader


def _sheet(table: Table) -> SheetRead:
    columns = {column.letter: _told(column.meaning.field, column.meaning.code) for column in table.columns}
    return SheetRead(table.grid.name, table.layout, table.header_rows, columns)


def _told(field: str, code: str | None) -> str:
    return f"{field}:{code}" if code else str(field)
