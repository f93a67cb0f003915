"""What was uploaded to Zalo and may be sent again: an upload is kept for a week, and counted by the month.

Keeps names and fingerprints in memory, never content."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.domain.messages import File
from bot.ports import Clock

LIFE = timedelta(days=6)
"""A day less than Zalo's: a message may wait its turn."""
MOST = 200


class Uploads:
    """The names of the latest uploads of one account."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._names: OrderedDict[bytes, tuple[str, datetime]] = OrderedDict()

    def known(self, file: File) -> str | None:
        """The name under which this very file lies at Zalo; None when it must be uploaded."""
        name, until = self._names.get(_mark(file), ("", None))
        return name if until is not None and self._clock.now() < until else None

    def keep(self, file: File, name: str) -> None:
        """Remember an upload; the oldest is forgotten for it."""
        self._names[_mark(file)] = name, self._clock.now() + LIFE
        while len(self._names) > MOST:
            self._names.popitem(last=False)

    def forget(self, file: File) -> None:
        """Zalo does not know it any more."""
        self._names.pop(_mark(file), None)


def _mark(file: File) -> bytes:
    named = f"{file.media_type}\0{file.name}\0".encode()
    return hashlib.sha256(named + file.content).digest()
