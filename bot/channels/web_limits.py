"""How much the web chat lets one page, one place and all together ask, and what it calls too much.

Must not know what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times are in seconds, rates per second. A place may be a village: phone companies share addresses."""

    hello_wait: float = 10.0
    idle_wait: float = 75.0
    lock_wait: float = 30 * 60.0
    shown_wait: float = 10.0
    file_rate: int = 4 * 1024
    farewell_wait: float = 1.0
    frame_rate: float = 50.0
    frame_burst: int = 200
    message_rate: float = 5.0
    message_burst: int = 20
    untold: int = 512
    sockets: int = 2_000
    sockets_per_place: int = 50
    arrival_rate: float = 2.0
    arrival_burst: int = 120
    places: int = 10_000
    history: int = 30


class Unwelcome(StrEnum):
    """Why a socket or a frame was turned away. The values are counted."""

    CLOSED = "closed"
    ORIGIN = "origin"
    CROWD = "crowd"
    SILENT = "silent"
    MALFORMED = "malformed"
    OVERSIZED = "oversized"
    FLOOD = "flood"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    BUSY = "busy"


class TurnedAway(Exception):
    """The socket will be closed with `code`; `why` is counted."""

    def __init__(self, why: Unwelcome, code: int) -> None:
        super().__init__(why)
        self.why = why
        self.code = code


class Bucket:
    """Allows `burst` at once and `rate` per second in the long run."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._left = self._burst
        self._since: float | None = None

    def take(self, now: float) -> bool:
        """Whether one more is allowed at `now`, in seconds of a monotonic clock."""
        passed = 0.0 if self._since is None else now - self._since
        self._left = min(self._burst, self._left + passed * self._rate)
        self._since = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
