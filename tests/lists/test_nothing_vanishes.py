"""Whatever stands in its cells, a numbered line is taken or told as an error: none is lost in silence."""

from __future__ import annotations

import contextlib
import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from bot.lists.lines import ListRefused, Severity
from tests.lists.wards import MEMBER_HEADER, read

HEADER = ("STT", "Họ và tên chủ hộ", "Ngày sinh", "Khóm", "Loại hộ", "Số khẩu", "SĐT", "Thiếu hụt", "Ghi chú")
names = st.sampled_from(
    ["Trần Thị Bưởi", "DANH SÓC", "Cộng", "Tổng cộng", "Khóm 1", "Người lập biểu", "", "TM. A"]
)
births = st.sampled_from(["1950", "1/2/1950", "31/2/1950", "", "?", "hôm qua", "18294", "2050"])
statuses = st.sampled_from(["Hộ nghèo", "HCN", "x", "", "thoát nghèo", "giàu", "1"])
wild = st.text(max_size=12) | st.sampled_from(
    ["", "x", "12", "0912345678", "=1+1", "Chủ tịch", "ngày 1 tháng 2 năm 2026"]
)
relations = st.sampled_from(["Chủ hộ", "vợ", "Con", "", "láng giềng"])


def as_text(rows: list[tuple[object, ...]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8", "replace")


def numbered(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[tuple[object, ...]]:
    return [header, *((number, *row) for number, row in enumerate(rows, 1))]


@given(st.lists(st.tuples(names, births, wild, statuses, wild, wild, wild, wild), max_size=8))
def test_no_household_is_lost_in_silence(rows: list[tuple[str, ...]]) -> None:
    written = as_text(numbered(HEADER, rows))
    found = read(written, "ds.csv")
    taken = {row for line in found.households for row in line.rows}
    blamed = {fault.row for fault in found.of(Severity.ERROR)}
    lines = lines_of(written)
    lost = [
        at for at, cells in lines.items() if cells[1] and at not in taken | blamed and not is_heading(cells)
    ]
    assert not lost
    assert not taken & {fault.row for fault in found.of(Severity.ERROR)}


@given(st.lists(st.tuples(names, relations, births, wild, wild, statuses), max_size=8))
def test_no_member_is_lost_in_silence(rows: list[tuple[str, ...]]) -> None:
    written = as_text(numbered(("STT", *MEMBER_HEADER[1:]), rows))
    found = read(written, "ds.csv")
    taken = {row for line in found.households for row in line.rows}
    errors = {fault.row for fault in found.of(Severity.ERROR)}
    # Whoever stands in a household of which a row failed is told of by its first row.
    heads = [at for at in lines_of(written) if at in taken or at in errors]
    first = min(heads, default=None)
    assert first is None or all(at >= first for at in taken | errors)
    assert not taken & errors


def lines_of(written: bytes) -> dict[int, list[str]]:
    """The cells of each line by the row at which it begins."""
    reader = csv.reader(io.StringIO(written.decode(), newline=""))
    lines, begins = {}, 1
    for cells in reader:
        lines[begins] = [cell.replace("\0", "").strip() for cell in cells]
        begins = reader.line_num + 1
    lines.pop(1, None)
    return lines


def is_heading(cells: list[str]) -> bool:
    """A hamlet's name beside a number and nothing else heads a section."""
    return len(list(filter(None, cells))) <= 2


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_bring_the_reading_down(content: bytes) -> None:
    with contextlib.suppress(ListRefused):
        assert read(content.lstrip(b"PK\xd0"), "ds.csv").sheets
