"""Hears how often a family is to be visited, and which half of a year a report is for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from bot.domain.text import syllables
from bot.domain.understanding.phrases import SponsorWords
from bot.domain.visits.standing import Period, Span, half_of

FEWEST, MOST = 7, 183
"""Between once a week and twice a year; what is rarer is no accompanying."""
_DAYS = {"week": 7, "month": 30.4, "quarter": 91.25}
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class Rhythms:
    """Reads one language's words."""

    def __init__(self, words: SponsorWords) -> None:
        self._units: Mapping[str, str] = {
            part: unit for unit, group in words.spans.items() for each in group for part in syllables(each)
        }
        self._counts = {
            part: count for count, group in words.counts.items() for each in group for part in syllables(each)
        }
        self._each, self._half, self._times, self._halves, self._first, self._second, self._last_year = (
            frozenset(part for each in words.rhythm.get(name, ()) for part in syllables(each))
            for name in ("each", "half", "times", "halves", "first", "second", "last_year")
        )

    def every(self, text: str) -> int | None:
        """After how many days a visit is due; None where no rhythm is told, or one that is none."""
        said = syllables(text)
        for place in range(1, len(said)):
            unit, before = self._units.get(said[place]), said[place - 1]
            count = 0.5 if before in self._half else 1.0 if before in self._each else self._count(before)
            if unit is None or count is None:
                continue
            days = round(_DAYS[unit] * count / self._how_often(said[place + 1 :]))
            return days if FEWEST <= days <= MOST else None
        return None

    def _count(self, word: str) -> float | None:
        found = int(word) if word.isdecimal() and len(word) < 3 else self._counts.get(word)
        return float(found) if found else None

    def _how_often(self, said: list[str]) -> float:
        """ "Một tháng 2 lần": how many times within the span."""
        for place in range(1, len(said)):
            if said[place] in self._times:
                return self._count(said[place - 1]) or 1.0
        return 1.0

    def period(self, text: str, today: date) -> Period:
        """Which span a report is for: the half that is named, or that runs; else the year."""
        said = syllables(text)
        years = [int(each) for each in said if each.isdecimal() and _FIRST_YEAR <= int(each) < _LAST_YEAR]
        year = years[0] if years else today.year - (1 if self._last_year & set(said) else 0)
        half = any(
            before in self._halves and self._units.get(after) == "month" for before, after in pairwise(said)
        )
        if not half:
            return Period(Span.YEAR, year)
        if self._second & set(said):
            return Period(Span.SECOND_HALF, year)
        if self._first & set(said) or year != today.year:
            return Period(Span.FIRST_HALF, year)
        return half_of(today)
