"""A talk goes on: half sentences keep the subject; a message may ask several things, or for one part."""

from __future__ import annotations

import pytest

from bot.domain.policies.terms import Facet
from bot.domain.understanding import Decision, Understanding
from tests.sitting import Sitting
from tests.world import TODAY, known

DAY = TODAY.date()


@pytest.fixture(scope="module")
def listener() -> Understanding:
    return known().understanding


@pytest.mark.parametrize(
    ("half", "facet"),
    [
        ("nộp ở đâu", Facet.WHERE),
        ("nop o dau vay", Facet.WHERE),
        ("can giay to gi", Facet.PAPERS),
        ("bao lau co tien", Facet.DURATION),
        ("vậy được bao nhiêu một tháng", Facet.AMOUNT),
        ("ai được hưởng", Facet.WHO),
        ("còn hiệu lực không", Facet.VALIDITY),
    ],
)
def test_a_question_without_a_subject_is_about_what_was_spoken_of_last(
    listener: Understanding, half: str, facet: Facet
) -> None:
    understood = listener.read(half, today=DAY, subject="electricity-support")
    assert (understood.decision, understood.entries) == (Decision.ANSWER, ("electricity-support",))
    assert understood.facet is facet


@pytest.mark.parametrize("half", ["nộp ở đâu", "can giay to gi", "bao lau co tien"])
def test_without_a_subject_it_is_not_guessed(listener: Understanding, half: str) -> None:
    assert listener.read(half, today=DAY).decision is not Decision.ANSWER
    assert listener.read(half, today=DAY, subject="no-such-entry").decision is not Decision.ANSWER


@pytest.mark.parametrize(
    ("half", "subject", "entry"),
    [
        ("còn cận nghèo thì sao", "health-insurance-poor", "health-insurance-near-poor"),
        ("con ho can ngheo thi sao", "health-insurance-poor", "health-insurance-near-poor"),
        ("thế hộ cận nghèo thì sao", "loan-poor", "loan-near-poor"),
    ],
)
def test_the_other_kind_of_household_is_a_step_aside(
    listener: Understanding, half: str, subject: str, entry: str
) -> None:
    understood = listener.read(half, today=DAY, subject=subject)
    assert understood.entries[:1] == (entry,)
    assert understood.decision is Decision.ANSWER


@pytest.mark.parametrize("subject", ["electricity-support", "student-loan"])
@pytest.mark.parametrize("half", ["con can ngheo thi sao", "thế hộ cận nghèo thì sao"])
def test_what_is_one_right_for_all_is_asked_of_another_household(
    listener: Understanding, half: str, subject: str
) -> None:
    understood = listener.read(half, today=DAY, subject=subject)
    assert (understood.decision, understood.entries) == (Decision.ANSWER, (subject,))
    assert understood.facet is Facet.WHO


def test_a_whole_question_changes_the_subject(listener: Understanding) -> None:
    understood = listener.read("chuan ngheo nam nay bao nhieu", today=DAY, subject="electricity-support")
    assert understood.entries[0] == "poverty-line"


@pytest.mark.parametrize(
    "message",
    [
        "tien dien ho ngheo duoc bao nhieu? chuan ngheo nam nay bao nhieu?",
        "Tiền điện hộ nghèo được bao nhiêu, với lại chuẩn nghèo năm nay bao nhiêu vậy",
        "tien dien ho ngheo duoc bao nhieu\nchuan ngheo nam nay bao nhieu",
    ],
)
def test_two_questions_in_one_message_are_answered_one_by_one(message: str) -> None:
    person = Sitting()
    told = person.says(message)
    assert "59.520" in told
    assert "1.500.000" in told
    assert person.reply.meaning is not None
    assert person.reply.meaning.entries == ("electricity-support", "poverty-line")
    assert person.says("nộp ở đâu").startswith("Chuẩn nghèo"), "the last one is the subject now"


def test_a_story_before_the_question_is_one_question() -> None:
    person = Sitting()
    person.says("Nhà tui hộ nghèo ở khóm 4. Con tui đi học có được giảm học phí không?")
    assert person.reply.meaning is not None
    assert person.reply.meaning.entries[0] == "school-costs"
    assert len(person.reply.messages) == 1


def test_who_asks_where_is_told_where_at_once() -> None:
    told = Sitting().says("xin vo ho ngheo thi nop giay o dau")
    assert "Hỏi và nộp ở:" in told


def test_the_talk_keeps_its_subject_over_a_digit() -> None:
    person = Sitting()
    person.says("tien dien ho ngheo duoc bao nhieu")
    person.says("1")
    assert "Hỏi và nộp ở:" in person.says("vay nop o dau")


@pytest.mark.parametrize(
    "text", ["?", "??..??", ", , ,", "còn", "thì sao", "va con va con va con", "?\n" * 300]
)
def test_nothing_but_marks_and_small_words_is_no_question(listener: Understanding, text: str) -> None:
    understood = listener.read(text, today=DAY, subject="poverty-line")
    assert understood.more == ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("ba noi tui 76 tuoi ko luong huu co dc tro cap ko", "540.000 đ/tháng, không cần là hộ nghèo."),
        ("ông nội 72 tuổi hộ nghèo có được hưu trí xã hội không", "phải ở hộ nghèo, cận nghèo"),
        ("ngoai sinh nam 1953 ko luong huu co duoc tien huu tri xa hoi ko", "phải ở hộ nghèo, cận nghèo"),
        ("má 66 tuổi không lương hưu, được tiền hưu trí xã hội cho người già chưa", "chưa tới tuổi"),
    ],
)
def test_an_age_that_is_named_is_answered_first(question: str, said: str) -> None:
    told = Sitting().says(question)
    assert said in told
    assert told.index(said) < 120


def test_without_an_age_or_with_several_nothing_is_said_of_ages() -> None:
    for question in ("huu tri xa hoi duoc bao nhieu", "huu tri xa hoi 70 tuoi hay 75 tuoi moi duoc"):
        assert "chưa tới tuổi" not in Sitting().says(question)
