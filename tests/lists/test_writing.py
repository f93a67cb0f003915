"""The official list: it opens safely anywhere, and read again it says the same."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.domain.register.households import Birth
from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Ethnicity, Relation, Sex, Status
from bot.lists.cells import read_name, read_text
from bot.lists.lines import FileKind, HouseholdLine, Layout, MemberLine, Severity
from bot.lists.words import header_words, key
from bot.lists.writing import write_list
from bot.wording import texts
from tests.lists.wards import TODAY, read

PLACE = "Phường Bạc Liêu"
ACTING = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\0=1",
    "＝1",
    "＋1",
    "'=1",
    "#REF!",
    "=cmd|' /C calc'!A0",
]
ACTS = ("=", "+", "-", "@", "＝", "＋", "\t")

families = st.sampled_from(["Nguyễn", "Thạch", "Tống", "Danh", "Lý"])
own_names = st.text("abcdeghiklmnoưăếồạ", min_size=1, max_size=9).map(str.title)
names = st.builds("{} {}".format, families, own_names).map(lambda name: read_name(name).value or "Lê")
# Of letters that only Unicode has: others at random may look like text from before it.
free_texts = st.text("aAbcghnt đạếệơưĐẾƯ 0123456789=+-@'\"\t,;/＝＋<>", max_size=20)
acting_texts = st.sampled_from([*ACTING, "hẻm 7, đường Trần Phú", "nhà lá sau chùa"]) | free_texts
kept_texts = acting_texts.map(lambda text: read_text(text).value)
phones = st.from_regex(r"\+84[35789][0-9]{8}", fullmatch=True)
house_numbers = st.from_regex(r"[A-Z]{0,2}[0-9]{1,4}", fullmatch=True)
days = st.dates(date(1910, 1, 1), TODAY).map(lambda day: Birth(day.year, day))
births = st.none() | st.builds(Birth, st.integers(1910, 2026)) | days


def members(relation: Relation) -> st.SearchStrategy[MemberLine]:
    return st.builds(
        MemberLine,
        st.just(0),
        names,
        st.just(relation) if relation is Relation.HEAD else st.sampled_from(list(Relation)[1:]),
        births,
        st.none() | st.sampled_from(Sex),
        st.none() | st.sampled_from(Ethnicity),
        st.lists(phones, max_size=2, unique=True).map(tuple),
    )


@st.composite
def lines(draw: st.DrawFn, *, family: bool) -> list[HouseholdLine]:
    numbers = draw(st.lists(house_numbers, min_size=1, max_size=4, unique_by=key))
    return [
        HouseholdLine(
            sheet="",
            rows=(),
            members=(
                draw(members(Relation.HEAD)),
                *(draw(st.lists(members(Relation.OTHER), max_size=3)) if family else ()),
            ),
            all_members=family,
            number=number,
            hamlet=draw(st.sampled_from(["Khóm 1", "Ấp Cái Giá", "7"])),
            address=draw(kept_texts),
            status=draw(st.sampled_from(Status)),
            cannot_escape=draw(st.none() | st.sampled_from(CannotEscape)),
            size=draw(st.none() | st.integers(1, 20)),
            deprivations=draw(st.frozensets(st.sampled_from(Deprivation))),
            causes=draw(st.frozensets(st.sampled_from(Cause))),
            income_points=draw(st.none() | st.integers(0, 300)),
            deprivation_points=draw(st.none() | st.integers(0, 120)),
            income=draw(st.none() | st.integers(10_000, 9_000_000)),
            note=draw(kept_texts),
        )
        for number in numbers
    ]  # fmt: skip


# Every reading of a workbook is a process of its own: what fails is told as found.
slowly = settings(max_examples=12, phases=[Phase.explicit, Phase.generate])


def same_again(written: list[HouseholdLine], layout: Layout, kind: FileKind) -> None:
    found = read(write_list(written, place=PLACE, as_of=TODAY, layout=layout, kind=kind), "ds")
    assert [line.elsewhere() for line in found.households] == [line.elsewhere() for line in written]
    assert not found.of(Severity.ERROR)


@slowly
@given(lines(family=False))
def test_a_list_of_households_reads_back_the_same(written: list[HouseholdLine]) -> None:
    same_again(written, Layout.HOUSEHOLDS, FileKind.XLSX)


@slowly
@given(lines(family=True))
def test_a_list_of_members_reads_back_the_same(written: list[HouseholdLine]) -> None:
    same_again(written, Layout.MEMBERS, FileKind.XLSX)


@given(lines(family=False))
def test_a_text_file_of_households_reads_back_the_same(written: list[HouseholdLine]) -> None:
    same_again(written, Layout.HOUSEHOLDS, FileKind.CSV)


@given(lines(family=True))
def test_a_text_file_of_members_reads_back_the_same(written: list[HouseholdLine]) -> None:
    same_again(written, Layout.MEMBERS, FileKind.CSV)


def line(text: str) -> HouseholdLine:
    head = MemberLine(0, text)
    return HouseholdLine(
        "", (), (head,), number=text, hamlet=text, address=text, note=text, status=Status.POOR
    )


@pytest.mark.parametrize("text", ACTING)
def test_a20_nothing_written_becomes_a_formula(text: str) -> None:
    content = write_list([line(text)], place=text or PLACE, as_of=TODAY)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize("text", ACTING)
def test_a20_no_cell_of_a_text_file_begins_like_a_formula(text: str) -> None:
    content = write_list([line(text)], place=text or PLACE, as_of=TODAY, kind=FileKind.CSV)
    rows = csv.reader(content.decode("utf-8-sig").splitlines())
    assert not [cell for row in rows for cell in row if cell.startswith(ACTS)]


def test_the_old_kind_of_workbook_is_not_written() -> None:
    with pytest.raises(ValueError, match="xls"):
        write_list([], place=PLACE, as_of=TODAY, kind=FileKind.XLS)


def test_every_heading_that_is_written_is_known_when_read() -> None:
    names = texts("vi", "lists.column_").values()
    groups = header_words().groups
    assert [
        name for name in names if header_words().fields.get(name) is None and key(name) not in groups
    ] == []
