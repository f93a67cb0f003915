"""Writes the official list of households. Nothing in it acts, and reading it gives the same lines again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell as Styled
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.domain.register.terms import Cause, Deprivation, Status
from bot.lists.cells import plain
from bot.lists.delimited import ACTS, WOULD_ACT
from bot.lists.lines import FileKind, HouseholdLine, Layout, MemberLine
from bot.wording import DEFAULT, wording

Cell = str | int | date | None
Telling = Callable[[HouseholdLine, MemberLine], Cell]

_TITLE_ROWS = 3
_LOOKS_LIKE_ERROR = "#"
_BOLD = Font(bold=True)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column to be written; `group` stands over several. `of_member` is told for every member."""

    header: str
    tell: Telling
    group: str | None = None
    width: int = 12
    of_member: bool = False


def write_list(
    lines: Sequence[HouseholdLine],
    *,
    place: str,
    as_of: date,
    layout: Layout = Layout.HOUSEHOLDS,
    kind: FileKind = FileKind.XLSX,
) -> bytes:
    """The list of a place as of a day, with the columns of the official one that the lines tell of.

    Raises `ValueError` for the old kind of workbook, which is read only."""
    columns = list(_columns(lines, layout))
    titles = [_say("lists.title"), plain(place), _say("lists.as_of", day=as_of.strftime("%d/%m/%Y"))]
    rows = _rows(lines, columns, layout)
    match kind:
        case FileKind.XLSX:
            return _workbook(titles, columns, rows)
        case FileKind.CSV:
            return _text(titles, columns, rows)
    raise ValueError(f"lists are not written as {kind}")


def _rows(lines: Sequence[HouseholdLine], columns: list[_Column], layout: Layout) -> Iterator[list[Cell]]:
    for number, line in enumerate(lines, 1):
        members = line.members if layout is Layout.MEMBERS else line.members[:1]
        for member in members:
            first = member is line.head
            told = [column.tell(line, member) if first or column.of_member else None for column in columns]
            yield [number if first else None, *map(_safe, told)]


def _safe(value: Cell) -> Cell:
    return (plain(value) or None) if isinstance(value, str) else value


def _columns(lines: Sequence[HouseholdLine], layout: Layout) -> Iterator[_Column]:
    yield _Column(_head("number"), lambda line, _: line.number)
    yield _Column(_head("head"), lambda line, _: line.head.name, width=26)
    if layout is Layout.MEMBERS:
        yield _Column(_head("member"), lambda _, member: member.name, width=26, of_member=True)
        yield _Column(
            _head("relation"), lambda _, member: _say(f"lists.relation_{member.relation}"), of_member=True
        )
    yield from _personal(layout)
    yield _Column(_head("hamlet"), lambda line, _: line.hamlet, width=16)
    yield _Column(_head("address"), lambda line, _: line.address, width=28)
    yield _Column(_head("size"), lambda line, _: line.size, width=8)
    if any(line.status is not None for line in lines):
        yield from (_ticked(status) for status in Status)
    yield _Column(
        _head("cannot_escape"),
        lambda line, _: line.cannot_escape and _say(f"lists.cannot_escape_{line.cannot_escape}"),
        width=20,
    )
    yield from _measured(lines)
    yield _Column(_head("note"), lambda line, _: line.note, width=24)


def _personal(layout: Layout) -> Iterator[_Column]:
    yield _Column(_head("birth"), lambda _, member: _birth(member), of_member=True)
    yield _Column(
        _head("sex"),
        lambda _, member: member.sex and _say(f"lists.sex_{member.sex}"),
        width=8,
        of_member=True,
    )
    yield _Column(
        _head("ethnicity"),
        lambda _, member: member.ethnicity and _say(f"lists.ethnicity_{member.ethnicity}"),
        width=10,
        of_member=True,
    )
    yield _Column(
        _head("phone"), lambda _, member: "; ".join(map(_local, member.phones)), width=14, of_member=True
    )
    if layout is Layout.MEMBERS:
        yield _Column(_head("insured_to"), lambda _, member: member.insured_to, of_member=True)


