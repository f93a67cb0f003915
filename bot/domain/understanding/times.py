"""Hears as of when somebody asks: "sang năm", "từ 1/1/2027", "năm ngoái". Guesses no year nobody said."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache

from bot.domain.text import clean, fold, words
from bot.domain.understanding.patterns import compiled, marked, word
from bot.domain.understanding.phrases import TimeWords

# Rules before and after these years are not ours to tell: such a number is a birth year or a sum.
_YEARS_BACK, _YEARS_AHEAD = 12, 10
_NEAR = timedelta(days=92)


class Calendar:
    """Reads one language's words for when."""

    def __init__(self, times: TimeWords) -> None:
        self._counted = {fold(spelled) for spelled in times.counted}
        self._happened = compiled(times.happened)
        self._next_year = compiled(times.next_year)
        self._in_words: list[tuple[re.Pattern[str] | None, Callable[[date], date]]] = [
            (compiled(times.now), lambda today: today),
            (self._next_year, lambda today: date(today.year + 1, 1, 1)),
            (compiled(times.last_year), lambda today: date(today.year - 1, 12, 31)),
            (compiled(times.next_month), lambda today: _month_after(today, 1)),
            (compiled(times.last_month), lambda today: today.replace(day=1) - timedelta(days=1)),
            (compiled(times.next_quarter), lambda today: _month_after(today, 3 - (today.month - 1) % 3)),
        ]
        self._in_numbers = [re.compile(form) for form in _forms(times)]

    def asked(self, text: str, today: date) -> date | None:
        """Return the day the question is about: a coming one before today, today before a past one."""
        line = marked(word(spelled) for spelled in words(clean(text).casefold()))
        said = {*self._said_in_numbers(fold(text), line, today), *self._said_in_words(line, today)}
        coming = {day for day in said if day > today}
        if coming or today in said:
            return min(coming, default=today)
        happened = self._happened is not None and self._happened.search(line)
        return None if happened else max(said, default=None)

    def _said_in_words(self, line: str, today: date) -> Iterator[date]:
        for pattern, day in self._in_words:
            if any(not self._is_counted(line[:start]) for start in _starts(pattern, line)):
                yield day(today)

    def _is_counted(self, before: str) -> bool:
        last = before.split()[-1].split("'")[0] if before.strip() else ""
        return last.isdecimal() or last in self._counted

    def _said_in_numbers(self, folded: str, line: str, today: date) -> Iterator[date]:
        coming = today.year + 1 if _starts(self._next_year, line) else None
        for form in self._in_numbers:
            for match in form.finditer(folded):
                yield from _read(match.groupdict(), today, coming)
            # What one form has read is not read again as something shorter.
            folded = form.sub(" ; ", folded)


@lru_cache(maxsize=4)
def _calendar(times: TimeWords) -> Calendar:
    return Calendar(times)


def asked_date(text: str, today: date, *, times: TimeWords) -> date | None:
    """Return the day the question is about, None when it names none."""
    return _calendar(times).asked(text, today)


def _forms(times: TimeWords) -> Iterator[str]:
    """The ways to write a day, a month, a quarter or a year in numbers, the longest first."""
    day, month, quarter = (_one_of(group) for group in (times.day, times.month, times.quarter))
    year = r"(?:[/-]|,? (?:[^\W\d]+ )?)(?P<year>\d{4})"
    yield r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?![\d/])"
    yield rf"\b(?:{day}) (?P<day>\d{{1,2}})(?:[/-]| (?:{month}) )(?P<month>\d{{1,2}})(?![/\d])(?:{year}\b)?"
    yield rf"\b(?:{quarter}) (?P<quarter>[1-4]){year}\b"
    yield rf"\b(?:{month}) (?P<month>\d{{1,2}}) (?P<coming>{_one_of(times.coming)})\b"
    yield rf"\b(?:{month}) (?P<month>\d{{1,2}})(?!\d)(?:{year}\b)?"
    yield r"(?<![\d/.-])(?P<month>\d{1,2})[/-](?P<year>\d{4})(?![\d/])"
    yield rf"(?<![\d.,/-])(?P<year>\d{{4}})(?![\d/]|[.,]\d| (?:{_one_of(times.amounts)})\b)"


def _read(said: dict[str, str | None], today: date, coming: int | None) -> Iterator[date]:
    day, month, quarter, year = (int(said.get(part) or 0) for part in ("day", "month", "quarter", "year"))
    year = year + 2000 if 0 < year < 100 else year or coming or 0
    if said.get("coming") and 0 < month <= 12:
        yield date(today.year + (month <= today.month), month, 1)
        return
    if year and not -_YEARS_BACK <= year - today.year <= _YEARS_AHEAD:
        return
    if not year:
        yield from _soon(today, month, day) if day else ()
    elif day:
        yield from _existing(year, month, day)
    elif month or quarter:
        for first in _existing(year, month or quarter * 3 - 2, 1):
            yield _nearest(today, first, _month_after(first, 3 if quarter else 1) - timedelta(days=1))
    else:
        yield _nearest(today, date(year, 1, 1), date(year, 12, 31))


def _soon(today: date, month: int, day: int) -> Iterator[date]:
    """A day without a year, when it comes within three months."""
    for year in (today.year, today.year + 1):
        yield from (near for near in _existing(year, month, day) if today <= near <= today + _NEAR)


def _existing(year: int, month: int, day: int) -> Iterator[date]:
    with suppress(ValueError):
        yield date(year, month, day)


def _nearest(today: date, first: date, last: date) -> date:
    """The day of a period that is nearest to today."""
    return min(max(today, first), last)


def _month_after(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _one_of(spelled: Iterable[str]) -> str:
    return "|".join(re.escape(fold(part)) for part in spelled) or r"(?!)"


def _starts(pattern: re.Pattern[str] | None, line: str) -> list[int]:
    return [match.start() for match in pattern.finditer(line)] if pattern else []
