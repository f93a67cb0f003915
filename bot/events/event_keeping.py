"""What the program does by itself for events: takes offers back whose time is over, and offers free seats."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.domain.ids import EventId
from bot.domain.notices import Quiet
from bot.events import event_notices
from bot.ports import Clock
from models import offices
from models.events import events, registrations
from models.unit_of_work import UnitOfWork


async def tend(uow: UnitOfWork, clock: Clock) -> None:
    """Let seats that were not taken in time go on to the next; one event at a time."""
    now = clock.now()
    await uow.run(partial(_take_back, now=now))
    for number in uow.read(partial(registrations.waited_for, now=now)):
        await uow.run(partial(_refill, number=number, now=now))


def _take_back(tx: Connection, *, now: datetime) -> None:
    for one in registrations.lapsed(tx, now=now):
        event = events.by_id(tx, one.event)
        if event is not None:
            event_notices.tell_lapsed(tx, event, one, now=now)


def _refill(tx: Connection, *, number: EventId, now: datetime) -> None:
    event, office = events.by_id(tx, number), offices.first_office(tx)
    if event is not None and office is not None:
        quiet = Quiet(office.quiet_from, office.quiet_to)
        event_notices.refill(tx, event, quiet=quiet, now=now)
