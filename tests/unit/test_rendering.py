"""One thing said, on channels that have buttons and on channels that have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Action, Button, Capabilities, Choice, Outgoing, PersonalData, Rendered
from bot.domain.rendering import dump, load, render
from bot.domain.text import Unit, length

GO = Action("menu", "show")
RICH = Capabilities(
    PersonalData.FULL, max_text=4096, text_unit=Unit.UTF16, buttons=8, edit=True, ask_phone=True
)
BARE = Capabilities(PersonalData.NONE, max_text=2000)
TWO = (Choice("Gửi", GO), Choice("Bỏ, không gửi", GO))
LONG = "Chi phí học tập cho con em hộ nghèo đang đi học ở trường cách nhà trên mười lăm cây số"


def told(outgoing: Outgoing, capabilities: Capabilities, pressed: str | None = None) -> list[Rendered]:
    return render(outgoing, capabilities, token="abc", pressed=pressed, share_phone="Gửi số của tôi")


def test_choices_become_numbered_buttons_where_there_are_buttons() -> None:
    [message] = told(Outgoing("Gửi nha?", TWO), RICH)
    assert message.text == "Gửi nha?"
    assert message.buttons == (Button("1. Gửi", "abc.1"), Button("2. Bỏ, không gửi", "abc.2"))


def test_choices_become_a_numbered_list_where_there_are_no_buttons() -> None:
    [message] = told(Outgoing("Gửi nha?", TWO), BARE)
    assert message.text == "Gửi nha?\n\n1. Gửi\n2. Bỏ, không gửi"
    assert not message.buttons


def test_more_choices_than_buttons_are_all_listed() -> None:
    many = tuple(Choice(f"Mục {number}", GO) for number in range(9))
    [message] = told(Outgoing("Chọn nha", many), RICH)
    assert not message.buttons
    assert message.text.endswith("9. Mục 8")


def test_a_label_too_long_for_a_button_stands_in_full_in_the_text() -> None:
    [message] = told(Outgoing("Mình hỏi cái nào?", (Choice(LONG, GO), *TWO)), RICH)
    assert f"1. {LONG}" in message.text
    assert len(message.buttons) == 3
    assert all(len(button.label) <= RICH.label_length for button in message.buttons)
    assert message.buttons[0].label.endswith("…")


def test_a_long_answer_is_split_and_the_choices_stand_at_the_end() -> None:
    parts = told(Outgoing("Nhà mình được hỗ trợ. " * 400, TWO), RICH)
    assert len(parts) > 1
    assert not any(part.buttons for part in parts[:-1])
    assert len(parts[-1].buttons) == 2


def test_the_own_number_is_asked_for_only_where_the_platform_can_prove_it() -> None:
    asking = Outgoing("Số nào?", ask_phone=True)
    assert told(asking, RICH)[0].ask_phone == "Gửi số của tôi"
    assert told(asking, BARE)[0].ask_phone is None


def test_the_next_page_replaces_the_pressed_one_where_messages_can_be_edited() -> None:
    page = Outgoing("Trang 2", TWO, in_place=True)
    assert told(page, RICH, pressed="17")[-1].replaces == "17"
    assert told(page, BARE, pressed="17")[-1].replaces is None
    assert told(Outgoing("Câu trả lời", TWO), RICH, pressed="17")[-1].replaces is None


@given(st.text(max_size=9000), st.sampled_from([RICH, BARE]), st.integers(0, 9))
def test_no_message_is_longer_than_the_channel_takes(
    text: str, capabilities: Capabilities, count: int
) -> None:
    choices = tuple(Choice(f"Mục {number}", GO) for number in range(count))
    for part in told(Outgoing(text, choices), capabilities):
        assert length(part.text, capabilities.text_unit) <= capabilities.max_text
        assert len(part.buttons) <= capabilities.buttons


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_message_comes_back_from_the_outbox_as_it_went_in(text: str) -> None:
    [body] = told(Outgoing(text, TWO, ask_phone=True, in_place=True), RICH, pressed="17")
    assert load(dump(body)) == body


@pytest.mark.parametrize("body", [Rendered(""), Rendered("x", ask_phone="y", replaces="1")])
def test_every_field_survives_the_outbox(body: Rendered) -> None:
    assert load(dump(body)) == body
