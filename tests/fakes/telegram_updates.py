"""The queue of updates for one bot, fetched by getUpdates or pushed to its webhook as Telegram pushes."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram_bot_api import BotApi, Refused, Webhook
from tests.fakes.telegram_people import Update, chat_of

PULL_WHILE_PUSHED = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
PULLED_ELSEWHERE = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Push:
    """One attempt to hand an update to the webhook."""

    update_id: int
    status: int


class Queue:
    """Updates wait here until they are confirmed: by a higher offset, or by a 2xx of the webhook."""

    def __init__(self, api: BotApi) -> None:
        self.pending: dict[int, Update] = {}
        self.pushes: list[Push] = []
        self.retry, self.longest_retry = 0.02, 0.5
        self.patience = 60.0
        self._api = api
        self._next_id = 700_000_001
        self.polls = 0
        self._allowed: tuple[str, ...] = ()
        self._arrived = asyncio.Event()
        self._lines: dict[int | None, deque[int]] = defaultdict(deque)
        self._walkers: dict[int | None, asyncio.Task[None]] = {}
        self._at_once = asyncio.Semaphore(40)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    def add(self, updates: Sequence[Update]) -> list[int]:
        """Number the updates and queue them; kinds the bot did not ask for are dropped, as Telegram does."""
        numbers = []
        for content in updates:
            update = {"update_id": content.get("update_id", self._next_id), **content}
            self._next_id = update["update_id"] + 1
            allowed = self._api.webhook.allowed if self._api.webhook else self._allowed
            if allowed and not any(kind in update for kind in allowed):
                continue
            if press := update.get("callback_query"):
                self._api.presses.add(press["id"])
            self.pending[update["update_id"]] = update
            numbers.append(update["update_id"])
            if self._api.webhook:
                self._line_up(update)
        self._arrived.set()
        return numbers

    def drop(self) -> None:
        self.pending.clear()

    def restart(self) -> None:
        """Begin on a new event loop; what is pending stays."""
        self._arrived, self._at_once = asyncio.Event(), asyncio.Semaphore(40)
        self._lines.clear()
        self._walkers.clear()
        self._idle.clear()
        self.webhook_changed()

    async def hang_up(self) -> None:
        """Push nothing more; the bot finds its lines dead."""
        for walker in self._walkers.values():
            walker.cancel()
        for _, writer in self._idle:
            writer.transport.abort()
        await asyncio.gather(*self._walkers.values(), return_exceptions=True)

    async def poll(self, params: dict[str, Any]) -> list[Update]:
        """Answer getUpdates; a later poll ends an earlier one."""
        if self._api.webhook:
            raise Refused(409, f"Conflict: {PULL_WHILE_PUSHED}")
        self.polls += 1
        mine = self.polls
        self._arrived.set()
        offset = self._confirm(int(params.get("offset") or 0))
        self._remember_allowed(params.get("allowed_updates"))
        loop = asyncio.get_running_loop()
        until = loop.time() + float(params.get("timeout") or 0)
        while not self._from(offset) and loop.time() < until and mine == self.polls:
            self._arrived.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._arrived.wait()
            except TimeoutError:
                break
        if mine != self.polls:
            raise Refused(409, f"Conflict: {PULLED_ELSEWHERE}")
        return self._from(offset)[: int(params.get("limit") or 100)]

    def webhook_changed(self) -> None:
        """Begin to push what waits, if there is a webhook now."""
        if self._api.webhook:
            self._at_once = asyncio.Semaphore(self._api.webhook.max_connections)
            queued = {number for line in self._lines.values() for number in line}
            for number, update in self.pending.items():
                if number not in queued:
                    self._line_up(update)

    def _from(self, offset: int) -> list[Update]:
        return [update for number, update in self.pending.items() if number >= offset]

    def _confirm(self, offset: int) -> int:
        if offset < 0:
            offset = next(iter(sorted(self.pending)[offset:]), 0)
        for number in [number for number in self.pending if number < offset]:
            del self.pending[number]
        return offset

    def _remember_allowed(self, allowed: Any) -> None:
        if allowed is not None:
            self._allowed = tuple(json.loads(allowed) if isinstance(allowed, str) else allowed)

    def _line_up(self, update: Update) -> None:
        chat = chat_of(update)
        self._lines[chat].append(update["update_id"])
        if chat not in self._walkers:
            self._walkers[chat] = asyncio.ensure_future(self._walk(chat))

    async def _walk(self, chat: int | None) -> None:
        """Push one chat's updates, one after another; a refused one is repeated before the next is tried."""
        line, pause = self._lines[chat], self.retry
        while line and (webhook := self._api.webhook):
            update = self.pending.get(line[0])
            status = await self._push(webhook, update) if update else 200
            if 200 <= status < 300:
                self.pending.pop(line.popleft(), None)
                pause = self.retry
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest_retry)
        del self._walkers[chat], self._lines[chat]

    async def _push(self, webhook: Webhook, update: Update) -> int:
        async with self._at_once:
            try:
                async with asyncio.timeout(self.patience):
                    status = await self._post(webhook, json.dumps(update).encode())
            except (OSError, EOFError, ValueError, TimeoutError):
                status = 0
        self.pushes.append(Push(update["update_id"], status))
        return status

    async def _post(self, webhook: Webhook, body: bytes) -> int:
        target = urlsplit(webhook.url)
        reader, writer = self._reusable_line() or await asyncio.open_connection(target.hostname, target.port)
        try:
            writer.write(
                _request(target.path or "/", f"{target.hostname}:{target.port}", webhook.secret, body)
            )
            status, reusable = await _response(reader)
        except BaseException:
            writer.close()
            raise
        if reusable:
            self._idle.append((reader, writer))
        else:
            writer.close()
        return status

    def _reusable_line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None


def _request(path: str, host: str, secret: str, body: bytes) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *([f"X-Telegram-Bot-Api-Secret-Token: {secret}"] if secret else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _response(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read an answer to its end; the status, and whether the line can be used again."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    size = head.partition("content-length:")[2].partition("\r\n")[0].strip()
    if size:
        await reader.readexactly(int(size))
    return int(head.split(" ", 2)[1]), bool(size) and "connection: close" not in head
