"""Words that always work, typed the way people type them, and questions that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import fold
from bot.domain.words import (
    Control,
    choice,
    choice_by_label,
    choice_number,
    control,
    plainly,
    verdict,
    yes_or_no,
)
from models.phrases import load_lexicon

LEXICON = load_lexicon()
CONFIRM = ["Đúng", "Sửa", "Hủy ghi"]
ASK_STOP = ["Dừng nhắn", "Không"]

EVERYDAY = {
    Control.MENU: ["menu", "MENU!", "Menuuu", "cho tui xem menu nha", "bang chon", "/menu"],
    Control.STOP: [
        "dừng",
        "Dừng.",
        "DỪNG LẠI",
        "dưng",
        "stop",
        "dung lai",
        "ngung",
        "ngưng",
        "thoi dung nhan",
        "thoi dung nhan nua",
    ],
    Control.RESTART: ["bắt đầu lại", "bat dau lai tu dau", "lam lai di", "/start"],
    Control.CANCEL: ["hủy", "huỷ", "hũy", "huy", "thoi", "bo qua", "thôi khỏi nha", "cancel"],
    Control.BACK: ["quay lại", "quay lai cau truoc", "tro lai", "back"],
    Control.HELP: ["trợ giúp", "giup toi voi", "huong dan", "help", "bạn làm được gì vậy"],
    Control.PERSON: [
        "gap can bo",
        "cho gap nguoi that",
        "cho em gặp cán bộ được không ạ",
        "toi muon noi chuyen voi nguoi that",
    ],
    Control.LANGUAGE: ["đổi ngôn ngữ", "tieng khmer", "english", "ភាសាខ្មែរ"],
    Control.ERASE: ["xóa dữ liệu của tôi", "xoa het thong tin cua tui di", "Xóa hết thông tin của tui đi."],
    Control.MY_DATA: [
        "xem dữ liệu của tôi",
        "bạn biết gì về tôi",
        "luu gi ve toi vay",
    ],
}
STOPPED_ALWAYS = [
    "đừng nhắn nữa",
    "dung nhan tin cho toi nua",
    "không nhận tin nữa",
    "tat thong bao",
    "dung gui tin nua",
]


@pytest.mark.parametrize(
    ("asked", "typed"), [(asked, typed) for asked in EVERYDAY for typed in EVERYDAY[asked]]
)
def test_a_word_that_always_works_is_heard_however_it_is_typed(asked: Control, typed: str) -> None:
    assert control(typed, LEXICON) is asked


@pytest.mark.parametrize("typed", STOPPED_ALWAYS)
def test_somebody_who_wants_no_more_messages_is_understood(typed: str) -> None:
    assert control(typed, LEXICON) is Control.STOP


@pytest.mark.parametrize(
    "question",
    [
        "dừng đóng bảo hiểm có sao không",
        "hủy thẻ bảo hiểm y tế ở đâu",
        "huy dang ky hoc nghe sao",
        "trợ giúp pháp lý miễn phí cho ai",
        "ho tro giup do nguoi gia",
        "con tui hoc tieng anh duoc ho tro khong",
        "gặp cán bộ phường ngày nào để nộp đơn xét hộ nghèo",
        "menu trưa trường cháu có miễn phí không",
        "xoa ngheo la gi",
        "nhắn",
        "tiếng",
        "khong",
        "có",
        "1",
        "",
        "👍",
    ],
)
def test_a_question_with_such_a_word_in_it_is_not_swallowed(question: str) -> None:
    assert control(question, LEXICON) is None


@pytest.mark.parametrize("right", ["đúng", "Đúng ạ", "đúng rồi", "dung roi", "dạ đúng"])
def test_right_never_stops_the_messages(right: str) -> None:
    assert control(right, LEXICON) is None


@pytest.mark.parametrize("unclear", ["dung", "Dung", "dung nha", "DUNG!!", "đừng", "dùng"])
def test_dung_without_its_accents_is_asked_back(unclear: str) -> None:
    assert control(unclear, LEXICON) is Control.DUNG


@pytest.mark.parametrize("other", ["dũng", "đứng", "đụng"])
def test_other_words_spelled_like_stop_do_not_stop(other: str) -> None:
    assert control(other, LEXICON) is None


@pytest.mark.parametrize("asked", [asked for asked in Control if asked is not Control.DUNG])
def test_every_phrase_in_the_data_is_found_with_and_without_accents(asked: Control) -> None:
    for phrase in LEXICON.controls[asked]:
        assert control(phrase, LEXICON) is asked, phrase
        if fold(phrase) != "dung":
            assert control(fold(phrase), LEXICON) is asked, phrase


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", 1), (" 2.", 2), ("(3)", 3), ("số 3", 3), ("chọn 2", 2), ("cau 1", 1), ("cau1", 1),
        ("chon so 2 nha em", 2), ("1️⃣", 1), ("２", 2), ("២", 2), ("một", 1), ("mot", 1), ("hai", 2), ("ba", 3),
        ("bốn", 4), ("tư", 4), ("năm", 5), ("nam", 5), ("thứ hai", 2),
        ("cái đầu tiên", 1), ("dạ số hai ạ", 2), ("two", 2),
    ],
)  # fmt: skip
def test_a_number_picks_a_choice_in_digits_or_words(typed: str, number: int) -> None:
    assert choice_number(typed, 5, lexicon=LEXICON) == number


@pytest.mark.parametrize(
    "typed", ["0", "6", "1 2", "1.500", "2 con", "75 tuổi", "bà", "năm 2027", "không", "", "9" * 300]
)
def test_what_names_no_offered_number_picks_nothing(typed: str) -> None:
    assert choice_number(typed, 5, lexicon=LEXICON) is None


def test_a_choice_is_picked_by_repeating_its_words() -> None:
    labels = ["Hộ nghèo", "Hộ cận nghèo", "Không biết"]
    assert choice_by_label("ho can ngheo", labels) == 2
    assert choice_by_label("2 Hộ cận nghèo", labels) == 2
    assert choice_by_label("1 Hộ cận nghèo", labels) is None
    assert choice_by_label("nghèo", labels) is None


def test_two_choices_with_the_same_words_are_not_told_apart_by_words() -> None:
    assert choice_by_label("ba", ["Bà", "Ba", "Mẹ"]) is None


@pytest.mark.parametrize(
    "typed", ["có", "dạ có", "ừ", "u", "ok", "Đúng", "dung", "đúng rồi", "phai roi a", "dạ", "👍", "👍🏽"]
)
def test_yes_picks_the_choice_that_says_yes(typed: str) -> None:
    assert choice(typed, CONFIRM, lexicon=LEXICON) == 1


@pytest.mark.parametrize("typed", ["không", "ko", "hông", "dạ không", "k", "chưa", "hổng phải", "khum"])
def test_no_picks_the_choice_that_says_no(typed: str) -> None:
    assert choice(typed, ASK_STOP, lexicon=LEXICON) == 2


@pytest.mark.parametrize("typed", ["không biết", "cô", "cỏ", "để hỏi lại", "co the", "dừng"])
def test_what_is_no_plain_yes_or_no_is_neither(typed: str) -> None:
    assert yes_or_no(typed, lexicon=LEXICON) is None


def test_yes_picks_nothing_where_no_choice_says_yes() -> None:
    assert choice("có", ["Nước máy", "Giếng khoan"], lexicon=LEXICON) is None


def test_a_digit_names_the_place_of_a_choice_not_its_words() -> None:
    assert choice("1", ["0", "1", "2"], lexicon=LEXICON) == 1


def test_a_word_of_the_choices_wins_over_a_number_word() -> None:
    assert choice("nam", ["Nữ", "Nam", "Khác", "Không nói", "Để sau"], lexicon=LEXICON) == 2


def test_polite_words_round_a_choice_are_ignored() -> None:
    labels = ["Hộ nghèo", "Hộ cận nghèo"]
    assert choice("dạ hộ cận nghèo ạ", labels, lexicon=LEXICON) == 2
    assert choice("da ho can ngheo nha em", labels, lexicon=LEXICON) == 2


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_nothing_that_can_be_typed_picks_a_choice_that_is_not_there(typed: str) -> None:
    control(typed, LEXICON)
    assert choice(typed, CONFIRM, lexicon=LEXICON) in (None, 1, 2, 3)


def test_a_long_story_is_no_choice() -> None:
    story = "có " * 200
    assert choice(story, CONFIRM, lexicon=LEXICON) is None
    assert control("dừng " * 200, LEXICON) is None


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("đúng rồi", True),
        ("dung roi", True),
        ("👍", True),
        ("👍🏽", True),
        ("👍👍👍", True),
        ("❤️", True),
        ("that's right", True),
        ("sai rồi", False),
        ("Sai rồi em ơi!", False),
        ("khong dung", False),
        ("không phải", False),
        ("trả lời sai rồi bạn", False),
        ("👎🏿", False),
        ("ខុស", False),
        ("không", None),
        ("ok", None),
        ("sai sót trong sổ hộ nghèo thì sao", None),
        ("tiền điện đúng không", None),
    ],
)
def test_an_answer_is_called_right_or_wrong_only_by_a_word_that_is_the_whole_message(
    said: str, means: bool | None
) -> None:
    assert verdict(said, lexicon=LEXICON) is means


@pytest.mark.parametrize("label", ["Không phải mấy cái này", "None of these", "មិនមែនទាំងនេះទេ"])
@pytest.mark.parametrize(
    "said", ["không phải", "khong phai", "không", "👎", "sai rồi", "không có cái nào", "4"]
)
def test_none_of_these_is_chosen_by_any_refusal(label: str, said: str) -> None:
    labels = ["Vay vốn", "Học nghề", "Tiền điện", label]
    assert choice(said, labels, lexicon=LEXICON) == 4


@pytest.mark.parametrize(
    "hum", ["ừ", "um", "Uhm", "ừ hử", "dạ", "dạ ừ", "rồi", "👍", "👍👍", "🙏", "...", ""]
)
def test_a_hum_says_nothing_plainly(hum: str) -> None:
    assert plainly(hum, lexicon=load_lexicon()) == ""


@pytest.mark.parametrize(
    ("typed", "said"), [("dạ đồng ý nha", "đồng ý"), ("ừ không", "không"), ("1", "1"), ("ừ 2", "2")]
)
def test_what_is_said_beside_a_hum_counts(typed: str, said: str) -> None:
    assert plainly(typed, lexicon=load_lexicon()) == said
