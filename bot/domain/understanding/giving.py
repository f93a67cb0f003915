"""Hears what units and officials say of pledges, the fund, houses, reports to be put right, and feasts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.domain.fair_shares import Feast
from bot.domain.houses import HouseKind, HouseStep
from bot.domain.text import clean, fold
from bot.domain.understanding.homes import numbered_home
from bot.domain.understanding.past_days import PastDays, one_of
from bot.domain.understanding.patterns import compiled, marked
from bot.domain.understanding.phrases import Phrases, View
from bot.domain.understanding.spelling import Speller

LONGEST_GIVER = LONGEST_PURPOSE = 120
_MOST_NAMES = 3
_MONTHS = 12
_ENDS = " \t,.;:-–"
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right and what was wrong, in the words of who corrects; `wrong` empty is not said."""

    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a month of it."""

    year: int
    month: int | None = None

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def ends(self) -> date:
        """The first day after it."""
        if self.month is None or self.month == _MONTHS:
            return date(self.year + 1, 1, 1)
        return date(self.year, self.month + 1, 1)


class Giving:
    """Reads one language's words."""

    def __init__(self, phrases: Phrases) -> None:
        words, homes = phrases.giving, phrases.sponsoring
        self._speller = Speller(phrases.shortenings)
        towards = rf"(?:(?<!\w)(?:{one_of(words.towards)})\s+)?"
        self._home = re.compile(towards + numbered_home(homes), re.IGNORECASE)
        title = rf"(?<!\w)(?:(?:{one_of(words.people)})\s+)+"
        self._named = re.compile(title + r"((?:[^\W\d_]+\s*){1,4})", re.IGNORECASE)
        self._pledging = re.compile(rf"^.*(?<!\w)(?:{one_of(words.pledging)})(?!\w)", re.IGNORECASE)
        self._hands_in = re.compile(rf"^(.+?)\s+(?:{one_of(words.hands_in)})(?!\w)", re.IGNORECASE)
        self._booked = re.compile(rf"^.*?(?<!\w)(?:{one_of(words.booked)})(?=\s+\d)", re.IGNORECASE)
        self._day = re.compile(rf"(?<!\w)(?:{one_of(words.days)})(?!\w)", re.IGNORECASE)
        self._mistaken = re.compile(rf"^.*?(?<!\w)(?:{one_of(words.mistaken)})(?!\w)", re.IGNORECASE)
        self._from = re.compile(rf"(?<!\w)(?:{one_of(words.givers)})\s+(.+)$", re.IGNORECASE)
        self._for = re.compile(rf"(?<!\w)(?:{one_of(words.purposes)})\s+(.+)$", re.IGNORECASE)
        self._fund = re.compile(rf"(?<!\w)(?:{one_of(words.fund)})(?!\w)", re.IGNORECASE)
        self._instead = re.compile(rf"(?<!\w)(?:{one_of(words.instead)})(?!\w)", re.IGNORECASE)
        self._changed = re.compile(rf"(?<!\w)(?:{one_of(words.changed)})(?!\w)", re.IGNORECASE)
        self._days = PastDays(phrases.change)
        self._month = re.compile(
            rf"(?<!\w)(?:{one_of(phrases.change.month)})\s*(\d{{1,2}})(?!\d)", re.IGNORECASE
        )
        self._year = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
        self._feasts = _each(words.feasts)
        self._steps = _each(words.steps)
        self._views = _each(words.views)
        self._unity, self._asking = compiled(words.unity), compiled(words.asking)
        self._of_promise, self._of_fund = compiled(words.of_promise), compiled(words.of_fund)

    def pledged(self, text: str) -> str:
        """What is pledged: the words behind the one that pledges, without the family."""
        return self._pledging.sub("", self._bare(text)).strip(_ENDS)

    def _bare(self, text: str) -> str:
        return " ".join(self._home.sub(" ", clean(text)).split()).strip(_ENDS)

    def giver(self, text: str, today: date) -> str | None:
        """Who gave to the fund, as it was written."""
        line = self._undated(self._fund.sub(" ", clean(text)), today)
        found = self._from.search(line) or self._hands_in.search(line)
        return found[1].strip(_ENDS)[:LONGEST_GIVER] or None if found else None

    def given_by(self, text: str, today: date) -> str:
        """What was given to the fund, without who gave."""
        line = self._undated(self._fund.sub(" ", clean(text)), today)
        cut = self._from if self._from.search(line) else self._hands_in
        return self._booked.sub(" ", cut.sub(" ", line)).strip(_ENDS)

    def _undated(self, line: str, today: date) -> str:
        for each in reversed(self._days.found(line, today)):
            line = f"{line[: each.start]} {line[each.end :]}"
        return self._day.sub(" ", line)

    def purpose(self, text: str) -> str | None:
        """What the fund paid for, as it was written, without the family."""
        found = self._for.search(self._bare(self._fund.sub(" ", clean(text))))
        return found[1].strip(_ENDS)[:LONGEST_PURPOSE] or None if found else None

    def spent(self, text: str) -> str:
        """What the fund gave: the words before what for."""
        line = self._booked.sub(" ", self._bare(self._fund.sub(" ", clean(text))))
        return self._for.sub(" ", line).strip(_ENDS)

    def correction(self, text: str) -> Correction | None:
        """What a report should say; None where only its being wrong is told.

        "5kg chứ không phải 10kg" and "10kg thành 5kg" are the two ways of saying it."""
        line = clean(text)
        if found := self._instead.search(line):
            return Correction(self._told(line[: found.start()]), self._told(line[found.end() :]))
        if found := self._changed.search(line):
            return Correction(self._told(line[found.end() :]), self._told(line[: found.start()]))
        return None

    def _told(self, words: str) -> str:
        return self._day.sub(" ", self._mistaken.sub(" ", words)).strip(_ENDS)

    def day(self, text: str, today: date) -> date | None:
        """The day that is named: "hôm qua", "20/11"."""
        return self._days.read(text, today)

    def year(self, text: str) -> int | None:
        """The year that is named."""
        found = self._year.search(clean(text))
        return int(found[1]) if found else None

    def period(self, text: str, today: date) -> Period:
        """The month or the year that is named; else the year so far."""
        line = clean(text)
        month, named = self._month.search(line), self.year(text) or today.year
        if month and 1 <= int(month[1]) <= _MONTHS:
            return Period(named, int(month[1]))
        return Period(named)

    def names(self, text: str) -> Iterator[tuple[str, ...]]:
        """Whom a title leads to, with as many words as may be the name, the longest first."""
        for found in self._named.finditer(clean(text)):
            words = tuple(fold(found[1]).split())[:_MOST_NAMES]
            for count in range(len(words), 0, -1):
                yield words[:count]

    def feast(self, text: str) -> Feast | None:
        """The feast that is named."""
        return next(self._heard(self._feasts, text), None)

    def steps(self, text: str) -> list[HouseStep]:
        """The steps of a house that are named, in their order."""
        return sorted(self._heard(self._steps, text), key=lambda each: each.place)

    def views(self, text: str) -> Collection[View]:
        """By what a total is to be told apart."""
        return list(self._heard(self._views, text))

    def house_kind(self, text: str) -> HouseKind:
        """Which kind of house is named."""
        return HouseKind.UNITY if self._hears(self._unity, text) else HouseKind.CHARITY

    def of_promise(self, text: str) -> bool:
        """Whether a promise is to be taken back, and no report."""
        return self._hears(self._of_promise, text)

    def of_fund(self, text: str) -> bool:
        """Whether a line of the fund is to be put right, and no report."""
        return self._hears(self._of_fund, text)

    def asks(self, text: str) -> bool:
        """Whether words ask and tell nothing."""
        return "?" in text or self._hears(self._asking, text)

    def _hears(self, pattern: re.Pattern[str] | None, text: str) -> bool:
        return pattern is not None and pattern.search(self._line(text)) is not None

    def _heard(self, kinds: Iterable[tuple[Kind, re.Pattern[str] | None]], text: str) -> Iterator[Kind]:
        line = self._line(text)
        return (kind for kind, pattern in kinds if pattern is not None and pattern.search(line))

    def _line(self, text: str) -> str:
        return marked(self._speller.words(text))


def _each(kinds: Mapping[Kind, tuple[str, ...]]) -> list[tuple[Kind, re.Pattern[str] | None]]:
    return [(kind, compiled(patterns)) for kind, patterns in kinds.items()]
