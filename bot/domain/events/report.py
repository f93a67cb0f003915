"""What events came to, counted. Turns are visits, persons are people; they are never added up.

Outside the ward, parts of fewer than five people are hidden, with another where one could subtract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.events.event import Event
from bot.domain.events.terms import EventKind, EventState, Mode, Outcome, SeatState
from bot.domain.register.terms import Sex, Status

SMALL = 5


class Figure(StrEnum):
    """What is counted, in the order in which it is told."""

    EVENTS = "events"
    TURNS = "turns"
    PERSONS = "persons"
    REGISTERED = "registered"
    WAITED = "waited"
    CALLED_OFF = "called_off"
    POOR = "poor"
    NEAR_POOR = "near_poor"
    NEWLY_ESCAPED = "newly_escaped"
    OTHERS = "others"
    WOMEN = "women"
    ETHNIC = "ethnic"
    ADVISED = "advised"
    INTERVIEWED = "interviewed"
    HIRED = "hired"
    TRAINED = "trained"
    ABROAD = "abroad"
    CERTIFIED = "certified"
    PAID = "paid"
    STILL_WORKING = "still_working"
    DIRECT = "direct"
    DELEGATED = "delegated"
    VACANCIES = "vacancies"


_OUTCOMES = {
    Figure.ADVISED: Outcome.ADVISED,
    Figure.INTERVIEWED: Outcome.INTERVIEWED,
    Figure.HIRED: Outcome.HIRED,
    Figure.TRAINED: Outcome.TRAINING,
    Figure.ABROAD: Outcome.ABROAD,
    Figure.CERTIFIED: Outcome.CERTIFICATE,
    Figure.PAID: Outcome.ALLOWANCE,
    Figure.STILL_WORKING: Outcome.STILL_WORKS,
}
OUTCOMES = tuple(_OUTCOMES)
"""What may have come of it, in the order in which it is told."""
_STATUSES = {
    Figure.POOR: Status.POOR,
    Figure.NEAR_POOR: Status.NEAR_POOR,
    Figure.NEWLY_ESCAPED: Status.NEWLY_ESCAPED,
}
_PARTS_OF_PERSONS = (*_STATUSES, Figure.OTHERS)


@dataclass(frozen=True, slots=True)
class Line:
    """One registration: `who` is the same for the same person; `days` on how many days they came."""

    who: str
    state: SeatState
    waited: bool
    days: int
    status: Status | None = None
    sex: Sex | None = None
    ethnic: bool | None = None
    hamlet: str | None = None
    outcomes: frozenset[Outcome] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """The figures, the events by kind, and the persons who came by hamlet. None is a hidden small number."""

    figures: Mapping[Figure, int | None]
    kinds: Mapping[EventKind, int]
    hamlets: Mapping[str, int | None]


def counted(events: Sequence[Event], lines: Sequence[Line]) -> Report:
    """Return what these events with these registrations came to; cancelled events are none."""
    took_place = [each for each in events if each.state is EventState.OPEN]
    came = [line for line in lines if line.days]
    persons = {line.who: line for line in came}
    figures: dict[Figure, int | None] = dict.fromkeys(Figure, 0)
    figures |= {
        Figure.EVENTS: len(took_place),
        Figure.TURNS: sum(line.days for line in came),
        Figure.PERSONS: len(persons),
        Figure.REGISTERED: len(lines),
        Figure.WAITED: sum(line.waited for line in lines),
        Figure.CALLED_OFF: sum(line.state is SeatState.CANCELLED for line in lines),
    }
    figures |= _of_persons(list(persons.values())) | _of_employers(took_place)
    figures |= {
        figure: len({line.who for line in lines if outcome in line.outcomes})
        for figure, outcome in _OUTCOMES.items()
    }
    hamlets = Counter(line.hamlet for line in persons.values() if line.hamlet)
    kinds = Counter(each.plan.kind for each in took_place)
    return Report(figures, kinds, dict(sorted(hamlets.items())))


def _of_persons(persons: Sequence[Line]) -> dict[Figure, int]:
    """By status, sex and ethnicity; of whom it is not known, they are counted among the others."""
    told = {figure: sum(line.status is status for line in persons) for figure, status in _STATUSES.items()}
    return told | {
        Figure.OTHERS: len(persons) - sum(told.values()),
        Figure.WOMEN: sum(line.sex is Sex.FEMALE for line in persons),
        Figure.ETHNIC: sum(line.ethnic is True for line in persons),
    }


def _of_employers(events: Sequence[Event]) -> dict[Figure, int]:
    employers = [employer for each in events for employer in each.plan.employers]
    return {
        Figure.DIRECT: sum(each.mode is Mode.DIRECT for each in employers),
        Figure.DELEGATED: sum(each.mode is Mode.DELEGATED for each in employers),
        Figure.VACANCIES: sum(vacancy.count for each in events for vacancy in each.vacancies),
    }


_NEVER_SMALL = {
    Figure.EVENTS,
    Figure.TURNS,
    Figure.PERSONS,
    Figure.REGISTERED,
    Figure.DIRECT,
    Figure.DELEGATED,
    Figure.VACANCIES,
}


def for_outside(report: Report) -> Report:
    """Return the report as it may leave the ward: without small parts that would tell who it was."""
    persons = report.figures[Figure.PERSONS] or 0
    parts = _hidden({each.value: report.figures[each] or 0 for each in _PARTS_OF_PERSONS})
    figures = dict(report.figures) | {each: parts[each.value] for each in _PARTS_OF_PERSONS}
    for figure, count in report.figures.items():
        if figure in _NEVER_SMALL or figure in _PARTS_OF_PERSONS:
            continue
        left = persons - (count or 0) if figure in (Figure.WOMEN, Figure.ETHNIC) else SMALL
        figures[figure] = None if _small(count) or 0 < left < SMALL else count
    hamlets = _hidden({name: count or 0 for name, count in report.hamlets.items()})
    return replace(report, figures=figures, hamlets=hamlets)


def _small(count: int | None) -> bool:
    return count is not None and 0 < count < SMALL


def _hidden(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Parts of a whole that is known: where one alone would be hidden, the next smallest is hidden too."""
    small = [name for name, count in parts.items() if _small(count)]
    others = sorted((name for name, count in parts.items() if count >= SMALL), key=lambda name: parts[name])
    if len(small) == 1 and others:
        small.append(others[0])
    return {name: None if name in small else count for name, count in parts.items()}
