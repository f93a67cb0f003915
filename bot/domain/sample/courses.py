"""How households live out the written change tables: who comes, escapes, falls back, goes, and on which day.

Knows no family yet; only that the flows of every year come out as written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from bot.domain.register.terms import Began, Ended, Status
from bot.domain.sample.chance import day_between, number, taken
from bot.domain.sample.flows import InYear, Part, Review
from bot.domain.sample.recipe import Spread

LISTED: Final = (Status.POOR, Status.NEAR_POOR)
# QĐ 28/2015/QĐ-TTg: who left the list is newly escaped for three years.
NEWLY_ESCAPED_YEARS: Final = 3
# Reviews before the first written year whose decisions opened it.
_EARLIER_REVIEWS = 5


@dataclass(slots=True)
class Turn:
    """A time with one status; `in_year` when another decision than that of the yearly review began it."""

    status: Status
    start: date
    in_year: bool = False
    end: date | None = None


@dataclass(slots=True)
class Course:
    """One household's way: when it came to the ward, its turns in order, how it went."""

    part: str
    came: date
    turns: list[Turn]
    began: Began = Began.KNOWN
    gone: date | None = None
    ended: Ended | None = None
    cannot_escape: bool = False

    def becomes(self, status: Status | None, on: date) -> None:
        """End the turn of now, and begin another if there is one."""
        self.turns[-1].end = on
        if status is not None:
            self.turns.append(Turn(status, on))

    def goes(self, ended: Ended, on: date) -> None:
        """Leave the ward for good."""
        self.turns[-1].end = self.gone = on
        self.ended = ended


@dataclass(slots=True)
class _Pools:
    """Who may be drawn: the listed by status, who escaped by year and last status, who was listed once."""

    listed: dict[Status, list[Course]] = field(default_factory=lambda: {status: [] for status in LISTED})
    escaped: defaultdict[tuple[int, Status], list[Course]] = field(default_factory=lambda: defaultdict(list))
    former: dict[Status, list[Course]] = field(default_factory=lambda: {status: [] for status in LISTED})


