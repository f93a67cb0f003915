"""The process of its own in which a workbook is opened: a file on the way in, plain values on the way out.

Started by `bot.lists.workbook`; with little memory, little time, and no way to write a file."""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

MEMORY = 1_500_000_000
SECONDS = 40
LONGEST_TEXT = 2_000


def main() -> None:
    """Read a workbook from standard input; answer with its sheets, or with why it is refused."""
    _limit()
    # Only now: whatever is loaded is under the limits too.
    from bot.lists.lines import ListRefused

    kind = sys.argv[1]
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = _packed(content) if kind == "xlsx" else _old(content)
    except ListRefused as refused:
        answer = {"refused": refused.reason, "detail": refused.detail}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def _packed(content: bytes) -> dict[str, Any]:
    from bot.lists import archive

    with archive.open_archive(content) as book:
        archive.refuse_acting_parts(book)
        shapes = archive.shapes(book)
        outside = archive.points_outside(book)
    return {"links": outside, "sheets": list(_sheets(content, shapes))}


def _old(content: bytes) -> dict[str, Any]:
    return {"links": False, "sheets": list(_sheets(content, {}))}


def _sheets(content: bytes, shapes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    from bot.lists.lines import ListRefused, Refusal

    try:
        book = load_workbook(io.BytesIO(content))
        for about in book.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet:
                hidden = about.visible is not SheetVisibleEnum.Visible
                yield _sheet(book.get_sheet_by_name(about.name), hidden, shapes.get(about.name))
    except PasswordError as bad:
        raise ListRefused(Refusal.LOCKED) from bad
    except (CalamineError, OSError, ValueError) as bad:
        raise ListRefused(Refusal.DAMAGED) from bad


def _sheet(sheet: Any, hidden: bool, shape: Any) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "hidden": hidden,
        "rows": list(_rows(sheet)),
        "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
        "formulas": sorted(shape.formulas) if shape else None,
        "unfilled": sorted(shape.unfilled) if shape else [],
        "broken": sorted(shape.broken) if shape else [],
    }


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Each row that is not blank: its number from 0, and its cells from the first column on."""
    from bot.lists.archive import MOST_COLUMNS, MOST_ROWS
    from bot.lists.lines import ListRefused, Refusal

    if sheet.start is None:
        return
    if sheet.total_width > MOST_COLUMNS:
        raise ListRefused(Refusal.TOO_MANY_COLUMNS)
    first_row, first_column = sheet.start
    found = 0
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), first_row):
        if any(cell != "" for cell in cells):
            found += 1
            if found > MOST_ROWS:
                raise ListRefused(Refusal.TOO_MANY_ROWS)
            yield [number, [None] * first_column + [_plain(cell) for cell in cells]]


def _plain(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, str):
        return value[: LONGEST_TEXT + 1]
    if isinstance(value, datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, bool | int | float):
        return value
    return str(value)


if __name__ == "__main__":
    main()
