"""What people paste, dictate and mistype arrives clean, compares equal and is cut without harm."""

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.text import Unit, clean, fold, length, split, syllables

FAMILY = "👨\u200d👩\u200d👧"
KHMER = "ខ្ញុំចង់ដឹង"

anything = st.text(st.characters(exclude_categories=()), max_size=80)
typed = st.text(
    st.one_of(st.sampled_from(" \n.!?đĐừệỗ1a" + FAMILY + "\u0301\ufe0f\u20e3🇻🇳" + KHMER), st.characters()),
    max_size=200,
)


@given(anything)
@example("👨\u200b\u200d👩")
@example("\ud83d\u200b\ude00")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given((anything | typed).map(lambda text: "".join(filter(str.isprintable, text))))
def test_a_line_is_cleaned_alike_alone_and_before_another(line: str) -> None:
    """One line of letters is cleaned on a shorter way than what holds more."""
    assert clean(line + "\n") == clean(line) + "\n"


@given(anything)
def test_clean_text_can_be_stored_in_any_database(text: str) -> None:
    kept = clean(text)
    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\x1b",
        "\u200b",
        "\u200c",
        "\u200e",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufeff",
        "\u00ad",
        "\ud83d",
        "\ufffe",
    ],
)
def test_invisible_characters_in_a_name_are_dropped(hidden: str) -> None:
    assert clean(f"Trần{hidden} Thị Lan") == "Trần Thị Lan"


def test_line_breaks_of_every_system_become_one_kind() -> None:
    assert clean("Dạ\r\ncon\rhỏi\u2028chút") == "Dạ\ncon\nhỏi\nchút"


@pytest.mark.parametrize(
    "emoji", [FAMILY, "❤️\u200d🔥", "👍🏽", "1️⃣", "🇻🇳", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_emoji_made_of_several_characters_stay_whole(emoji: str) -> None:
    assert clean(f"cảm ơn {emoji} nha") == f"cảm ơn {emoji} nha"


def test_a_joiner_that_joins_nothing_is_dropped() -> None:
    assert clean("hộ\u200d nghèo \u200d👨\u200d a") == "hộ nghèo 👨 a"


def test_two_surrogates_that_travelled_apart_become_their_emoji() -> None:
    assert clean("\ud83d\ude00") == "😀"


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
@pytest.mark.parametrize("text", ["Hộ cận nghèo", "Đừng nhắn nữa", "trợ cấp 75 tuổi", "Phường 2, Bạc Liêu"])
def test_every_unicode_form_of_a_text_folds_alike(text: str, form: str) -> None:
    assert fold(normalize(form, text)) == fold(text)


@given(anything, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_folding_does_not_depend_on_the_unicode_form(text: str, form: str) -> None:
    assert fold(normalize(form, clean(text))) == fold(text)


@given(anything)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hộ  NGHÈO", "ho ngheo"),
        ("Đồng Hành", "dong hanh"),
        ("thuỷ thủy", "thuy thuy"),
        ("１２３ 4️⃣", "123 4"),
        ("hộ nghèо", "ho ngheo"),
        ("𝐡𝐨̣̂ 𝐧𝐠𝐡𝐞̀𝐨", "ho ngheo"),
        (" dòng\nmới ", "dong moi"),
    ],
)
def test_spellings_of_the_same_words_fold_to_one_key(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_khmer_keeps_its_vowels_when_folded() -> None:
    assert fold(KHMER) == KHMER


def test_punctuation_and_emoji_are_no_syllables() -> None:
    assert syllables("Tiền điện, được không?? 👍 49.000đ") == ["tien", "dien", "duoc", "khong", "49", "000d"]


@given(typed, st.integers(2, 60), st.sampled_from(Unit))
def test_joining_the_parts_gives_the_text_again(text: str, limit: int, unit: Unit) -> None:
    parts = split(text, limit=limit, unit=unit)
    assert "".join(parts) == text
    assert all(0 < length(part, unit) <= limit for part in parts)


@given(st.lists(st.sampled_from([FAMILY, "🇻🇳", "e\u0323\u0302", "👍🏽", "a", " "]), max_size=40))
def test_no_part_begins_inside_a_letter_or_an_emoji(pieces: list[str]) -> None:
    text = "".join(pieces)
    borders = {len("".join(pieces[:count])) for count in range(len(pieces) + 1)}
    position = 0
    for part in split(text, limit=11, unit=Unit.UTF16):
        position += len(part)
        assert position in borders


def test_a_long_answer_is_cut_after_a_sentence() -> None:
    text = "Hộ nghèo được cấp thẻ bảo hiểm. Hộ cận nghèo được giảm tiền đóng. Hỏi khóm để biết thêm."
    assert split(text, limit=70, unit=Unit.CHARACTERS) == [
        "Hộ nghèo được cấp thẻ bảo hiểm. Hộ cận nghèo được giảm tiền đóng. ",
        "Hỏi khóm để biết thêm.",
    ]


def test_the_number_of_a_choice_stays_with_its_words() -> None:
    assert split("Chọn giúp mình:\n1. Đồng ý\n2. Không", limit=27, unit=Unit.CHARACTERS)[0].endswith("ý\n")


def test_a_sentence_longer_than_the_limit_is_cut_between_words() -> None:
    assert split("mình hỏi phường giùm", limit=9, unit=Unit.CHARACTERS) == ["mình hỏi ", "phường ", "giùm"]


def test_telegram_counts_an_emoji_as_two() -> None:
    assert [len(part) for part in split("😀" * 5, limit=4, unit=Unit.UTF16)] == [2, 2, 1]


def test_a_short_text_stays_one_message_and_an_empty_one_none() -> None:
    assert split("Dạ.", limit=4096, unit=Unit.UTF16) == ["Dạ."]
    assert split("", limit=4096, unit=Unit.UTF16) == []


def test_a_million_marks_on_one_letter_do_not_hang_the_bot() -> None:
    parts = split("a" + "\u0301" * 1_000_000, limit=4096, unit=Unit.UTF16)
    assert max(map(len, parts)) == 4096


def test_a_limit_without_room_for_one_emoji_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        split("😀", limit=1, unit=Unit.UTF16)
