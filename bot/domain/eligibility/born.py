"""When somebody was born as far as it is known, and how old that may make them. Never guesses a month."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Born:
    """Some day from the first to the last one."""

    first: date
    last: date

    @classmethod
    def written(cls, text: str) -> Born:
        """Of "1954", "1954-03" or "1954-03-20". Raises `ValueError` for anything else."""
        found = WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no year, month or day of birth")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            if not 1 <= month <= 12:
                raise ValueError(f"{text!r} names no month")
            return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return cls(date(year, month, day), date(year, month, day))

    @classmethod
    def aged(cls, age: int, *, on: date) -> Born:
        """Of somebody who is that old, in full years, on a day."""
        return cls(shifted(on, years=-age - 1) + _ONE_DAY, shifted(on, years=-age))

    def ages(self, on: date) -> tuple[int, int]:
        """The least and the most full years on a day; below 0 before birth."""
        return _age(self.last, on), _age(self.first, on)

    def reaches(self, age: int) -> tuple[date, date]:
        """The first and the last day on which that age may be reached."""
        return _birthday(self.first, age), _birthday(self.last, age)

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        if self == Born.written(f"{self.first:%Y}"):
            return f"{self.first:%Y}"
        if self == Born.written(f"{self.first:%Y-%m}"):
            return f"{self.first:%Y-%m}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def shifted(day: date, *, years: int = 0, months: int = 0) -> date:
    """The same day of the month some years and months on; the last of that month where it has none such."""
    index = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(index, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _birthday(born: date, age: int) -> date:
    """Who was born on 29/02 is a year older on 01/03 where there is no such day."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _read(written: Any) -> Any:
    if isinstance(written, date):
        return Born(written, written)
    if isinstance(written, int) and not isinstance(written, bool):
        return Born.written(str(written))
    if isinstance(written, str) and ".." in written:
        first, _, last = written.partition("..")
        days = Born(date.fromisoformat(first), date.fromisoformat(last))
        if days.last < days.first:
            raise ValueError(f"{written!r} ends before it begins")
        return days
    return Born.written(written) if isinstance(written, str) else written


BornDay = Annotated[
    Born,
    BeforeValidator(_read),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known"}),
]
