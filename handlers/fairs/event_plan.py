"""An event as officials tell of it: words that are read, and the plan they make together."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.conversation import Turn
from bot.domain.events.event import Plan
from bot.domain.events.seasons import Season
from bot.domain.events.terms import EventKind
from bot.domain.ids import AreaId
from bot.domain.register.terms import Status
from bot.domain.text import clean
from bot.domain.understanding.events import count_in
from bot.forms import Answers

LONGEST_TITLE, LONGEST_PLACE = 120, 160
LABELS = ("event_work.right", "event_work.correct", "event_work.drop")
SAME, ANY = "same", "any"
LONGEST_CLASS = timedelta(days=366)
EVERYBODY, POOR_ONLY, NO_LIMIT = "everybody", "poor", "none"
TARGETS = {
    EVERYBODY: frozenset[Status](),
    POOR_ONLY: frozenset({Status.POOR, Status.NEAR_POOR, Status.NEWLY_ESCAPED}),
}


def line(typed: str, longest: int) -> str | None:
    """A line of words that fits."""
    words = " ".join(clean(typed).split())
    return words if 3 <= len(words) <= longest else None


def day(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """A day that is not over."""
    day = turn.knowledge.events.days.read(typed, turn.today)
    return day.isoformat() if day is not None and day >= turn.today else None


def hours(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """From when until when: two hours, the first before the second."""
    said = turn.knowledge.events.hours(typed)
    if len(said) != 2 or said[0] >= said[1]:
        return None
    return f"{said[0]:%H:%M}-{said[1]:%H:%M}"


def seats(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """A number of places, or that there is no limit."""
    if turn.knowledge.events.unlimited(typed):
        return NO_LIMIT
    count = count_in(typed)
    return str(count) if count else None


def grade(turn: Turn, _answers: Answers, typed: str) -> str | None:
    heard = turn.knowledge.events.grade(typed)
    return None if heard is None else str(heard)


def last_day(turn: Turn, answers: Answers, typed: str) -> str | None:
    """The last day of a class, not before its first."""
    last = turn.knowledge.events.days.read(typed, turn.today)
    first = date.fromisoformat(answers["day"])
    return last.isoformat() if last is not None and first <= last <= first + LONGEST_CLASS else None


def planned(turn: Turn, answers: Answers) -> Plan:
    """The event the answers tell of."""
    begins, ends = (time.fromisoformat(each) for each in answers["hours"].split("-"))
    day = datetime.fromisoformat(answers["day"]).date()
    last = answers.get("last_day", SAME)
    last_day = day if last == SAME else date.fromisoformat(last)
    season = answers.get("season", ANY)
    capacity = None if answers["seats"] == NO_LIMIT else int(answers["seats"])
    return Plan(
        EventKind(answers["kind"]),
        answers["title"],
        answers["place"],
        datetime.combine(day, begins, VIETNAM),
        datetime.combine(last_day, ends, VIETNAM),
        AreaId(int(answers["area"])),
        capacity=capacity,
        organiser=turn.office.name,
        trade=answers["title"] if answers["kind"] == EventKind.TRAINING else None,
        season=None if season == ANY else Season(season),
        grade=int(answers.get("grade", "0")),
        statuses=TARGETS[answers["target"]],
    )
