"""Hears what officials and units say of help to families: which family, which unit, what, until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.domain.ids import SponsorId
from bot.domain.reminders.terms import DayKind, Muted
from bot.domain.text import clean, syllables
from bot.domain.understanding.homes import numbered_home
from bot.domain.understanding.past_days import PastDays, one_of
from bot.domain.understanding.patterns import compiled, marked, word
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.rhythm import Rhythms
from bot.domain.visits.standing import Period

LONGEST = 120
_ENDS = " \t,.;:-–"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a unit means to give to a family, and by when; None is not said."""

    what: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Announced:
    """A day that a ward announces; None of it is not said."""

    kind: DayKind | None
    on: date | None
    place: str


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a unit found at a family, as numbers of the form: what it lacks, and why it is poor."""

    lacks: tuple[int, ...]
    causes: tuple[int, ...]


class Sponsoring:
    """Reads one language's words. A family is its number; a unit is called by its name, or a part of it."""

    def __init__(self, phrases: Phrases) -> None:
        words = phrases.sponsoring
        self._home = re.compile(numbered_home(words), re.IGNORECASE)
        self._until = re.compile(rf"(?:(?<!\w)(?:{one_of(words.until)})\s*)+$", re.IGNORECASE)
        self._place = re.compile(rf"(?<!\w)(?:{one_of(words.places)})\s+(.+)$", re.IGNORECASE)
        numbers = r"\s*:?\s*(\d{1,2}(?:[\s,;+.]+\d{1,2})*)(?!\w)"
        self._lacks = re.compile(rf"(?<!\w)(?:{one_of(words.lacks)}){numbers}", re.IGNORECASE)
        self._causes = re.compile(rf"(?<!\w)(?:{one_of(words.causes)}){numbers}", re.IGNORECASE)
        self._never = compiled(words.never_told)
        self._kinds = [(kind, compiled(patterns)) for kind, patterns in words.days.items()]
        self._muted = [(why, compiled(patterns)) for why, patterns in words.muted.items()]
        self._days = PastDays(phrases.change)
        self._rhythms = Rhythms(words)
        self._whole_ward = compiled(words.whole_ward)

    def number(self, text: str) -> str | None:
        """The number of the one family that is named."""
        found = set(self._home.findall(clean(text)))
        return found.pop() if len(found) == 1 else None

    def units(self, text: str, known: Mapping[SponsorId, str]) -> list[SponsorId]:
        """The units that may be meant: those whose whole name is said, else those with all that is said."""
        said = syllables(self._home.sub(" ", clean(text)))
        names = {unit: syllables(name) for unit, name in known.items()}
        whole = [unit for unit, name in names.items() if _within(name, said)]
        if whole:
            longest = max(len(names[unit]) for unit in whole)
            return [unit for unit in whole if len(names[unit]) == longest]
        tail = {unit: _common(name, said) for unit, name in names.items()}
        most = max(tail.values(), default=0)
        return [unit for unit, count in tail.items() if count == most and most > 1]

    def surveyed(self, text: str) -> Surveyed:
        """What a survey found: "khảo sát hộ 12 thiếu 3 7, vì 2"."""
        line = self._home.sub(" ", clean(text))
        return Surveyed(_numbers(self._lacks.search(line)), _numbers(self._causes.search(line)))

    def planned(self, text: str, today: date) -> Planned:
        """What is to be given, as it was written, without the family and the day."""
        line = clean(text)
        home = self._home.search(line)
        rest = line[home.end() :] if home else line
        days = [each for each in self._days.found(rest, today) if each.day]
        what = rest[: days[0].start] if days else rest
        what = self._until.sub("", what.strip(_ENDS)).strip(_ENDS)
        due = _ahead(days[0].day, today) if days and days[0].day else None
        return Planned(what[:LONGEST], due)

    def tells_too_much(self, what: str) -> bool:
        """Whether words tell of an illness, a debt, a quarrel, an income: no reminder may."""
        line = marked(word(each) for each in re.findall(r"[^\W_]+", clean(what).casefold()))
        return self._never is not None and self._never.search(line) is not None

    def tells_of(self, said: str, what: str) -> bool:
        """Whether a message names a thing: two words of it side by side, or its only word."""
        heard, named = syllables(said), syllables(what)
        if len(named) < 2:
            return bool(set(named) & set(heard))
        return not set(pairwise(named)).isdisjoint(pairwise(heard))

    def announced(self, text: str, today: date) -> Announced:
        """Which day is announced, and where."""
        line = clean(text)
        days = [each for each in self._days.found(line, today) if each.day]
        bare = line
        for each in reversed(days):
            bare = f"{bare[: each.start]} {bare[each.end :]}"
        place = self._place.search(bare)
        heard = marked(word(each) for each in re.findall(r"[^\W_]+", line.casefold()))
        kind = next((kind for kind, pattern in self._kinds if pattern and pattern.search(heard)), None)
        on = _ahead(days[0].day, today) if days and days[0].day else None
        return Announced(kind, on, place.group(1).strip(_ENDS)[:LONGEST] if place else "")

    def every(self, text: str) -> int | None:
        """After how many days families are to be visited; see `Rhythms`."""
        return self._rhythms.every(text)

    def period(self, text: str, today: date) -> Period:
        """Which span a report is for."""
        return self._rhythms.period(text, today)

    def of_whole_ward(self, text: str) -> bool:
        """Whether something is said of all units of a ward."""
        line = marked(word(each) for each in re.findall(r"[^\W_]+", clean(text).casefold()))
        return self._whole_ward is not None and self._whole_ward.search(line) is not None

    def muted(self, text: str) -> Muted | None:
        """Why nobody is to be reminded of a family."""
        line = marked(word(each) for each in re.findall(r"[^\W_]+", clean(text).casefold()))
        return next((why for why, pattern in self._muted if pattern and pattern.search(line)), None)


def _numbers(found: re.Match[str] | None) -> tuple[int, ...]:
    numbers = [] if found is None else [int(each) for each in re.findall(r"\d+", found[1])]
    return tuple(dict.fromkeys(each for each in numbers if each))


def _ahead(day: date, today: date) -> date:
    """A day of this year that is over is next year's, where that is nearer than half a year away."""
    if day < today and (today - day).days > 183:
        return day.replace(year=day.year + 1)
    return day


def _within(part: list[str], whole: list[str]) -> bool:
    count = len(part)
    return bool(part) and any(whole[at : at + count] == part for at in range(len(whole) - count + 1))


def _common(name: list[str], said: list[str]) -> int:
    """How many words at the end of what is said are words of the name."""
    count = 0
    for each in reversed(said):
        if each not in name:
            break
        count += 1
    return count
