"""Reads the procedures of neighbouring desks from models/procedures. Must not decide who is sent where."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from bot.domain.procedures import Procedure
from bot.errors import RefusedToStart

LIST = Path(__file__).parent / "procedures" / "neighbouring.csv"
_COLUMNS = list(Procedure.model_fields)
_SEVERAL = ("names", "asked")
_BEYOND = "beyond the last"

Row = Mapping[str, str | list[str] | None]


@cache
def load_procedures(path: Path = LIST) -> tuple[Procedure, ...]:
    """All procedures in the order of the list. Raises RefusedToStart naming the row and the column."""
    return read_procedures(path)


def read_procedures(path: Path) -> tuple[Procedure, ...]:
    """All procedures as they stand in the file now."""
    procedures = tuple(_procedure(row, path, number) for number, row in _rows(path))
    taken: dict[str, Procedure] = {}
    for number, procedure in enumerate(procedures, 2):
        for column, written in (("code", procedure.code), ("name", procedure.name)):
            if taken.setdefault(written, procedure) is not procedure:
                raise RefusedToStart(f"{path}, row {number}, column {column}: {written} stands twice")
    return procedures


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows below the names of the columns, numbered as a spreadsheet shows them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, restkey=_BEYOND, strict=True)
            if rows.fieldnames != _COLUMNS:
                raise RefusedToStart(f"{path}, row 1: the columns must be {', '.join(_COLUMNS)}")
            yield from enumerate(rows, 2)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise RefusedToStart(f"{path} can not be read: {problem}") from problem


def _procedure(row: Row, path: Path, number: int) -> Procedure:
    cells = {column: _cell(column, written) for column, written in row.items()}
    try:
        return Procedure.model_validate(cells)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        column, *place = first["loc"]
        where = f"column {column}" + "".join(f", part {int(part) + 1}" for part in place)
        raise RefusedToStart(f"{path}, row {number}, {where}: {first['msg']}") from problem


def _cell(column: str, written: str | list[str] | None) -> object:
    """Several texts in a cell are parted by semicolons."""
    if column in _SEVERAL and isinstance(written, str):
        return [part.strip() for part in written.split(";") if part.strip()]
    return written
