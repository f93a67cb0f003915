"""A form is a talk: one may ask something else, go back, correct, leave; nothing is sent too early."""

from dataclasses import replace

import pytest

from bot.domain.messages import Kind
from bot.domain.state import State
from tests.fakes.channel import BARE
from tests.sitting import Sitting

TROUBLE = "mai tôn dột, mưa là ướt hết"


@pytest.fixture(params=["rich", "bare"])
def sitting(request: pytest.FixtureRequest) -> Sitting:
    person = Sitting() if request.param == "rich" else Sitting(BARE)
    person.says("gặp người")
    assert "nhắn gì" in person.says("1")
    return person


def filled(sitting: Sitting) -> str:
    sitting.says(TROUBLE)
    return sitting.says("0912 345 678")


def test_nothing_is_written_down_before_the_person_agrees(sitting: Sitting) -> None:
    summary = filled(sitting)
    assert TROUBLE in summary
    assert "0912 345 678" in summary
    assert not sitting.reply.effects
    sitting.says("1")
    assert len(sitting.reply.effects) == 1
    assert sitting.state.form is None


def test_no_number_need_be_left(sitting: Sitting) -> None:
    sitting.says(TROUBLE)
    assert "không để lại" in sitting.says("không để lại số")
    assert "Đã gửi" in sitting.says("gửi")


def test_a_wrong_number_is_asked_for_again_with_an_example(sitting: Sitting) -> None:
    sitting.says(TROUBLE)
    assert "0912 345 678" in sitting.says("091 234")
    assert sitting.state.form is not None
    assert sitting.state.form.asked == "phone"


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(sitting: Sitting) -> None:
    sitting.says(TROUBLE)
    answered = sitting.says("chuẩn nghèo năm nay bao nhiêu")
    assert "1.500.000" in answered
    assert "số nào" in answered
    assert "Đã gửi" not in filled_number(sitting)


def filled_number(sitting: Sitting) -> str:
    summary = sitting.says("0912 345 678")
    assert TROUBLE in summary
    return summary


def test_words_of_a_message_are_not_taken_for_a_question(sitting: Sitting) -> None:
    assert "số nào" in sitting.says("chuẩn nghèo năm nay bao nhiêu")
    assert "chuẩn nghèo năm nay" in sitting.says("0912345678")


def test_a_cry_for_help_in_the_middle_is_heard_first(sitting: Sitting) -> None:
    assert "115" in sitting.says("tôi muốn chết cho rồi")
    assert sitting.reply.effects


@pytest.mark.parametrize("word", ["quay lại", "quay lai", "trở lại"])
def test_going_back_asks_the_question_before_and_forgets_its_answer(sitting: Sitting, word: str) -> None:
    sitting.says(TROUBLE)
    assert "nhắn gì" in sitting.says(word)
    sitting.says("con tui bệnh")
    assert "con tui bệnh" in sitting.says("0912345678")


def test_going_back_from_the_first_question_leaves_the_form(sitting: Sitting) -> None:
    assert "Chưa gửi" in sitting.says("quay lại")
    assert sitting.state.form is None


def test_going_back_from_the_summary_asks_the_last_question(sitting: Sitting) -> None:
    filled(sitting)
    assert "số nào" in sitting.says("quay lại")


@pytest.mark.parametrize("word", ["hủy", "huy", "thôi"])
def test_leaving_sends_nothing(sitting: Sitting, word: str) -> None:
    sitting.says(TROUBLE)
    assert "Chưa gửi" in sitting.says(word)
    assert not sitting.reply.effects
    assert sitting.state.form is None


def test_one_answer_is_corrected_and_the_others_stay(sitting: Sitting) -> None:
    filled(sitting)
    assert "sửa chỗ nào" in sitting.says("2")
    assert "số nào" in sitting.says("2")
    summary = sitting.says("0987 654 321")
    assert TROUBLE in summary
    assert "0987 654 321" in summary
    assert "0912" not in summary


def test_pressing_send_twice_sends_once() -> None:
    person = Sitting()
    person.says("gặp người")
    person.presses("lời nhắn")
    filled(person)
    send = next(button.token for button in person.buttons if button.label.endswith("Gửi"))
    assert "Đã gửi" in person.does(Kind.CHOICE, choice=send)
    assert "Nút này đã cũ" in person.does(Kind.CHOICE, choice=send)
    assert not person.reply.effects


def test_the_own_number_can_be_shared_by_its_card(sitting: Sitting) -> None:
    sitting.says(TROUBLE)
    assert "0912 345 678" in sitting.does(Kind.PHONE, phone="+84912345678")


def test_the_word_that_stops_everything_works_in_the_middle(sitting: Sitting) -> None:
    sitting.says(TROUBLE)
    assert "không tự nhắn nữa" in sitting.says("dừng nhắn tin")


def test_a_form_of_an_older_version_does_not_block_the_conversation() -> None:
    person = Sitting()
    person.says("gặp người")
    person.says("1")
    assert person.state.form is not None
    forgotten = replace(person.state.form, form="no_longer_there")
    person.state = replace(person.state, form=forgotten)
    assert "1.500.000" in person.says("chuẩn nghèo năm nay bao nhiêu")


def test_a_question_that_an_older_version_asked_does_not_block_the_conversation() -> None:
    person = Sitting()
    person.says("gặp người")
    person.says("1")
    assert person.state.form is not None
    person.state = replace(person.state, form=replace(person.state.form, asked="no_longer_asked"))
    assert person.says("0912 345 678")


def test_who_is_in_a_form_is_greeted_only_once() -> None:
    person = Sitting(state=State())
    assert "(AI)" in person.says("gặp người")
    assert "(AI)" not in person.says("1")
