"""How a platform behaves that is ours to script: what `ScriptedChannel.before_send` may be."""

from __future__ import annotations

import asyncio

from bot.domain.messages import Delivery
from bot.errors import SendError


class FailsOnce:
    """The platform fails the first time it is told one text."""

    def __init__(self, text: str, error: SendError) -> None:
        self.text, self.error = text, error
        self.failed = asyncio.Event()

    def __call__(self, delivery: Delivery) -> None:
        if delivery.body.text == self.text and not self.failed.is_set():
            self.failed.set()
            raise self.error