class Courses:
    """The households of one part of the ward, from the first written year to a day."""

    def __init__(self, name: str, part: Part, spread: Spread, chance: Random) -> None:
        self._name, self._part, self._spread, self._chance = name, part, spread, chance
        self._pools = _Pools()
        self.all: list[Course] = []

    def until(self, today: date) -> Sequence[Course]:
        """Live out all years. Within this year everything but its review has happened by `today`."""
        if today < self._spread.review(self._part.last):
            raise ValueError(f"the sample world begins with the review of {self._part.last}")
        self._open()
        for year in range(self._part.first, today.year + 1):
            last = min(date(year, 11, 30), today)
            arrived = self._within(year, last)
            if self._spread.review(year) <= today:
                self._review(year, self._part.year(year).review)
            for course in arrived:
                self._pools.listed[course.turns[-1].status].append(course)
        self._mark_those_who_cannot_escape()
        return self.all

    def _open(self) -> None:
        opening = self._part.opening
        for status, count, formerly in (
            (Status.POOR, opening.poor, opening.formerly_poor),
            (Status.NEAR_POOR, opening.near_poor, opening.formerly_near_poor),
        ):
            for _ in range(count):
                since = self._spread.review(self._part.first - number(1, _EARLIER_REVIEWS, self._chance))
                self._pools.listed[status].append(self._long_known(Turn(status, since)))
            for _ in range(formerly):
                since = self._spread.review(self._part.first - number(7, 8, self._chance))
                once = Turn(status, since, end=since.replace(year=since.year + 2))
                self._pools.former[status].append(self._long_known(once))

    def _within(self, year: int, last: date) -> list[Course]:
        flows = self._part.year(year).in_year
        first = date(year, 1, 1)
        for status, written in zip(LISTED, (flows.poor, flows.near_poor), strict=True):
            for ended in written.gone:
                course = taken(self._pools.listed[status], self._chance)
                course.goes(ended, day_between(first, last, self._chance))
        return [
            course
            for status, written in zip(LISTED, (flows.poor, flows.near_poor), strict=True)
            for course in self._arrivals(status, written, first, last)
        ]

    def _arrivals(self, status: Status, written: InYear, first: date, last: date) -> Iterable[Course]:
        for began, count in (
            (Began.KNOWN, written.newly_arisen),
            (Began.MOVED_IN, written.moved_in),
            (Began.SPLIT, written.split),
        ):
            for _ in range(count):
                yield self._arrival(status, began, day_between(first, last, self._chance))

    def _arrival(self, status: Status, began: Began, on: date) -> Course:
        if began is Began.KNOWN:
            return self._long_known(Turn(status, on, in_year=True))
        since = on
        if began is Began.MOVED_IN:
            since = on - timedelta(number(100, 900, self._chance))
        course = Course(self._name, on, [Turn(status, since, in_year=True)], began)
        self.all.append(course)
        return course

    def _long_known(self, turn: Turn) -> Course:
        came = turn.start - timedelta(number(200, 5000, self._chance))
        course = Course(self._name, came, [turn])
        self.all.append(course)
        return course

    def _review(self, year: int, review: Review) -> None:
        on = self._spread.review(year)
        poor, near_poor = (self._pools.listed[status] for status in LISTED)
        escaped = {
            Status.POOR: self._drawn(poor, review.poor.escaped),
            Status.NEAR_POOR: self._drawn(near_poor, review.near_poor.escaped),
        }
        halfway, fallen = (
            self._drawn(poor, review.poor.halfway),
            self._drawn(near_poor, review.near_poor.fell),
        )
        self._fall_back(year, review, on)
        self._lapse(year, on)
        for status, courses in escaped.items():
            self._all_become(Status.NEWLY_ESCAPED, courses, on)
            self._pools.escaped[year, status] = courses
        self._list(Status.NEAR_POOR, halfway, on)
        self._list(Status.POOR, fallen, on)
        for status, count in (
            (Status.POOR, review.poor.newly_arisen),
            (Status.NEAR_POOR, review.near_poor.newly_arisen),
        ):
            self._pools.listed[status] += [self._long_known(Turn(status, on)) for _ in range(count)]

    def _fall_back(self, year: int, review: Review, on: date) -> None:
        """Of those that fell back, the written number had escaped a year ago; others were long forgotten."""
        for status, count in (
            (Status.POOR, review.poor.fell_back),
            (Status.NEAR_POOR, review.near_poor.fell_back),
        ):
            soon = review.within_three_years.of(status)
            self._list(status, self._drawn(self._pools.escaped[year - 1, status], soon), on)
            late = self._drawn(self._pools.former[status], count - soon)
            for course in late:
                course.turns.append(Turn(status, on))
            self._pools.listed[status] += late

    def _lapse(self, year: int, on: date) -> None:
        for status in LISTED:
            lapsed = self._pools.escaped[year - NEWLY_ESCAPED_YEARS, status]
            self._all_become(None, lapsed, on)
            self._pools.former[status] += lapsed

    def _list(self, status: Status, courses: Iterable[Course], on: date) -> None:
        self._all_become(status, courses, on)
        self._pools.listed[status] += courses

    def _all_become(self, status: Status | None, courses: Iterable[Course], on: date) -> None:
        for course in courses:
            course.becomes(status, on)

    def _drawn(self, pool: list[Course], count: int) -> list[Course]:
        return [taken(pool, self._chance) for _ in range(count)]

    def _mark_those_who_cannot_escape(self) -> None:
        settled = [course for course in self._pools.listed[Status.POOR] if course.began is Began.KNOWN]
        for course in self._drawn(settled, self._part.cannot_escape):
            course.cannot_escape = True
