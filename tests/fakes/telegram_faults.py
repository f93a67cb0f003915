"""How a Bot API server fails: with Telegram's own words, by breaking the line, or by its flood limit."""

from __future__ import annotations

import math
import random
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SENDING = frozenset({"sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageReplyMarkup"})


class How(StrEnum):
    """What becomes of a call that fails."""

    ANSWER = "answer"
    """An error in Telegram's form."""
    HTML = "html"
    """The page of the proxy in front of it, with the same status."""
    CLOSE = "close"
    """The line is cut when the request has been read."""
    HALF = "half"
    """The line is cut in the middle of the answer."""
    DRIP = "drip"
    """The answer comes a byte at a time."""
    HANG = "hang"
    """No answer ever comes."""
    GARBAGE = "garbage"
    """200, but not JSON."""


@dataclass(slots=True)
class Fault:
    """What happens to calls of `method` to `chat` (None: any), `times` times (None: always).

    Only each `every`th such call fails. With `taken` the message reaches the person all the same.
    """

    how: How = How.ANSWER
    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = field(default_factory=dict)
    method: str | None = None
    chat: int | None = None
    times: int | None = 1
    every: int = 1
    taken: bool = False
    pause: float = 0.05
    seen: int = 0

    def hits(self, method: str, chat: int | None) -> bool:
        """Whether this call fails. Counts."""
        if self.method not in (None, method) or self.chat not in (None, chat) or self.times == 0:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        if self.times is not None:
            self.times -= 1
        return True


def answer(status: int, description: str, **parameters: Any) -> Fault:
    """One refusal in Telegram's form."""
    return Fault(status=status, description=description, parameters=parameters)


def too_many(seconds: int) -> Fault:
    return answer(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


@dataclass(slots=True)
class FloodLimit:
    """At most `per_second` in any second; one more and everything is refused for `penalty` seconds."""

    per_second: int = 30
    penalty: float = 3.0
    refused: int = 0
    _accepted: deque[float] = field(default_factory=deque)
    _silent_until: float = 0.0

    def refuses(self, now: float) -> int | None:
        """Seconds to wait, or None when the call is accepted."""
        while self._accepted and self._accepted[0] <= now - 1:
            self._accepted.popleft()
        if now >= self._silent_until and len(self._accepted) >= self.per_second:
            self._silent_until = now + self.penalty
        if now < self._silent_until:
            self.refused += 1
            return math.ceil(self._silent_until - now)
        self._accepted.append(now)
        return None


@dataclass(slots=True)
class Distance:
    """Seconds a request and its answer travel, each way."""

    least: float = 0.0
    most: float = 0.0
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    def one_way(self) -> float:
        return self._random.uniform(self.least, self.most)
