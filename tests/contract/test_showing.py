"""What is said arrives whole and can be acted upon, by button or by digit."""

from __future__ import annotations

import pytest

from bot.domain.messages import Action, Button, Choice, File, Outgoing
from bot.domain.text import length
from tests.contract.doors import Door, Seen
from tests.fakes.small_talk import CHART, SLIP

WITH_BUTTONS = pytest.mark.parametrize(
    "door", ["rich", "web", "telegram-polling", "telegram-webhook", "zalo-oa"], indirect=True
)
QUESTION = "chuan ngheo nam nay bao nhieu"
SPEECH = "Nhà mình đủ bốn người, hai đứa nhỏ đi học. Được hỗ trợ gì thì phường báo. 👨‍👩‍👧 "
FLAG = "🇻🇳"
POVERTY_LINE = Action("policy", "tell", ("poverty-line",))


def as_long_as(door: Door, units: int) -> str:
    """A text of exactly so many units that neither begins nor ends with a blank."""
    can = door.channel.capabilities
    text = SPEECH * (units // length(SPEECH, can.text_unit) - 1)
    return text + "ạ" * (units - length(text, can.text_unit))


def squeezed(text: str) -> str:
    return "".join(text.split())


def offered(answer: list[Seen]) -> list[str]:
    """The choices of an answer, as buttons or as numbered lines."""
    buttons = [button.label for button in answer[-1].buttons]
    return buttons or [line for line in answer[-1].text.splitlines() if line[:1].isdecimal()]


async def test_text_of_full_length_arrives_in_one_piece(door: Door, script: dict[str, Outgoing]) -> None:
    text = as_long_as(door, door.channel.capabilities.max_text)
    script["nói dài"] = Outgoing(text)
    guest = await door.guest()
    assert [seen.text for seen in await guest.says("nói dài")] == [text]


async def test_longer_text_arrives_in_parts_that_are_the_text(
    door: Door, script: dict[str, Outgoing]
) -> None:
    can = door.channel.capabilities
    text = as_long_as(door, can.max_text * 2 + 77)
    script["nói dài"] = Outgoing(text)
    guest = await door.guest()
    parts = [seen.text for seen in await guest.says("nói dài")]
    assert len(parts) >= 3
    assert max(length(part, can.text_unit) for part in parts) <= can.max_text
    assert squeezed("".join(parts)) == squeezed(text)


async def test_no_character_is_cut_in_two(door: Door, script: dict[str, Outgoing]) -> None:
    script["cờ"] = Outgoing(FLAG * door.channel.capabilities.max_text)
    guest = await door.guest()
    parts = [seen.text for seen in await guest.says("cờ")]
    assert {part.replace(FLAG, "") for part in parts} == {""}
    assert sum(part.count(FLAG) for part in parts) == door.channel.capabilities.max_text


async def test_choices_are_offered_and_the_digit_chooses(door: Door) -> None:
    guest = await door.guest()
    choices = offered(await guest.says(QUESTION))
    assert choices[0].startswith("1. ")
    deeper = (await guest.says("1"))[-1]
    assert "12 chỉ số" in deeper.text


@WITH_BUTTONS
async def test_pressed_button_leads_where_its_digit_leads(door: Door) -> None:
    by_digit, by_button = await door.guest(), await door.guest()
    await by_digit.says(QUESTION)
    await by_button.says(QUESTION)
    typed, pressed = await by_digit.says("2"), await by_button.chooses("2. ")
    assert [seen.text for seen in typed] == [seen.text for seen in pressed]


async def test_more_choices_than_buttons_become_a_numbered_list(
    door: Door, script: dict[str, Outgoing]
) -> None:
    choices = tuple(Choice(f"Mục thứ {number}", POVERTY_LINE) for number in range(1, 12))
    script["tất cả"] = Outgoing("Chọn đi nha", choices)
    guest = await door.guest()
    answer = await guest.says("tất cả")
    assert offered(answer) == [f"{number}. {choice.label}" for number, choice in enumerate(choices, 1)]
    assert "1.500.000" in (await guest.says("11"))[-1].text


async def test_long_label_can_be_read_whole(door: Door, script: dict[str, Outgoing]) -> None:
    label = "Chuẩn nghèo áp dụng cho nhà ở nông thôn và nhà ở thành thị trong năm nay, " * 2
    script["nhãn dài"] = Outgoing("Chọn đi nha", (Choice(label.strip(), POVERTY_LINE),))
    guest = await door.guest()
    answer = (await guest.says("nhãn dài"))[-1]
    assert f"1. {label.strip()}" in answer.text
    assert all(len(button.label) <= door.channel.capabilities.label_length for button in answer.buttons)


@WITH_BUTTONS
async def test_button_of_somebody_else_opens_nothing(door: Door) -> None:
    tu, lanh = await door.guest(), await door.guest()
    await tu.says(QUESTION)
    of_tu = tu.seen[-1]
    await lanh.presses(of_tu.buttons[0], under=of_tu)
    answer = await lanh.answered()
    assert [seen.text for seen in answer] == [
        "Nút này đã cũ rồi. Mình chọn lại ở danh sách mới nhất hoặc nhắn MENU."
    ]
    assert "12 chỉ số" in (await tu.chooses("1. "))[-1].text


@WITH_BUTTONS
async def test_button_nobody_ever_made_opens_nothing(door: Door) -> None:
    guest = await door.guest()
    await guest.says(QUESTION)
    under = guest.seen[-1]
    for token in ("x", "AAAAAAAA.1", f"{under.buttons[0].token.split('.')[0]}.99"):
        await guest.presses(Button("1. Xem các mục", token), under=under)
        assert "Nút này đã cũ" in (await guest.answered())[-1].text


@pytest.mark.parametrize("file", [SLIP, CHART], ids=["document", "picture"])
async def test_file_arrives_where_the_channel_has_them_and_its_words_everywhere(
    door: Door, script: dict[str, Outgoing], file: File
) -> None:
    can = door.channel.capabilities
    script["giấy hẹn"] = Outgoing("Giấy hẹn đây ạ", file=file)
    guest = await door.guest()
    (answer,) = await guest.says("giấy hẹn")
    assert answer.text == "Giấy hẹn đây ạ"
    assert answer.file == (file.content if can.carries(file) else None)


async def test_next_page_takes_the_place_of_the_list_where_messages_can_be_changed(door: Door) -> None:
    guest = await door.guest()
    await guest.says("menu")
    before = guest.seen
    label = "Mục khác"
    if guest.seen[-1].buttons:
        await guest.chooses(label)
    else:
        await guest.says("6")
    added = 0 if door.channel.capabilities.edit else 1
    assert len(guest.seen) == len(before) + added
    assert "Mai táng phí" in "".join(offered(list(guest.seen)))


async def test_who_is_asked_for_a_number_also_sees_how_to_keep_it(door: Door) -> None:
    guest = await door.guest()
    await guest.says("gap nguoi")
    await guest.says("1")
    question = await guest.says("nha tui dot")
    assert offered(question) == ["1. Không để lại số"]
    assert "không để lại" in (await guest.says("1"))[-1].text
