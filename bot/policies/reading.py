"""Reads the catalogue's spreadsheet back: the rows it holds, and every cell that can not be taken.

Must not write anything; what is wrong is told by page, row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from bot import sheets
from bot.domain.text import fold
from bot.policies.columns import COLUMNS, Column, Sheet, cells_of, key_of, title
from bot.policies.forms import Wrong
from bot.policies.sheets import SHARED, Record, Records, all_records
from bot.sheets import Row, SheetRefused, Trouble, Value
from bot.wording import DEFAULT, wording
from models.policy_files import PolicyFiles, signature

_STATE = re.compile(r"\b[0-9a-f]{16}\b")
_ANYWHERE = (Sheet.FIGURES, Sheet.SOURCES)
_NEEDED = {Sheet.VERSIONS, Sheet.STATEMENTS, Sheet.NAMES, Sheet.SAMPLES}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps the file out. `key` and `values` say what is wrong."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    sheet: Sheet | None = None
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        say = wording(DEFAULT)
        problem = say(self.key, **self.values)
        if self.sheet is None:
            return problem
        if self.row is None:
            return say("sheet.at_sheet", sheet=title(self.sheet), problem=problem)
        if self.column is None:
            return say("sheet.at_row", sheet=title(self.sheet), row=self.row, problem=problem)
        letter = get_column_letter(self.column + 1)
        return say("sheet.at_cell", sheet=title(self.sheet), row=self.row, column=letter, problem=problem)


@dataclass
class Filled:
    """What a file holds: its rows, where each stands, and what is wrong with it."""

    records: Records = field(default_factory=lambda: {sheet: [] for sheet in Sheet})
    rows: dict[tuple[Sheet, tuple[Any, ...]], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def row(self, sheet: Sheet, record: Record) -> int:
        return self.rows[sheet, key_of(sheet, record)]

    def blame(self, sheet: Sheet, record: Record, field_: str, key: str, **values: object) -> None:
        """Tell what is wrong with one cell of a row that was read."""
        column = next(at for at, column in enumerate(COLUMNS[sheet]) if column.field == field_)
        self.problems.append(Problem(key, values, sheet, self.row(sheet, record), column))


def read(path: Path, files: PolicyFiles) -> Filled:
    """The rows of a file that was exported from these files. Raises `SheetRefused` for one that was not."""
    pages = sheets.read(path)
    _refuse_other_state(pages, files)
    filled = Filled()
    known = all_records(files)
    for sheet in Sheet:
        if title(sheet) in pages:
            _Page(sheet, known[sheet], filled).read(pages[title(sheet)])
        else:
            filled.problems.append(Problem("sheet.missing_sheet", sheet=sheet))
    for stranger in sorted(pages.keys() - {title(sheet) for sheet in Sheet} - _read_only_pages()):
        filled.problems.append(Problem("sheet.unknown_sheet", {"name": stranger}))
    _Together(filled, files).look()
    filled.problems.sort(
        key=lambda one: (one.sheet is not None, list(Sheet).index(one.sheet or Sheet.ENTRIES), one.row or 0)
    )
    return filled


def _read_only_pages() -> set[str]:
    return {wording(DEFAULT)("sheet.guide"), wording(DEFAULT)("sheet.terms")}


def _refuse_other_state(pages: Mapping[str, Sequence[Row]], files: PolicyFiles) -> None:
    """A file made before the last change would undo it without anybody wanting that."""
    guide = pages.get(wording(DEFAULT)("sheet.guide"), ())
    states = {state for row in guide for cell in row.cells for state in _STATE.findall(str(cell))}
    if not states:
        raise SheetRefused("sheet.file_not_ours")
    if signature(files.root) not in states:
        raise SheetRefused("sheet.file_stale")


class _Page:
    """One page being read."""

    def __init__(self, sheet: Sheet, known: Iterable[Record], filled: Filled) -> None:
        self._sheet = sheet
        self._filled = filled
        self._known = {cells_of(sheet, record): record for record in known}

    def read(self, rows: Sequence[Row]) -> None:
        """Take the rows below the headings."""
        columns = self._columns(rows[0]) if rows else {}
        missing = [column.title for column in COLUMNS[self._sheet] if column not in columns.values()]
        if missing:
            self._blame("sheet.missing_column", rows[0].number if rows else None, name=", ".join(missing))
            return
        for row in rows[1:]:
            self._row(row, columns)

    def _columns(self, row: Row) -> dict[int, Column]:
        """Which column of the file is which; they may stand in any order."""
        by_title = {fold(column.title): column for column in COLUMNS[self._sheet]}
        found: dict[int, Column] = {}
        for at, cell in enumerate(row.cells):
            column = by_title.pop(fold(str(cell)), None)
            if column is not None:
                found[at] = column
            elif cell is not None:
                self._blame("sheet.unknown_column", row.number, at, name=_shown(cell))
        return found

    def _row(self, row: Row, columns: Mapping[int, Column]) -> None:
        cells = {
            column.field: (at, row.cells[at] if at < len(row.cells) else None)
            for at, column in columns.items()
        }
        outside = [at for at, cell in enumerate(row.cells) if cell is not None and at not in columns]
        for at in outside:
            self._blame("sheet.outside", row.number, at)
        record = self._record(row, cells)
        if record is None or outside:
            return
        place = (self._sheet, key_of(self._sheet, record))
        if place in self._filled.rows:
            self._blame("sheet.twice", row.number, other=self._filled.rows[place])
            return
        self._filled.rows[place] = row.number
        self._filled.records[self._sheet].append(record)

    def _record(self, row: Row, cells: Mapping[str, tuple[int, Value]]) -> Record | None:
        """The row as the files would say it, or None when a cell is wrong."""
        written = tuple(cells[column.field][1] for column in COLUMNS[self._sheet])
        if written in self._known:
            return self._known[written]
        record: Record = {}
        right = True
        for column in COLUMNS[self._sheet]:
            at, cell = cells[column.field]
            try:
                value = self._cell(column, cell, record)
            except Wrong as wrong:
                self._blame(wrong.key, row.number, at, **wrong.values)
                right = False
            else:
                record |= {} if value is None else {column.field: value}
        return record if right else None

    def _cell(self, column: Column, cell: Value, record: Record) -> Any:
        if cell is Trouble.FORMULA:
            raise Wrong("sheet.formula")
        if cell is Trouble.ERROR:
            raise Wrong("sheet.error_value")
        if cell is None:
            if column.required:
                raise Wrong("sheet.empty")
            return None
        if column.form is None and "unit" not in record:
            return None
        return column.of(record).read(cell)

    def _blame(self, key: str, row: int | None, column: int | None = None, **values: object) -> None:
        self._filled.problems.append(Problem(key, values, self._sheet, row, column))


def _shown(cell: Value) -> str:
    return str(cell)[:40]


class _Together:
    """What can only be seen over several rows."""

    def __init__(self, filled: Filled, files: PolicyFiles) -> None:
        self._filled = filled
        self._files = files
        self._entries = {record["entry"] for record in filled.records[Sheet.ENTRIES]}
        # Of a page that could not be read whole nobody knows what is missing on it.
        self._whole = set(Sheet) - {problem.sheet for problem in filled.problems}
        self._sources: defaultdict[str, set[str]] = defaultdict(set)
        for record in filled.records[Sheet.SOURCES]:
            self._sources[record["entry"]].add(record["name"])

    def look(self) -> None:
        if Sheet.ENTRIES in self._whole:
            for gone in sorted(set(self._files.ids) - self._entries):
                self._filled.problems.append(Problem("sheet.removed_entry", {"entry": gone}, Sheet.ENTRIES))
        for sheet, records in self._filled.records.items():
            for record in records:
                self._row(sheet, record)
        for sheet in self._whole & _NEEDED:
            self._needed(sheet)
        self._in_order(Sheet.VERSIONS, ("entry",))
        self._in_order(Sheet.FIGURES, ("entry", "name"))

    def _row(self, sheet: Sheet, record: Record) -> None:
        shared = record["entry"] == SHARED and sheet in _ANYWHERE
        if not shared and not self._is_entry(record["entry"]):
            self._filled.blame(sheet, record, "entry", "sheet.unknown_entry", entry=record["entry"])
        if "valid_to" in record and record["valid_to"] < record.get("valid_from", date.min):
            self._filled.blame(sheet, record, "valid_to", "sheet.ends_before")
        own = self._sources[record["entry"]] | self._sources[SHARED]
        for name in _listed(record.get("source")):
            if name not in own and Sheet.SOURCES in self._whole:
                self._filled.blame(sheet, record, "source", "sheet.unknown_source", source=name)
        for name in _listed(record.get("related")):
            if not self._is_entry(name) or name == record["entry"]:
                self._filled.blame(sheet, record, "related", "sheet.unknown_entry", entry=name)

    def _is_entry(self, name: str) -> bool:
        return name in self._entries or Sheet.ENTRIES not in self._whole

    def _needed(self, sheet: Sheet) -> None:
        present = {record["entry"] for record in self._filled.records[sheet]}
        for record in self._filled.records[Sheet.ENTRIES]:
            if record["entry"] not in present:
                self._filled.blame(Sheet.ENTRIES, record, "entry", "sheet.no_rows", name=title(sheet))

    def _in_order(self, sheet: Sheet, fields: tuple[str, ...]) -> None:
        """Times of one thing do not overlap, and a figure has one unit."""
        together: defaultdict[tuple[Any, ...], list[Record]] = defaultdict(list)
        for record in self._filled.records[sheet]:
            together[tuple(record[name] for name in fields)].append(record)
        for records in together.values():
            records.sort(key=lambda record: record.get("valid_from", date.min))
            for earlier, later in pairwise(records):
                other = self._filled.row(sheet, earlier)
                if later.get("valid_from", date.min) <= earlier.get("valid_to", date.max):
                    self._filled.blame(sheet, later, "valid_from", "sheet.overlaps", other=other)
                if later.get("unit") != earlier.get("unit"):
                    self._filled.blame(sheet, later, "unit", "sheet.unit_differs", other=other)


def _listed(names: Any) -> Iterator[str]:
    if names is not None:
        yield from names if isinstance(names, list) else [names]