def _measured(lines: Sequence[HouseholdLine]) -> Iterator[_Column]:
    """Only what at least one line tells: an empty column would say that nothing is lacking."""
    yield _Column(_head("income"), lambda line, _: line.income)
    yield _Column(_head("income_points"), lambda line, _: line.income_points, width=8)
    yield _Column(_head("deprivation_points"), lambda line, _: line.deprivation_points, width=8)
    if any(line.deprivations is not None for line in lines):
        yield from (_lacking(each) for each in Deprivation)
    if any(line.causes is not None for line in lines):
        yield _Column(_head("causes"), lambda line, _: _causes(line), width=28)


def _ticked(status: Status) -> _Column:
    return _Column(
        _say(f"lists.status_{status}"),
        lambda line, _: "x" if line.status is status else None,
        group=_head("status"),
        width=8,
    )


def _lacking(each: Deprivation) -> _Column:
    return _Column(
        _say(f"lists.deprivation_{each}"),
        lambda line, _: "x" if each in (line.deprivations or ()) else None,
        group=_head("deprivations"),
        width=9,
    )


def _causes(line: HouseholdLine) -> str:
    causes = line.causes or ()
    return "; ".join(_say(f"lists.cause_{each}") for each in Cause if each in causes)


def _birth(member: MemberLine) -> Cell:
    return None if member.birth is None else member.birth.day or member.birth.year


def _local(phone: str) -> str:
    return "0" + phone.removeprefix("+84")


def _head(name: str) -> str:
    return _say(f"lists.column_{name}")


def _say(key: str, **values: object) -> str:
    return wording(DEFAULT)(key, **values)


def _workbook(titles: list[str], columns: list[_Column], rows: Iterator[list[Cell]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_say("lists.sheet"))
    for at, width in enumerate([6, *(column.width for column in columns)], 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for title in titles:
        sheet.append([_styled(sheet, title, _BOLD)])
    for header in _header_rows(columns):
        sheet.append([_styled(sheet, text, _BOLD, _MIDDLE) for text in header])
    for area in _merged(columns):
        sheet.merged_cells.add(area)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _header_rows(columns: list[_Column]) -> list[list[str]]:
    """Group over column, and below both the numbers by which people name columns."""
    upper = [_head("ordinal"), *(column.group or column.header for column in columns)]
    lower = ["", *(column.header if column.group else "" for column in columns)]
    return [upper, lower, [f"({number})" for number in range(1, len(columns) + 2)]]


def _merged(columns: list[_Column]) -> Iterator[str]:
    top = _TITLE_ROWS + 1
    groups = [None, *(column.group for column in columns)]
    for at, group in enumerate(groups):
        letter = get_column_letter(at + 1)
        if group is None:
            yield f"{letter}{top}:{letter}{top + 1}"
        elif groups[at - 1] != group:
            last = at + sum(each == group for each in groups)
            yield f"{letter}{top}:{get_column_letter(last)}{top}"


def _styled(sheet: WriteOnlyWorksheet, text: str, font: Font, alignment: Alignment | None = None) -> Styled:
    cell = _textual(sheet, text)
    cell.font = font
    if alignment is not None:
        cell.alignment, cell.border = alignment, _BOX
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> Cell | Styled:
    """A value as what it is; a text that begins like a formula stays a text."""
    if isinstance(value, str) and value.startswith((*ACTS, _LOOKS_LIKE_ERROR, "'")):
        return _textual(sheet, value)
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
        cell.number_format = "DD/MM/YYYY"
        return cell
    return value


def _textual(sheet: WriteOnlyWorksheet, text: str) -> Styled:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(tuple(ACTS))
    return cell


def _text(titles: list[str], columns: list[_Column], rows: Iterator[list[Cell]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([_inert(title)] for title in titles)
    upper, lower, _ = _header_rows(columns)
    writer.writerows([upper, lower])
    for row in rows:
        writer.writerow([_inert(plain(value)) for value in row])
    return written.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    """With the sign before it that keeps a spreadsheet from calculating it."""
    return f"'{text}" if re.match(WOULD_ACT, text) else text
