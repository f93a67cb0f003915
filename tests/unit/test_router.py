"""Who answers: a word that always works, the choice offered last, the open form, then the meaning."""

from dataclasses import replace

import pytest

from bot.domain.messages import Action, Choice, Kind
from bot.domain.state import Offer, State
from bot.domain.words import Control
from bot.router import CONTROLS, TOPICS
from bot.wording import wording
from tests.fakes.channel import BARE
from tests.sitting import Sitting
from tests.world import known


@pytest.fixture
def person() -> Sitting:
    return Sitting()


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("menu", "Mình cần hỏi chuyện gì?"),
        ("bat dau lai", "bắt đầu lại từ đầu"),
        ("gap can bo", "UBND phường Thử"),
        ("ngon ngu", "tiếng nào"),
        ("tro giup", "QUAY LẠI"),
        ("dừng", "không tự nhắn nữa"),
        ("dung", "dừng nhận tin phải không"),
        ("xoa du lieu", "Mình chắc chưa?"),
        ("xem du lieu", "gom lại"),
    ],
)
def test_a_word_that_always_works_works_everywhere(person: Sitting, word: str, answer: str) -> None:
    assert answer in person.says(word)
    person.says("gặp người")
    person.says("1")
    assert answer in person.says(word)


def test_every_control_leads_somewhere() -> None:
    by_themselves = {Control.BACK, Control.CANCEL}
    assert set(CONTROLS) | by_themselves == set(Control)
    for action in CONTROLS.values():
        assert action.name in TOPICS[action.topic].handlers


@pytest.mark.parametrize("typed", ["2", "so 2", "chọn 2", "hai", "2.", "bao hiem y te"])
def test_what_was_offered_last_is_chosen_by_digit_number_word_or_label(typed: str) -> None:
    person = Sitting(BARE)
    assert "2. Bảo hiểm y tế" in person.says("menu")
    person.says(typed)
    assert person.state.trail[-1] == Action("menu", "subject", ("health-insurance",))


@pytest.mark.parametrize("digit", ["0", "99", "10"])
def test_a_digit_that_was_not_offered_is_not_guessed(digit: str) -> None:
    person = Sitting(BARE)
    person.says("dung")
    person.says(digit)
    assert not person.reply.effects


def test_a_bare_dung_after_a_choice_that_folds_to_it_is_that_choice(person: Sitting) -> None:
    agree = Choice("Đúng", Action("menu", "show"))
    person.state = State(greeted=True).offering(Offer("new", (agree, Choice("Sai", Action("menu", "show")))))
    assert "Mình cần hỏi chuyện gì?" in person.says("dung")


def test_the_accented_word_stops_also_while_a_choice_folds_to_it(person: Sitting) -> None:
    agree = Choice("Đúng", Action("menu", "show"))
    person.state = State(greeted=True).offering(Offer("new", (agree,)))
    assert "không tự nhắn nữa" in person.says("dừng")


def test_saying_no_to_stopping_stops_nothing(person: Sitting) -> None:
    person.says("dung")
    assert "vẫn như cũ" in person.says("2")
    assert not person.reply.effects


def test_a_cry_for_help_goes_before_everything_it_also_says(person: Sitting) -> None:
    answer = person.says("hết tiền điện rồi, tôi không muốn sống nữa")
    assert "115" in answer
    assert person.reply.meaning is not None
    assert person.reply.meaning.decision == "refer"
    assert person.reply.effects


def test_a_question_is_answered_with_its_title(person: Sitting) -> None:
    assert person.says("chuan ngheo nam nay bao nhieu").startswith("Chuẩn nghèo")


def test_the_second_miss_in_a_row_brings_a_person_in(person: Sitting) -> None:
    assert "trả lời đại" in person.says("qwerty zxcvb uiop")
    assert "0290 3999 888" in person.says("asdf ghjk")
    assert any("Gặp cán bộ" in button.label for button in person.buttons)


def test_an_answer_between_two_misses_starts_the_count_anew(person: Sitting) -> None:
    person.says("qwerty zxcvb uiop")
    person.says("chuan ngheo nam nay bao nhieu")
    person.says("asdf ghjk")
    assert person.state.misses == 1


def test_going_back_returns_to_the_place_before(person: Sitting) -> None:
    person.says("menu")
    person.says("chuan ngheo nam nay bao nhieu")
    assert "Mình cần hỏi chuyện gì?" in person.says("quay lại")


