"""The lists of different wards: each has its own form, and each says the same."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.register.households import Birth
from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Ethnicity, Relation, Sex, Status
from bot.lists.lines import FaultCode, Layout
from bot.lists.reading import read_list
from tests.lists.wards import (
    HEADER,
    HOUSEHOLDS,
    MEMBER_HEADER,
    TODAY,
    book,
    cell,
    codes,
    good,
    read,
    sheet_xml,
    text,
    with_part,
)

NUMBERING = [f"({number})" for number in range(1, 24)]
WARD = [
    ("ỦY BAN NHÂN DÂN PHƯỜNG",),
    ("DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT",),
    (),
    ("STT", "Họ và tên chủ hộ", "Năm sinh", None, "Nhân khẩu", None, "Phân loại", None,
     "Các chỉ số thiếu hụt", *[None] * 11, "Số CCCD", "Ghi chú", "SĐT"),
    (None, None, "Nam", "Nữ", "Tổng số", "Nữ", "Hộ nghèo", "Hộ cận nghèo", *range(1, 13), None, None, None),
    NUMBERING,
    ("A", "KHÓM 1"),
    (1, "NGUYỄN VĂN SAO", 1950, None, "4 người", 2, "x", None, "x", None, "X", *[None] * 9,
     "096123456789", "hộ bệnh", "0912.345.678, 0987 654 321 (con)"),
    (2, "Lý Thị Sa Rươne", None, "1-2-1960", 3, 1, None, "✓", *[None] * 12, None, None, 912345678),
    ("Cộng khóm 1", None, None, None, 7),
    ("II", "Khóm 2"),
    (3, "Trần Văn Gấm", "ngày 1 tháng 2 năm 1950", None, 2, 0, "x"),
    (4, None),
    ("Tổng cộng", None, None, None, 9),
    (None, None, None, None, None, None, "Phường X, ngày 12 tháng 11 năm 2026"),
    ("NGƯỜI LẬP BIỂU", None, None, None, None, None, "TM. ỦY BAN NHÂN DÂN"),
    (None, "Nguyễn Thị Ký"),
]  # fmt: skip
MERGED = ("C4:D4", "E4:F4", "G4:H4", "I4:T4", "A4:A5", "B4:B5")


def test_ward_with_two_rows_of_headings_sections_sums_and_signatures() -> None:
    found = read(book(WARD, merged=MERGED))
    sao, rowne, gam = found.households
    assert found.sheets[0].header_rows == (4, 5, 6)
    assert codes(found) == [("column_left_out", None, "U")]
    assert (sao.head.name, sao.hamlet, sao.status, sao.size) == ("Nguyễn Văn Sao", "Khóm 1", Status.POOR, 4)
    assert (sao.head.birth, sao.head.sex) == (Birth(1950), Sex.MALE)
    assert sao.head.phones == ("+84912345678", "+84987654321")
    assert sao.deprivations == {Deprivation.WORK, Deprivation.NUTRITION}
    assert sao.note == "hộ bệnh"
    assert (rowne.status, rowne.head.sex) == (Status.NEAR_POOR, Sex.FEMALE)
    assert rowne.head.birth == Birth(1960, date(1960, 2, 1))
    assert rowne.head.phones == ("+84912345678",)
    assert (gam.hamlet, gam.head.birth) == ("Khóm 2", Birth(1950, date(1950, 2, 1)))
    assert [line.rows for line in found.households] == [(8,), (9,), (12,)]


def test_the_same_list_as_text_without_merged_cells() -> None:
    rows = [["" if cell is None else str(cell) for cell in row] for row in WARD]
    lines = "\n".join(";".join(row) for row in rows).encode("utf-8-sig")
    found = read(lines, "C:\\Users\\ap\\..\\ds khom.csv")
    assert [line.elsewhere() for line in found.households] == [
        line.elsewhere() for line in read(book(WARD, merged=MERGED)).households
    ]
    assert found.sheets[0].name == "ds khom"


def test_members_under_their_head() -> None:
    found = read(
        book(
            [
                MEMBER_HEADER,
                ("H01", "Thạch Sa Ry", "Chủ hộ", "02/03/1970", "Nam", "Khmer", "Hộ nghèo"),
                (None, "Kim Thị Na", "Vợ", 1975, "nu", "Khơ me"),
                (None, "Thạch Đa Ni", "con gái", "1/2/2010", "Nữ", "khmer"),
                ("H02", "Lê Văn Út", "Chủ hộ", 1960, "Nam", "Kinh", "Hộ cận nghèo"),
            ]
        )
    )
    first, second = found.households
    assert not found.faults
    assert found.sheets[0].layout is Layout.MEMBERS
    assert first.all_members
    assert (first.rows, second.rows) == ((2, 3, 4), (5,))
    assert [member.relation for member in first.members] == [Relation.HEAD, Relation.SPOUSE, Relation.CHILD]
    assert {member.ethnicity for member in first.members} == {Ethnicity.KHMER}
    assert [member.sex for member in first.members] == [Sex.MALE, Sex.FEMALE, Sex.FEMALE]


def test_members_beside_a_head_whose_cell_spreads_over_them() -> None:
    found = read(
        book(
            [
                ("STT", "Họ và tên chủ hộ", "Họ và tên thành viên", "Năm sinh", "Loại hộ"),
                (1, "Lê Văn Út", "Lê Văn Út", 1960, "HN"),
                (None, None, "Kim Thị Na", 1965, None),
                (2, "Danh Sóc", "Danh Sóc", 1970, "HCN"),
            ],
            merged=["A2:A3", "B2:B3"],
        )
    )
    assert [[member.name for member in line.members] for line in found.households] == [
        ["Lê Văn Út", "Kim Thị Na"],
        ["Danh Sóc"],
    ]
    assert [line.head.relation for line in found.households] == [Relation.HEAD, Relation.HEAD]


def test_households_numbered_by_their_heads_alone() -> None:
    header = ("STT", "Họ tên", "Quan hệ", "Hộ nghèo")
    found = read(
        book([header, (1, "Lê Văn Út", "CH", "x"), ("", "Lê Thị Na", "con"), (2, "Kim Sa", "Chủ hộ", "x")])
    )
    assert [line.rows for line in found.households] == [(2, 3), (4,)]


def test_a_hamlet_that_spreads_over_its_rows_is_each_row_s() -> None:
    rows = [HEADER, (1, "Bưởi", "Khóm 1", "HN", 2), (2, "Gấm", None, "HN", 2), (3, "Cam", None, "HN", 2)]
    found = read(book(rows, merged=["C2:C3"]))
    assert [line.hamlet for line in found.households] == ["Khóm 1", "Khóm 1", None]


def test_two_sheets_of_one_status_each_and_a_summary() -> None:
    rows = [("Họ và tên chủ hộ", "Khóm"), ("Bưởi", "1")]
    others = [("Họ và tên chủ hộ", "Khóm"), ("Gấm", "1")]
    found = read(book(rows, title="Hộ nghèo", **{"Hộ cận nghèo": others, "Tổng hợp": [("Tổng số", 2)]}))
    assert [line.status for line in found.households] == [Status.POOR, Status.NEAR_POOR]
    assert [sheet.name for sheet in found.sheets] == ["Hộ nghèo", "Hộ cận nghèo"]
    assert ("sheet_no_list", None, None) in codes(found)


def test_sections_of_a_status_each() -> None:
    rows = [
        ("TT", "Họ và tên chủ hộ", "Số khẩu"),
        ("A", "Hộ nghèo", None),
        (1, "Bưởi", 2),
        ("B", "Hộ cận nghèo", None),
        (1, "Gấm", 3),
    ]
    assert [line.status for line in read(book(rows)).households] == [Status.POOR, Status.NEAR_POOR]


def test_headings_without_accents_and_on_every_page_again() -> None:
    header = ("so tt", "HO TEN CHU HO", "ap", "phan loai ho", "so dien thoai")
    found = read(book([header, (1, "le van ut", "ap 3", "ho ngheo"), header, (2, "KIM SA", "3", "hcn")]))
    assert [line.head.name for line in found.households] == ["Le Van Ut", "Kim Sa"]
    assert not found.faults


def test_family_names_that_look_like_sums_and_hamlets_are_people() -> None:
    names = ["Tống Thị Sổ", "Công Văn Ấp", "Bàn Văn Minh", "Ký Thị Tên", "Tô Văn Bản"]
    found = read(book([("Họ và tên chủ hộ", "Loại hộ"), *((name, "HN") for name in names)]))
    assert [line.head.name for line in found.households] == names


def test_causes_and_reasons_written_out_or_by_number() -> None:
    header = (
        "Họ và tên chủ hộ",
        "Loại hộ",
        "Nguyên nhân nghèo",
        "Chỉ số thiếu hụt",
        "Không có khả năng thoát nghèo",
    )
    found = read(
        book(
            [
                header,
                ("Bưởi", "HN", "Thiếu vốn; ốm đau", "Việc làm; BHYT", "Già yếu neo đơn"),
                ("Gấm", "HN", "2, 7", "1,4", None),
            ]
        )
    )
    causes, lacking = {Cause.NO_CAPITAL, Cause.ILLNESS}, {Deprivation.WORK, Deprivation.HEALTH_INSURANCE}
    assert [(line.causes, line.deprivations) for line in found.households] == [(causes, lacking)] * 2
    assert found.households[0].cannot_escape is CannotEscape.ALONE_PAST_WORKING_AGE


@pytest.mark.parametrize(
    ("heading", "written", "income"),
    [
        ("Thu nhập bình quân", "1.500.000", 1_500_000),
        ("Thu nhập bình quân (nghìn đồng)", "1.500", 1_500_000),
        ("Thu nhập bình quân (triệu đồng/tháng)", "1,5", 1_500_000),
        ("Thu nhập bình quân", "1.500.000 đồng", 1_500_000),
        ("Thu nhập bình quân", 0, 0),
    ],
)
def test_sums_in_the_unit_of_their_heading(heading: str, written: object, income: int) -> None:
    found = read(book([("Họ và tên", "Loại hộ", heading), ("Bưởi", "HN", written)]))
    assert found.households[0].income == income
    assert not found.faults


def test_a_household_without_phone_or_anything_else_is_normal() -> None:
    found = read(text([("Họ và tên", "Hộ nghèo"), ("Bưởi", "x")]), "a.csv")
    assert found.households[0].head.phones == ()
    assert not found.faults


def test_a22_a_million_blank_rows_are_nothing() -> None:
    rows = "".join(
        f'<row r="{number}">{cell(f"A{number}", name)}{cell(f"B{number}", status)}</row>'
        for number, (name, status) in enumerate([("Họ và tên", "Loại hộ"), ("Bưởi", "HN")], 1)
    )
    blank = "".join(f'<row r="{number}"><c r="C{number}" s="0"/></row>' for number in range(3, 40_000))
    found = read(sheet_xml(rows + blank + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert [line.rows for line in found.households] == [(2,)]


def test_a22_links_to_other_files_are_told_and_not_followed() -> None:
    found = read(with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"))
    assert codes(found) == [(FaultCode.LINKS_IGNORED.value, None, None)]
    assert len(found.households) == len(HOUSEHOLDS)


def test_progress_is_told_up_to_the_last_line() -> None:
    told: list[tuple[int, int]] = []
    rows = [("Họ và tên", "Hộ nghèo"), *((f"Bưởi {chr(97 + number % 26)}", "x") for number in range(1_200))]
    read_list(text(rows), "a.csv", today=TODAY, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]


def test_a23_the_name_of_a_file_says_nothing_about_its_kind() -> None:
    assert read(good(), "danh sach.csv").kind == "xlsx"
