"""Lists with slips: each with the faults it must be told, by row and column, and which rows are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook

from tests.lists.wards import HEADER, HOUSEHOLDS, MEMBER_HEADER, Rows, book, saved, sheet_xml, text

Expected = list[tuple[str, int | None, str | None]]

BASE = ("STT", "Họ và tên chủ hộ", "Khóm", "Loại hộ")
SOUND = (2, "Lâm Văn Gấm", "Khóm 2", "Hộ nghèo")

# Heading, what stands under it, what is told, and whether the line is taken all the same.
CELLS: list[tuple[str, object, str | None, bool]] = [
    ("Ngày sinh", "31/02/1960", "date_impossible", False),
    ("Ngày sinh", "02/25/1990", "date_impossible", False),
    ("Ngày sinh", "00/00/1950", "date_impossible", False),
    ("Ngày sinh", "hôm qua", "date_unreadable", False),
    ("Ngày sinh", "1/2/1950/3", "date_unreadable", False),
    ("Ngày sinh", 123456789, "date_unreadable", False),
    ("Ngày sinh", -5, "date_unreadable", False),
    ("Ngày sinh", "1/2/2027", "date_in_future", False),
    ("Năm sinh", 2099, "date_in_future", False),
    ("Năm sinh", "1899", "too_old", False),
    ("Ngày sinh", date(1905, 5, 3), "year_as_date", True),
    ("Ngày sinh", "1/2/50", "date_short_year", True),
    ("Ngày sinh", 18294, "date_from_serial", True),
    ("Số nhân khẩu", 0, "size_impossible", False),
    ("Số nhân khẩu", 400, "size_impossible", False),
    ("Số nhân khẩu", "bốn", "number_unreadable", True),
    ("Số nhân khẩu", "4,5", "number_unreadable", True),
    ("Số nhân khẩu", -3, "number_unreadable", True),
    ("Số nhân khẩu", "1,500", "number_unreadable", True),
    ("Số nhân khẩu", date(2020, 1, 4), "number_unreadable", True),
    ("Điểm B1", "một trăm", "number_unreadable", True),
    ("Điểm B2", "9" * 400, "number_unreadable", True),
    ("Điện thoại", "12345", "phone_unreadable", True),
    ("Điện thoại", "gọi con", "phone_unreadable", True),
    ("Điện thoại", "0912345678; 09123", "phone_unreadable", True),
    ("Điện thoại", "9,12E+08", "phone_unreadable", True),
    ("Điện thoại", "01234567890", "phone_old", True),
    ("Giới tính", "Na", "sex_unknown", True),
    ("Dân tộc", "Sao Hỏa", "ethnicity_unknown", True),
    ("Nguyên nhân nghèo", "lười", "cause_unknown", True),
    ("Nguyên nhân nghèo", "Thiếu vốn; lười", "cause_unknown", True),
    ("Các chỉ số thiếu hụt", "Việc làm, tiền", "deprivation_unknown", True),
    ("Các chỉ số thiếu hụt", "3", "deprivation_unknown", True),
    ("Các chỉ số thiếu hụt", "1,13", "deprivation_unknown", True),
    ("Không có khả năng thoát nghèo", "x", "cannot_escape_unknown", True),
    ("Hộ BTXH", "chưa rõ lắm", "mark_unreadable", True),
    ("Hạn thẻ BHYT", "31/11/2026", "insurance_unreadable", True),
    ("Thu nhập bình quân", "900", "income_small", True),
    ("Thu nhập bình quân", "-900.000", "number_unreadable", True),
    ("Địa chỉ", "ấp " * 400, "text_cut", True),
    ("Ghi chú", "=HYPERLINK" + "x" * 600, "formula_empty", True),
]


@dataclass(frozen=True, slots=True)
class Broken:
    """A list with slips; `taken` are the rows of the households that come through."""

    content: bytes
    faults: Expected
    taken: Sequence[tuple[int, ...]]


def _cell(header: str, value: object, code: str | None, taken: bool) -> Broken:
    content = book([(*BASE, header), (1, "Trần Thị Bưởi", "Khóm 1", "Hộ nghèo", value), SOUND])
    rows = [(2,), (3,)] if taken else [(3,)]
    return Broken(content, [(code, 2, "E")] if code else [], rows)


def _rows(*rows: Sequence[object], faults: Expected, taken: Sequence[int], header: Rows = (BASE,)) -> Broken:
    return Broken(book([*header, *rows]), faults, [(row,) for row in taken])


def _members(*rows: Sequence[object], faults: Expected, taken: Sequence[tuple[int, ...]]) -> Broken:
    return Broken(book([MEMBER_HEADER, *rows]), faults, taken)


def _head(number: str | None, name: str | None, relation: str | None = "Chủ hộ", **more: object) -> tuple:
    born, sex = more.get("born", 1970), more.get("sex", "Nam")
    return (number, name, relation, born, sex, "Kinh", more.get("status", "Hộ nghèo"))


def _formulas() -> Broken:
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column}{number}" t="str">{value}</c>'
            for column, value in zip("ABCD", cells, strict=True)
        )
        + "</row>"
        for number, cells in enumerate(
            [
                [f"<v>{name}</v>" for name in BASE],
                [
                    "<f>1+0</f><v>1</v>",
                    "<f>UPPER(C9)</f><v>Trần Thị Bưởi</v>",
                    "<v>Khóm 1</v>",
                    "<v>Hộ nghèo</v>",
                ],
                ["<v>2</v>", "<v>Lâm Văn Gấm</v>", "<f>HYPERLINK(1)</f>", "<v>Hộ nghèo</v>"],
            ],
            1,
        )
    )
    return Broken(sheet_xml(rows), [("formula", 2, "B"), ("formula_empty", 3, "C")], [(2,), (3,)])


def _errors() -> Broken:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (BASE, (1, "Trần Thị Bưởi", "#REF!", "Hộ nghèo"), SOUND):
        sheet.append(row)
    return Broken(saved(workbook), [("cell_broken", 2, "C")], [(3,)])


def _hidden() -> Broken:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["trang bìa"])
    other = workbook.create_sheet("An")
    other.sheet_state = "hidden"
    for row in (BASE, SOUND):
        other.append(row)
    return Broken(saved(workbook), [("sheet_no_list", None, None), ("sheet_hidden", None, None)], [(2,)])


BUOI = (1, "Trần Thị Bưởi", "Khóm 1", "Hộ nghèo")
TICKS = ("STT", "Họ và tên chủ hộ", "Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo")
NUMBERED = ("Mã hộ", "Họ và tên chủ hộ", "Khóm", "Loại hộ")
LACKING = ("STT", "Họ và tên chủ hộ", "Loại hộ", "Điểm B2", "Thiếu hụt", "Thiếu hụt")

LISTS: dict[str, Broken] = {
    "no name": _rows((1, None, "Khóm 1", "Hộ nghèo"), SOUND, faults=[("name_missing", 2, "B")], taken=[3]),
    "a dash for a name": _rows(
        (1, "--", "Khóm 1", "Hộ nghèo"), SOUND, faults=[("name_missing", 2, "B")], taken=[3]
    ),
    "a number for a name": _rows(
        (1, 77, "Khóm 1", "Hộ nghèo"), SOUND, faults=[("name_missing", 2, "B")], taken=[3]
    ),
    "a sign in a name": _rows(
        (1, "Bưởi <b>", "Khóm 1", "HN"), SOUND, faults=[("name_odd", 2, "B")], taken=[2, 3]
    ),
    "an endless name": _rows(
        (1, "An " * 99, "Khóm 1", "HN"), SOUND, faults=[("text_cut", 2, "B")], taken=[2, 3]
    ),
    "unknown status": _rows(
        (1, "Bưởi", "Khóm 1", "giàu"), SOUND, faults=[("status_unknown", 2, "D")], taken=[3]
    ),
    "no status": _rows((1, "Bưởi", "Khóm 1", None), SOUND, faults=[("status_missing", 2, None)], taken=[3]),
    "two ticks": _rows(
        (1, "Bưởi", "x", "x"), faults=[("status_conflicting", 2, "D")], taken=[], header=(TICKS,)
    ),
    "escaped and near-poor": _rows(
        (1, "Bưởi", None, "x", "x"), faults=[("status_either", 2, "E")], taken=[2], header=(TICKS,)
    ),
    "count for a tick": _rows(
        (1, "Bưởi", 4, "x"), faults=[("mark_unreadable", 2, "C")], taken=[2], header=(TICKS,)
    ),
    "the same number twice": _rows(
        ("H1", "Bưởi", "1", "HN"),
        ("H1", "Gấm", "1", "HN"),
        faults=[("number_twice", 3, None)],
        taken=[2],
        header=(NUMBERED,),
    ),
    "the same name twice": _rows(BUOI, BUOI, faults=[("name_twice", 3, None)], taken=[2, 3]),
    "two slips in one row": _rows(
        (1, "Bưởi?", "Khóm 1", "giàu"),
        SOUND,
        faults=[("status_unknown", 2, "D"), ("name_odd", 2, "B")],
        taken=[3],
    ),
    "points that differ": Broken(
        book([LACKING, (None, None, None, None, "Việc làm", "Dinh dưỡng"), (1, "Bưởi", "HN", 30, "x", "x")]),
        [("points_differ", 3, None)],
        [(3,)],
    ),
    "unknown column": _rows(
        SOUND, faults=[("column_unknown", None, "E")], taken=[2], header=((*BASE, "Màu áo"),)
    ),
    "column twice": _rows(
        SOUND, faults=[("column_twice", None, "E")], taken=[2], header=((*BASE, "Loại hộ"),)
    ),
    "guessed column": _rows(
        SOUND, faults=[("column_guessed", None, "E")], taken=[2], header=((*BASE, "Ngày sinh của bà con"),)
    ),
    "identity numbers": _rows(
        (*SOUND, "096123456789"),
        faults=[("column_left_out", None, "E")],
        taken=[2],
        header=((*BASE, "CCCD"),),
    ),
    "identity beside a name": _rows(
        (*SOUND, "Gấm 096123456789"),
        faults=[("column_left_out", None, "E")],
        taken=[2],
        header=((*BASE, "Họ tên, số CMND vợ"),),
    ),
    "no status anywhere": _rows(
        ("Bưởi", "1"), faults=[("no_status", None, None)], taken=[2], header=(("Họ và tên", "Khóm"),)
    ),
    "status in the title": _rows(
        ("Bưởi", "1"),
        faults=[("status_from_title", None, None)],
        taken=[3],
        header=(("DANH SÁCH HỘ CẬN NGHÈO",), ("Họ và tên", "Khóm")),
    ),
    "a sheet that is none": Broken(
        book([HEADER, *HOUSEHOLDS], **{"Tổng hợp": [("Tổng số", 2)]}),
        [("sheet_no_list", None, None)],
        [(2,), (3,)],
    ),
    "hidden sheet": _hidden(),
    "formulas": _formulas(),
    "cells that show an error": _errors(),
    "old font": Broken(
        text([("STT", "Họ và tên", "Loại hộ"), (1, "NguyÔn V¨n S¸u", "Hé nghÌo")]),
        [("converted", None, "B"), ("converted", None, "C")],
        [(2,)],
    ),
    "member without household": _members(
        _head(None, "Lê Văn Cam", "Con"),
        _head("H1", "Lê Văn Út"),
        faults=[("member_without_household", 2, None)],
        taken=[(3,)],
    ),
    "member who is not born yet": _members(
        _head("H1", "Lê Văn Út"),
        _head(None, "Lê Văn Cam", "Con", born=2030),
        _head("H2", "Kim Thị Na"),
        faults=[("date_in_future", 3, "D"), ("member_not_taken", 2, None)],
        taken=[(4,)],
    ),
    "member without a name": _members(
        _head("H1", "Lê Văn Út"),
        _head(None, None, "Con"),
        faults=[("name_missing", 3, "B"), ("member_not_taken", 2, None)],
        taken=[],
    ),
    "two heads": _members(
        _head("H1", "Lê Văn Út"),
        _head("H1", "Lê Văn Cam"),
        faults=[("heads_several", 2, None)],
        taken=[(2, 3)],
    ),
    "no head": _members(
        _head("H1", "Lê Văn Út", "Con"),
        _head("H1", "Lê Thị Na", "Con"),
        faults=[("head_missing", 2, None)],
        taken=[(2, 3)],
    ),
    "relation nobody knows": _members(
        _head("H1", "Lê Văn Út"),
        _head(None, "Lê Thị Na", "láng giềng"),
        faults=[("relation_unknown", 3, "C")],
        taken=[(2, 3)],
    ),
    "father or grandmother": _members(
        _head("H1", "Lê Văn Út"),
        _head(None, "Lê Văn Tư", "ba"),
        _head(None, "Lê Thị Tám", "BA?"),
        faults=[],
        taken=[(2, 3, 4)],
    ),
    "no relation told": _members(
        _head("H1", "Lê Văn Út"),
        _head(None, "Lê Thị Na", None),
        faults=[("relation_unknown", 3, "C")],
        taken=[(2, 3)],
    ),
    "household torn apart": _members(
        _head("H1", "Lê Văn Út"),
        _head("H2", "Kim Thị Na"),
        _head("H1", "Lê Văn Cam", "Con"),
        faults=[("head_missing", 4, None), ("number_twice", 4, None)],
        taken=[(2,), (3,)],
    ),
    "members of several statuses": _members(
        _head("H1", "Lê Văn Út"),
        _head(None, "Lê Thị Na", "Vợ", status="Hộ cận nghèo"),
        faults=[("status_conflicting", 3, "G")],
        taken=[],
    ),
}

BROKEN: dict[str, Broken] = {
    **{
        f"{header}: {str(value)[:20]}": _cell(header, value, code, taken)
        for header, value, code, taken in CELLS
    },
    **LISTS,
}
