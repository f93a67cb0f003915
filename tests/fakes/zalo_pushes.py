"""Zalo's webhook: signs each event, repeats what was not taken in, and gives up after the last time."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import httpx

from tests.fakes.zalo_account import Account
from tests.fakes.zalo_people import Event

LADDER = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds before each repetition, as Zalo writes them."""
BOT_SECRET_HEADER = "X-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Push:
    """One attempt to hand an event over."""

    body: bytes
    status: int
    repeated: int


def mac(body: bytes, timestamp: str, *, secret: str, begins: str) -> str:
    """What stands in X-ZEvent-Signature."""
    return hashlib.sha256(f"{begins}{body.decode()}{timestamp}{secret}".encode()).hexdigest()


def packed(event: Event) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


class Pushes:
    """Hands events to one address, each person's one after another."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.url: str | None = None
        self.ladder: Sequence[float] = LADDER
        self.patience = 2.0
        self.on = True
        self.waiting: dict[int, Event] = {}
        self.done: list[Push] = []
        self.bot_secret: str | None = None
        self._numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: dict[str, asyncio.Lock] = {}
        self._client: httpx.AsyncClient | None = None

    def restart(self) -> None:
        self._tasks.clear()
        self._lines.clear()
        self._client = None
        self.resume()

    def resume(self) -> None:
        """Try at once whatever waits, as when an administrator switches the webhook on again."""
        self.on = True
        for task in self._tasks:
            task.cancel()
        for number in list(self.waiting):
            self._begin(number)

    async def hang_up(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def add(self, events: Sequence[Event]) -> None:
        for event in events:
            number = next(self._numbers)
            self.waiting[number] = event
            self._begin(number)

    def _begin(self, number: int) -> None:
        task = asyncio.ensure_future(self._hand_over(number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hand_over(self, number: int) -> None:
        event = self.waiting[number]
        body = packed(event)
        line = self._lines.setdefault(_who(event), asyncio.Lock())
        for repeated, pause in enumerate((0.0, *self.ladder)):
            await asyncio.sleep(pause)
            if not self.on or self.url is None:
                return
            async with line:
                status = await self._push(body, event, repeated)
            self.done.append(Push(body, status, repeated))
            if status == 200:
                self.waiting.pop(number, None)
                return
        self.on = False

    async def _push(self, body: bytes, event: Event, repeated: int) -> int:
        assert self.url is not None
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False)
        headers = {"Content-Type": "application/json", **self._proof(body, event)}
        if repeated:
            headers["num_retry"] = str(repeated)
        try:
            answer = await self._client.post(self.url, content=body, headers=headers, timeout=self.patience)
        except httpx.HTTPError:
            return 0
        return answer.status_code

    def _proof(self, body: bytes, event: Event) -> dict[str, str]:
        if self.bot_secret is not None:
            return {BOT_SECRET_HEADER: self.bot_secret}
        account = self.account
        sign = mac(body, str(event["timestamp"]), secret=account.oa_secret, begins=account.app_id)
        return {"X-ZEvent-Signature": f"mac={sign}"}


def _who(event: Event) -> str:
    """Whose events are handed over one after another."""
    match event.get("result", event):
        case {"message": {"chat": {"id": user}}} | {"sender": {"id": user}} | {"follower": {"id": user}}:
            return str(user)
    return ""
