"""What is kept of a question leads to nobody: no name, no number, no address, however it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import fold, syllables
from bot.domain.understanding.masking import HIDDEN, LONGEST, Masker
from models.phrases import read_masks
from tests.world import known

FAMILIES = """Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Trương Lâm Danh Thạch Sơn Quách
Tăng"""
MIDDLES = ["Văn", "Thị", "Ngọc", "Hữu", "Thị Kim", "Minh"]
GIVENS = """An Bình Bé Cường Dũng Được Giàu Hạnh Hiền Hoa Hùng Hương Khánh Lan Loan Lộc Mai Minh Nam Nga Ngọc
Nhung Phúc Sang Tâm Thảo Thắm Thu Tiên Trang Tú Tuấn Vân Xuân Yến Út Hai Tư Bảy Rết Mót Nhạn Thoại Đẹt
Rươne"""
FRAMES = [
    "tôi tên {}, muốn hỏi tiền điện",
    "tui là {} ở ấp 3",
    "con của {} học lớp 5 có được miễn học phí không",
    "nhà {} bị sập mái tôn",
    "{} xin hỏi bảo hiểm y tế",
    "chồng tôi {} bị tai nạn",
    "cho {} hỏi vay vốn",
    "hộ {} thoát nghèo chưa",
    "gặp trưởng khóm {} xin giấy gì",
]
LEADS = ["tên", "bà", "ông", "chị", "chú", "cô", "thằng"]
TYPED = {
    "as it is written": str,
    "small letters": str.lower,
    "no accents": fold,
    "no accents, capitals": lambda text: fold(text).upper(),
}

names = st.builds(
    lambda *parts: " ".join(parts), *map(st.sampled_from, (FAMILIES.split(), MIDDLES, GIVENS.split()))
)


@pytest.fixture(scope="module")
def masker() -> Masker:
    return known().masker


def left_of(name: str, frame: str, masked: str) -> list[str]:
    """The words of a name that still stand, but for those the question has of its own."""
    own = syllables(frame)
    return [word for word in syllables(masked) if word in syllables(name) and word not in own]


@pytest.mark.parametrize("typed", TYPED)
@given(name=names, frame=st.sampled_from(FRAMES))
def test_a_full_name_never_stays(masker: Masker, typed: str, name: str, frame: str) -> None:
    """At most one ordinary word of it, that names nobody by itself: năm, được."""
    masked = masker.mask(TYPED[typed](frame.format(name)))
    left = left_of(name, frame, masked)
    assert len(left) <= 1
    assert not set(left) & set(syllables(FAMILIES))


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize(
    "name", ["Lan", "Hùng", "Thảo", "Hoa", "Tuấn", "Nhạn", "Rết", "Tư", "Bảy", "Út", "Sà Phép"]
)
def test_who_is_called_by_name_is_not_named(masker: Masker, typed: str, lead: str, name: str) -> None:
    question = f"{lead} {name} nộp đơn xin xét hộ nghèo ở đâu"
    masked = masker.mask(TYPED[typed](question))
    assert not left_of(name, "nộp đơn xin xét hộ nghèo ở đâu", masked)
    assert "nop don xin xet ho ngheo o dau" in fold(masked)


@given(
    word=st.text("bcdghklmnpqrstvx", min_size=3, max_size=8), before=st.sampled_from(["", "tui la ", "ap "])
)
def test_a_word_nobody_asks_with_never_stays(masker: Masker, word: str, before: str) -> None:
    known_words = masker._known
    from bot.domain.understanding.patterns import word as spelled

    masked = masker.mask(f"{before}{word} muon hoi tien dien ho ngheo")
    assert spelled(word) in known_words or word not in masked


@given(
    digits=st.text("0123456789", min_size=3, max_size=14),
    space=st.sampled_from(["", " ", ".", "-", ",", "/", " - "]),
    size=st.integers(1, 4),
)
def test_a_number_that_tells_something_never_stays(
    masker: Masker, digits: str, space: str, size: int
) -> None:
    """Phones, identity and insurance numbers, dates of birth, sums; however they are grouped."""
    number = space.join(digits[at : at + size] for at in range(0, len(digits), size))
    masked = masker.mask(f"so cua tui la {number} duoc gi")
    assert not any(sign.isdigit() for sign in masked) or (len(digits) == 4 and digits[:2] == "20")


@pytest.mark.parametrize(
    ("typed", "gone"),
    [
        ("gọi tui số không chín một hai ba bốn năm sáu bảy tám", "chín"),
        ("viet cho ba.bay95@example.vn nha", "bay"),
        ("vao facebook.com/lan.thach xem", "thach"),
        ("tui o số 12/7 đường Hòa Bình, khóm 4, phường 2", "7"),
        ("nha tui o ap vinh lac 3", "vinh"),
        ("xe 69A1-123.45 cua tui", "123"),
        ("số ០១២៣៤៥ của tui", "០"),
        ("sinh ngay 12/03/1954", "1954"),
        ("luong 7.350.000 thi sao", "350"),
    ],
)
def test_ways_to_a_person_are_hidden(masker: Masker, typed: str, gone: str) -> None:
    masked = masker.mask(typed)
    assert HIDDEN in masked
    assert gone not in masked


@pytest.mark.parametrize(
    "question",
    [
        "chuan ngheo nam nay bao nhieu",
        "sang nam 2027 chuẩn nghèo bao nhiêu",
        "con tui 5 tuổi học mầm non có được miễn học phí không",
        "toi la ho ngheo thi duoc gi",
        "ho ngheo co duoc cap the bao hiem y te ko",
        "xã hội hỗ trợ gì cho người khuyết tật",
        "tiền điện hộ nghèo được bao nhiêu",
        "vo toi moi sinh con co duoc tien khong",
        "co duoc mien tien hoc phi khong",
        "nhà tui có 3 người, 2 trẻ em",
    ],
)
def test_what_was_asked_can_still_be_read(masker: Masker, question: str) -> None:
    assert masker.mask(question) == " ".join(question.replace(",", "").split())


def test_most_words_of_our_own_sample_questions_stay(masker: Masker) -> None:
    samples = [sample for wording in known().entries["vi"].values() for sample in wording.samples]
    asked = sum(len(syllables(sample)) for sample in samples)
    kept = sum(len(syllables(masker.mask(sample))) for sample in samples)
    assert kept > 0.9 * asked


def test_two_askings_of_the_same_are_the_same(masker: Masker) -> None:
    first, second = "Hộ nghèo được tiền điện không?", "ho ngheo dc tien dien ko"
    assert masker.same(masker.mask(first)) == masker.same(masker.mask(second))


def test_different_questions_are_not_the_same(masker: Masker) -> None:
    assert masker.same("tien dien") != masker.same("tien hoc")


@given(st.text(max_size=2000))
def test_whatever_is_typed_what_is_kept_is_short_and_plain(masker: Masker, typed: str) -> None:
    masked = masker.mask(typed)
    assert len(masked) <= LONGEST + 2
    assert masker.mask(masked) == masked or HIDDEN in masked
    assert "\n" not in masked
    assert not masked.startswith(("=", "+", "-", "@"))


def test_every_list_of_the_masks_is_used() -> None:
    assert all(getattr(read_masks(), name) for name in type(read_masks()).model_fields)
