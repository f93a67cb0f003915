"""Telegram at its strictest: 30 messages in any second, three seconds of refusals for one too many."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from typing import Any

from telegram.request import RequestData

from tests.benchmarks.stub import Unplugged

ALLOWED_PER_SECOND = 30
PENALTY_SECONDS = 3
WAY_SECONDS = (0.010, 0.060)
REFUSAL = {
    "ok": False,
    "error_code": 429,
    "description": f"Too Many Requests: retry after {PENALTY_SECONDS}",
    "parameters": {"retry_after": PENALTY_SECONDS},
}


class Strict(Unplugged):
    """Each request is on its way for a while, there and back; what counts is when it arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[tuple[float, str]] = []
        self.refused = 0
        self._window: deque[float] = deque()
        self._angry_until = 0.0
        self._chance = random.Random(20261122)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        await asyncio.sleep(self._chance.uniform(*WAY_SECONDS))
        now = time.perf_counter()
        if url.endswith("/sendMessage") and not self._lets_in(now):
            self.refused += 1
            answer = 429, json.dumps(REFUSAL).encode()
        else:
            if url.endswith("/sendMessage") and request_data is not None:
                self.accepted.append((now, request_data.json_parameters["chat_id"]))
            answer = await super().do_request(url, method, request_data)
        await asyncio.sleep(self._chance.uniform(*WAY_SECONDS))
        return answer

    def _lets_in(self, now: float) -> bool:
        if now < self._angry_until:
            return False
        while self._window and self._window[0] <= now - 1:
            self._window.popleft()
        if len(self._window) >= ALLOWED_PER_SECOND:
            self._angry_until = now + PENALTY_SECONDS
            return False
        self._window.append(now)
        return True