def test_going_back_again_goes_further_back_and_not_forth(person: Sitting) -> None:
    person.says("menu")
    person.says("bao hiem y te")
    person.says("1")
    steps = [person.says("quay lại") for _ in range(2)]
    assert "mình hỏi cái nào" in steps[0]
    assert "Mình cần hỏi chuyện gì?" in steps[1]


def test_going_back_from_nowhere_shows_the_subjects(person: Sitting) -> None:
    assert "Mình cần hỏi chuyện gì?" in person.says("quay lại")


def test_who_says_cancel_without_a_form_sees_the_subjects(person: Sitting) -> None:
    assert "Mình cần hỏi chuyện gì?" in person.says("hủy")


def test_a_choice_of_a_version_that_is_gone_leads_to_the_subjects(person: Sitting) -> None:
    gone = Choice("Cũ", Action("no_such_topic", "show"), lasting=True)
    person.state = State(greeted=True).offering(Offer("new", (gone,)))
    assert "Mình cần hỏi chuyện gì?" in person.does(Kind.CHOICE, choice="new.1")


def test_an_entry_that_was_taken_out_of_the_catalogue_is_not_told(person: Sitting) -> None:
    gone = Choice("Cũ", Action("policy", "tell", ("no-such-right",)), lasting=True)
    person.state = State(greeted=True).offering(Offer("new", (gone,)))
    assert "Nút này đã cũ" in person.does(Kind.CHOICE, choice="new.1")


@pytest.mark.parametrize(
    "kind", [Kind.VOICE, Kind.PICTURE, Kind.STICKER, Kind.LOCATION, Kind.FILE, Kind.OTHER]
)
def test_what_can_not_be_read_gets_a_kind_word_and_a_way_on(person: Sitting, kind: Kind) -> None:
    assert person.does(kind)
    assert person.buttons
    assert not person.reply.effects


def test_a_number_nobody_asked_for_is_not_kept(person: Sitting) -> None:
    assert "không ghi lại" in person.does(Kind.PHONE, phone="+84912345678")
    assert not person.reply.effects


@pytest.mark.parametrize("kind", [Kind.EDITED, Kind.UNBLOCKED])
def test_an_edit_of_an_old_message_is_not_answered_again(person: Sitting, kind: Kind) -> None:
    assert person.does(kind, text="chuẩn nghèo bao nhiêu") == ""
    assert not person.reply.effects


@pytest.mark.parametrize("kind", list(Kind))
def test_in_a_group_nothing_but_a_pointer_to_the_private_chat_is_said(kind: Kind) -> None:
    group = Sitting(private=False)
    said = group.does(kind, text="chuẩn nghèo bao nhiêu", choice="new.1", phone="+84912345678")
    assert said == "" or "chỉ trả lời khi nhắn riêng" in said
    assert not group.reply.effects


def test_who_asks_at_once_is_told_in_two_sentences_who_answers() -> None:
    person = Sitting(state=State())
    answer = person.says("chuan ngheo nam nay bao nhieu")
    assert answer.index("(AI)") < answer.index("1.500.000")
    assert person.state.greeted


def test_who_only_blocks_the_bot_is_not_greeted_for_it() -> None:
    person = Sitting(state=State())
    assert person.does(Kind.BLOCKED) == ""
    assert not person.state.greeted


def test_a_link_leads_to_the_right_it_names_and_an_unknown_one_to_the_subjects() -> None:
    assert "1.500.000" in Sitting(state=State()).does(Kind.START, payload="p_poverty-line")
    unknown = Sitting(state=State()).does(Kind.START, payload="../../etc/passwd")
    assert "Đường dẫn này không còn dùng được" in unknown
    assert "Mình cần hỏi chuyện gì?" in unknown


@pytest.mark.parametrize("language", ["km", "en"])
def test_what_exists_in_vietnamese_only_is_told_so(language: str) -> None:
    answer = Sitting(language=language).says("chuan ngheo nam nay bao nhieu")
    told_in = known().entry_wording(language)["poverty-line"].language
    assert (wording(language)("policy.only_vietnamese") in answer) is (told_in != language)


def test_the_same_turn_decided_twice_says_the_same(person: Sitting) -> None:
    before = person.state
    first = person.says("hoc nghe co ton tien ko")
    person.state = replace(before)
    assert person.says("hoc nghe co ton tien ko") == first
