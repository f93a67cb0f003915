"""Telegram knocks: only Telegram is let in, and it hears 200 only for what is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import Message

from bot.channels import webhook_body
from bot.channels.telegram_parse import UNDERSTOOD, parse
from bot.channels.telegram_webhook import SECRET_HEADER, Door, Webhook
from bot.errors import ChannelDown, RefusedToStart
from bot.metrics import REFUSED
from tests.fakes import telegram_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_channel import ACCOUNT, SECRET, Office, behind_a_webhook, channel
from tests.fakes.telegram_faults import Fault, How

LANH, TU = 5012345678, 6123456789
QUESTION = {"update_id": 7, **people.says(LANH, "nha toi duoc gi")}


@pytest.fixture
def server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
async def office(server: FakeTelegram) -> AsyncIterator[Office]:
    async with behind_a_webhook(server) as office:
        yield office


@pytest.fixture
async def stranger() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5) as client:
        yield client


def refusals(reason: str) -> float:
    return float(REFUSED.labels(f"telegram_{reason}")._value.get())


async def test_telegram_is_told_where_to_knock(server: FakeTelegram, office: Office) -> None:
    webhook = server.api.webhook
    assert webhook is not None
    assert (webhook.url, webhook.secret, webhook.allowed) == (office.url, SECRET, UNDERSTOOD)


async def test_pushed_updates_are_stored_and_then_confirmed(server: FakeTelegram, office: Office) -> None:
    server.push(people.says(LANH, "chào"), people.presses(TU, 3, "a1"))
    await office.mailbox.holds(2)
    await server.until(lambda: not server.queue.pending)
    await server.until(lambda: server.called("answerCallbackQuery"))


async def test_each_persons_messages_arrive_in_order(server: FakeTelegram, office: Office) -> None:
    server.push(*(people.says(chat, str(number)) for number in range(40) for chat in (LANH, TU)))
    await office.mailbox.holds(80)
    for chat in (LANH, TU):
        said = [incoming.text for incoming in office.mailbox.read if incoming.address == str(chat)]
        assert said == [str(number) for number in range(40)]


async def test_what_could_not_be_stored_is_pushed_again(server: FakeTelegram, office: Office) -> None:
    office.mailbox.refusals = 3
    server.push(people.says(LANH, "chào"), people.says(LANH, "bác ơi"))
    await office.mailbox.holds(2)
    await server.until(lambda: not server.queue.pending)
    assert [push.status for push in server.queue.pushes] == [503, 503, 503, 200, 200]
    assert [incoming.text for incoming in office.mailbox.read] == ["chào", "bác ơi"]


async def test_telegram_does_not_wait_until_a_press_is_answered(server: FakeTelegram, office: Office) -> None:
    server.fail(Fault(How.HANG, method="answerCallbackQuery", times=None))
    server.push(people.presses(LANH, 3, "a1"))
    await server.until(lambda: not server.queue.pending)
    assert office.mailbox.refused == 0


@pytest.mark.parametrize("secret", [None, "", "guess", SECRET[:-1], SECRET + "x", SECRET.lower(), "mật khẩu"])
async def test_nobody_but_telegram_is_let_in(
    office: Office, stranger: httpx.AsyncClient, secret: str | None
) -> None:
    before = refusals("forged")
    headers = [] if secret is None else [(SECRET_HEADER.encode(), secret.encode())]
    answer = await stranger.post(office.url, json=QUESTION, headers=headers)
    assert answer.status_code == 403
    assert office.mailbox.received == []
    assert refusals("forged") == before + 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_the_door_only_takes_deliveries(
    office: Office, stranger: httpx.AsyncClient, method: str
) -> None:
    answer = await stranger.request(method, office.url, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 405


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 4096):
        yield b" " * 4096


@pytest.mark.parametrize("in_pieces", [False, True])
async def test_a_body_beyond_a_quarter_megabyte_is_not_read(
    office: Office, stranger: httpx.AsyncClient, *, in_pieces: bool
) -> None:
    before = refusals("too_large")
    size = webhook_body.MAX_BODY + 4096
    content = pieces(size) if in_pieces else b" " * size
    answer = await stranger.post(office.url, content=content, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 413
    assert office.mailbox.received == []
    assert refusals("too_large") == before + 1


async def test_an_update_of_the_largest_size_is_taken(office: Office, stranger: httpx.AsyncClient) -> None:
    body = json.dumps(QUESTION).encode().ljust(webhook_body.MAX_BODY)
    answer = await stranger.post(office.url, content=body, headers={SECRET_HEADER: SECRET})
    assert answer.status_code == 200


async def test_a_body_that_never_comes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_body, "BODY_SECONDS", 0.01)
    answers: list[Message] = []

    async def silence() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def heard(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/telegram",
        "headers": [(SECRET_HEADER.lower().encode(), SECRET.encode())],
    }
    await Starlette(routes=[door(RecordingMailbox(parse)).route()])(scope, silence, heard)
    assert answers[0]["status"] == 400


def door(mailbox: RecordingMailbox) -> Door:
    return Door(Webhook("https://example.vn/telegram", SECRET), lambda raw: mailbox.receive(ACCOUNT, raw))


async def knock(body: bytes) -> tuple[int, list[Any]]:
    mailbox = RecordingMailbox(parse)
    transport = httpx.ASGITransport(Starlette(routes=[door(mailbox).route()]))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.post("/telegram", content=body, headers={SECRET_HEADER: SECRET})
    return answer.status_code, mailbox.received


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"update"',
        b"{",
        b'{"update_id": 7, "new": NaN}',
        b'{"update_id": 7, "new": -Infinity}',
        b"\xff\xfe\x00",
        b'{"update_id": "\xc3"}',
        b"[" * 200_000,
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"update_id": 7, "message": {"text": "x"}}',
        b'{"update_id": 7, "update_id": null, "message": null}',
    ],
)
async def test_what_is_no_update_is_refused_and_not_stored(body: bytes) -> None:
    assert await knock(body) == (400, [])


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
async def test_no_body_whatever_breaks_the_door(body: bytes) -> None:
    status, _ = await knock(body)
    assert status in (200, 400)


@given(st.integers(0, len(json.dumps(QUESTION)) - 1), st.binary(min_size=0, max_size=3))
async def test_no_damage_to_an_update_breaks_the_door(at: int, damage: bytes) -> None:
    body = json.dumps(QUESTION).encode()
    status, stored = await knock(body[:at] + damage + body[at + 1 :])
    assert status in (200, 400)
    assert len(stored) == (status == 200)


async def test_a_closed_door_asks_telegram_to_repeat(server: FakeTelegram) -> None:
    telegram = channel(server, Webhook("http://127.0.0.1/telegram", SECRET))
    transport = httpx.ASGITransport(Starlette(routes=telegram.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.post("/telegram", json=QUESTION, headers={SECRET_HEADER: SECRET})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_webhook_telegram_refuses_is_said_at_once(server: FakeTelegram) -> None:
    telegram = channel(server, Webhook("http://phuong.example.vn/telegram", SECRET))
    with pytest.raises(ChannelDown, match="https url"):
        await telegram.open(ACCOUNT, RecordingMailbox(telegram.parse))
    await telegram.close()


@pytest.mark.parametrize("secret", ["", " ", "có dấu", "a" * 257, "a\n"])
def test_a_secret_telegram_could_not_send_is_not_accepted(secret: str) -> None:
    with pytest.raises(RefusedToStart):
        Webhook("https://example.vn/telegram", secret)


def test_the_secret_is_not_shown_with_the_webhook() -> None:
    assert SECRET not in repr(Webhook("https://example.vn/telegram", SECRET))
