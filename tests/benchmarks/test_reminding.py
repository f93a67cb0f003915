"""Planning a day of reminders for a country's families and units, and the second day, when little is new."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.sponsors.reminding import plan_some
from models import offices
from models.offices import Office
from models.people import contacts
from models.people.contacts import Contact, person_contact
from models.people.roles import sponsor, sponsorship
from models.register import tables
from models.sending import accounts
from models.sponsors.sponsors import sponsor_step
from models.unit_of_work import UnitOfWork
from tests.benchmarks import province
from tests.benchmarks.province import FAMILY, NOW, SINCE, commune_of
from tests.benchmarks.scoreboard import Scoreboard
from tests.databases import POSTGRESQL, SQLITE
from tests.world import VAULT

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.parametrize("database_engine", [SQLITE, POSTGRESQL], indirect=True),
]

FAMILIES = 1_000_000
UNITS = FAMILIES // 10
TODAY = date(2026, 11, 23)
MINUTES = 15
DAY = timedelta(days=1)


def settle(url: str, contact: int) -> None:
    """A unit for every tenth family, each family with a chat, its card ending on some day of the year."""
    heads = range(0, FAMILIES * FAMILY, FAMILY)
    with province.writing(url) as write:
        write(
            person_contact,
            ("person_id", "contact_id", "valid_from", "recorded_at"),
            ((each + 1_000_000, contact, NOW, NOW) for each in heads),
        )
        write(
            tables.insurance,
            ("person_id", "insured_to", "valid_from", "recorded_at"),
            ((each + 1_000_000, TODAY + (each % 365) * DAY, SINCE, NOW) for each in heads),
        )
        write(
            sponsor,
            ("id", "commune_id", "name", "kind", "created_at"),
            (
                (each + 1, commune_of(each * 10), f"Chi bộ {each}", "hamlet_cell", NOW)
                for each in range(UNITS)
            ),
        )
        write(
            sponsorship,
            ("id", "sponsor_id", "household_id", "valid_from", "recorded_at"),
            ((each + 1, each + 1, each * 10 + 1, SINCE, NOW) for each in range(UNITS)),
        )
        write(
            sponsor_step,
            ("sponsor_id", "sponsorship_id", "done", "done_on", "recorded_at"),
            ((each + 1, each + 1, "visited", TODAY - (each % 120) * DAY, NOW) for each in range(UNITS)),
        )


async def planned(uow: UnitOfWork, day: date) -> tuple[float, float]:
    """Seconds for all of a day, and of its longest transaction."""
    now = datetime.combine(day, datetime.min.time(), VIETNAM) + timedelta(hours=1)
    begun, longest, done = time.perf_counter(), 0.0, False
    while not done:
        before = time.perf_counter()
        done = await uow.run(partial(plan_some, day=day, now=now))
        longest = max(longest, time.perf_counter() - before)
    return time.perf_counter() - begun, longest


async def test_planning_a_day_of_a_country(
    database_engine: str, lasting_database_url: str, board: Scoreboard
) -> None:
    province.settle(lasting_database_url, FAMILIES)
    uow = UnitOfWork(lasting_database_url, vault=VAULT)
    account = await uow.run(_account)
    settle(lasting_database_url, account)
    for what, day in (("first day", TODAY), ("next day", TODAY + DAY)):
        seconds, longest = await planned(uow, day)
        board.put(
            f"planning the {what} on {database_engine}",
            f"{FAMILIES:,} families, {UNITS:,} units: {seconds:.0f} s, longest step {longest:.2f} s",
            goal=f"{MINUTES} min",
            met=seconds <= MINUTES * 60,
        )
    uow.close()


def _account(tx: Connection) -> int:
    offices.ensure_first_office(tx, Office("UBND"), area_name="Phường", now=NOW)
    office = offices.first_office(tx)
    assert office is not None
    assert office.id is not None
    account = accounts.ensure_account(tx, channel="test", external_account="1", office_id=office.id, now=NOW)
    first = Contact(account, "1", private=True, language="vi")
    return contacts.begin_conversation(tx, first, state="{}", now=NOW)
