"""Pushes updates at a webhook as Telegram does, as a process: `python -m tests.benchmarks.pusher`.

Reads one job as JSON from standard input and writes what it saw as JSON. Knows nothing of the product, and
does as little as possible for each request, so that it is never the slower end.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import uvloop

from tests.benchmarks.scoreboard import percentile

HEAD = (
    "POST /telegram HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    "X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Job:
    """`update` is one update in JSON with %(number)d, %(chat)d and %(text)s in it.

    `updates` of them go over `connections`, each of which waits for its answer before the next. All chats
    write the first text in turn, then all the second; `walked` updates of this walk are already behind us.
    """

    port: int
    secret: str
    connections: int
    updates: int
    update: str
    first_number: int
    first_chat: int
    chats: int
    texts: list[str]
    walked: int


@dataclass(frozen=True, slots=True)
class Seen:
    """How it went: seconds from request to answer at two percentiles, and how busy this process was."""

    per_second: float
    p50: float
    p99: float
    refused: int
    busy: float


def requests(job: Job) -> Iterator[bytes]:
    for place in range(job.updates):
        lap, chat = divmod(job.walked + place, job.chats)
        values = {
            "number": job.first_number + place,
            "chat": job.first_chat + chat,
            "text": job.texts[lap % len(job.texts)],
        }
        body = (job.update % values).encode()
        yield HEAD.format(secret=job.secret, length=len(body)).encode() + body


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, line: Iterator[bytes], seconds: list[float], refusals: list[bytes]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line, self._seconds, self._refusals = line, seconds, refusals
        self._answer = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"\r\n\r\n"):
            return
        self._seconds.append(time.perf_counter() - self._begun)
        if self._answer[9:12] != b"200":
            self._refusals.append(self._answer[:40])
        self._answer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the server hung up"))

    def _next(self) -> None:
        request = next(self._line, None)
        if request is None:
            self.done.done() or self.done.set_result(None)
            self._transport.close()
            return
        self._begun = time.perf_counter()
        self._transport.write(request)


async def push(job: Job) -> Seen:
    line = iter(list(requests(job)))
    seconds: list[float] = []
    refusals: list[bytes] = []
    loop = asyncio.get_running_loop()
    begun, cpu = time.perf_counter(), time.process_time()
    lines = [
        (await loop.create_connection(lambda: Line(line, seconds, refusals), "127.0.0.1", job.port))[1]
        for _ in range(job.connections)
    ]
    await asyncio.gather(*(each.done for each in lines))
    took = time.perf_counter() - begun
    busy = (time.process_time() - cpu) / took
    halves, last = percentile(seconds, 50), percentile(seconds, 99)
    return Seen(job.updates / took, halves, last, len(refusals), busy)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(push(Job(**json.load(sys.stdin)))))))
