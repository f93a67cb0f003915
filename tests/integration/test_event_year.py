"""Twelve simulated months of events: restarts and jumping clocks, and every reminder goes out once or has a
reason why not."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.clock import VIETNAM
from bot.domain.events.event import Plan
from bot.domain.events.terms import EventKind, EventState, ForWhom
from bot.domain.ids import ContactId, EventId
from bot.domain.notices import EVENT_REMINDER, Quiet
from bot.events import event_keeping, event_notices
from models import offices
from models.events import events, registrations
from models.events.registrations import NewRegistration, Placed
from models.offices import Office
from models.people import contacts
from models.people.contacts import Contact
from models.sending.notices import NoticeStatus, notice
from tests.databases import first_sqlite
from tests.world import World, world

START = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
QUIET = Quiet(Office("x").quiet_from, Office("x").quiet_to)
PEOPLE = 5
SENT_OR_WHY = {NoticeStatus.QUEUED, NoticeStatus.CLEARED, NoticeStatus.EXPIRED, NoticeStatus.MUTED}


def crowd(tx: Connection, *, town: World) -> list[ContactId]:
    """Chats of people who registered."""
    account = next(iter(town.running.channels))
    made = [Contact(account, f"p{each}", True, "vi") for each in range(PEOPLE)]
    return [contacts.begin_conversation(tx, each, state="{}", now=START) for each in made]


def hold(
    tx: Connection, *, month: int, chats: list[ContactId], now: datetime, chance: random.Random
) -> EventId:
    """A fair at some hour of some day ahead, to which everybody comes; two of them wait."""
    office = offices.first_office(tx)
    assert office is not None
    assert office.area_id is not None
    starts = now.replace(hour=chance.randint(6, 19), minute=chance.choice((0, 30)))
    starts += timedelta(days=chance.randint(1, 20))
    plan = Plan(
        EventKind.JOB_FAIR,
        f"Hội {month}",
        "Sân",
        starts,
        starts + timedelta(hours=3),
        office.area_id,
        PEOPLE - 2,
    )
    number = events.add(tx, f"E{month}", plan, by=None, now=now)
    events.set_state(tx, number, EventState.OPEN, now=now)
    event = events.by_id(tx, number)
    assert event is not None
    for who, chat in enumerate(chats):
        name = f"Người {month} {who}"
        new = NewRegistration(number, event.slots[0].id, f"R{month}_{who}", ForWhom.SELF, name, contact=chat)
        placed = registrations.register(tx, new, now=now)
        assert isinstance(placed, Placed)
        if placed.place is None:
            [one] = registrations.by_ids(tx, [placed.id])
            event_notices.plan_reminders(tx, event, one, quiet=QUIET, now=now)
    return number


def stir(tx: Connection, *, number: EventId, now: datetime, chance: random.Random) -> None:
    """Somebody can not come; now and then the event is moved or called off."""
    event = events.by_id(tx, number)
    assert event is not None
    people = registrations.active_in(tx, number)
    one = chance.choice(people)
    registrations.cancel(tx, one.id, now=now)
    event_notices.call_off(tx, one, reason="called_off", now=now)
    event_notices.refill(tx, event, quiet=QUIET, now=now)
    what = chance.random()
    if what < 0.2:
        events.set_state(tx, number, EventState.CANCELLED, now=now)
        event_notices.tell_cancelled(tx, event, registrations.active_in(tx, number), now=now)
    elif what < 0.5:
        events.move(tx, number, timedelta(hours=26), now=now)
        moved = events.by_id(tx, number)
        assert moved is not None
        event_notices.tell_change(tx, moved, registrations.active_in(tx, number), quiet=QUIET, now=now)


def reminded(tx: Connection) -> list[tuple[str, NoticeStatus, str | None]]:
    rows = tx.execute(select(notice).where(notice.c.key == EVENT_REMINDER.key))
    return [(row.occurrence, NoticeStatus(row.status), row.reason) for row in rows]


@first_sqlite
@pytest.mark.parametrize("months", [2, pytest.param(12, marks=[pytest.mark.thorough, pytest.mark.soak])])
async def test_every_reminder_of_a_year_goes_out_once_or_has_a_reason(
    migrated_database_url: str, months: int
) -> None:
    chance = random.Random(months)
    at, chats = START, list[ContactId]()
    for month in range(months):
        # Each month another process takes over, as after a kill.
        async with world(migrated_database_url) as town:
            town.clock.at = at
            run = town.running.uow.run
            chats = chats or await run(partial(crowd, town=town))
            held = await run(partial(hold, month=month, chats=chats, now=at, chance=chance))
            stirred = chance.randint(4, 60)
            for step in range(1, 140):
                if step == stirred:
                    await run(partial(stir, number=held, now=town.clock.at, chance=chance))
                # The clock jumps on by hours, and now and then back.
                jump = chance.choice((1, 2, 5, 8, 8, 8, -1))
                town.clock.at += timedelta(hours=jump)
                await town.running.planner.tick()
                if step % 10 == 0:
                    await event_keeping.tend(town.running.uow, town.clock)
            at += timedelta(days=31)
    async with world(migrated_database_url) as town:
        told: list[tuple[str, NoticeStatus, str | None]] = town.read(reminded)
    assert len(told) > months
    assert {status for _, status, _ in told} <= SENT_OR_WHY
    assert all(reason for _, status, reason in told if status is not NoticeStatus.QUEUED)
    assert max(Counter(name for name, _, _ in told).values()) == 1
    assert sum(status is NoticeStatus.QUEUED for _, status, _ in told) > months
