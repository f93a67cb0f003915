"""A clerk changes the catalogue in a spreadsheet: what is right is published, what is wrong named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.domain.policies.answers import compose
from bot.policies.gate import examine
from bot.policies.publishing import hand_out, take_in, undo
from bot.settings import read_settings
from models.catalogue import load_catalogue, load_wording
from tests.catalogues import TODAY, Clerk, contents, small

pytestmark = pytest.mark.slow

UNCHANGED = "Không có gì được đăng. Câu trả lời vẫn như cũ."
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONGHANH_CACHE", str(tmp_path / "learned"))
    return small(tmp_path / "catalogue")


@pytest.fixture
def clerk(root: Path, tmp_path: Path) -> Clerk:
    return Clerk(root, tmp_path)


def told(root: Path, entry: str, *, on: date) -> str:
    return compose(load_catalogue(root).entries[entry], load_wording("vi", root)[entry], on=on, today=on).text


def test_a_small_catalogue_passes(root: Path) -> None:
    assert examine(root, read_settings().cache, on=TODAY).faults == []


def test_what_was_not_changed_changes_nothing(clerk: Clerk) -> None:
    before = contents(clerk.root)
    assert "không sửa gì" in str(clerk.brings())
    assert contents(clerk.root) == before


def test_a_sorted_page_changes_nothing(clerk: Clerk) -> None:
    for title in ("Câu hỏi mẫu", "Tên gọi", "Con số", "Câu trả lời"):
        page = clerk.page(title)
        rows = sorted(page.iter_rows(min_row=2, values_only=True), key=str, reverse=True)
        page.delete_rows(2, page.max_row)
        for row in rows:
            page.append(row)
    assert "không sửa gì" in str(clerk.brings())


def test_columns_may_stand_in_another_order(clerk: Clerk) -> None:
    clerk.page("Tên gọi").move_range("A1:A200", cols=5)
    assert "không sửa gì" in str(clerk.brings())


def test_a_new_sum_is_published_and_told_on_its_day(clerk: Clerk) -> None:
    row = clerk.row("Con số", A="poverty-line", B="urban_line", D=NEW_YEAR)
    clerk.write("Con số", row, {"F": "2.900.000"})
    published = clerk.brings()
    assert published.well, str(published)
    assert f"Trang «Con số», dòng {row}: sửa poverty-line · urban_line · 01/01/2027" in published.lines
    assert "2.900.000 đ" in told(clerk.root, "poverty-line", on=NEW_YEAR)
    assert "2.000.000 đ" in told(clerk.root, "poverty-line", on=date(2026, 12, 31))


def test_the_answers_that_change_are_shown_before_and_after(clerk: Clerk) -> None:
    row = clerk.row("Con số", A="poverty-line", B="urban_line", D=NEW_YEAR)
    clerk.write("Con số", row, {"F": 2_900_000})
    shown = str(clerk.brings(only_check=True))
    assert "«Chuẩn nghèo, cận nghèo» cho ngày 01/01/2027 sẽ nói khác:" in shown
    assert "  - Chuẩn nghèo từ 01/01/2027: nông thôn 2.200.000 đ, thành thị 2.800.000 đ" in shown
    assert "  + Chuẩn nghèo từ 01/01/2027: nông thôn 2.200.000 đ, thành thị 2.900.000 đ" in shown


def test_only_checking_publishes_nothing(clerk: Clerk) -> None:
    before = contents(clerk.root)
    clerk.adds("Câu hỏi mẫu", "poverty-line", "muc chuan ngheo 2027 tang len nhiu")
    assert clerk.brings(only_check=True).well
    assert contents(clerk.root) == before


def test_only_the_file_that_says_something_else_is_written(clerk: Clerk) -> None:
    before = contents(clerk.root)
    clerk.adds("Câu hỏi mẫu", "poverty-line", "muc chuan ngheo 2027 tang len nhiu")
    assert clerk.brings().well
    after = contents(clerk.root)
    [place] = [place for place in after if after[place] != before[place]]
    assert place == "locales/vi/policies/poverty-line.yaml"
    assert after[place].replace(b"  - muc chuan ngheo 2027 tang len nhiu\n", b"") == before[place]


def test_undoing_puts_every_byte_back(clerk: Clerk) -> None:
    before = contents(clerk.root)
    clerk.adds("Câu hỏi mẫu", "poverty-line", "muc chuan ngheo 2027 tang len nhiu")
    assert clerk.brings().well
    assert "muc-da-sua.xlsx" in str(undo(clerk.root, by="chị Tư"))
    assert contents(clerk.root) == before
    assert "Không có lần đăng nào" in str(undo(clerk.root, by="chị Tư"))


def test_a_file_edited_by_hand_since_is_not_undone(clerk: Clerk) -> None:
    clerk.adds("Câu hỏi mẫu", "poverty-line", "muc chuan ngheo 2027 tang len nhiu")
    assert clerk.brings().well
    path = clerk.root / "locales/vi/policies/poverty-line.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# seen\n", encoding="utf-8")
    refused = undo(clerk.root, by="chị Tư")
    assert not refused.well
    assert "poverty-line.yaml đã được sửa tay" in str(refused)


def test_a_file_from_before_the_last_change_is_refused(clerk: Clerk) -> None:
    clerk.adds("Câu hỏi mẫu", "poverty-line", "muc chuan ngheo 2027 tang len nhiu")
    assert clerk.brings().well
    again = clerk.brings()
    assert not again.well
    assert "Xuất tệp mới" in str(again)


def test_no_file_is_written_over(clerk: Clerk) -> None:
    assert not hand_out(clerk.file, clerk.root).well
    assert not hand_out(clerk.file.with_suffix(".xls"), clerk.root).well


def test_a_right_is_entered_whole(clerk: Clerk) -> None:
    """A new right needs rows on every page, and then it is told."""
    name = "emergency-call"
    clerk.adds(
        "Mục", name, "Gọi cấp cứu", "Gọi cấp cứu số mấy", "Thiên tai, khẩn cấp", "UBND phường, xã", None, None
    )
    clerk.adds("Thời kỳ", name, None, None, "own_rules", None)
    clerk.adds(
        "Câu trả lời",
        name,
        "call",
        "Cần cấp cứu thì gọi {number}.",
        *[None] * 3,
        1,
        "mọi người",
        "chắc chắn",
        "own_rules",
    )
    clerk.adds("Con số", name, "number", "số điện thoại", None, None, "115", "own_rules", None, "chắc chắn")
    for word in ("gọi cấp cứu", "số cấp cứu"):
        clerk.adds("Tên gọi", name, word)
    for sample in (
        "Gọi xe cấp cứu số mấy?",
        "Người nhà té bất tỉnh gọi cấp cứu ở đâu?",
        "so cap cuu la so may",
        "goi xe cuu thuong may so",
        "dot quy goi cap cuu sao",
        "bi tai nan keu xe cap cuu",
        "cap cuu goi 115 phai hong",
        "goi 115 co ton tien ko",
    ):
        clerk.adds("Câu hỏi mẫu", name, sample)
    published = clerk.brings()
    assert published.well, str(published)
    assert told(clerk.root, name, on=TODAY).startswith("Cần cấp cứu thì gọi 115.")


Break = Callable[[Clerk], Any]


def cell(title: str, column: str, value: Any, **known: Any) -> Break:
    return lambda clerk: clerk.write(title, clerk.row(title, **known), {column: value})


LINE = {"A": "poverty-line", "B": "urban_line", "D": NEW_YEAR}
SAID = {"A": "poverty-line", "B": "income_line"}
SOURCE = {"A": "chung", "B": "nd_351_2025"}
ENTRY = {"A": "poverty-line"}

BROKEN: dict[str, tuple[Break, str]] = {
    "a formula": (cell("Con số", "F", "=1+1", **LINE), "Trang «Con số», dòng {}, cột F: ô này là công thức"),
    "a formula in a note": (cell("Nguồn", "I", '=HYPERLINK("x")', **SOURCE), "cột I: ô này là công thức"),
    "an error value": (cell("Con số", "F", "#REF!", **LINE), "cột F: ô này báo lỗi"),
    "an empty sum": (cell("Con số", "F", None, **LINE), "cột F: ô này không được để trống"),
    "words for a sum": (cell("Con số", "F", "hai triệu tám", **LINE), "cột F: phải là một số"),
    "a day no month has": (cell("Con số", "E", "31/11/2027", **LINE), "cột E: phải là một ngày có thật"),
    "an end before the begin": (
        cell("Con số", "E", "31/12/2026", **LINE),
        "cột E: ngày hết đứng trước ngày bắt đầu",
    ),
    "times that overlap": (cell("Con số", "D", "31/12/2026", **LINE), "cột D: thời gian này chồng lên dòng"),
    "two units": (cell("Con số", "C", "đồng", **LINE), "cột C: đơn vị khác với dòng"),
    "an unknown unit": (cell("Con số", "C", "đồng một tuần", **LINE), "cột C: phải là một trong"),
    "an unknown source": (cell("Con số", "G", "nd_999_2027", **LINE), "cột G: không có nguồn nd_999_2027"),
    "how sure in other words": (
        cell("Con số", "I", "chắc lắm", **LINE),
        "cột I: phải là một trong: chắc chắn",
    ),
    "a draft": (cell("Nguồn", "C", "Dự thảo Nghị định 2027", **SOURCE), "cột C: đây là dự thảo"),
    "a draft in its title": (cell("Nguồn", "D", "du thao lan 2", **SOURCE), "cột D: đây là dự thảo"),
    "a page without an address": (cell("Nguồn", "I", "trang báo", **SOURCE), "cột I: phải là địa chỉ"),
    "a date nobody can read": (cell("Nguồn", "G", "hôm qua", **SOURCE), "cột G: phải là ngày"),
    "a button too long": (cell("Mục", "C", "x" * 41, **ENTRY), "Trang «Mục», dòng {}, cột C: dài 41 chữ cái"),
    "a right without a title": (cell("Mục", "B", None, **ENTRY), "cột B: ô này không được để trống"),
    "an unknown related right": (cell("Mục", "F", "xo-so", **ENTRY), "cột F: không có mục xo-so"),
    "a name with accents": (cell("Con số", "B", "chuẩn", **LINE), "cột B: mã chỉ gồm chữ thường"),
    "braces that do not close": (cell("Câu trả lời", "C", "Được {urban_line", **SAID), "cột C: ngoặc nhọn"),
    "a level there is not": (cell("Câu trả lời", "G", 4, **SAID), "cột G: phải là một trong: 1, 2, 3"),
    "a figure nobody wrote down": (
        cell("Câu trả lời", "C", "Được {wage}, {rural_line}, {urban_line}.", **SAID),
        "Trang «Câu trả lời», dòng {}, cột C: không có con số nào tên wage",
    ),
    "a figure in words": (
        cell(
            "Câu trả lời", "C", "Dưới 2 triệu: {rural_line}, {urban_line}, {poor_from_deprivations}.", **SAID
        ),
        "cột C: viết thẳng con số",
    ),
    "an answer too long": (
        cell(
            "Câu trả lời",
            "C",
            "Chuẩn nghèo {rural_line}, {urban_line}, {poor_from_deprivations}. " * 9,
            **SAID,
        ),
        "Trang «Mục», dòng {}, cột A: câu trả lời ngắn dài quá 320",
    ),
    "a row in the place of another": (
        lambda clerk: clerk.adds("Tên gọi", "poverty-line", "chuẩn nghèo"),
        "Trang «Tên gọi», dòng {}: dòng này trùng với dòng",
    ),
    "a right that is not there": (
        lambda clerk: clerk.adds("Câu hỏi mẫu", "xo-so", "trung so may"),
        "Trang «Câu hỏi mẫu», dòng {}, cột A: không có mục xo-so",
    ),
    "a question of two rights": (
        lambda clerk: clerk.adds("Câu hỏi mẫu", "social-pension", "Chuan ngheo nam nay LA bao nhieu"),
        "cũng nằm ở mục",
    ),
    "a deleted right": (
        lambda clerk: clerk.page("Mục").delete_rows(clerk.row("Mục", **ENTRY)),
        "Trang «Mục»: mục poverty-line bị mất",
    ),
    "a source nothing rests on": (
        lambda clerk: clerk.adds("Nguồn", "poverty-line", "luat_1", "Luật 1/2020/QH14", *[None] * 3, "2020"),
        "Trang «Nguồn», dòng {}, cột B: nguồn luat_1 không dùng ở đâu",
    ),
    "a column of one's own": (
        lambda clerk: clerk.write("Tên gọi", 1, {"C": "Ghi chú"}),
        "Trang «Tên gọi», dòng 1, cột C: cột «Ghi chú» không có trong mẫu",
    ),
    "a column that is gone": (
        lambda clerk: clerk.page("Tên gọi").delete_cols(2),
        "Trang «Tên gọi», dòng 1: thiếu cột Tên gọi thường ngày",
    ),
    "words outside the columns": (
        lambda clerk: clerk.write("Tên gọi", 3, {"F": "nhớ hỏi lại"}),
        "Trang «Tên gọi», dòng 3, cột F: ô này nằm ngoài",
    ),
    "a page that is gone": (
        lambda clerk: clerk.book.remove(clerk.page("Nguồn")),
        "Trang «Nguồn»: thiếu trang này",
    ),
    "a page of one's own": (lambda clerk: clerk.book.create_sheet("Nháp"), "Trang «Nháp» không có trong mẫu"),
    "a lost state": (lambda clerk: clerk.page("Hướng dẫn").delete_rows(1, 99), "không phải do lệnh export"),
}


@pytest.mark.parametrize(("breaks", "says"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_told_by_its_place_and_keeps_everything_as_it_was(
    breaks: Break, says: str, clerk: Clerk
) -> None:
    before = contents(clerk.root)
    breaks(clerk)
    refused = clerk.brings()
    assert not refused.well
    begin, _, end = says.partition("{}")
    assert [line for line in refused.lines if begin in line and end in line], str(refused)
    assert refused.lines[-1] == UNCHANGED
    assert contents(clerk.root) == before


def test_all_that_is_wrong_is_told_at_once(clerk: Clerk) -> None:
    clerk.write("Con số", clerk.row("Con số", **LINE), {"F": "nhiều", "I": "?", "E": "mai"})
    clerk.write("Mục", clerk.row("Mục", **ENTRY), {"B": None})
    assert len(clerk.brings().lines) == 5


def test_questions_that_no_longer_lead_home_keep_a_change_out(clerk: Clerk) -> None:
    """Somebody swaps the questions of two rights: the golden questions notice."""
    page = clerk.page("Câu hỏi mẫu")
    swapped = {"poverty-line": "health-insurance-poor", "health-insurance-poor": "poverty-line"}
    for title in ("Câu hỏi mẫu", "Tên gọi"):
        page = clerk.page(title)
        for row in range(2, page.max_row + 1):
            page[f"A{row}"] = swapped.get(page[f"A{row}"].value, page[f"A{row}"].value)
    titles = {name: clerk.row("Mục", A=name) for name in swapped}
    clerk.write("Mục", titles["poverty-line"], {"B": "Thẻ bảo hiểm y tế"})
    clerk.write("Mục", titles["health-insurance-poor"], {"B": "Chuẩn nghèo"})
    refused = clerk.brings()
    assert not refused.well
    assert "câu hỏi thử «chuan ngheo o nong thon bay gio may trieu» giờ dẫn tới" in str(refused)


def test_a_file_that_is_no_spreadsheet_is_refused_in_words(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"hello")
    refused = take_in(file, root, on=TODAY, by="chị Tư")
    assert refused.lines == ("Tệp này không phải bảng tính .xlsx, hay có đặt mật khẩu.", UNCHANGED)
