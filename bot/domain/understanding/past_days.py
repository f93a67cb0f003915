"""Hears the day on which something happened: "5/11", "ngày 5 tháng 11", "hôm qua"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.text import clean, fold
from bot.domain.understanding.patterns import compiled, marked, word
from bot.domain.understanding.phrases import ChangeWords

_CENTURY = 2000
_GAP = " ; "
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Said:
    """A day as it stands in a text; `start` and `end` are where, with the words that lead to it.

    `day` is None for one that no calendar has; `born` tells that somebody's birth is meant."""

    start: int
    end: int
    day: date | None
    year: int | None = None
    born: bool = False


class PastDays:
    """Reads one language's days. A day without its year is the nearest of that name."""

    def __init__(self, words: ChangeWords) -> None:
        month, year, born = (one_of(group) for group in (words.month, words.year, words.born))
        before = rf"(?:(?<!\w)(?:{one_of(words.before_day)})\s+)*"
        in_digits = r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d\d))?(?![\d/])"
        in_words = rf"(?<!\d)(\d{{1,2}})\s*(?:{month})\s*(\d{{1,2}})(?!\d)(?:\s*(?:{year}|/)?\s*(\d{{4}}))?"
        birth_year = rf"(?<!\w)(?:{born})\s+(?:(?:{year})\s+)?((?:19|20)\d\d)(?!\d)"
        self._days = tuple(re.compile(before + form, re.IGNORECASE) for form in (in_digits, in_words))
        self._born = re.compile(rf"(?<!\w)(?:{born})\s+(?:\w+\s+)?$", re.IGNORECASE)
        self._year = re.compile(birth_year, re.IGNORECASE)
        self._ago = [(days, compiled(patterns)) for days, patterns in words.days_ago.items()]

    def found(self, text: str, today: date) -> list[Said]:
        """Return the days a text names in numbers, in their order."""
        said: list[Said] = []
        for match in self._matches(text):
            if all(match.end() <= each.start or match.start() >= each.end for each in said):
                said.append(self._said(text, match, today))
        said += [
            Said(match.start(), match.end(), None, int(match[1]), born=True)
            for match in self._year.finditer(text)
        ]
        return sorted(said, key=lambda each: each.start)

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        for pattern in self._days:
            yield from pattern.finditer(text)

    def _said(self, text: str, match: re.Match[str], today: date) -> Said:
        day = _day(int(match[1]), int(match[2]), match[3], today)
        lead = self._born.search(text[: match.start()]) or self._born.search(text[: match.start(1)])
        start = match.start() if lead is None else min(match.start(), lead.start())
        return Said(start, match.end(), day, None if day is None else day.year, born=lead is not None)

    def ago(self, line: str, today: date) -> tuple[date | None, str]:
        """Return the day a marked line names in words, such as yesterday, and the line without it."""
        for days, pattern in self._ago:
            if pattern is not None and pattern.search(line):
                return today - timedelta(days=days), pattern.sub(_GAP.lstrip(), line)
        return None, line

    def read(self, text: str, today: date) -> date | None:
        """Return the day an answer names, None when it names none or several."""
        days = {each.day for each in self.found(clean(text), today) if each.day}
        if not days:
            spelled = re.findall(r"[^\W_]+", clean(text).casefold())
            day, _ = self.ago(marked(word(each) for each in spelled), today)
            return day
        return days.pop() if len(days) == 1 else None


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _existing(int(year) + (_CENTURY if len(year) == 2 else 0), month, day)
    near = [_existing(each, month, day) for each in (today.year - 1, today.year, today.year + 1)]
    return min((each for each in near if each), key=lambda each: abs(each - today), default=None)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:
        return None


def one_of(spelled: Iterable[str]) -> str:
    """Any of the words, with their accents or without."""
    both = sorted({form for each in spelled for form in (each, fold(each))}, key=len, reverse=True)
    return "|".join(re.escape(each) for each in both) or r"(?!)"
