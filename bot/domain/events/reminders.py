"""When somebody who registered is reminded: a week, a day and two hours before, none of it at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.notices import VIETNAM, Quiet

BEFORE = {"7d": timedelta(days=7), "1d": timedelta(days=1), "2h": timedelta(hours=2)}
LAST_HOUR = timedelta(hours=1)
FOLLOW_UP_DAYS = (30, 60, 90)
FOLLOW_UP_HOUR = 9
FOLLOW_UP_USEFUL = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder by its name; it helps until the event begins, or until the next one goes out."""

    name: str
    due: datetime
    useful_until: datetime


def reminders(starts: datetime, *, now: datetime, quiet: Quiet) -> tuple[Reminder, ...]:
    """Return what is still to come of an event that begins then.

    One that falls into quiet hours goes out in the last hour before them, and takes the place of another one
    of the same day. What is over when somebody registers is not made up for: they have just been told."""
    planned: list[tuple[str, datetime]] = []
    for name, before in BEFORE.items():
        due = _outside(starts - before, quiet)
        if due <= now or due >= starts:
            continue
        if planned and _day(planned[-1][1]) == _day(due):
            planned.pop()
        planned.append((name, due))
    until = [*(due for _, due in planned[1:]), starts][: len(planned)]
    return tuple(Reminder(name, due, end) for (name, due), end in zip(planned, until, strict=True))


def _outside(due: datetime, quiet: Quiet) -> datetime:
    """The instant itself, or the last allowed hour before the quiet hours that hold then."""
    if not quiet.holds(due):
        return due
    local = due.astimezone(VIETNAM)
    begins = datetime.combine(local.date(), quiet.begin, VIETNAM)
    return (begins if begins <= local else begins - timedelta(days=1)) - LAST_HOUR


def _day(instant: datetime) -> object:
    return instant.astimezone(VIETNAM).date()


def after(ends: datetime) -> datetime:
    """Return when somebody who came is asked what came of it: the next morning."""
    day = ends.astimezone(VIETNAM).replace(hour=FOLLOW_UP_HOUR, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)


def follow_ups(hired_at: datetime) -> tuple[tuple[int, datetime], ...]:
    """Return when somebody who was hired is asked whether they still work, by the days since."""
    day = hired_at.astimezone(VIETNAM).replace(hour=FOLLOW_UP_HOUR, minute=0, second=0, microsecond=0)
    return tuple((days, day + timedelta(days=days)) for days in FOLLOW_UP_DAYS)
