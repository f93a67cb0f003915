"""Lists as wards would send them, made by code; every name is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

from bot.lists.lines import ReadList
from bot.lists.reading import read_list

TODAY = date(2026, 11, 23)

Rows = Sequence[Sequence[object]]

HEADER = ("STT", "Họ và tên chủ hộ", "Khóm", "Loại hộ", "Số nhân khẩu")
HOUSEHOLDS = (
    (1, "Trần Thị Bưởi", "Khóm 1", "Hộ nghèo", 4),
    (2, "Danh Sóc Kha", "Khóm 2", "Hộ cận nghèo", 3),
)
MEMBER_HEADER = ("Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Năm sinh", "Giới tính", "Dân tộc", "Loại hộ")


def book(rows: Rows, *, merged: Sequence[str] = (), title: str = "Danh sách", **more: Rows) -> bytes:
    """A workbook with these rows on its first sheet, and others by their names."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for name, others in more.items():
        other = workbook.create_sheet(name)
        for row in others:
            other.append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    """The bytes of a workbook."""
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def text(rows: Rows, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file with these rows."""
    return "\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)


def read(content: bytes, name: str = "danh sach.xlsx") -> ReadList:
    """Read as an official would on the day all these tests happen."""
    return read_list(content, name, today=TODAY)


def good() -> bytes:
    """The plainest list there is."""
    return book([HEADER, *HOUSEHOLDS])


def with_part(name: str, content: bytes, *, base: bytes | None = None) -> bytes:
    """A sound workbook with one part more, or another one in its place."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or good())) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return packed.getvalue()


def sheet_xml(rows: str, *, opening: str = "") -> bytes:
    """A workbook whose one sheet holds this very text."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(
        "xl/worksheets/sheet1.xml",
        f'{opening}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
    )


def cell(place: str, value: object) -> str:
    """A cell of text as a sheet's own text has it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def codes(found: ReadList) -> list[tuple[str, int | None, str | None]]:
    """Faults as code, row and column."""
    return [(fault.code.value, fault.row, fault.column) for fault in found.faults]
