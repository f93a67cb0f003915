"""A thousand people want three hundred places at the same moment: nobody loses one, none is given twice."""

from __future__ import annotations

import asyncio
import multiprocessing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.domain.events.event import Plan
from bot.domain.events.rules import Refusal
from bot.domain.events.terms import EventKind, EventState, ForWhom, SeatState
from bot.domain.ids import EventId, SlotId
from bot.domain.notices import Quiet
from bot.errors import StoreUnavailable
from bot.events import event_keeping
from models import offices
from models.areas import AreaKind, add_area
from models.events import events, registrations
from models.events.event_tables import registration
from models.events.registrations import NewRegistration, Placed
from models.offices import Office
from models.unit_of_work import UnitOfWork
from tests.databases import only_postgresql, only_sqlite
from tests.world import VAULT, SetClock

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
STARTS = NOW + timedelta(days=12)
SEATS, PEOPLE, PROCESSES = 300, 1000, 4
QUIET = Quiet(Office("x").quiet_from, Office("x").quiet_to)


def fair(tx: Connection, *, capacity: int | None) -> EventId:
    """A fair with so many places."""
    offices.ensure_first_office(tx, Office("UBND"), area_name="Phường", now=NOW)
    area = add_area(tx, AreaKind.HAMLET, "Khóm 1")
    plan = Plan(
        EventKind.JOB_FAIR, "Hội", "Sân", STARTS, STARTS + timedelta(hours=4), area, capacity=capacity
    )
    number = events.add(tx, "FAAAA", plan, by=None, now=NOW)
    events.set_state(tx, number, EventState.OPEN, now=NOW)
    return number


def come(tx: Connection, *, number: EventId, who: int) -> Placed | Refusal:
    """One of them registers. The only slot of the only event has its number."""
    new = NewRegistration(
        number, SlotId(1), f"P{who}", ForWhom.SELF, f"Người {who}", birth_year=1950 + who % 50
    )
    return registrations.register(tx, new, now=NOW)


async def come_all(uow: UnitOfWork, number: EventId, people: range) -> list[Placed | Refusal]:
    return list(await asyncio.gather(*(until_taken(uow, number, who) for who in people)))


async def until_taken(uow: UnitOfWork, number: EventId, who: int) -> Placed | Refusal:
    """As the engine does it: a message whose turn found the store too busy has its turn again."""
    while True:
        try:
            return await uow.run(partial(come, number=number, who=who))
        except StoreUnavailable:
            continue


def in_a_process(url: str, number: EventId, people: range, sink: Any) -> None:
    """What one of several processes does: register its share of the crowd, all at once."""

    async def crowd() -> list[Placed | Refusal]:
        uow = UnitOfWork(url, vault=VAULT)
        try:
            return await come_all(uow, number, people)
        finally:
            uow.close()

    sink.put([(each.number, each.place) for each in asyncio.run(crowd()) if isinstance(each, Placed)])


def exactly(told: list[tuple[int, int | None]]) -> None:
    """Everybody has a number of their own, three hundred have seats, the others wait in one row."""
    assert sorted(number for number, _ in told) == list(range(1, PEOPLE + 1))
    places = sorted((place, number) for number, place in told if place is not None)
    assert sum(place is None for _, place in told) == SEATS
    assert [place for place, _ in places] == list(range(1, PEOPLE - SEATS + 1))
    assert [number for _, number in places] == sorted(number for _, number in places)


def kept(tx: Connection) -> list[str]:
    return list(tx.scalars(select(registration.c.state).order_by(registration.c.id)))


@only_sqlite
async def test_a_thousand_for_three_hundred_places_on_sqlite(migrated_database_url: str) -> None:
    uow = UnitOfWork(migrated_database_url, vault=VAULT)
    try:
        number = await uow.run(partial(fair, capacity=SEATS))
        told = await come_all(uow, number, range(PEOPLE))
        exactly([(each.number, each.place) for each in told if isinstance(each, Placed)])
        assert uow.read(kept) == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    finally:
        uow.close()


