"""Invented fairs and classes for the scenarios, written as an official would have published them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.events.event import Employer, Event, Plan, Vacancy
from bot.domain.events.terms import EventKind, EventState, Mode
from bot.domain.ids import AreaId
from models.events import events
from tests.fakes.channel import RICH
from tests.world import World

STAYS_OPEN = replace(RICH, locks_after=timedelta(days=200))
"""A messenger of one's own phone: who is linked stays so while weeks go by."""
SATURDAY = datetime(2026, 12, 5, 7, 30, tzinfo=VIETNAM)
SEWING = Vacancy("Thợ may", 20, 6_500_000, 8_000_000, transport=True)
FAIR = Plan(
    EventKind.JOB_FAIR,
    "Ngày hội việc làm Phường Thử",
    "Nhà văn hóa phường",
    SATURDAY,
    SATURDAY + timedelta(hours=4),
    AreaId(0),
    employers=(Employer("May Cây Bần", Mode.DIRECT, (SEWING,)), Employer("Tôm Bãi Bồi", Mode.DELEGATED)),
)
COOKING = Plan(
    EventKind.TRAINING,
    "Lớp nấu ăn",
    "Khóm 3",
    SATURDAY + timedelta(days=2),
    SATURDAY + timedelta(days=2, hours=8),
    AreaId(0),
    trade="Nấu ăn",
    grade=5,
    hours=150,
)


async def hold(
    town: World, area: AreaId, plan: Plan = FAIR, *, code: str = "FAAAA", **changes: object
) -> Event:
    """Publish an event for an area."""
    made: Event = await town.running.uow.run(
        partial(_hold, plan=replace(plan, area=area, **changes), code=code, now=town.clock.now())
    )
    return made


def _hold(tx: Connection, *, plan: Plan, code: str, now: datetime) -> Event:
    number = events.add(tx, code, plan, by=None, now=now)
    events.set_state(tx, number, EventState.OPEN, now=now)
    found = events.by_id(tx, number)
    assert found is not None
    return found
