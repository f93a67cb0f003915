"""Which rows of a list are lines, and under which heading of a section each stands.

Must not read what a line says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.register.terms import Status
from bot.domain.text import fold
from bot.lists.cells import in_usual_case, plain
from bot.lists.grid import Row, Value
from bot.lists.headers import Column, Table, status_in
from bot.lists.words import Field, header_words, key, spelled

_DATED = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_SECTION_NUMBER = re.compile(r"^\W*(?:[ivxlc]+|[a-z]|\d{1,2})\W+", re.IGNORECASE)
_ONLY_NUMBER = re.compile(r"\W*(?:[ivxlc]+|[^\W\d_]|\d+)\W*", re.IGNORECASE)
_NAMED = (Field.HEAD, Field.MEMBER)
_TELLING = 4
_HEADING = 2
_FILLED_DOWN = (Field.HAMLET, Field.ADDRESS, Field.NUMBER, Field.STATUS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is a line: its cells by field, and what the section above it says."""

    row: Row
    cells: Mapping[Field, list[tuple[Column, Value]]]
    hamlet: str | None = None
    status: Status | None = None

    def first(self, field: Field) -> tuple[Column, Value] | None:
        """The cell of a field, where something stands in it."""
        return next(
            ((column, value) for column, value in self.cells.get(field, ()) if value is not None), None
        )

    def text(self, field: Field) -> str:
        """What stands for a field, as one line of text."""
        found = self.first(field)
        return plain(found[1]) if found else ""


@dataclass(slots=True)
class _Section:
    """What the headings between the lines said last."""

    hamlet: str | None = None
    status: Status | None = None
    ended: bool = False


@dataclass(slots=True)
class _Lines:
    table: Table
    section: _Section = field(default_factory=_Section)

    def entries(self) -> Iterator[Entry]:
        merged = _merged_values(self.table)
        for row in self.table.rows:
            entry = self._entry(row, merged)
            if self._is_line(entry):
                yield entry

    def _entry(self, row: Row, merged: Mapping[tuple[int, int], Value]) -> Entry:
        cells: dict[Field, list[tuple[Column, Value]]] = {}
        for column in self.table.columns:
            value = row.at(column.index)
            if value is None and column.meaning.field in _FILLED_DOWN:
                value = merged.get((row.number, column.index))
            cells.setdefault(column.meaning.field, []).append((column, value))
        return Entry(row, cells, self.section.hamlet, self.section.status)

    def _is_line(self, entry: Entry) -> bool:
        ordinal = entry.text(Field.ORDINAL).removesuffix(".0").rstrip(".")
        named = any(entry.first(each) for each in _NAMED)
        filled = sum(entry.row.at(column.index) is not None for column in self.table.columns)
        texts = [value for value in entry.row.cells if isinstance(value, str)]
        if named and filled <= _HEADING and self._is_section(entry, texts):
            return False
        # What is told at length is a line, whatever words it begins with.
        if named and (ordinal.isdecimal() or filled >= max(_TELLING, len(self.table.columns) // 2)):
            return not self._repeats_header(entry)
        if _ends(texts):
            self.section.ended = True
        if self.section.ended or _is_total(texts) or self._is_section(entry, texts):
            return False
        return self._says_something(entry) and not self._repeats_header(entry)

    def _is_section(self, entry: Entry, texts: list[str]) -> bool:
        """A heading between the lines: a hamlet's name or a status, and nothing else but sums."""
        alone = [text for text in texts if not _ONLY_NUMBER.fullmatch(text)]
        said = {column.index for each in _NAMED for column, value in entry.cells.get(each, ())}
        told = [column for column in entry.row.filled if column not in said and column > 1]
        if len(alone) != 1 or any(isinstance(entry.row.at(column), str) for column in told):
            return False
        title = _SECTION_NUMBER.sub("", alone[0]).strip(" :.")
        hamlet, status = _hamlet(title), status_in([title])
        if hamlet is None and status is None:
            return False
        self.section.hamlet = hamlet or self.section.hamlet
        self.section.status = status or self.section.status
        return True

    def _says_something(self, entry: Entry) -> bool:
        """Rows that were only numbered beforehand say nothing."""
        return any(
            value is not None
            for field_, cells in entry.cells.items()
            if field_ is not Field.ORDINAL
            for column, value in cells
            if entry.row.at(column.index) is not None
        )

    def _repeats_header(self, entry: Entry) -> bool:
        """Where a new page begins, the headings may stand again."""
        name = next((found[1] for each in _NAMED if (found := entry.first(each))), None)
        if not isinstance(name, str) or not _is_heading(name):
            return False
        return sum(_is_heading(value) for value in entry.row.cells if isinstance(value, str)) > 1


def _is_heading(text: str) -> bool:
    return header_words().fields.get(plain(text)) is not None


def entries(table: Table) -> list[Entry]:
    """The lines of a list, without titles, sums, headings of sections and signatures."""
    return list(_Lines(table).entries())


def _merged_values(table: Table) -> dict[tuple[int, int], Value]:
    """What cells that are shown as one all say, for those below the first."""
    tall = [each for each in table.grid.merged if each.bottom > each.top]
    if not tall:
        return {}
    rows = {row.number: row for row in table.rows}
    return {
        (number, each.left): rows[each.top].at(each.left)
        for each in tall
        if each.top in rows
        for number in range(each.top + 1, min(each.bottom, each.top + len(rows)) + 1)
    }


def _ends(texts: list[str]) -> bool:
    """Whether a row belongs to the signatures below a list."""
    endings = header_words().endings
    return any(
        _DATED.search(fold(text)) or any(f"{key(text)} ".startswith(f"{ending} ") for ending in endings)
        for text in texts
    )


def _is_total(texts: list[str]) -> bool:
    words = header_words()
    for text in texts[:2]:
        if key(text) in words.totals or key(_SECTION_NUMBER.sub("", text)) in words.totals:
            return True
        # A family name may be a word for sums without its accents; as spelled, or of two words, it is none.
        if any(f"{spelled(text)} ".startswith(f"{before} ") for before in words.totals_before):
            return True
    return False


def _hamlet(title: str) -> str | None:
    """The name of a hamlet, from a heading that begins with a word for one."""
    words = title.split()
    if (
        not words
        or len(words) > 6
        or key(words[0]) not in {each.split()[0] for each in header_words().hamlets}
    ):
        return None
    accented = spelled(words[0]) in header_words().hamlets_spelled
    numbered = len(words) > 1 and words[-1][0].isdecimal()
    several = any(key(title).startswith(f"{each} ") and " " in each for each in header_words().hamlets)
    return in_usual_case(title) if accented or numbered or several else None
