"""Families tell in their own words what they have already, before or after they saw a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import fold
from bot.domain.understanding.received import Had, Received
from models.eligibility_files import load_rules
from models.phrases import load_phrases

RECEIVED = Received(load_phrases())
CARD, POWER = "health-insurance-poor", "electricity-support"

TOLD = {
    "nha tui nhan tien dien roi": POWER,
    "tiền điện nhà em lãnh rồi": POWER,
    "co the bhyt roi": CARD,
    "nhà có thẻ bảo hiểm y tế rồi": CARD,
    "má tui đang lãnh tiền người già": "social-pension",
    "da nhan tro cap khuyet tat": "disability-allowance",
    "con được miễn học phí rồi": "school-tuition",
    "nha tui vay von roi": "loan-poor",
    "gạo tết nhận rồi nha": "tet-rice",
    "be dc tien an trua roi": "preschool-lunch",
    "tháng nào cũng lãnh tiền đơn thân": "single-parent-allowance",
}
ASKED = (
    "nhan tien dien roi co duoc nua khong",
    "tien dien duoc bao nhieu",
    "bao giờ có tiền điện",
    "có thẻ bhyt rồi thì khám ở đâu?",
    "sao nha tui chua nhan tien dien",
    "ho ngheo duoc tien dien hong",
    "nhà tui hộ nghèo, má 72",
    "tui muon vay von",
    "lam the bao hiem y te o dau",
    "nhận rồi",
    "dạ có",
    "có người khuyết tật",
    "toi bi mat the bao hiem roi",
)


@pytest.mark.parametrize(("typed", "right"), TOLD.items())
@pytest.mark.parametrize("spelled", [str, fold, str.upper])
def test_a_right_is_heard_by_its_name(typed: str, right: str, spelled) -> None:
    had = RECEIVED.heard(spelled(typed))
    assert had is not None
    assert had.received
    assert right in had.rights


@pytest.mark.parametrize("typed", ASKED)
def test_a_question_or_another_matter_tells_nothing(typed: str) -> None:
    assert RECEIVED.heard(typed) is None


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("cái số 2 nhận rồi", (2,)),
        ("cai so hai nhan roi", (2,)),
        ("so 1 voi 3 lanh roi", (1, 3)),
        ("khoản thứ ba có rồi", (3,)),
        ("muc 4 nha tui duoc roi", (4,)),
    ],
)
def test_a_right_is_heard_by_its_place_in_the_list(typed: str, places: tuple[int, ...]) -> None:
    assert RECEIVED.heard(typed) == Had(True, places=places)


def test_all_of_them_or_the_one_just_read() -> None:
    assert RECEIVED.heard("nha tui nhan het roi") == Had(True, every=True)
    assert RECEIVED.heard("cái này nhận rồi") == Had(True, this=True)


@pytest.mark.parametrize(
    "typed",
    [
        "a nham, tien dien chua nhan",
        "chua co tien dien",
        "tiền điện nhà tui hổng có nhận",
        "dau co nhan tien dien",
    ],
)
def test_it_is_taken_back(typed: str) -> None:
    had = RECEIVED.heard(typed)
    assert had is not None
    assert not had.received
    assert POWER in had.rights


def test_every_right_has_words() -> None:
    assert load_phrases().received.rights.keys() == load_rules().book.rights.keys()


@given(st.text(max_size=80))
def test_any_words_are_heard_without_an_error(typed: str) -> None:
    RECEIVED.heard(typed)
