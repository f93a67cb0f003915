"""Telegram at the moment in which the bot's process dies: kill points without a hook in the product."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass, field

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_bot_api import Params


@dataclass
class Blow:
    """Kill the process that makes this call: before Telegram does what it asks for, or before it hears so.

    `containing` names a parameter the call must have.
    """

    method: str
    pid: int
    before: bool
    containing: str | None = None
    struck: threading.Event = field(default_factory=threading.Event)

    def hits(self, method: str, params: Params) -> bool:
        return not self.struck.is_set() and method == self.method and self.containing in (None, *params)

    def strike(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.struck.set()


class DeadlyTelegram(FakeTelegram):
    """Deals one blow at a time."""

    blow: Blow | None = None

    async def _do(self, token: str, method: str, params: Params) -> tuple[int, bytes]:
        blow = self.blow if self.blow and self.blow.hits(method, params) else None
        if blow and blow.before:
            blow.strike()
            return 500, b""
        answer = await super()._do(token, method, params)
        if blow:
            blow.strike()
        return answer
