"""A register of a million families: looking one up, what it takes on disk, and taking a commune's list in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from statistics import median

import pytest
from sqlalchemy import Connection

from bot.domain.ids import ChannelAccountId, ContactId, OfficeId
from bot.domain.messages import PersonalData
from bot.domain.roles import Field, Role
from bot.domain.text import syllables
from bot.domain.understanding.requests import Sought
from bot.lists.lines import HouseholdLine
from bot.register import Register
from models import offices
from models.areas import AreaKind, add_area
from models.audit import Reason
from models.offices import Office
from models.people import contacts, roles
from models.people.contacts import Contact
from models.register import importing
from models.register.importing import ListToTake
from models.sending import accounts
from models.unit_of_work import UnitOfWork
from tests.benchmarks import province
from tests.benchmarks.province import NOW, commune_of, name_of, number_of, phone_of
from tests.benchmarks.scoreboard import Scoreboard, milliseconds, percentile
from tests.benchmarks.test_lists import household
from tests.databases import POSTGRESQL, SQLITE
from tests.families import appoint
from tests.world import VAULT

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.parametrize("database_engine", [SQLITE, POSTGRESQL], indirect=True),
]

HOUSEHOLDS = 1_000_000
ASKED = 300
QUICK = 0.050
TODAY = date(2026, 11, 23)
LINES = 25_000
SECONDS = 60
SOUGHT: dict[str, Callable[[int], Sought]] = {
    "name": lambda each: Sought(tuple(syllables(name_of(each * province.FAMILY)))),
    "number": lambda each: Sought(number=number_of(each)),
    "phone": lambda each: Sought(phone=phone_of(each)),
}


def officials(tx: Connection, households: list[int]) -> dict[int, ContactId]:
    """An official for the commune of each household, linked to a contact."""
    offices.ensure_first_office(tx, Office("UBND"), area_name="Phường", now=NOW)
    account = accounts.ensure_account(
        tx, channel="test", external_account="1", office_id=OfficeId(1), now=NOW
    )
    made: dict[int, ContactId] = {}
    for each in households:
        stranger = Contact(ChannelAccountId(account), f"official{each}", private=True, language="vi")
        made[each] = contacts.begin_conversation(tx, stranger, state="{}", now=NOW)
        person = appoint(tx, Role.OFFICIAL, commune_of(each), name="Lê Văn Hai", now=NOW)
        roles.link(tx, made[each], person, now=NOW)
    return made


def looked_up(uow: UnitOfWork, contact: ContactId, sought: Sought) -> float:
    """Seconds from the question to the whole file of the first family found."""
    begun = time.perf_counter()
    register = Register(uow.read, contact=contact, carries=PersonalData.FULL, now=NOW)
    found = register.find(sought)
    whole = register.household(found[0].id, frozenset(Field), reason=Reason.LOOKED_UP)
    assert whole is not None
    return time.perf_counter() - begun


async def test_looking_up_one_of_a_million(
    database_engine: str, lasting_database_url: str, board: Scoreboard
) -> None:
    engine = database_engine
    begun, before = time.perf_counter(), province.size_of(lasting_database_url)
    province.settle(lasting_database_url, HOUSEHOLDS)
    took, size = time.perf_counter() - begun, province.size_of(lasting_database_url) - before
    board.put(
        f"register on {engine}",
        f"{size / HOUSEHOLDS:.0f} bytes a household of {province.FAMILY}, {size / 1e6:.0f} MB,"
        f" made in {took:.0f} s",
    )
    uow = UnitOfWork(lasting_database_url, vault=VAULT)
    asked = province.some(HOUSEHOLDS, ASKED)
    contact_of = await uow.run(partial(officials, households=asked))
    for what, sought in SOUGHT.items():
        seconds = [looked_up(uow, contact_of[each], sought(each)) for each in asked]
        worst = percentile(seconds, 99)
        board.put(
            f"look-up by {what} on {engine}",
            f"p50 {milliseconds(median(seconds))}, p99 {milliseconds(worst)}",
            goal=f"p99 {QUICK * 1000:.0f} ms",
            met=worst <= QUICK,
        )
    uow.close()


def _line(number: int) -> HouseholdLine:
    """A household of the list; its head is called as some others are."""
    made = household(number, 1)
    return replace(made, members=(replace(made.head, name=name_of(number)),))


async def test_taking_in_the_largest_list(
    database_engine: str, lasting_database_url: str, board: Scoreboard
) -> None:
    engine = database_engine
    uow = UnitOfWork(lasting_database_url, vault=VAULT)
    lines = tuple(_line(number) for number in range(LINES))

    def ward(tx: Connection) -> ListToTake:
        commune = add_area(tx, AreaKind.COMMUNE, "Phường")
        for hamlet in range(1, 13):
            add_area(tx, AreaKind.HAMLET, f"Khóm {hamlet}", parent=commune, urban=True)
        return ListToTake(commune, TODAY, "danh sach.xlsx", b"", lines, whole=True, document=None)

    wanted = await uow.run(ward)
    for when in ("new", "again"):
        begun = time.perf_counter()
        await uow.run(partial(importing.take, wanted=wanted, now=NOW))
        took = time.perf_counter() - begun
        board.put(
            f"{LINES:,} households into {engine}, {when}",
            f"{took:.1f} s, {LINES / took:.0f} a second",
            goal=f"{SECONDS} s",
            met=took <= SECONDS,
        )
    uow.close()
