"""A12: a button belongs to its conversation. Elsewhere, edited or too late it does nothing and says so."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection, func, select

from models.cases import cases
from models.jobs import job
from models.people import contacts
from models.people.contacts import Standing
from tests.fakes import telegram_people as people
from tests.fakes.pane import message_id
from tests.whole import Whole

TU, LANH, GROUP = 6123456789, 5012345678, -1001234567890
EXPIRED = "Nút này đã cũ rồi"


def buttons(office: Whole, user: int) -> dict[str, str]:
    """The labels and tokens of all buttons somebody was shown."""
    found = {}
    for params in office.telegram.called("sendMessage"):
        if params["chat_id"] == str(user) and "reply_markup" in params:
            for row in json.loads(params["reply_markup"]).get("inline_keyboard", []):
                found |= {button["text"]: button["callback_data"] for button in row}
    return found


def token(office: Whole, user: int, words: str) -> str:
    return next(data for label, data in buttons(office, user).items() if words in label)


async def press(office: Whole, user: int, data: str, **more: object) -> str:
    before = len(office.telegram.said(user))
    assert await office.update(people.presses(user, 17, data, **more)) == 200
    await office.settled(str(user))
    return "\n".join(office.telegram.said(user)[before:])


def jobs(tx: Connection) -> int:
    return int(tx.scalar(select(func.count()).select_from(job)) or 0)


def standing(office: Whole, user: int) -> Standing:
    account = next(number for number, door in office.running.channels.items() if door.name == "telegram")
    found = office.read(lambda tx: contacts.contact_at(tx, account, str(user)))
    return Standing(office.read(lambda tx: contacts.contact_by_id(tx, found)).standing)


async def test_a12_a_button_of_one_person_does_nothing_for_another(office: Whole) -> None:
    await office.writes(TU, "xóa dữ liệu")
    await office.writes(LANH, "chao")
    assert EXPIRED in await press(office, LANH, token(office, TU, "Xóa hết"))
    assert office.read(jobs) == 0
    assert "Đang xóa" in await press(office, TU, token(office, TU, "Xóa hết"))


async def test_a12_who_never_wrote_can_not_press_what_others_were_shown(office: Whole) -> None:
    await office.writes(TU, "dung")
    assert EXPIRED in await press(office, LANH, token(office, TU, "Dừng nhắn"))
    assert standing(office, LANH) is Standing.ACTIVE
    assert standing(office, TU) is Standing.ACTIVE


async def test_a12_edited_tokens_lead_nowhere(office: Whole) -> None:
    await office.writes(TU, "xóa dữ liệu")
    real = token(office, TU, "Xóa hết")
    name, _, number = real.rpartition(".")
    edited = [
        f"{name}.{int(number) + 7}",
        f"{name}.0",
        f"{name}.-1",
        f"{name}.1e0",
        f"{name}.{number}.{number}",
        f"{name[:-1]}.{number}",
        f"{name.swapcase()}.{number}",
        f".{number}",
        "my_data.erase",
        '{"topic":"my_data","name":"erase"}',
        "x" * 64,
        "../erase",
        "%2e1",
    ]
    for data in edited:
        assert EXPIRED in await press(office, TU, data), data
    assert office.read(jobs) == 0


async def test_a12_a_button_pressed_twice_acts_once(office: Whole) -> None:
    await office.writes(TU, "xóa dữ liệu")
    real = token(office, TU, "Xóa hết")
    await press(office, TU, real)
    assert EXPIRED in await press(office, TU, real)
    assert office.read(jobs) == 1


async def test_a12_the_same_press_delivered_twice_acts_once(office: Whole) -> None:
    await office.writes(TU, "xóa dữ liệu")
    body = json.dumps({"update_id": 900, **people.presses(TU, 17, token(office, TU, "Xóa hết"))}).encode()
    assert [await office.knock(body) for _ in range(5)] == [200] * 5
    await office.settled(str(TU))
    assert office.read(jobs) == 1


async def test_a12_an_old_button_that_would_do_something_does_nothing_any_more(office: Whole) -> None:
    await office.writes(TU, "xóa dữ liệu")
    old = token(office, TU, "Xóa hết")
    await office.writes(TU, "menu")
    assert EXPIRED in await press(office, TU, old)
    assert office.read(jobs) == 0


async def test_a12_an_old_button_that_only_tells_still_tells(office: Whole) -> None:
    await office.writes(TU, "menu")
    old = token(office, TU, "Bảo hiểm y tế")
    await office.writes(TU, "tro giup")
    assert EXPIRED not in await press(office, TU, old)


@pytest.mark.parametrize("presser", [TU, LANH])
async def test_a12_in_a_group_no_button_does_anything(office: Whole, presser: int) -> None:
    await office.writes(TU, "xóa dữ liệu")
    real = token(office, TU, "Xóa hết")
    said = len(office.telegram.said(GROUP))
    assert await office.update(people.presses(presser, 17, real, chat=people.group(GROUP))) == 200
    await office.settled(str(GROUP))
    told = "\n".join(office.telegram.said(GROUP)[said:])
    assert told == "" or "chỉ trả lời khi nhắn riêng" in told
    assert office.read(jobs) == 0
    assert office.read(cases.list_cases) == []


async def test_a12_a_token_says_nothing_about_what_it_does(office: Whole) -> None:
    await office.writes(TU, "menu")
    await office.writes(TU, "xóa dữ liệu")
    for data in buttons(office, TU).values():
        assert len(data.encode()) <= 64
        assert not {"erase", "my_data", "policy", str(TU)} & set(data.replace(".", " ").split())
        assert "erase" not in data


async def test_a12_a_pages_token_does_nothing_on_another_page(office: Whole) -> None:
    async with office.page() as own, office.page() as other:
        await own.write("xóa dữ liệu")
        shown = await own.until("message")
        while not any("Xóa hết" in button["label"] for button in shown.get("buttons", ())):
            shown = await own.until("message")
        data = next(button["token"] for button in shown["buttons"] if "Xóa hết" in button["label"])
        await other.write("chao", 2)
        await other.tell({"type": "choice", "id": message_id(3), "choice": data, "text": "Xóa hết"})
        told = (await other.until("message"))["text"]
        while EXPIRED not in told:
            told = (await other.until("message"))["text"]
        assert office.read(jobs) == 0
