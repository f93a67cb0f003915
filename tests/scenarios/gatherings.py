"""Invented fairs and classes for the scenarios, as an official published them, and how people register."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.events.event import Employer, Event, Plan, Vacancy
from bot.domain.events.terms import EventKind, EventState, Mode
from bot.domain.ids import AreaId
from models.events import events, registrations
from models.events.registrations import Registered
from tests.fakes.channel import RICH
from tests.scenarios.people import Villager
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


def ticket_in(told: str) -> str:
    found = re.search(r"Mã(?: vé)?: ([A-Z3479]{5})", told)
    assert found, told
    return found[1]


def kept(town: World, told: str) -> Registered:
    """The registration of the ticket somebody was told."""
    one: Registered = town.read(partial(registrations.by_code, code=ticket_in(told)))
    return one


ONE_BY_ONE = ("Trần Văn Út", "1990", "khom 3", "0912 345 678", "9", "gan nha")
"""What the form asks of a stranger before it asks whether the name may be passed on."""


async def begins(tu: Villager, to: str = "dang ky hoi viec lam") -> None:
    """Register for oneself, up to the first question."""
    await tu.says(to)
    await tu.chooses("Cho tôi")


async def answers_one_by_one(tu: Villager) -> None:
    """Register for oneself, each answer in a message of its own."""
    await begins(tu)
    for answer in ONE_BY_ONE:
        await tu.says(answer)


async def sign_up(
    tu: Villager, *, name: str = "Trần Văn Út", birth: str = "1990", to: str = "dang ky hoi viec lam"
) -> str:
    """From the wish to the ticket, by somebody who tells everything at once."""
    await begins(tu, to)
    await tu.says(f"{name}, {birth}, lớp 9, gần nhà, 0912 345 678")
    await tu.says("khom 3")
    await tu.chooses("Đồng ý")
    return await tu.chooses("Ghi tên")
