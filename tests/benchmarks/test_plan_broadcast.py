"""A broadcast to 100,000 families: chosen by what is true of them, planned, brought into line in pieces."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
import uvloop
from sqlalchemy import Connection, insert

from bot.domain.audience import Ground
from bot.domain.figures.filters import People, Range
from bot.domain.figures.query import Query
from bot.domain.ids import AreaId, ContactId, PersonId
from bot.sending import broadcasting
from models.areas import AreaKind, add_area
from models.offices import Office, ensure_first_office, office_by_id
from models.people.consents import consent
from models.people.contacts import contact, person, person_contact
from models.register.tables import household, membership, person_detail, recognition, residence
from models.sending import audience, broadcasts
from models.sending.accounts import ensure_account
from models.sending.broadcasts import BroadcastId, BroadcastState, NewBroadcast
from models.unit_of_work import UnitOfWork
from tests.benchmarks.scoreboard import Scoreboard, milliseconds
from tests.databases import POSTGRESQL, SQLITE
from tests.families import poor_in
from tests.world import VAULT

pytestmark = pytest.mark.benchmark

FAMILIES = 100_000
SINCE, TODAY = date(2026, 1, 1), date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
GOAL = 10.0


def settle(tx: Connection) -> tuple[AreaId, AreaId]:
    """A commune of 100,000 linked families who agreed to be written to; half have a child at school."""
    office_id = ensure_first_office(tx, Office("UBND phường Lớn"), area_name="Phường Lớn", now=NOW)
    account = ensure_account(tx, channel="bench", external_account="1", office_id=office_id, now=NOW)
    commune = office_by_id(tx, office_id).area_id
    assert commune is not None
    hamlet = add_area(tx, AreaKind.HAMLET, "Khóm 1", parent=commune, urban=True)
    number = range(1, FAMILIES + 1)
    dated = {"valid_from": SINCE, "recorded_at": NOW}
    tx.execute(insert(person), [{"id": n, "created_at": NOW} for n in number])
    tx.execute(
        insert(household),
        [{"id": n, "commune_id": commune, "number": str(n), "created_at": NOW} for n in number],
    )
    tx.execute(
        insert(residence),
        [{"household_id": n, "hamlet_id": hamlet, "began": "known", **dated} for n in number],
    )
    tx.execute(
        insert(recognition),
        [
            {"household_id": n, "standard": "national", "status": "poor", "origin": "import", **dated}
            for n in number
        ],
    )
    tx.execute(
        insert(membership), [{"person_id": n, "household_id": n, "relation": "head", **dated} for n in number]
    )
    tx.execute(
        insert(person_detail),
        [
            {"person_id": n, "name": f"Người {n}", "birth_year": 2015 if n % 2 else 1970, **dated}
            for n in number
        ],
    )
    tx.execute(
        insert(contact),
        [
            {
                "id": n,
                "channel_account_id": account,
                "address": f"a{n}",
                "private": True,
                "language": "vi",
                "standing": "active",
                "created_at": NOW,
                "last_seen_at": NOW,
            }
            for n in number
        ],
    )
    tx.execute(
        insert(person_contact),
        [{"person_id": n, "contact_id": n, "valid_from": NOW, "recorded_at": NOW} for n in number],
    )
    tx.execute(
        insert(consent),
        [
            {
                "person_id": n,
                "purpose": "reminders",
                "given": True,
                "wording": "2026-11",
                "contact_id": n,
                "at": NOW,
            }
            for n in number
        ],
    )
    return commune, hamlet


@pytest.mark.parametrize("database_engine", [SQLITE, POSTGRESQL], indirect=True)
def test_a_broadcast_of_a_hundred_thousand(
    lasting_database_url: str, database_engine: str, board: Scoreboard
) -> None:
    async def measure() -> None:
        with closing(UnitOfWork(lasting_database_url, vault=VAULT)) as uow:
            commune, hamlet = await uow.run(settle)
            all_of_them = poor_in(hamlet)
            half = poor_in(hamlet, People(age=Range(least=6, most=17), insured=False))
            begun = time.perf_counter()
            selection = audience.chosen(half, Ground.AGREED, day=TODAY, at=NOW)
            counted = uow.read(lambda tx: audience.groups(tx, selection))
            previewed = time.perf_counter() - begun
            begun = time.perf_counter()
            made = await uow.run(lambda tx: _planned(tx, commune, all_of_them))
            took = time.perf_counter() - begun
            planned = uow.read(lambda tx: broadcasts.arrivals(tx, made)).total()
            begun = time.perf_counter()
            piece = await uow.run(lambda tx: broadcasting.pump(tx, now=NOW))
            pumped = time.perf_counter() - begun
        board.put(
            f"{database_engine}: preview of {sum(each.count for each in counted):,} of {FAMILIES:,} families",
            f"{previewed:.2f} s",
            goal=f"{GOAL:.0f} s",
            met=previewed < GOAL,
        )
        board.put(
            f"{database_engine}: broadcast of {planned:,} planned",
            f"{took:.2f} s; {piece} of them into the line in {milliseconds(pumped)}",
            goal=f"{GOAL:.0f} s",
            met=took < GOAL and planned == FAMILIES,
        )

    uvloop.run(measure())


def _planned(tx: Connection, commune: AreaId, of: Query) -> BroadcastId:
    new = NewBroadcast("AAAAA", "k", commune, Ground.AGREED, of, "Mời bà con.", PersonId(1))
    broadcasts.draft(tx, ContactId(1), new, now=NOW)
    made = broadcasts.by_form(tx, "k")
    broadcasts.advance(tx, made.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now=NOW)
    selection = audience.chosen(of, Ground.AGREED, day=TODAY, at=NOW)
    broadcasts.add_recipients(tx, made.id, selection)
    return made.id
