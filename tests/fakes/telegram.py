"""A Bot API server on loopback: in a thread of a test, or alone by `python -m tests.fakes.telegram`.

It keeps Telegram's promises and no others, fails on request, and remembers every call.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl

import uvicorn
import uvloop
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from tests.fakes.telegram_bot_api import BotApi, Params, Refused
from tests.fakes.telegram_faults import SENDING, Distance, Fault, FloodLimit, How
from tests.fakes.telegram_people import Update
from tests.fakes.telegram_updates import Queue

TOKEN = "123456:TEST-token-of-the-fake-server-00000"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, and the status it was answered with (0: the line was broken)."""

    method: str
    params: Params = field(repr=False)
    status: int
    at: float


class FakeTelegram:
    """The server and what it knows. All of it may be used from any thread."""

    def __init__(self, *, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.port = port
        self.api = BotApi()
        self.queue = Queue(self.api)
        self.api.drop_updates = self.queue.drop
        self.api.pending_updates = lambda: len(self.queue.pending)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.flood_limit: FloodLimit | None = None
        self.distance = Distance()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What TELEGRAM_API_URL must be."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        """What TELEGRAM_FILE_URL must be."""
        return f"{self.url}/file/bot"

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
        """Telegram can not be reached inside the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def push(self, *updates: Update) -> list[int]:
        """People do something; the numbers of the updates."""
        return self._on_the_loop(lambda: self.queue.add(updates))

    def fail(self, *faults: Fault) -> None:
        """Let coming calls fail; the first fault that fits a call hits it."""
        self.faults.extend(faults)

    def called(self, method: str) -> list[Params]:
        """The parameters of every call of a method, oldest first."""
        return [call.params for call in list(self.calls) if call.method == method]

    def said(self, chat: int) -> list[str]:
        """The bot's texts as they stand in a chat now."""
        return [shown.text for shown in self.api.in_chat(chat)]

    async def until(self, happened: Callable[[], T], *, seconds: float = 10) -> T:
        """Wait for something that follows from a call or a push."""
        return await asyncio.to_thread(self.wait_until, happened, seconds=seconds)

    def wait_until(self, happened: Callable[[], T], *, seconds: float = 10) -> T:
        """Wait likewise, outside of an event loop."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (result := happened()):
                if time.monotonic() > deadline:
                    raise AssertionError(f"it did not happen within {seconds} s; calls: {self.calls[-5:]}")
                self._changed.wait(0.02)
        return result

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
        self.queue.restart()
        ready.set()
        await self._stop.wait()
        server.close()
        await self.queue.hang_up()
        for line in list(lines.connections):
            line.transport.abort()
        await asyncio.sleep(0)

    def _on_the_loop(self, work: Callable[[], T]) -> T:
        if self._loop is None:
            return work()

        async def run() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/control/"):
            return await self._control(path.removeprefix("/control/"), receive, send)
        if path.startswith("/file/bot"):
            content = self.api.files.get(path.rpartition("/")[2])
            return await _respond(send, 404 if content is None else 200, content or b"")
        token, _, method = path.removeprefix("/bot").partition("/")
        params = await _params(scope, receive)
        await asyncio.sleep(self.distance.one_way())
        status = await self._answer(token, method, params, receive, send)
        self.calls.append(Call(method, params, status, time.monotonic()))
        with self._changed:
            self._changed.notify_all()
        return None

    async def _answer(self, token: str, method: str, params: Params, receive: Receive, send: Send) -> int:
        fault = next((fault for fault in self.faults if fault.hits(method, _chat(params))), None)
        if fault is None:
            status, body = await self._do(token, method, params)
            await asyncio.sleep(self.distance.one_way())
            await _respond(send, status, body)
            return status
        if fault.taken:
            await self._do(token, method, params)
        return await _break(fault, receive, send)

    async def _do(self, token: str, method: str, params: Params) -> tuple[int, bytes]:
        try:
            return 200, _body(ok=True, result=await self._result(token, method, params))
        except Refused as refused:
            return refused.status, _error(refused.status, refused.description, refused.parameters)

    async def _result(self, token: str, method: str, params: Params) -> Any:
        if token != self.token:
            raise Refused(401, "Unauthorized")
        if method in SENDING and self.flood_limit:
            wait = self.flood_limit.refuses(time.monotonic())
            if wait is not None:
                raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        if method == "getUpdates":
            return await self.queue.poll(params)
        if method not in self.api.methods:
            raise Refused(404, "Not Found")
        result = self.api.methods[method](params)
        if method == "setWebhook":
            self.queue.webhook_changed()
        return result

    async def _control(self, order: str, receive: Receive, send: Send) -> None:
        """Do what another process asks for: the names and arguments of `Remote`."""
        arguments = json.loads(await _read(receive) or b"{}")
        orders: dict[str, Callable[..., Any]] = {
            "push": lambda updates: self.queue.add(updates),
            "fail": lambda **fault: self.fail(Fault(**fault)),
            "limit": lambda **limit: setattr(self, "flood_limit", FloodLimit(**limit)),
            "distance": lambda least, most: setattr(self, "distance", Distance(least, most)),
            "block": lambda chat: self.api.blocked.add(chat),
            "unblock": lambda chat: self.api.blocked.discard(chat),
            "calls": lambda: [[call.method, call.status] for call in self.calls],
            "delivered": lambda: [asdict(shown) for shown in self.api.delivered],
            "pushes": lambda: [asdict(push) for push in self.queue.pushes],
            "pending": lambda: sorted(self.queue.pending),
        }
        await _respond(send, 200, json.dumps(orders[order](**arguments)).encode())


async def _break(fault: Fault, receive: Receive, send: Send) -> int:
    body = _error(fault.status, fault.description, fault.parameters)
    match fault.how:
        case How.ANSWER:
            await _respond(send, fault.status, body)
        case How.HTML:
            page = f"<html><head><title>{fault.status} {fault.description}</title></head></html>"
            await _respond(send, fault.status, page.encode(), "text/html")
        case How.GARBAGE:
            await _respond(send, 200, b'{"ok":tru')
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


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def _params(scope: Scope, receive: Receive) -> Params:
    kind = dict(scope["headers"]).get(b"content-type", b"")
    if kind.startswith(b"multipart/"):
        async with Request(scope, receive).form() as form:
            return {
                name: value if isinstance(value, str) else await value.read() for name, value in form.items()
            }
    body = await _read(receive)
    if kind.startswith(b"application/json"):
        return dict(json.loads(body or b"{}"))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _chat(params: Params) -> int | None:
    try:
        return int(params.get("chat_id", ""))
    except ValueError:
        return None


def _body(**answer: Any) -> bytes:
    return json.dumps(answer).encode()


def _error(status: int, description: str, parameters: dict[str, Any]) -> bytes:
    more = {"parameters": parameters} if parameters else {}
    return _body(ok=False, error_code=status, description=description, **more)


def _head(status: int, length: int, kind: str = "application/json") -> dict[str, Any]:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(length).encode())]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _respond(send: Send, status: int, body: bytes, kind: str = "application/json") -> None:
    await send(_head(status, len(body), kind))
    await send({"type": "http.response.body", "body": body})


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until killed; the first line of the output is the address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    asked = parser.parse_args(arguments)
    with FakeTelegram(token=asked.token, port=asked.port) as fake:
        print(fake.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
