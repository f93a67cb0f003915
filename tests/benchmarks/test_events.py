"""Registrations a second for one wanted event, and finding among ten thousand open ones."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert

from bot.domain.events.finding import Wanted, fitting
from bot.domain.events.rules import Applicant
from bot.domain.events.terms import EventKind
from bot.domain.ids import AreaId
from models.events import events
from models.events.event_tables import event, event_slot
from models.unit_of_work import UnitOfWork
from tests.benchmarks.scoreboard import Scoreboard, milliseconds, percentile
from tests.databases import POSTGRESQL, SQLITE
from tests.integration.test_event_seats import NOW, STARTS, come_all, fair
from tests.world import VAULT

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.parametrize("database_engine", [SQLITE, POSTGRESQL], indirect=True),
]
PEOPLE, SEATS = 2_000, 300
EVENTS, ASKED = 10_000, 50
QUICK, A_SECOND = 0.050, 100


async def test_registrations_a_second(
    lasting_database_url: str, database_engine: str, board: Scoreboard
) -> None:
    uow = UnitOfWork(lasting_database_url, vault=VAULT)
    try:
        number = await uow.run(partial(fair, capacity=SEATS))
        began = time.perf_counter()
        await come_all(uow, number, range(PEOPLE))
        rate = PEOPLE / (time.perf_counter() - began)
    finally:
        uow.close()
    what = f"registrations for one event, {database_engine}"
    board.put(what, f"{rate:.0f} a second", goal=f"{A_SECOND} a second", met=rate >= A_SECOND)


def many(tx: Connection) -> AreaId:
    """Ten thousand open events of one commune."""
    first = events.by_id(tx, fair(tx, capacity=SEATS))
    assert first is not None
    row = {"area_id": first.plan.area, "kind": EventKind.JOB_FAIR.value, "title": "Hội", "place": "Sân"}
    row |= {"grade": 0, "statuses": [], "state": "open", "made_at": NOW, "changed_at": NOW}
    tx.execute(insert(event), [row | {"code": f"M{each}"} for each in range(EVENTS)])
    hours = [STARTS + timedelta(minutes=each) for each in range(EVENTS)]
    numbers = [each.id for each in tx.execute(event.select().where(event.c.code.startswith("M")))]
    slots = [
        {"event_id": number, "starts_at": at, "ends_at": at + timedelta(hours=4), "capacity": 9}
        for number, at in zip(numbers, hours, strict=True)
    ]
    tx.execute(insert(event_slot), slots)
    return first.plan.area


async def test_finding_among_ten_thousand(
    lasting_database_url: str, database_engine: str, board: Scoreboard
) -> None:
    uow = UnitOfWork(lasting_database_url, vault=VAULT)
    times = []
    try:
        area = await uow.run(many)
        for _ in range(ASKED):
            began = time.perf_counter()
            found = uow.read(partial(events.open_events, areas=[area], now=NOW))
            shown, _ = fitting(found, Applicant(), Wanted(), now=NOW)
            times.append(time.perf_counter() - began)
            assert len(shown) == 3
    finally:
        uow.close()
    slowest = percentile(times, 95)
    what = f"finding among {EVENTS} open events, {database_engine}"
    board.put(what, f"{milliseconds(slowest)} (95 %)", goal=milliseconds(QUICK), met=slowest <= QUICK)
