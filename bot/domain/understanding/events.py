"""Hears what people ask of events, and what they tell of themselves when they register. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

from bot.domain.case_rules import CODE_LENGTH, CODE_LETTERS
from bot.domain.events.finding import Why
from bot.domain.events.terms import Ask, EventKind, ForWhom, Outcome, Wish
from bot.domain.phone import phone_number
from bot.domain.text import clean, fold, words
from bot.domain.understanding.past_days import PastDays, one_of
from bot.domain.understanding.patterns import compiled, marked
from bot.domain.understanding.phrases import Phrases
from bot.domain.understanding.rules import Listener
from bot.domain.understanding.spelling import Speller

Meant = TypeVar("Meant")

_MOST_CHARACTERS = 300
_MOST_WORDS = {
    **dict.fromkeys((Ask.STILL_WORKS, Ask.LEFT_WORK, Ask.NEEDS_HELP), 8),
    Ask.TOLD: 12,
    **dict.fromkeys((Ask.CANCEL, Ask.MINE, Ask.ACCEPT), 14),
}
"""Longer messages tell something else."""
_OLDEST, _YOUNGEST = 90, 10
_NUMBER = re.compile(r"(?<![\w/.:])\d{1,5}(?![\w/]|:\d)")
_CODE = re.compile(rf"(?<!\w)[{CODE_LETTERS}]{{{CODE_LENGTH}}}(?!\w)")
_PHONE = re.compile(r"(?<![\d/])(?:\+?84|0)(?:[ .-]?\d){8,10}(?![\d/])")
_YEAR = re.compile(r"(?<![\d/.])((?:19|20)\d\d)(?!\d)")
_NAME = re.compile(r"[^\W\d_]+(?:[ ][^\W\d_]+){1,5}")
_PART = re.compile(r"[,;\n]+")


@dataclass(frozen=True, slots=True)
class HeardEvent:
    """A message about events. `numbers` and `codes` are tickets; `grade` the school class somebody names."""

    ask: Ask
    kinds: frozenset[EventKind] = frozenset()
    needs: frozenset[Why] = frozenset()
    for_whom: ForWhom | None = None
    outcome: Outcome | None = None
    grade: int | None = None
    wish: Wish | None = None
    numbers: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()


class EventTalk:
    """Hears one language's words for events."""

    def __init__(self, phrases: Phrases) -> None:
        said = phrases.event
        self._speller = Speller(phrases.shortenings)
        asks = {ask: said.asks[ask] for ask in Ask if ask in said.asks}
        self._asks = Listener(asks, courtesy=phrases.courtesy)
        self._kinds, self._needs = Listener(said.kinds), Listener(said.needs)
        self._outcomes, self._whom = Listener(said.outcomes), Listener(said.for_whom)
        self._wishes = Listener(said.wishes)
        self._grades = [(grade, compiled(patterns)) for grade, patterns in said.grades.items()]
        self._finished, self._present = compiled(said.finished), compiled(said.present)
        self._signs = [(sign, compiled(patterns)) for sign, patterns in said.signs.items()]
        self._afternoon, self._unlimited = compiled(said.afternoon), compiled(said.unlimited)
        born = one_of(said.born)
        self._born = re.compile(rf"(?<!\w)(?:{born})\s+(?:\w+\s+)?(\d\d|(?:19|20)\d\d)(?!\d)", re.IGNORECASE)
        hour = one_of(said.hours)
        self._hour = re.compile(rf"(?<![\d/])(\d{{1,2}})\s*(?:{hour}|:)\s*(\d{{2}})?(?!\d)", re.IGNORECASE)
        self.days = PastDays(phrases.change)

    def heard(self, text: str) -> HeardEvent | None:
        """What a message asks of events; None for everything else. Finding needs to be told what kind."""
        if len(text) > _MOST_CHARACTERS:
            return None
        line, codes = self._line(text), tuple(dict.fromkeys(_CODE.findall(text)))
        ask = self._asks.first(line)
        if codes and ask is None and self._present and self._present.search(line):
            ask = Ask.CAME
        kinds = self._kinds_in(line)
        if ask is None or (ask in (Ask.FIND, Ask.SIGN_UP) and not kinds):
            return None
        if len(line.split()) > _MOST_WORDS.get(ask, len(line)):
            return None
        return HeardEvent(
            ask,
            kinds,
            self._needs.all(line),
            self._whom.within(line),
            self._outcomes.within(line),
            self._grade(line),
            self._wishes.within(line),
            tuple(dict.fromkeys(int(each) for each in _NUMBER.findall(text))),
            codes,
        )

    def _line(self, text: str) -> str:
        return marked(self._speller.words(text))

    def kinds(self, text: str) -> frozenset[EventKind]:
        """The kinds of events a message names."""
        return self._kinds_in(self._line(text))

    def _kinds_in(self, line: str) -> frozenset[EventKind]:
        named = self._kinds.all(line)
        return frozenset(EventKind) if EventKind.OTHER in named else named

    def grade(self, text: str) -> int | None:
        """The school class somebody finished: a number alone, or in words; 0 for none."""
        bare = text.strip()
        if bare.isdecimal() and int(bare) <= 12:
            return int(bare)
        return self._grade(self._line(text))

    def _grade(self, line: str) -> int | None:
        named = self._finished.search(line) if self._finished else None
        if named is not None and (number := re.search(r"(\d{1,2})'", named[0])) and int(number[1]) <= 12:
            return int(number[1])
        return _first(self._grades, line)

    def wish(self, text: str) -> Wish | None:
        """Where somebody wants to work."""
        return self._wishes.within(self._line(text))

    def needs(self, text: str) -> frozenset[Why]:
        """What work or an event is said to have: a bus, a room, no diploma asked for."""
        return self._needs.all(self._line(text))

    def for_whom(self, text: str) -> ForWhom | None:
        """For whom somebody registers."""
        return self._whom.within(self._line(text))

    def unlimited(self, text: str) -> bool:
        """Whether somebody says that there is no limit."""
        return bool(self._unlimited and self._unlimited.search(self._line(text)))

    def birth_years(self, text: str, *, year: int) -> tuple[int, ...]:
        """The years in which somebody may be born: one that is named, an age, or those of a sign."""
        rest = _PHONE.sub(" ", clean(text))
        if named := self._born.search(rest) or _YEAR.search(rest):
            return _likely([_whole(int(named[1]), year)], year=year)
        line = self._line(rest)
        if aged := re.search(r" (\d{1,2})'\S* tuoi'", line):
            return _likely([year - int(aged[1])], year=year)
        signs = {sign for sign, pattern in self._signs if pattern is not None and pattern.search(line)}
        return _likely([each for each in range(year, year - 75, -1) if each % 12 in signs], year=year)

    def phone(self, text: str) -> str | None:
        """A phone number somewhere in a message."""
        found = _PHONE.search(clean(text))
        return phone_number(found[0]) if found else None

    def name(self, text: str) -> str | None:
        """A name that stands by itself between commas."""
        for part in _PART.split(clean(text)):
            bare = " ".join(part.split())
            if _NAME.fullmatch(bare) and not self._means_something(bare):
                return bare.title() if bare == bare.lower() or bare == bare.upper() else bare
        return None

    def _means_something(self, text: str) -> bool:
        line = self._line(text)
        told = self._wishes.within(line), self._whom.within(line), self._grade(line), self._asks.first(line)
        return any(each is not None for each in told) or bool(self._kinds.all(line))

    def hours(self, text: str) -> tuple[time, ...]:
        """The hours of a day that a text names, in its order: "7h30 đến 11h", "1 giờ chiều"."""
        after_noon = bool(self._afternoon and self._afternoon.search(self._line(text)))
        found = [(int(match[1]), int(match[2] or 0)) for match in self._hour.finditer(fold(text))]
        return tuple(
            time(hour + 12 if after_noon and hour < 12 else hour, minute)
            for hour, minute in found
            if hour < 24 and minute < 60
        )


def _first(meanings: Sequence[tuple[Meant, re.Pattern[str] | None]], line: str) -> Meant | None:
    return next((meant for meant, pattern in meanings if pattern is not None and pattern.search(line)), None)


def _whole(named: int, year: int) -> int:
    """A year of two digits lies in the last hundred years."""
    if named >= 100:
        return named
    return named + (2000 if named <= year % 100 else 1900)


def _likely(years: Sequence[int], *, year: int) -> tuple[int, ...]:
    return tuple(each for each in years if _YOUNGEST <= year - each <= _OLDEST)


def count_in(text: str) -> int | None:
    """The only number in an answer, dots between thousands allowed."""
    found = [word for word in words(fold(text.replace(".", ""))) if word.isdecimal()]
    return int(found[0]) if len(found) == 1 and len(found[0]) < 6 else None
