"""What officials type about a family, and what is heard of it; questions and stories are no change."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import AreaId
from bot.domain.register.changes import ChangeKind
from bot.domain.register.households import Birth
from bot.domain.register.terms import CannotEscape, Relation, Standard, Status
from bot.domain.text import fold
from bot.domain.understanding.changes import Changes, Heard
from bot.domain.understanding.requests import Sought
from models.phrases import load_phrases

TODAY = date(2026, 11, 23)
THREE, FOUR = AreaId(3), AreaId(4)
HAMLETS = {THREE: "Khóm 3", FOUR: "Ấp 4", AreaId(5): "Khóm 13", AreaId(6): "Ấp Giữa"}
CHANGES = Changes(load_phrases())


def heard(text: str) -> Heard:
    found = CHANGES.heard(text, HAMLETS, today=TODAY)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("typed", "whose", "number", "status"),
    [
        ("ho ba lan ap 3 thoat ngheo tu 1/11", ("lan",), None, Status.NEWLY_ESCAPED),
        ("hooj baf lan aaps 3 thoats ngheof tuwf 1/11", ("lan",), None, Status.NEWLY_ESCAPED),
        ("chuyen ho 2-015 sang can ngheo", (), "2-015", Status.NEAR_POOR),
        ("Hộ 12 tái nghèo từ ngày 5 tháng 11", (), "12", Status.POOR),
        ("chuyển hộ bà Lan từ cận nghèo sang nghèo", ("lan",), None, Status.POOR),
        ("hộ số 015 thoát cận nghèo", (), "015", Status.NEWLY_ESCAPED),
        ("ho 12 thoat ngheo xuong can ngheo", (), "12", Status.NEAR_POOR),
        ("ho ba lan khom 3 rot xuong can ngheo", ("lan",), None, Status.NEAR_POOR),
        ("ho nguyen van ba len muc song trung binh", ("nguyen", "van", "ba"), None, Status.AVERAGE),
        ("ho 12 ra khoi danh sach ho ngheo", (), "12", Status.OTHER),
        ("doi dien ho 12", (), "12", None),
        ("hoj ba lan ap 3 thaot ngeo tu 1/11", ("lan",), None, Status.NEWLY_ESCAPED),
        ("chueyn ho 2-015 xang can nghoe", (), "2-015", Status.NEAR_POOR),
    ],
)
def test_a_change_of_status(
    typed: str, whose: tuple[str, ...], number: str | None, status: Status | None
) -> None:
    found = heard(typed)
    assert (found.kind, found.sought.names, found.sought.number) == (ChangeKind.STATUS, whose, number)
    assert found.status is status


def test_the_number_of_a_decision_is_no_household_s() -> None:
    found = heard("ho ba lan thoat ngheo tu 1/11 theo quyet dinh so 25 ngay 30/10/2026")
    assert (found.sought, found.document) == (Sought(("lan",)), "25")
    assert heard("ho ba lan thoat ngheo 2026").sought == Sought(("lan",))


def test_a_decision_with_its_day_beside_the_day_of_the_change() -> None:
    found = heard("hộ bà Lan thoát nghèo từ 1/11 theo QĐ số 25/QĐ-UBND ngày 30/10/2026")
    assert (found.day, found.document, found.decided_on) == (
        date(2026, 11, 1),
        "25/QĐ-UBND",
        date(2026, 10, 30),
    )
    assert found.sought == Sought(("lan",))


@pytest.mark.parametrize(
    ("typed", "whose", "called"),
    [
        ("ong tu ho 015 mat hom qua", (), ("tu",)),
        ("nhà bà Lan, ông Tư mất hôm qua", ("lan",), ("tu",)),
        ("ho ba lan ong tu mat 22/11", ("lan",), ("tu",)),
        ("bà Lan qua đời ngày 22/11/2026", ("lan",), ("lan",)),
        ("nguyen thi anh tuyet ho 12 chet hom qua", (), ("nguyen", "thi", "anh", "tuyet")),
        ("Hồ Văn Tư hộ 12 mất hôm qua", (), ("ho", "van", "tu")),
        ("ho van tu ho 12 mat hom qua", (), ("van", "tu")),
        ("ho tran van ba co nguoi mat bua qua", ("tran", "van", "ba"), ()),
        ("bà Ba mất hôm qua", ("ba",), ("ba",)),
    ],
)
def test_a_death(typed: str, whose: tuple[str, ...], called: tuple[str, ...]) -> None:
    found = heard(typed)
    assert (found.kind, found.sought.names, found.called) == (ChangeKind.DEATH, whose, called)
    assert found.day == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "whose", "called"),
    [
        ("bot 1 nhan khau ho 12: tran van tam 5/11", (), ("tran", "van", "tam")),
        ("ho ba lan bot nguoi tu 5/11", ("lan",), ()),
        ("hộ bà Lan, anh Tư tách khẩu từ 5/11", ("lan",), ("tu",)),
        ("ho 12 chi hoa lay chong di tinh khac 5/11", (), ("hoa",)),
    ],
)
def test_a_member_who_leaves(typed: str, whose: tuple[str, ...], called: tuple[str, ...]) -> None:
    found = heard(typed)
    assert (found.kind, found.sought.names, found.called) == (ChangeKind.LEAVE, whose, called)
    assert found.day == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("ho 12 khong co kha nang thoat ngheo tu 5/11", None),
        ("hộ 12 không có khả năng thoát nghèo vì già yếu neo đơn 5/11", CannotEscape.ALONE_PAST_WORKING_AGE),
        ("ho 12 khong co kha nang thoat ngheo, benh nang, 5/11", CannotEscape.SERIOUS_ILLNESS),
        (
            "ho 12 khong co kha nang thoat ngheo do khong con ai lao dong 5/11",
            CannotEscape.NO_ONE_ABLE_TO_WORK,
        ),
        ("chuyen ho 12 sang dien bao tro xa hoi 5/11", CannotEscape.SOCIAL_ASSISTANCE),
    ],
)
def test_a_household_that_can_not_escape(typed: str, reason: CannotEscape | None) -> None:
    found = heard(typed)
    assert (found.kind, found.reason, found.sought.number) == (ChangeKind.SPECIAL, reason, "12")
    assert found.called == ()


def test_a_status_by_the_standard_of_the_province() -> None:
    found = heard("ho 12 sang can ngheo theo chuan tinh tu 5/11")
    assert (found.kind, found.status, found.standard) == (
        ChangeKind.STATUS,
        Status.NEAR_POOR,
        Standard.PROVINCIAL,
    )
    assert found.called == ()


@pytest.mark.parametrize(
    ("typed", "hamlet", "away"),
    [
        ("ho nguyen van ba don di tinh khac 5/11", None, True),
        ("ho ba lan doi qua khom 4 5/11", FOUR, False),
        ("hộ bà Lan ấp 3 dọn về Ấp Giữa ngày 5/11", AreaId(6), False),
        ("ho ba lan khom 3 chuyen qua khom 13 tu 5/11", AreaId(5), False),
        ("hộ 12 chuyển đi nơi khác từ 5/11", None, True),
        ("ho 12 don nha 5/11", None, False),
        ("ho ba lan don di tinh khac vi khong co viec 5/11", None, True),
    ],
)
def test_a_move(typed: str, hamlet: AreaId | None, away: bool) -> None:
    found = heard(typed)
    assert (found.kind, found.hamlet, found.away) == (ChangeKind.MOVE, hamlet, away)
    assert found.day == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("typed", "name", "born"),
    [
        (
            "them thanh vien ho ba lan: nguyen thi be sinh 12/3/2026 con",
            "Nguyen Thi Be",
            date(2026, 3, 12),
        ),
        (
            "hộ 12 thêm con gái tên nguyễn thị ngọc sinh ngày 12.3.2026",
            "Nguyễn Thị Ngọc",
            date(2026, 3, 12),
        ),
        ("ho 12 them con: tran van ut sinh nam 2019", "Tran Van Ut", None),
    ],
)
def test_a_new_member_with_the_name_as_it_was_typed(typed: str, name: str, born: date | None) -> None:
    found = heard(typed)
    assert (found.kind, found.name, found.relation) == (ChangeKind.MEMBER, name, Relation.CHILD)
    assert found.birth == Birth(2026 if born else 2019, born)


@pytest.mark.parametrize(
    ("typed", "phone", "called"),
    [
        ("sua sdt ho ba lan 0912 345 678", "+84912345678", ()),
        ("ba lan doi so", None, ("lan",)),
        ("số điện thoại mới của bà Lan là 0912.345.678", "+84912345678", ("lan",)),
        ("cap nhat so dien thoai ho ba lan +84912345678", "+84912345678", ()),
        ("sdt moi cua ong tu ho ba lan la 0912 345 678", "+84912345678", ("tu",)),
    ],
)
def test_a_phone(typed: str, phone: str | None, called: tuple[str, ...]) -> None:
    found = heard(typed)
    assert (found.kind, found.phone, found.sought.names) == (ChangeKind.PHONE, phone, ("lan",))
    assert found.called == called


@pytest.mark.parametrize(
    "asked",
    [
        "ho moi thoat ngheo duoc ho tro gi",
        "hộ mới thoát nghèo có được vay vốn không",
        "ho ngheo mat so bao hiem y te lam sao",
        "bao nhieu ho thoat ngheo nam nay",
        "mất thẻ bảo hiểm",
        "chừng nào nhà tôi thoát nghèo?",
        "danh sach ho ngheo khom 3",
        "tra ho ba lan ap 3",
        "doi mat khau",
        "",
    ],
)
def test_a_question_is_no_change(asked: str) -> None:
    assert CHANGES.heard(asked, HAMLETS, today=TODAY) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hom qua", TODAY - timedelta(days=1)),
        ("bữa kia", TODAY - timedelta(days=2)),
        ("5/11", date(2026, 11, 5)),
        ("ngay 5 thang 11", date(2026, 11, 5)),
        ("mùng 5 tháng 11 năm 2025", date(2025, 11, 5)),
        ("05-11-26", date(2026, 11, 5)),
        ("1/12", date(2026, 12, 1)),
        ("31/2/2026", None),
        ("5/11 hay 6/11", None),
        ("bua do", None),
    ],
)
def test_a_day_as_people_write_it(typed: str, day: date | None) -> None:
    assert CHANGES.days.read(typed, TODAY) == day


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from("/-."))
def test_any_day_written_in_full_is_that_day(day: date, between: str) -> None:
    assert CHANGES.days.read(f"{day.day}{between}{day.month}{between}{day.year}", TODAY) == day


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("2-015", Sought(number="2-015")),
        ("ho 12", Sought(number="12")),
        ("12", Sought(number="12")),
        ("bà Lan khóm 3", Sought(("lan",), None, (THREE,))),
        ("ba lan ap 3", Sought(("lan",), None, (THREE,))),
        ("tran thi lan", Sought(("tran", "thi", "lan"))),
        ("nha ong tu", Sought(("tu",))),
    ],
)
def test_an_answer_that_names_a_household(typed: str, sought: Sought) -> None:
    assert CHANGES.whom(typed, HAMLETS) == sought


WORDS = """hộ bà lan ông tư mất thoát nghèo sang cận qua khóm 3 ấp 4 thêm con sinh 12/3/2026 sđt 0912345678
           2-015 : ,"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14), st.booleans())
def test_no_order_of_words_is_too_strange_to_be_heard(words: list[str], plain: bool) -> None:
    typed = fold(" ".join(words)) if plain else " ".join(words)
    found = CHANGES.heard(typed, HAMLETS, today=TODAY)
    assert found is None or found.hamlet in (None, *HAMLETS)


@settings(max_examples=25)
@given(st.text(max_size=100))
def test_nothing_that_is_typed_is_too_much(typed: str) -> None:
    found = CHANGES.heard(typed, HAMLETS, today=TODAY)
    assert found is None or found.kind in ChangeKind
