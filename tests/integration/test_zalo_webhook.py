"""Zalo knocks: only what Zalo signed is let in, and it hears 200 only for what is stored."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_webhook import Signing
from bot.domain.ids import ChannelAccountId
from bot.metrics import REFUSED
from tests.fakes import zalo_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_channel import oa_channel
from tests.fakes.zalo_pushes import mac, packed
from tests.world import SetClock

TU, LANH = "246845883529197922", "246845883529197923"
BODY = (
    '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},'
    '"recipient":{"id":"388613280878808645"},"user_id_by_app":"552177279717587730",'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1540908534740"}'
).encode()
SIGNATURE = "c01cf9c59d75cfc02079ad484cefb49a33e1f888d577ff7e78bdf3a2e4c50919"
SIGNING = Signing("oa-secret-test", (Account.app_id,))
EITHER = Signing("oa-secret-test", (Account.app_id, Account.oa_id))


@dataclass
class Office:
    """Our side of the webhook."""

    zalo: FakeZalo
    channel: ZaloOA
    mailbox: RecordingMailbox
    url: str
    clock: SetClock
    client: httpx.AsyncClient

    def event(self, words: str = "nha toi duoc gi") -> dict[str, object]:
        stamp = str(int(self.clock.now().timestamp() * 1000))
        return {**people.says(TU, words), "timestamp": stamp}

    async def posts(self, body: bytes, signature: str | None) -> int:
        headers = {} if signature is None else {"X-ZEvent-Signature": signature}
        return (await self.client.post(self.url, content=body, headers=headers)).status_code


def signed(event: dict[str, object], *, begins: str = Account.app_id) -> str:
    return mac(packed(event), str(event["timestamp"]), secret=Account.oa_secret, begins=begins)


@asynccontextmanager
async def office_with(**settings: object) -> AsyncIterator[Office]:
    clock = SetClock()
    with FakeZalo(clock.now) as zalo, socket.create_server(("127.0.0.1", 0)) as listener:
        zalo.pushes.url = f"http://127.0.0.1:{listener.getsockname()[1]}/zalo"
        zalo.pushes.ladder = (0.01,) * 5
        channel = oa_channel(zalo, clock, **settings)
        mailbox = RecordingMailbox(channel.parse, key=lambda raw: channel.envelope(raw))
        web = uvicorn.Server(
            uvicorn.Config(Starlette(routes=channel.routes()), log_config=None, lifespan="off")
        )
        serving = asyncio.create_task(web.serve([listener]))
        await channel.open(ChannelAccountId(1), mailbox)
        async with httpx.AsyncClient(timeout=5) as client:
            yield Office(zalo, channel, mailbox, zalo.pushes.url, clock, client)
        await channel.close()
        web.should_exit = True
        await serving


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_with() as office:
        yield office


def refusals(reason: str) -> float:
    return float(REFUSED.labels(f"zalo_{reason}")._value.get())


def test_the_signature_of_the_vector_is_ours() -> None:
    assert SIGNING.form_of(BODY, "1540908534740", f"mac={SIGNATURE}") == Account.app_id
    assert SIGNING.form_of(BODY, "1540908534740", SIGNATURE) == Account.app_id
    assert SIGNING.form_of(BODY, "1540908534740", SIGNATURE.upper()) == Account.app_id


@pytest.mark.parametrize(
    ("body", "stamp", "signature"),
    [
        (BODY + b" ", "1540908534740", SIGNATURE),
        (BODY.replace(b"Xin", b"xin"), "1540908534740", SIGNATURE),
        (BODY, "1540908534741", SIGNATURE),
        (BODY, "1540908534740", SIGNATURE[:-1] + "0"),
        (BODY, "1540908534740", ""),
        (BODY, "1540908534740", "mac="),
        (BODY, "1540908534740", "chữ ký"),
    ],
)
def test_a_byte_that_changed_is_a_forgery(body: bytes, stamp: str, signature: str) -> None:
    assert SIGNING.form_of(body, stamp, signature) is None


def test_the_other_form_counts_only_where_it_is_asked_for() -> None:
    text = Account.oa_id.encode() + BODY + b"1540908534740" + b"oa-secret-test"
    other = hashlib.sha256(text).hexdigest()
    assert SIGNING.form_of(BODY, "1540908534740", other) is None
    assert EITHER.form_of(BODY, "1540908534740", other) == Account.oa_id


async def test_events_are_stored_and_then_confirmed(office: Office) -> None:
    office.zalo.push(people.says(TU, "chào"), people.says(LANH, "bác ơi"))
    await office.mailbox.holds(2)
    await office.zalo.until(lambda: not office.zalo.pushes.waiting)
    assert {push.status for push in office.zalo.pushes.done} == {200}


@pytest.mark.parametrize("signature", [None, "", "mac=", "mac=" + "0" * 64, "mật khẩu"])
async def test_nobody_but_zalo_is_let_in(office: Office, signature: str | None) -> None:
    before = refusals("forged")
    headers = [] if signature is None else [(b"X-ZEvent-Signature", signature.encode())]
    answer = await office.client.post(office.url, content=packed(office.event()), headers=headers)
    assert answer.status_code == 403
    assert office.mailbox.received == []
    assert refusals("forged") == before + 1


async def test_a_replay_of_yesterday_is_turned_away(office: Office) -> None:
    event = office.event()
    office.clock.pass_(hours=2)
    assert await office.posts(packed(event), signed(event)) == 200
    office.clock.pass_(days=1)
    assert await office.posts(packed(event), signed(event)) == 403
    assert len(office.mailbox.received) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"a":NaN}', b'{"timestamp":"morgen"}', b"\xff\xfe"])
async def test_what_is_no_event_is_refused(office: Office, body: bytes) -> None:
    assert await office.posts(body, "mac=0") in (400, 403)
    assert office.mailbox.received == []


async def test_the_form_with_the_accounts_id_is_taken_where_the_office_says_so() -> None:
    async with office_with(zalo_either_signature=True) as office:
        event = office.event()
        assert await office.posts(packed(event), signed(event, begins=Account.oa_id)) == 200


async def test_an_event_is_told_again_until_it_is_stored(office: Office) -> None:
    office.mailbox.refusals = 2
    office.zalo.push(people.says(TU, "chào"))
    await office.mailbox.holds(1)
    await office.zalo.until(lambda: not office.zalo.pushes.waiting)
    assert [push.status for push in office.zalo.pushes.done] == [503, 503, 200]


async def test_a_webhook_zalo_switched_off_gets_everything_when_it_is_on_again(office: Office) -> None:
    office.mailbox.refusals = 6
    office.zalo.push(people.says(TU, "chào"))
    await office.zalo.until(lambda: not office.zalo.pushes.on)
    office.zalo.on_the_loop(office.zalo.pushes.resume)
    await office.mailbox.holds(1)


async def test_every_kind_of_event_is_taken_in(office: Office) -> None:
    events = (people.unheard_of(TU), people.echo(TU, "x"), people.seen(TU, "m"), people.follows(TU))
    office.zalo.push(*events)
    await office.zalo.until(lambda: not office.zalo.pushes.waiting)
    assert {push.status for push in office.zalo.pushes.done} == {200}


async def test_who_agreed_is_shown_the_command_that_takes_the_code(office: Office) -> None:
    shown = await office.client.get(f"{office.url}/callback", params={"code": "aB3_-x.y~", "oa_id": "1"})
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    assert "donghanh zalo connect --code aB3_-x.y~\n" in shown.text


@pytest.mark.parametrize("code", ["", "x; rm -rf /", "$(id)", "a\nb", "<script>", "ma\u0303", "x" * 1001])
async def test_nothing_is_shown_that_must_not_be_pasted_into_a_shell(office: Office, code: str) -> None:
    shown = await office.client.get(f"{office.url}/callback", params={"code": code})
    assert shown.status_code == 400
    assert not code or code not in shown.text
