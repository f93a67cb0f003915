"""The present instant, and the day it is in Vietnam."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class FileClock:
    """A clock that stands where a file says, for demos of another day and for tests with real processes."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """The instant written in the file, in UTC."""
        instant = datetime.fromisoformat(self._file.read_text(encoding="utf-8").strip())
        if instant.tzinfo is None:
            raise ValueError(f"{self._file} needs an instant with a time zone")
        return instant.astimezone(UTC)


def vietnam_day(instant: datetime) -> date:
    """The date in Vietnam at an instant."""
    return instant.astimezone(VIETNAM).date()
