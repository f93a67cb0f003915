"""Asks Telegram for updates. An update is confirmed there only after it is stored here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram_errors import send_error
from bot.channels.telegram_parse import UNDERSTOOD
from bot.errors import BadPayload, ChannelDown, RateLimited, StoreUnavailable
from bot.log import log
from bot.metrics import REFUSED
from bot.ports import Raw

AS_SENT = "as_sent"
LONGEST_PAUSE = 30
ANSWER_SECONDS = 60

Take = Callable[[Sequence[Raw]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Polling:
    """How to ask: Telegram holds an empty answer back for `hold`; `pause` follows the first failure."""

    hold: timedelta = timedelta(seconds=30)
    pause: timedelta = timedelta(seconds=1)

    def wait(self, failures: int) -> float:
        """Seconds to wait after that many failures in a row."""
        return self.pause.total_seconds() * min(1 << failures, LONGEST_PAUSE)


class AsSent(HTTPXRequest):
    """Keeps each update exactly as Telegram sent it.

    The library reads all updates of an answer or none: one it can not read would hold up everybody's.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Wrap the updates of an answer so that the library reads nothing but their numbers."""
        answer: dict[str, Any] = HTTPXRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if isinstance(updates, list):
            answer["result"] = [{"update_id": update["update_id"], AS_SENT: update} for update in updates]
        return answer


class Poller:
    """The loop of one bot: ask, store, confirm by asking on."""

    def __init__(self, bot: Bot, polling: Polling, take: Take) -> None:
        self._bot = bot
        self._polling = polling
        self._take = take

    async def run(self) -> None:
        """Poll until cancelled. Raises `ChannelDown` when Telegram refuses the bot."""
        offset: int | None = None
        while True:
            updates = await self._ask(offset)
            await self._store([raw_of(update) for update in updates])
            # Numbers start anew after a quiet week: once confirmed, the old place must not be insisted on.
            offset = updates[-1].update_id + 1 if updates else None

    async def _ask(self, offset: int | None) -> Sequence[Update]:
        failures = 0
        while True:
            try:
                async with asyncio.timeout(self._polling.hold.total_seconds() + ANSWER_SECONDS):
                    return await self._bot.get_updates(
                        offset=offset, timeout=self._polling.hold, allowed_updates=UNDERSTOOD
                    )
            except TimeoutError:
                failures += 1
            except TelegramError as error:
                await asyncio.sleep(self._pause_after(error, failures))
                failures += 1

    def _pause_after(self, error: TelegramError, failures: int) -> float:
        problem = send_error(error)
        if isinstance(error, Conflict):
            log.error("telegram_polled_elsewhere", channel="telegram", error=str(problem))
            return self._polling.wait(LONGEST_PAUSE)
        if isinstance(problem, ChannelDown):
            raise problem from None
        log.warning("telegram_not_polled", channel="telegram", error=str(problem), attempts=failures + 1)
        if isinstance(problem, RateLimited):
            return problem.retry_after.total_seconds()
        return self._polling.wait(failures)

    async def _store(self, updates: Sequence[Raw]) -> None:
        """Store all of a batch; an update that is none is left out, so that the others get through."""
        try:
            await self._store_when_possible(updates)
        except BadPayload as error:
            if len(updates) > 1:
                for update in updates:
                    await self._store([update])
                return
            REFUSED.labels("telegram_unreadable").inc()
            log.error("telegram_update_unreadable", channel="telegram", error=str(error))

    async def _store_when_possible(self, updates: Sequence[Raw]) -> None:
        failures = 0
        while updates:
            try:
                await self._take(updates)
                return
            except StoreUnavailable as error:
                log.warning("telegram_updates_wait", channel="telegram", count=len(updates), error=str(error))
                await asyncio.sleep(self._polling.wait(failures))
                failures += 1


def raw_of(update: Update) -> Raw:
    """The update as Telegram sent it, or what the library kept of it."""
    sent: Raw = update.api_kwargs.get(AS_SENT) or json.loads(update.to_json())
    return sent
