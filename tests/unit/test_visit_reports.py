"""What units write of their visits is understood; what was not given, or to somebody else, is not."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.visit_desk import parsed
from bot.domain.visits.families import Family
from bot.domain.visits.report import Report
from models.visit_words import visit_reader
from tests.visit_reports import EXACT, overall, scores

DAY = date(2026, 11, 23)
FAMILIES = (
    Family("H-012", "Trần Thị Tư"),
    Family("H-034", "Nguyễn Văn Sáu"),
    Family("H-051", "Thạch Thị Phol"),
)


def read(text: str) -> Report:
    return visit_reader().read(text, written_on=DAY, families=FAMILIES)


@pytest.mark.parametrize(
    ("said", "money"),
    [
        ("500k", 500_000),
        ("5 tram", 500_000),
        ("nua trieu", 500_000),
        ("1tr2", 1_200_000),
        ("1,2tr", 1_200_000),
        ("1tr250", 1_250_000),
        ("hai trieu ruoi", 2_500_000),
        ("một triệu hai trăm ngàn", 1_200_000),
        ("tram ruoi", 150_000),
        ("1.500.000đ", 1_500_000),
        ("300", 300_000),
        ("2 củ", 2_000_000),
        ("3 xị", 300_000),
        ("mot trieu hai", 1_200_000),
        ("5 tram r nha", 500_000),
    ],
)
def test_sums_as_people_say_them(said: str, money: int) -> None:
    assert read(f"nay ghe chi Phol, cho {said}").money == money


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("hom qua", date(2026, 11, 22)),
        ("chu nhat roi", date(2026, 11, 22)),
        ("t5 tuan roi", date(2026, 11, 19)),
        ("12/11", date(2026, 11, 12)),
        ("12-11-2026", date(2026, 11, 12)),
        ("ngày 5 tháng 11", date(2026, 11, 5)),
        ("sang nay", DAY),
        ("cach day 3 hom", date(2026, 11, 20)),
        ("mung 2 tet", date(2026, 2, 18)),
        ("29/2", None),
        ("hai hôm trước", date(2026, 11, 21)),
        ("hôm khai giảng", date(2026, 9, 5)),
    ],
)
def test_days_as_people_say_them(said: str, day: date | None) -> None:
    assert read(f"{said} tham ba Tu").day == day


@pytest.mark.parametrize(
    "text",
    [
        "ba Tu can 2 trieu sua nha",
        "anh Sau dang no 20 trieu",
        "cho chi Phol vay 5tr",
        "hua cho ba Tu 1 trieu",
        "tang ba Tu may may tri gia 5 trieu",
        "chua tang gi cho ba Tu",
        "bà Tư sđt 0912345678, 78 tuổi, hẻm 12",
        "ba Tu khoe hang xom cho 2 trieu",
    ],
)
def test_money_that_was_not_given_is_not_counted(text: str) -> None:
    assert read(text).money is None


def test_until_when_they_worked_is_no_evening_and_a_roof_is_no_tomorrow() -> None:
    report = read("lop lai mai la cho ba Tu, lam tu 7h toi 11h")
    assert (report.hours, report.promise) == (4, None)


def test_numbers_of_families_side_by_side_are_no_phone() -> None:
    families = (Family("5-0201", "Đỗ Văn Lượng"), Family("5-0202", "Cao Thị Lượng"))
    report = visit_reader().read("5-0201 5-0202 5-0201 moi nha 1tr", written_on=DAY, families=families)
    assert set(report.families) == {"5-0201", "5-0202"}


def test_who_was_not_met_was_not_visited() -> None:
    assert read("Nhà anh Sáu không gặp, chỉ gặp bà Tư, cho 200k").families == ("H-012",)


def test_each_of_several_families_is_multiplied() -> None:
    report = read("tham ba Tu voi anh Sau, moi nha 300k, 10kg gao")
    assert report.money == 600_000
    assert [(each.item, each.quantity, each.unit) for each in report.goods] == [("gạo", 20, "kg")]


def test_two_families_that_fit_are_both_left_open() -> None:
    lans = (Family("1", "Phan Thị Lan"), Family("2", "Ngô Thị Lan"))
    report = visit_reader().read("tham chi Lan, cho 200k", written_on=DAY, families=lans)
    assert (report.families, report.unclear) == ((), (("1", "2"),))


@pytest.mark.parametrize("name", ["tuning", "unseen", "fresh"])
def test_the_development_set_is_heard_well(name: str) -> None:
    table = scores(name)
    assert overall(table) >= 0.88
    for field in EXACT:
        assert table[field].share_exact >= 0.93, field


@pytest.mark.parametrize(
    "line", ["", "x", "[]", "5", '{"id":1}', '{"id":1,"text":"a","date":"31/2"}', "{" * 99_999]
)
def test_a_broken_line_is_told_and_stops_nothing(line: str) -> None:
    told = parsed(line, number=3)
    assert told["line"] == 3
    assert told["error"]


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4))
def test_no_words_can_break_it(text: str, names: list[str]) -> None:
    families = [{"code": str(place), "name": name} for place, name in enumerate(names)]
    line = json.dumps({"id": 1, "text": text, "date": "2026-11-23", "families": families})
    told = parsed(line, number=1)
    assert set(told["families"]) <= {each["code"] for each in families}
    assert told["money_vnd"] is None or told["money_vnd"] > 0
    json.dumps(told)


WORDS = """ba tu anh sau 10 1tr2 kg gạo cho tang hua tuan sau can khong mỗi nhà 12/3 hom qua , . ( ) x = /
rưỡi trăm muoi ky thung mi cach u phan chi 5oo k 3 tieng tu 8h den 11h mung 2 tet 0912345678 H-012"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_words_in_any_order_are_read(text: str) -> None:
    report = read(text)
    assert report.money is None or report.money > 0
    assert all(each.quantity is None or each.quantity > 0 for each in report.goods)
    assert report.day is None or report.day <= DAY
