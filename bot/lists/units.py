"""Reads a spreadsheet that names units and the families each is to help. Nothing in a file is believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.text import fold
from bot.lists.cells import plain, read_count
from bot.lists.grid import Grid, Row
from bot.lists.reading import grids_of

LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One line: a unit, what it can do, and a family for it, if one is named; as people wrote them."""

    row: int
    unit: str
    household: str | None
    capacity: int | None
    hamlet: str | None


def read_units(content: bytes, name: str, *, columns: Mapping[str, Sequence[str]]) -> list[UnitLine]:
    """The lines under the first row that heads a column as the unit; none where no row does.

    `columns` are the words that head each column. Raises `ListRefused` for what is no harmless file."""
    known = {fold(word): head for head, words in columns.items() for word in words}
    return [line for grid in grids_of(content, name) for line in _lines(grid, known)]


def _lines(grid: Grid, known: Mapping[str, str]) -> Iterator[UnitLine]:
    rows = iter(grid.rows)
    for row in rows:
        heads = {fold(plain(value)): place for place, value in enumerate(row.cells)}
        columns = {known[head]: place for head, place in heads.items() if head in known}
        if "unit" in columns:
            yield from _below(rows, columns)


def _below(rows: Iterable[Row], columns: Mapping[str, int]) -> Iterator[UnitLine]:
    for row in rows:
        cells = {head: plain(row.at(place)) or None for head, place in columns.items()}
        if unit := cells["unit"]:
            room = read_count(row.at(columns["capacity"])) if "capacity" in columns else None
            yield UnitLine(row.number, unit[:LONGEST_NAME], cells.get("household"), room, cells.get("hamlet"))
