"""Zalo on loopback: OAuth, Open API, templates and the Bot platform, in a thread of a test.

It keeps the promises that are written down and no others, fails on request, and remembers every call.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from tests.fakes.server import FakeServer, broken, read, respond
from tests.fakes.telegram_faults import Fault, How
from tests.fakes.zalo_account import Account, Refused
from tests.fakes.zalo_bot_api import TOKEN, BotPlatform, BotRefused
from tests.fakes.zalo_oa_api import OpenApi, Params
from tests.fakes.zalo_people import Event
from tests.fakes.zalo_pushes import Pushes

ACCESS_TOKEN = "/v4/oa/access_token"


def refusing(code: int, path: str | None = None, *, times: int | None = 1) -> Fault:
    """Zalo refuses calls with one of its numbers: HTTP 200, `error` below zero."""
    return Fault(How.ANSWER, 200, "refused", {"error": code}, path, times=times)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and the number it was answered with (None: the line was broken)."""

    path: str
    params: Params = field(repr=False)
    error: int | None
    headers: dict[str, str] = field(repr=False, default_factory=dict)


class FakeZalo(FakeServer):
    """The server and what it knows."""

    def __init__(self, now: Callable[[], datetime] | None = None, *, port: int = 0) -> None:
        super().__init__(port=port)
        self.account = Account(now or (lambda: datetime.now(UTC)))
        self.account.new_pair()
        self.api = OpenApi(self.account)
        self.bot = BotPlatform()
        self.bot.webhook_changed = self._bot_webhook_changed
        self.pushes = Pushes(self.account)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._counting = threading.Lock()
        self._ticks = count(1)

    def push(self, *events: Event) -> Sequence[Event]:
        """People do something that Zalo tells our side; the events as they were told."""
        if self.pushes.bot_secret is not None or any("from" in event.get("message", {}) for event in events):
            self.on_the_loop(lambda: self._push_to_bot(events))
            return events
        stamped = [{**event, "timestamp": str(self._instant())} for event in events]
        for event in events:
            self._interaction(event)
        self.on_the_loop(lambda: self.pushes.add(stamped))
        return stamped

    def fail(self, *faults: Fault) -> None:
        """Let coming calls fail; the first fault that fits a call hits it."""
        self.faults.extend(faults)

    def called(self, path: str) -> list[Params]:
        """What every call of a path carried, oldest first; asked on the loop, like Telegram's."""
        return self.on_the_loop(lambda: [call.params for call in self.calls if call.path == path])

    def said(self, user: str) -> list[str]:
        return [shown.text for shown in self.account.in_chat(user)]

    def story(self) -> str:
        return f"calls: {self.calls[-5:]}, pushes: {self.pushes.done[-3:]}"

    def restarted(self) -> None:
        self.bot.restart()
        self.pushes.restart()

    async def hang_up(self) -> None:
        await self.pushes.hang_up()

    def _instant(self) -> int:
        """Milliseconds, never the same twice."""
        return int(self.account.now().timestamp() * 1000) + next(self._ticks)

    def _interaction(self, event: Event) -> None:
        match event:
            case {"event_name": "follow", "follower": {"id": user}}:
                self.account.heard(user).follows = True
            case {"event_name": "unfollow", "follower": {"id": user}}:
                self.account.heard(user).follows = False
            case {"event_name": str(name), "sender": {"id": user}} if name.startswith("user_s"):
                self.account.heard(user)

    def _push_to_bot(self, events: Sequence[Event]) -> None:
        for event in events:
            if "message" in event:
                event["message"].setdefault("date", self._instant())
        if self.bot.webhook is None:
            self.bot.add(events)
            return
        self.bot.known |= {event["message"]["chat"]["id"] for event in events if "message" in event}
        self.pushes.add([{"ok": True, "result": event} for event in events])

    def _bot_webhook_changed(self) -> None:
        hook = self.bot.webhook
        self.pushes.url, self.pushes.bot_secret = hook if hook else (None, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
        params = await _params(scope, headers, receive)
        fault = next((fault for fault in self.faults if fault.hits(path, None)), None)
        error: int | None = None
        if fault is None or fault.taken:
            error, body = await self._answer(path, params, headers)
        if fault is not None:
            body = json.dumps({"message": fault.description, **fault.parameters}).encode()
            error = fault.parameters.get("error")
            await broken(fault, body, receive, send)
        else:
            await respond(send, 200, body)
        self.calls.append(Call(path, params, error, headers))
        self.changed()

    async def _answer(self, path: str, params: Params, headers: dict[str, str]) -> tuple[int, bytes]:
        if path.startswith("/bot"):
            return await self._answer_bot(path, params)
        if path == ACCESS_TOKEN:
            with self._counting:
                answer = self.account.exchange(params, headers.get("secret_key", ""))
            return int(answer.get("error", 0)), json.dumps(answer).encode()
        try:
            self.account.check(headers.get("access_token", ""), headers.get("appsecret_proof", ""))
            if path not in self.api.calls:
                raise Refused(-209, "API is not supported")
            data = self.api.calls[path](params)
        except Refused as refused:
            return refused.code, json.dumps({"error": refused.code, "message": refused.message}).encode()
        except (KeyError, TypeError, AttributeError) as error:
            return -201, json.dumps({"error": -201, "message": f"Params is invalid: {error}"}).encode()
        return 0, json.dumps({"data": data, "error": 0, "message": "Success"}).encode()

    async def _answer_bot(self, path: str, params: Params) -> tuple[int, bytes]:
        token, _, method = path.removeprefix("/bot").partition("/")
        try:
            if token != TOKEN:
                raise BotRefused(401, "Unauthorized")
            if method not in self.bot.methods:
                raise BotRefused(404, "Not Found")
            answer: dict[str, Any] = {"ok": True}
            result = await self.bot.methods[method](params)
            if result is not None:
                answer["result"] = result
        except BotRefused as refused:
            answer = {"ok": False, "error_code": refused.code, "description": refused.description}
            return refused.code, json.dumps(answer).encode()
        return 0, json.dumps(answer).encode()


async def _params(scope: Scope, headers: dict[str, str], receive: Receive) -> Params:
    kind = headers.get("content-type", "")
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    if "data" in query:
        return {"data": json.loads(query["data"])}
    if kind.startswith("multipart/"):
        async with Request(scope, receive).form() as form:
            upload: Any = form["file"]
            return {"file": await upload.read(), "file_name": upload.filename}
    body = await read(receive)
    if kind.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    return {**query, **dict(parse_qsl(body.decode(), keep_blank_values=True))}
