"""Ten thousand webhooks of Zalo in a minute, while nothing can be sent: how soon Zalo hears 200."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from tests.benchmarks.scoreboard import Scoreboard, p50_p99, percentile
from tests.benchmarks.webhooks import ROOT, _command, _wait_for
from tests.fakes import zalo_people as people
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_pushes import mac, packed

pytestmark = pytest.mark.benchmark

WEBHOOKS, SECONDS, PEOPLE, LINES = 10_000, 60, 5_000, 64
GOAL = 0.2
HEAD = (
    "POST /zalo HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    "X-ZEvent-Signature: mac={mac}\r\nContent-Length: {length}\r\n\r\n"
)
ASKED = ("chuan ngheo nam nay bao nhieu", "1")


def requests() -> list[bytes]:
    """Each person asks, and half a minute later types a digit."""
    made = []
    for number in range(WEBHOOKS):
        stamp = str(int(time.time() * 1000) + number)
        said = people.says(str(2_468_458_000_000 + number % PEOPLE), ASKED[number // PEOPLE])
        body = packed({**said, "timestamp": stamp})
        sign = mac(body, stamp, secret=Account.oa_secret, begins=Account.app_id)
        made.append(HEAD.format(mac=sign, length=len(body)).encode() + body)
    return made


@contextmanager
def served(url: str, zalo: int) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = _command("zalo_served", str(port), url, f"http://127.0.0.1:{zalo}")
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.kill()
        process.wait()


async def push(port: int, made: list[bytes]) -> tuple[list[float], int]:
    """Hand them over at an even pace, however late answers are. Seconds since each was due, and refusals."""
    begun, waiting = time.perf_counter(), iter(enumerate(made))
    seconds: list[float] = []
    refused = 0

    async def line() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, request in waiting:
            due = begun + number * SECONDS / len(made)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            seconds.append(time.perf_counter() - due)
            refused += b" 200 " not in answer[:16]
        writer.close()

    await asyncio.gather(*(line() for _ in range(LINES)))
    return seconds, refused


@pytest.mark.parametrize("database_engine", ["sqlite", "postgresql"], indirect=True)
def test_ten_thousand_webhooks_a_minute_while_nothing_can_be_sent(
    lasting_database_url: str, database_engine: str, board: Scoreboard
) -> None:
    """Zalo's other end takes connections and never answers."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        served(lasting_database_url, silent.getsockname()[1]) as port,
    ):
        seconds, refused = asyncio.run(push(port, requests()))
    last = percentile(seconds, 99)
    measured = f"{p50_p99(seconds)}, {refused} refused"
    what = f"10,000 Zalo webhooks in a minute, sends stalled, {database_engine}"
    board.put(what, measured, goal="p99 200 ms", met=last < GOAL)
    with create_engine(lasting_database_url).connect() as database:
        stored = database.execute(text("select count(*) from inbox")).scalar_one()
        sent = database.execute(text("select count(*) from outbox where status = 'sent'")).scalar_one()
    assert (stored, sent) == (WEBHOOKS - refused, 0)