@only_postgresql
@pytest.mark.thorough
async def test_a_thousand_for_three_hundred_places_through_several_processes(
    migrated_database_url: str,
) -> None:
    uow = UnitOfWork(migrated_database_url, vault=VAULT)
    spawn = multiprocessing.get_context("spawn")
    sink = spawn.Queue()
    try:
        number = await uow.run(partial(fair, capacity=SEATS))
        shares = [range(each, PEOPLE, PROCESSES) for each in range(PROCESSES)]
        crowd = [
            spawn.Process(target=in_a_process, args=(migrated_database_url, number, share, sink))
            for share in shares
        ]
        for process in crowd:
            process.start()
        told = [each for _ in crowd for each in await asyncio.to_thread(sink.get, True, 120)]
        for process in crowd:
            await asyncio.to_thread(process.join, 60)
        exactly(told)
        assert uow.read(kept) == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    finally:
        sink.close()
        uow.close()


async def test_a_freed_seat_goes_round_in_order_until_somebody_takes_it(migrated_database_url: str) -> None:
    uow, clock = UnitOfWork(migrated_database_url, vault=VAULT), SetClock()
    clock.at = NOW

    def states() -> dict[str, str]:
        rows = uow.read(lambda tx: tx.execute(select(registration.c.code, registration.c.state)).all())
        return {row.code: row.state for row in rows}

    try:
        number = await uow.run(partial(fair, capacity=1))
        await come_all(uow, number, range(3))
        first = uow.read(partial(registrations.by_code, code="P0"))
        await uow.run(lambda tx: registrations.cancel(tx, first.id, now=NOW))
        await event_keeping.tend(uow, clock)
        assert states() == {"P0": "cancelled", "P1": "offered", "P2": "waiting"}
        clock.pass_(hours=25)
        await event_keeping.tend(uow, clock)
        await event_keeping.tend(uow, clock)
        assert states() == {"P0": "cancelled", "P1": "lapsed", "P2": "offered"}
        last = uow.read(partial(registrations.by_code, code="P2"))
        assert await uow.run(lambda tx: registrations.accept(tx, last.id, now=clock.now()))
        clock.pass_(hours=25)
        await event_keeping.tend(uow, clock)
        assert states()["P2"] == SeatState.SEATED.value
    finally:
        uow.close()


async def test_more_places_are_offered_to_who_waits_and_the_same_person_is_not_registered_twice(
    migrated_database_url: str,
) -> None:
    uow = UnitOfWork(migrated_database_url, vault=VAULT)
    try:
        number = await uow.run(partial(fair, capacity=1))
        await come_all(uow, number, range(4))
        assert await uow.run(partial(come_again, number=number)) is Refusal.DUPLICATE
        await uow.run(lambda tx: events.set_capacity(tx, number, 3, now=NOW))
        offered = await uow.run(partial(registrations.fill, event_id=number, now=NOW, quiet=QUIET))
        assert [each.code for each in offered] == ["P1", "P2"]
        assert uow.read(kept) == ["seated", "offered", "offered", "waiting"]
    finally:
        uow.close()


def come_again(tx: Connection, *, number: EventId) -> Placed | Refusal:
    """The first of them registers once more, spelled without accents."""
    [slot] = registrations.slots_now(tx, number)
    new = NewRegistration(number, slot.id, "AGAIN", ForWhom.SELF, "nguoi 0", birth_year=1950)
    return registrations.register(tx, new, now=NOW)


@pytest.mark.parametrize("capacity", [None, 2])
async def test_without_a_limit_nobody_waits(migrated_database_url: str, capacity: int | None) -> None:
    uow = UnitOfWork(migrated_database_url, vault=VAULT)
    try:
        number = await uow.run(partial(fair, capacity=capacity))
        told = await come_all(uow, number, range(5))
        waiting = [each for each in told if isinstance(each, Placed) and each.place is not None]
        assert len(waiting) == (0 if capacity is None else 3)
    finally:
        uow.close()
