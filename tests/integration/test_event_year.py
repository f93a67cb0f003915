"""Twelve simulated months of events: processes that die, jumping clocks, a network that fails, and every
reminder goes out once or has a reason why not."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.clock import VIETNAM
from bot.domain.events.event import Plan
from bot.domain.events.terms import EventKind, EventState, ForWhom
from bot.domain.ids import ContactId, EventId
from bot.domain.messages import Delivery
from bot.domain.notices import EVENT_REMINDER, Quiet
from bot.errors import OutcomeUnknown, StoreUnavailable, Unavailable
from bot.events import event_keeping, event_notices
from models import offices
from models.events import events, registrations
from models.events.event_tables import event
from models.events.registrations import NewRegistration, Placed
from models.offices import Office
from models.people import contacts
from models.people.contacts import Contact
from models.sending.notices import NoticeStatus, notice
from tests.databases import first_sqlite
from tests.faults.reminded_year import Counts, Dying
from tests.world import World, world

START = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
QUIET = Quiet(Office("x").quiet_from, Office("x").quiet_to)
PEOPLE, RATE = 5, 0.08
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
    fair = events.by_id(tx, number)
    assert fair is not None
    for who, chat in enumerate(chats):
        name = f"Người {month} {who}"
        new = NewRegistration(number, fair.slots[0].id, f"R{month}_{who}", ForWhom.SELF, name, contact=chat)
        placed = registrations.register(tx, new, now=now)
        assert isinstance(placed, Placed)
        if placed.place is None:
            [one] = registrations.by_ids(tx, [placed.id])
            event_notices.plan_reminders(tx, fair, one, quiet=QUIET, now=now)
    return number


def stir(tx: Connection, *, number: EventId, now: datetime, chance: random.Random) -> None:
    """Somebody can not come; now and then the event is moved or called off."""
    fair = events.by_id(tx, number)
    assert fair is not None
    people = registrations.active_in(tx, number)
    one = chance.choice(people)
    registrations.cancel(tx, one.id, now=now)
    event_notices.call_off(tx, one, reason="called_off", now=now)
    event_notices.refill(tx, fair, quiet=QUIET, now=now)
    what = chance.random()
    if what < 0.2:
        events.set_state(tx, number, EventState.CANCELLED, now=now)
        event_notices.tell_cancelled(tx, fair, registrations.active_in(tx, number), now=now)
    elif what < 0.4:
        events.describe(tx, number, {"place": "Trường"}, now=now)
        event_notices.tell_change(tx, fair, registrations.active_in(tx, number), quiet=QUIET, now=now)
    elif what < 0.6:
        events.move(tx, number, timedelta(hours=26), now=now)
        moved = events.by_id(tx, number)
        assert moved is not None
        event_notices.tell_change(tx, moved, registrations.active_in(tx, number), quiet=QUIET, now=now)


class Trouble:
    """Kills processes before and after their commits, and cuts sends; counts what it did."""

    def __init__(self, town: World, chance: random.Random, counts: Counts) -> None:
        self.town, self.chance, self.counts = town, chance, counts
        self.dying: Any = Dying(town.running.uow, chance, RATE, counts)
        town.channel.before_send = self.sending

    def sending(self, delivery: Delivery) -> None:
        luck = self.chance.random()
        if luck < RATE:
            self.counts.unsent += 1
            raise Unavailable("network")
        self.counts.shown[(delivery.address, START.date())] += "Nhắc nhà mình" in delivery.body.text
        if luck < 1.5 * RATE:
            self.counts.ambiguous += 1
            raise OutcomeUnknown("cut")

    async def turn(self, work: Callable[[Connection], Any]) -> Any:
        """Do what a message asked for: anew where the process died before it was written."""
        while True:
            try:
                return await self.dying.run(work)
            except StoreUnavailable as death:
                if "after" in str(death):
                    return None

    async def tick(self, *, tend: bool) -> None:
        """Plan, send, and now and then look after freed seats; whoever dies is followed by the next tick."""
        now, planner = self.town.clock.now(), self.town.running.planner
        with contextlib.suppress(StoreUnavailable):
            await self.dying.run(lambda tx: planner.plan_due(tx, now=now))
        await self.town.running.sender.flush()
        if tend:
            with contextlib.suppress(StoreUnavailable):
                await event_keeping.tend(self.dying, self.town.clock)


def reminded(tx: Connection) -> list[tuple[str, NoticeStatus, str | None]]:
    rows = tx.execute(select(notice).where(notice.c.key == EVENT_REMINDER.key))
    return [(row.occurrence, NoticeStatus(row.status), row.reason) for row in rows]


def which(occurrence: str) -> tuple[str, ...]:
    """Which reminder of which ticket it is, for which beginning; planned anew it is the same."""
    return tuple(occurrence.split(":")[:4])


def newest_event(tx: Connection) -> EventId:
    number = tx.scalar(select(func.max(event.c.id)))
    assert number is not None
    return EventId(number)


@first_sqlite
@pytest.mark.parametrize("months", [2, pytest.param(12, marks=[pytest.mark.thorough, pytest.mark.soak])])
async def test_every_reminder_of_a_year_goes_out_once_or_has_a_reason(
    migrated_database_url: str, months: int
) -> None:
    chance, counts = random.Random(months), Counts()
    at, chats = START, list[ContactId]()
    for month in range(months):
        # Each month another process takes over.
        async with world(migrated_database_url) as town:
            town.clock.at, trouble = at, Trouble(town, chance, counts)
            chats = chats or await town.running.uow.run(partial(crowd, town=town))
            await trouble.turn(partial(hold, month=month, chats=chats, now=at, chance=chance))
            held, stirred = town.read(newest_event), chance.randint(4, 60)
            for step in range(1, 140):
                if step == stirred:
                    await trouble.turn(partial(stir, number=held, now=town.clock.at, chance=chance))
                # The clock jumps on by hours, and now and then back.
                town.clock.at += timedelta(hours=chance.choice((1, 2, 5, 8, 8, 8, -1)))
                await trouble.tick(tend=step % 10 == 0)
            at += timedelta(days=31)
            town.channel.before_send = None
            await town.tick()
            told: list[tuple[str, NoticeStatus, str | None]] = town.read(reminded)
    sent = Counter(which(name) for name, status, _ in told if status is NoticeStatus.QUEUED)
    assert {status for _, status, _ in told} <= SENT_OR_WHY
    assert all(reason for _, status, reason in told if status is not NoticeStatus.QUEUED)
    assert set(sent.values()) == {1}
    assert len(sent) > months
    assert sum(counts.shown.values()) <= len(sent) + counts.ambiguous
    assert counts.kills >= months
