"""Notices who writes far faster than a person can: one warning, then silence until they calm down."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum

BURST = 20
PER_SECOND = 2.0
REMEMBERED = 10_000


class Verdict(Enum):
    """What to do with one more message."""

    ANSWER = "answer"
    WARN = "warn"
    DROP = "drop"


class FloodGate:
    """A bucket of `burst` messages per sender that refills at `per_second`. Times are monotonic seconds."""

    def __init__(self, *, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._burst = burst
        self._per_second = per_second
        self._levels: OrderedDict[object, tuple[float, float, bool]] = OrderedDict()

    def judge(self, sender: object, *, now: float) -> Verdict:
        """Count a message of a sender."""
        level, at, warned = self._levels.pop(sender, (float(self._burst), now, False))
        level = min(self._burst, level + (now - at) * self._per_second)
        warned = warned and level < self._burst / 2
        if len(self._levels) >= REMEMBERED:
            self._levels.popitem(last=False)
        if level >= 1:
            self._levels[sender] = (level - 1, now, warned)
            return Verdict.ANSWER
        self._levels[sender] = (level, now, True)
        return Verdict.DROP if warned else Verdict.WARN
