"""A4: what is too large or too slow is refused before it is read."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from bot.channels import webhook_body
from bot.channels.telegram_webhook import SECRET_HEADER
from bot.channels.webhook_body import MAX_BODY
from tests.fakes.pane import socket_of
from tests.fakes.telegram_channel import SECRET
from tests.whole import Whole

FIFTY_MEGABYTES = 50 * 1024 * 1024
CHUNK = b"10000\r\n" + b" " * 0x10000 + b"\r\n"


class Line:
    """A connection to the server, spoken by hand: libraries are too polite to misuse one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, office: Whole) -> Line:
        host, _, port = office.url.removeprefix("http://").partition(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    async def begin(self, header: str) -> None:
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n{header}\r\n\r\n"
        await self.send(head.encode())

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def status(self) -> int:
        """The status that comes back, whether or not the body was ever sent."""
        async with asyncio.timeout(10):
            return int((await self._reader.readline()).split()[1])

    async def close(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


async def test_a04_fifty_announced_megabytes_are_refused_before_a_byte_is_sent(office: Whole) -> None:
    line = await Line.to(office)
    await line.begin(f"Content-Length: {FIFTY_MEGABYTES}")
    assert await line.status() == 413
    await line.close()


async def test_a04_an_endless_body_is_refused_soon_after_the_limit(office: Whole) -> None:
    line = await Line.to(office)
    await line.begin("Transfer-Encoding: chunked")
    answer = asyncio.ensure_future(line.status())
    sent = 0
    with suppress(ConnectionError):
        while not answer.done() and sent < FIFTY_MEGABYTES:
            await line.send(CHUNK)
            sent += len(CHUNK)
    assert await answer == 413
    assert sent < FIFTY_MEGABYTES
    await line.close()


async def test_a04_a_body_just_over_the_limit_is_refused_and_one_below_is_read(office: Whole) -> None:
    assert await office.knock(b" " * (MAX_BODY + 1)) == 413
    assert await office.knock(b" " * (MAX_BODY - 1)) == 400


async def test_a04_a_body_that_stops_half_way_is_not_waited_for(
    office: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_body, "BODY_SECONDS", 0.05)
    line = await Line.to(office)
    await line.begin("Content-Length: 100")
    await line.send(b'{"update_id"')
    assert await line.status() == 400
    await line.close()


async def test_a04_many_half_spoken_requests_hold_nobody_up(office: Whole) -> None:
    lines = [await Line.to(office) for _ in range(100)]
    for line in lines:
        await line.begin("Content-Length: 100")
    assert (await office.get("/health/ready")).status_code == 200
    assert await office.writes(6123456789, "chao")
    for line in lines:
        await line.close()


async def test_a04_a_frame_of_a_megabyte_closes_only_its_own_socket(office: Whole) -> None:
    async with office.page() as other, socket_of(office) as pane:  # type: ignore[arg-type]
        await pane.tell_raw("x" * 1024 * 1024)
        assert await pane.closed_with() == 1009
        assert (await other.write("chao"))["type"] == "taken"
