"""A Bot API server on loopback: in a thread of a test, or alone by `python -m tests.fakes.telegram`.

It keeps Telegram's promises and no others, fails on request, and remembers every call.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.types import Receive, Scope, Send

from tests.fakes.server import FakeServer, broken, params_of, read, respond
from tests.fakes.telegram_bot_api import BotApi, Params, Refused
from tests.fakes.telegram_faults import SENDING, Distance, Fault, FloodLimit
from tests.fakes.telegram_people import Update
from tests.fakes.telegram_updates import Queue

TOKEN = "123456:TEST-token-of-the-fake-server-00000"


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, and the status it was answered with (0: the line was broken)."""

    method: str
    params: Params = field(repr=False)
    status: int
    at: float


class FakeTelegram(FakeServer):
    """The server and what it knows. All of it may be used from any thread."""

    def __init__(self, *, token: str = TOKEN, port: int = 0) -> None:
        super().__init__(port=port)
        self.token = token
        self.api = BotApi()
        self.queue = Queue(self.api)
        self.api.drop_updates = self.queue.drop
        self.api.pending_updates = lambda: len(self.queue.pending)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.flood_limit: FloodLimit | None = None
        self.distance = Distance()

    @property
    def api_url(self) -> str:
        """What TELEGRAM_API_URL must be."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        """What TELEGRAM_FILE_URL must be."""
        return f"{self.url}/file/bot"

    def push(self, *updates: Update) -> list[int]:
        """People do something; the numbers of the updates."""
        return self.on_the_loop(lambda: self.queue.add(updates))

    def fail(self, *faults: Fault) -> None:
        """Let coming calls fail; the first fault that fits a call hits it."""
        self.faults.extend(faults)

    def called(self, method: str) -> list[Params]:
        """The parameters of every call of a method, oldest first.

        Asked on the loop: a call is noted after its answer went out, and a test may be faster than that.
        """
        return self.on_the_loop(lambda: [call.params for call in self.calls if call.method == method])

    def said(self, chat: int) -> list[str]:
        """The bot's texts as they stand in a chat now."""
        return [shown.text for shown in self.api.in_chat(chat)]

    def story(self) -> str:
        return f"calls: {self.calls[-5:]}"

    def restarted(self) -> None:
        self.queue.restart()

    async def hang_up(self) -> None:
        await self.queue.hang_up()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/control/"):
            return await self._control(path.removeprefix("/control/"), receive, send)
        if path.startswith("/file/bot"):
            content = self.api.files.get(path.rpartition("/")[2])
            return await respond(send, 404 if content is None else 200, content or b"")
        token, _, method = path.removeprefix("/bot").partition("/")
        params = await params_of(scope, receive)
        await asyncio.sleep(self.distance.one_way())
        status = await self._answer(token, method, params, receive, send)
        self.calls.append(Call(method, params, status, time.monotonic()))
        self.changed()
        return None

    async def _answer(self, token: str, method: str, params: Params, receive: Receive, send: Send) -> int:
        fault = next((fault for fault in self.faults if fault.hits(method, _chat(params))), None)
        if fault is None:
            status, body = await self._do(token, method, params)
            await asyncio.sleep(self.distance.one_way())
            await respond(send, status, body)
            return status
        if fault.taken:
            await self._do(token, method, params)
        body = _error(fault.status, fault.description, fault.parameters)
        return await broken(fault, body, receive, send)

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
        arguments = json.loads(await read(receive) or b"{}")
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
        await respond(send, 200, json.dumps(orders[order](**arguments)).encode())


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
