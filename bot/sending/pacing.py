"""The rhythm of one channel account: evenly spaced bulk, and silence when a platform asks for it."""

from __future__ import annotations

RECOVERY_PER_MINUTE = 0.5
PENALTY = 0.9
ACTIVE_SECONDS = 1.0
# Timers wake up a little late; without catching up, a long broadcast would lose that much with every message.
LATE_SECONDS = 0.02
# As long as the other processes need to hear of one more: they look every eight seconds.
HEARD_SECONDS = 10.0


class Pacer:
    """Spaces messages of one account; a burst of one. Times are monotonic seconds, rates messages per second.

    Platforms count in windows they do not publish; even spacing below the limit stays inside all of them.
    After a refusal the rate falls by a tenth and grows back by half a message per second and quiet minute.
    """

    def __init__(self, rate: float | None) -> None:
        self._full_rate = rate
        self._rate = rate
        self._among = 1
        self._rated_at = 0.0
        self._next_at = 0.0
        self._bulk_at = float("-inf")
        self._silent_until = 0.0

    @property
    def rate(self) -> float | None:
        """The present bulk rate; None when the platform sets no limit."""
        return self._rate

    def share(self, now: float, *, among: int) -> None:
        """Keep to the part of one of so many processes. Who hears of one more waits until all have heard."""
        if self._rate is None or self._full_rate is None or among == self._among:
            return
        if among > self._among:
            self._next_at = max(self._next_at, now + HEARD_SECONDS)
        self._full_rate *= self._among / among
        self._rate *= self._among / among
        self._among = among

    def silence(self, now: float) -> float:
        """Seconds until anything at all may be sent."""
        return max(0.0, self._silent_until - now)

    def bulk_delay(self, now: float) -> float:
        """Seconds until the next bulk message may be sent."""
        return max(0.0, self._next_at - now, self.silence(now))

    def reply_delay(self, now: float) -> float:
        """Seconds until a reply may be sent: none, unless bulk is on its way and shares the window."""
        if now - self._bulk_at > ACTIVE_SECONDS:
            return self.silence(now)
        return self.bulk_delay(now)

    def sent(self, now: float, *, bulk: bool) -> None:
        """Count a message that is being sent."""
        if bulk:
            self._bulk_at = now
        if self._rate is not None:
            self._recover(now)
            in_rhythm = now - self._next_at <= LATE_SECONDS
            self._next_at = (self._next_at if in_rhythm else now) + 1 / self._rate

    def pause(self, now: float, *, seconds: float) -> None:
        """Send nothing for a while, for no fault of the rhythm."""
        self._silent_until = max(self._silent_until, now + seconds)

    def refused(self, now: float, *, retry_after: float) -> None:
        """The platform asked for silence."""
        self.pause(now, seconds=retry_after)
        if self._rate is not None:
            self._rate = max(1.0, self._rate * PENALTY)
            self._rated_at = self._silent_until

    def _recover(self, now: float) -> None:
        if self._rate is None or self._full_rate is None or self._rate >= self._full_rate:
            return
        quiet_minutes = max(0.0, now - self._rated_at) / 60
        self._rate = min(self._full_rate, self._rate + RECOVERY_PER_MINUTE * quiet_minutes)
        self._rated_at = max(self._rated_at, now)
