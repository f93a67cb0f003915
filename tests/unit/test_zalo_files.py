"""An official sends a list to the Official Account: fetched from Zalo alone, and of nobody else."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.zalo_files import MOST_BYTES, Files
from bot.channels.zalo_parse import parse
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Kind, SentFile
from tests.fakes import zalo_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_channel import oa_channel
from tests.world import SetClock

TU = "246845883529197922"
HOSTS = ("zdn.vn",)
CONTENT = b"PK list"


def sends_file(name: str, url: str = people.FILE_URL) -> people.Event:
    return people.sends_file(TU, name, url) | {"timestamp": "1795400000000"}


def answering(*answers: httpx.Response) -> tuple[httpx.MockTransport, list[str]]:
    asked: list[str] = []
    left = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return next(left)

    return httpx.MockTransport(answer), asked


@pytest.mark.parametrize(
    "url",
    [
        "http://files.zdn.vn/1",
        "https://files.zdn.vn:8443/1",
        "https://evil.example/1",
        "https://zdn.vn.evil.example/1",
        "https://evilzdn.vn/1",
        "https://files.zdn.vn@evil.example/1",
        "https://a:b@files.zdn.vn/1",
        "https://127.0.0.1/1",
        "file:///etc/passwd",
        "https://[::1",
        "",
    ],
)
async def test_nothing_is_fetched_from_elsewhere(url: str) -> None:
    transport, asked = answering()
    assert await Files(HOSTS, transport).fetch(url) is None
    assert asked == []


async def test_a_file_comes_whole_and_no_redirect_is_followed() -> None:
    away = httpx.Response(302, headers={"location": "https://evil.example/2"})
    transport, asked = answering(httpx.Response(200, content=CONTENT), away, httpx.Response(404))
    files = Files(HOSTS, transport)
    assert await files.fetch(people.FILE_URL) == CONTENT
    assert await files.fetch(people.FILE_URL) is None
    assert await files.fetch(people.FILE_URL) is None
    assert asked == [people.FILE_URL] * 3


async def test_a_file_that_is_too_large_or_empty_is_not_taken() -> None:
    transport, _ = answering(httpx.Response(200, content=b"x" * (MOST_BYTES + 1)), httpx.Response(200))
    files = Files(HOSTS, transport)
    assert await files.fetch(people.FILE_URL) is None
    assert await files.fetch(people.FILE_URL) is None


def test_an_event_tells_of_its_file_by_name_and_number() -> None:
    event = sends_file("ho ngheo\n2026.xlsx")
    for raw, kept in ((event, None), (event | {"kept": 7}, 7)):
        incoming = parse(raw, oa_id=Account.oa_id)
        assert incoming is not None
        assert incoming.file == SentFile("ho ngheo 2026.xlsx", kept)


@pytest.mark.parametrize("may", [True, False])
async def test_only_of_who_may_send_lists_anything_is_fetched(may: bool) -> None:
    clock = SetClock()
    with FakeZalo(clock.now) as zalo:
        channel = oa_channel(zalo, clock)
        transport, asked = answering(httpx.Response(200, content=CONTENT))
        channel.files = Files(HOSTS, transport)
        mailbox = RecordingMailbox(channel.parse, key=lambda raw: channel.envelope(raw))
        mailbox.senders = {TU} if may else set()
        await channel.open(ChannelAccountId(1), mailbox)
        await channel._take([sends_file("ho.xlsx")])
        await channel.close()
    [incoming] = mailbox.read
    assert incoming.file is not None
    assert (len(asked), len(mailbox.files), incoming.file.attachment) == ((1, 1, 1) if may else (0, 0, None))
    assert [file.content for file in mailbox.files] == [CONTENT] * may


async def test_a_list_that_does_not_come_is_stored_as_an_event_all_the_same() -> None:
    clock = SetClock()
    with FakeZalo(clock.now) as zalo:
        channel = oa_channel(zalo, clock)
        mailbox = RecordingMailbox(channel.parse, key=lambda raw: channel.envelope(raw))
        mailbox.senders = {TU}
        await channel.open(ChannelAccountId(1), mailbox)
        await channel._take([sends_file("ho.xlsx", "https://evil.example/1")])
        await channel.close()
    [incoming] = mailbox.read
    assert incoming.file == SentFile("ho.xlsx", None)


def test_a_picture_comes_with_its_words_and_its_file() -> None:
    for kind, read in (("image", Kind.PICTURE), ("audio", Kind.VOICE)):
        event = people.sends(TU, kind, "nay tham ba Lan") | {"timestamp": "1795400000000", "kept": 7}
        incoming = parse(event, oa_id=Account.oa_id)
        assert incoming is not None
        assert (incoming.kind, incoming.text) == (read, "nay tham ba Lan")
        assert incoming.file == SentFile("anh.jpg", 7)
