"""Published figures: which of them a question asks for. What a place reported then is never today's count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.domain.figures.filters import Filters
from bot.domain.figures.line import Line, either
from bot.domain.figures.patterns import FigurePatterns
from bot.domain.figures.query import Query
from bot.domain.figures.question import Period
from bot.domain.figures.terms import Counted, Shape
from bot.domain.register.terms import Status
from bot.domain.sample.figures import Figure
from bot.domain.text import syllables
from bot.domain.understanding.patterns import Word
from bot.domain.understanding.phrases import Patterns

_YEARS = re.compile(r"\d{4}")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeasureWords(_Data):
    """What a measure is called, and how it is asked for."""

    title: str
    patterns: Patterns


class SeriesWords(_Data):
    """The words of published figures. `home` is the place meant where none is said.

    `beside` names the measure that a figure of the register may be mistaken for."""

    places: Mapping[str, Patterns]
    home: str
    targets: Patterns
    filler: str
    may_be_ours: tuple[str, ...]
    beside: Mapping[Shape, Mapping[Status, str]]
    measures: Mapping[str, MeasureWords]


@dataclass(frozen=True, slots=True)
class Asked:
    """Published figures that fit a question: of one measure at one place, in order of time.

    `place_said` and `period_said` tell what the question itself named."""

    measure: str
    place: str
    figures: tuple[Figure, ...]
    place_said: bool
    period_said: bool
    weight: int


class SeriesHearing:
    """Hears questions for published figures."""

    def __init__(self, words: SeriesWords, patterns: FigurePatterns, figures: Sequence[Figure]) -> None:
        self._words = words
        self._times = patterns.times
        self._final = patterns.final
        self._small = {*patterns.small, *syllables(words.filler)}
        self._places = {name: either(patterns) for name, patterns in words.places.items()}
        self._targets = either(words.targets)
        self._measures = {name: either(each.patterns) for name, each in words.measures.items()}
        self._figures = figures
        self.home = words.home

    def title(self, measure: str) -> str:
        """What a measure is called."""
        return self._words.measures[measure].title

    def chosen(self, measure: str, place: str, periods: Sequence[str]) -> Asked:
        """The figures of a measure at a place, for periods as they are written."""
        found = [
            each
            for each in self._figures
            if each.measure == measure and each.place == place and each.period in periods
        ]
        return Asked(measure, place, tuple(sorted(found, key=lambda each: each.period)), True, True, 0)

    def beside(self, query: Query, old_units: Sequence[str]) -> list[Asked]:
        """What was published of the year of a figure of the register that may be mistaken for it: the rate
        of the population, and of the ward of before how many there were when the year began."""
        if len(query.statuses) != 1 or query.filters != Filters() or query.by is not None:
            return []
        [status], counts = query.statuses, query.shape is Shape.COUNT and query.counted is Counted.HOUSEHOLD
        wanted = self._words.beside.get(query.shape, {}).get(status)
        of_home = self.home.split(",")[0] in old_units
        if wanted is None or not (counts and of_home if query.shape is Shape.COUNT else query.whole):
            return []
        fitting = [
            each
            for each in self._figures
            if each.measure == wanted
            and not each.target
            and each.place in ([self.home] if counts else self._words.may_be_ours)
            and _within(each, query.periods)
        ]
        return [Asked(wanted, each.place, (each,), False, True, 0) for each in fitting]

    def heard(self, spoken: Sequence[Word], *, today: date) -> list[Asked]:
        """The measures and places that a question may mean, best first; none where words are left over."""
        line = Line(spoken)
        places = self._places_in(line)
        periods = self._times.take(line, today).periods
        line.close_gaps()
        found = [
            asked for measure in self._measures for asked in self._of(measure, line.rest, places, periods)
        ]
        if not found and spoken and spoken[-1].plain in self._final:
            return self.heard(spoken[:-1], today=today)
        best = max((each.weight for each in found), default=0)
        return [each for each in found if each.weight == best]

    def _of(self, measure: str, rest: str, places: set[str], periods: Sequence[Period]) -> list[Asked]:
        line = Line(())
        line.rest = rest
        before = len(line.words)
        if not line.take(self._measures[measure]):
            return []
        weight = before - len(line.words)
        target = bool(line.take(self._targets))
        if any(each not in self._small for each in line.words):
            return []
        fitting = [
            figure
            for figure in self._figures
            if figure.measure == measure
            and (not places or figure.place in places)
            and (not periods or _within(figure, periods))
            and (figure.target or not target)
        ]
        of_places = dict.fromkeys(figure.place for figure in fitting)
        return [
            Asked(
                measure,
                place,
                tuple(
                    sorted((each for each in fitting if each.place == place), key=lambda each: each.period)
                ),
                bool(places),
                bool(periods),
                weight,
            )
            for place in of_places
        ]

    def _places_in(self, line: Line) -> set[str]:
        """The place that is named; the longest name first, so that a city is not taken for its province."""
        found = set()
        for name, pattern in self._places.items():
            if line.take(pattern):
                found.add(name)
        return found


def _within(figure: Figure, periods: Sequence[Period]) -> bool:
    years = {int(each) for each in _YEARS.findall(figure.period)}
    if not years:
        return True
    first, last = min(years), max(years)
    return any(period.start.year <= last and first <= period.last.year for period in periods)
