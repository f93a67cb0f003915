"""A platform's server on loopback, in a thread of a test: it can be stopped, and can break any line."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl

import uvicorn
import uvloop
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from tests.fakes.telegram_faults import Fault, How

T = TypeVar("T")
Params = dict[str, Any]


class FakeServer(ABC):
    """The listening side of a fake platform. All of it may be used from any thread."""

    def __init__(self, *, port: int = 0) -> None:
        self.port = port
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @abstractmethod
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    @abstractmethod
    def restarted(self) -> None:
        """Begin on a new event loop; what is known stays."""

    @abstractmethod
    async def hang_up(self) -> None:
        """Do nothing more by yourself."""

    def start(self) -> Self:
        """Listen, on the same port as before if there was one."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener, ready), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def stop(self) -> None:
        """Refuse connections from now on; everything known stays known."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)
        self._thread = self._loop = None

    @contextmanager
    def down(self) -> Iterator[None]:
        """The platform can not be reached inside the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    async def until(self, happened: Callable[[], T], *, seconds: float = 10) -> T:
        """Wait for something that follows from a call or a push."""
        return await asyncio.to_thread(self.wait_until, happened, seconds=seconds)

    def wait_until(self, happened: Callable[[], T], *, seconds: float = 10) -> T:
        """Wait likewise, outside of an event loop."""
        deadline = time.monotonic() + seconds
        while not (result := happened()):
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not happen within {seconds} s; {self.story()}")
            with self._changed:
                self._changed.wait(0.02)
        return result

    def story(self) -> str:
        """What happened last, for whoever waited in vain."""
        return ""

    def changed(self) -> None:
        """Wake those who wait for something."""
        with self._changed:
            self._changed.notify_all()

    def on_the_loop(self, work: Callable[[], T]) -> T:
        """Do something where the server does its own work."""
        if self._loop is None:
            return work()

        async def run() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    def _run(self, listener: socket.socket, ready: threading.Event) -> None:
        with listener, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve(listener, ready))

    async def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        """Serve until stopped, and then hang up on everybody at once, as a power cut does."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        config = uvicorn.Config(self, log_config=None, log_level="critical", access_log=False)
        config.load()
        lines = ServerState()
        protocol: Any = config.http_protocol_class
        server = await self._loop.create_server(
            lambda: protocol(config=config, server_state=lines, app_state={}), sock=listener, backlog=2048
        )
        self.restarted()
        ready.set()
        await self._stop.wait()
        server.close()
        await self.hang_up()
        for line in list(lines.connections):
            line.transport.abort()
        await asyncio.sleep(0)


async def broken(fault: Fault, body: bytes, receive: Receive, send: Send) -> int:
    """Let a call fail; the status it was answered with (0: the line was broken)."""
    match fault.how:
        case How.ANSWER:
            await respond(send, fault.status, body)
        case How.HTML:
            page = f"<html><head><title>{fault.status} {fault.description}</title></head></html>"
            await respond(send, fault.status, page.encode(), "text/html")
        case How.GARBAGE:
            await respond(send, 200, b'{"ok":tru')
        case How.DRIP:
            await _drip(send, body, fault.pause)
        case How.CLOSE:
            # The server has no other way to hang up without a word: `receive` belongs to the connection.
            receive.__self__.transport.abort()  # type: ignore[attr-defined]
            await _gone(receive)
        case How.HALF:
            await send(_head(200, len(body) + 100))
            await send({"type": "http.response.body", "body": body[:10], "more_body": True})
        case How.HANG:
            await _gone(receive)
    return fault.status if fault.how in (How.ANSWER, How.HTML) else 0


async def _drip(send: Send, body: bytes, pause: float) -> None:
    await send(_head(200, len(body)))
    for byte in body:
        await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def params_of(scope: Scope, receive: Receive) -> Params:
    """What a request carries, in whichever of the three forms clients use."""
    kind = dict(scope["headers"]).get(b"content-type", b"")
    if kind.startswith(b"multipart/"):
        async with Request(scope, receive).form() as form:
            return {
                name: value if isinstance(value, str) else await value.read() for name, value in form.items()
            }
    body = await read(receive)
    if kind.startswith(b"application/json"):
        return dict(json.loads(body or b"{}"))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _head(status: int, length: int, kind: str = "application/json") -> dict[str, Any]:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(length).encode())]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def respond(send: Send, status: int, body: bytes, kind: str = "application/json") -> None:
    await send(_head(status, len(body), kind))
    await send({"type": "http.response.body", "body": body})
