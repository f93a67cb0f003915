"""F19 to F22 for reminders: through kills, clock jumps and refused messages each is told once, in order."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.clock import VIETNAM
from bot.domain.lunar import in_tet
from bot.domain.reminders.terms import Audience, Ended
from bot.domain.roles import Duty
from tests.faults.reminded_year import Year
from tests.world import SetClock, world

pytestmark = pytest.mark.slow

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
DAY = timedelta(days=1)


def told_once(year: Year) -> list[str]:
    """Steps that were told twice, or out of order."""
    steps: dict[str, list[int]] = defaultdict(list)
    for row in year.rows():
        if Ended(row.status).told:
            steps[row.name].append(row.step)
    return [name for name, found in steps.items() if len(set(found)) != len(found) or found != sorted(found)]


def told_after_a_report(year: Year) -> list[str]:
    return [
        row.occurrence for row in year.rows() if row.occurrence in year.answered and Ended(row.status).told
    ]


def without_an_end(year: Year) -> list[Any]:
    """Rows of days gone by that still wait, or ended without saying why though nobody was told."""
    today = year.w.clock.at.astimezone(VIETNAM).date()
    return [
        (row.occurrence, row.status)
        for row in year.rows()
        if (row.settled_at is None and row.due_on < today - 7 * DAY)
        or (row.settled_at is not None and not Ended(row.status).told and not row.reason)
    ]


def late_escalations(year: Year) -> list[Any]:
    """Steps to leaders and the committee that were not told on their day, and nothing was in the way.

    Who was muted on the day is told when that is over. What a clock that was ahead told is dated ahead.
    Who could not be written to on the day is told later."""
    troubled = {row.due_on for row in year.rows() if row.status in ("expired", "failed")}
    # On a day that a clock was ahead of, the one message of that day had gone already.
    troubled |= year.counts.ahead
    return [
        (row.occurrence, row.due_on, row.settled_on)
        for row in year.rows()
        if row.audience in (Audience.LEADER, Audience.COMMITTEE)
        and Ended(row.status).told
        and row.settled_on != row.due_on
        and row.settled_on != (due := heard_again(year, row.household_id, row.due_on))
        and row.settled_on not in year.counts.ahead
        and not in_tet(due)
        and due not in troubled
        and (chat_of(row), due) not in year.counts.refused
    ]


def chat_of(row: Any) -> str:
    """Where a step to a leader or the committee is told."""
    return "committee" if row.audience == Audience.COMMITTEE else f"{Duty.LEADER}-{row.sponsor_id}"


def heard_again(year: Year, household: int | None, due: date) -> date:
    """The first day from `due` on that a family is not muted on."""
    for home, begins, ends in sorted(year.muted, key=lambda each: each[1]):
        if home == household and begins <= due < ends:
            due = ends
    return due


def too_many(year: Year) -> list[Any]:
    """Chats that were written to more often than once on a day, beyond what may have doubled."""
    more = [(where, count) for where, count in year.counts.shown.items() if count > 1]
    doubled = sum(count - 1 for _, count in more)
    return [] if doubled <= year.counts.ambiguous else more


def assert_sound(year: Year) -> None:
    assert told_once(year) == []
    assert told_after_a_report(year) == []
    assert without_an_end(year) == []
    assert late_escalations(year) == []
    assert too_many(year) == []


async def test_troubled_weeks_tell_each_thing_once(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(BEGIN)) as w:
        year = Year(w, seed=1, units=4, trouble=0.2)
        await year.begin_small()
        await year.live(19)
        year.end()
        assert_sound(year)
        assert year.counts.kills
        assert {Audience.LEADER, Audience.COMMITTEE} <= {row.audience for row in year.rows()}


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_troubled_year_tells_each_thing_once(migrated_database_url: str, seed: int) -> None:
    async with world(migrated_database_url, clock=SetClock(BEGIN)) as w:
        year = Year(w, seed=seed, units=60, trouble=0.3)
        await year.begin()
        await year.live(366)
        year.end()
        counts = {name: value for name, value in vars(year.counts).items() if isinstance(value, int)}
        print(f"\n  {len(year.rows())} reminders, {counts}")
        assert_sound(year)
        assert year.counts.kills >= 200
