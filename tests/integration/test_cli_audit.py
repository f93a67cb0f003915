"""`donghanh audit` as the person who watches over the trail uses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.clock import VIETNAM
from bot.domain.ids import ContactId, PersonId
from models import audit_seals, schema
from models.audit import Actor, Reason, Subject, SubjectKind, Tag, audit, note
from models.installation import Purpose
from models.unit_of_work import UnitOfWork
from tests.terminal import Terminal, Typed
from tests.trail import unguarded
from tests.world import world

pytestmark = pytest.mark.slow

MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=VIETNAM)
NOON = MORNING + timedelta(hours=4)


@pytest.fixture
async def uow(migrated_database_url: str, at_the_database: Terminal) -> AsyncIterator[UnitOfWork]:
    """The terminal's clock stands at noon; in the morning an officer looked at two households."""
    clock = at_the_database.folder / "clock"
    clock.write_text(NOON.isoformat())
    at_the_database.settings["DONGHANH_CLOCK_FILE"] = str(clock)
    opened = UnitOfWork(migrated_database_url)
    await opened.run(officer_looks)
    yield opened
    await asyncio.to_thread(opened.close)


def officer_looks(tx: Connection) -> None:
    officer = Actor.contact(ContactId(40), person_id=PersonId(12), role="commune_officer")
    about = [Subject(SubjectKind.HOUSEHOLD, number, frozenset({"name", "phone"})) for number in (7, 8)]
    note(tx, Tag.CASES_SHOWN, at=MORNING, actor=officer, subjects=about, reason=Reason.CASE_WORK)


def seal(tx: Connection) -> None:
    audit_seals.seal(tx, now=MORNING)


async def test_the_trail_is_whole_until_somebody_changes_it(
    at_the_database: Terminal, uow: UnitOfWork
) -> None:
    await uow.run(seal)
    whole = await types(at_the_database, "verify")
    assert whole.status == 0
    assert "1 rows, 1 seals; the trail is whole" in whole.out
    await uow.run(changes_a_row)
    changed = await types(at_the_database, "verify")
    assert changed.status == 1
    assert changed.lines[0] == "row 1 was changed"
    assert "whole" not in changed.out


def changes_a_row(tx: Connection) -> None:
    with unguarded(tx):
        tx.exec_driver_sql("UPDATE audit SET role = 'auditor'")


async def test_rows_that_nobody_seals_are_told_with_what_to_do(
    at_the_database: Terminal, uow: UnitOfWork
) -> None:
    waiting = await types(at_the_database, "verify")
    assert waiting.status == 1
    assert "is the server running?" in waiting.out


async def test_a_mark_noted_earlier_is_asked_for(at_the_database: Terminal, uow: UnitOfWork) -> None:
    await uow.run(seal)
    mark = (await types(at_the_database, "verify")).lines[-1].rpartition(" ")[2]
    assert (await types(at_the_database, "verify", "--holds", mark)).status == 0
    other = await types(at_the_database, "verify", "--holds", "1:0000")
    assert other.status == 1
    assert "No seal has the mark 1:0000" in other.out


async def test_a_family_is_told_who_looked_and_this_look_too_is_written_down(
    at_the_database: Terminal, uow: UnitOfWork
) -> None:
    officer = "23/11/2026 08:30  case:shown  commune_officer (person 12)  name, phone  case_work"
    assert (await types(at_the_database, "who", "7")).lines == [officer]
    assert (await types(at_the_database, "who", "7")).lines == [
        "23/11/2026 12:30  trail:shown  operator  trail  oversight",
        officer,
    ]
    assert "Nobody" in (await types(at_the_database, "who", "9")).out
    assert "Nobody" in (await types(at_the_database, "who", "8", "--since", "2026-11-24")).out
    assert "YYYY-MM-DD" in (await types(at_the_database, "who", "8", "--since", "heute")).err


async def test_reading_the_cases_is_written_down(
    at_the_database: Terminal, uow: UnitOfWork, migrated_database_url: str
) -> None:
    await asyncio.to_thread(at_the_database.types, "cases")
    async with world(migrated_database_url) as w:
        await w.person().says("gap can bo")
        told = await asyncio.to_thread(at_the_database.types, "cases")
        [row] = w.read(lambda tx: tx.execute(select(audit).where(audit.c.actor == "operator")).all())
    assert (row.tag, row.reason) == ("case:shown", "case_work")
    assert row.details == f'{{"codes": ["{told.out.split()[0]}"]}}'


async def test_a_stopped_server_leaves_nothing_unsealed(
    at_the_database: Terminal, uow: UnitOfWork, migrated_database_url: str
) -> None:
    async with world(migrated_database_url) as w:
        await w.person().says("gap can bo")
    stopped = await types(at_the_database, "verify")
    assert stopped.status == 0
    assert "2 rows, 1 seals" in stopped.out


async def test_the_doctor_tells_waiting_rows_from_changed_ones(
    at_the_database: Terminal, uow: UnitOfWork
) -> None:
    await uow.run(officer_looked_long_ago)
    grade, says = (await asyncio.to_thread(at_the_database.findings))["trail"]
    assert grade == "note"
    assert "wait for their seal" in says
    await uow.run(seal)
    assert "trail" not in await asyncio.to_thread(at_the_database.findings)
    await uow.run(changes_a_row)
    grade, says = (await asyncio.to_thread(at_the_database.findings))["trail"]
    assert grade == "BAD"
    assert "donghanh audit verify" in says


def officer_looked_long_ago(tx: Connection) -> None:
    actor = Actor.contact(ContactId(40))
    note(tx, Tag.DATA_SHOWN, at=MORNING.replace(year=2020), actor=actor)


def test_without_a_database_it_says_what_to_start(terminal: Terminal) -> None:
    for arguments in (("verify",), ("who", "7")):
        assert "donghanh serve" in terminal.types("audit", *arguments, DATABASE_URL="sqlite:///no.db").refusal


def test_a_database_of_a_former_form_is_to_be_migrated_first(terminal: Terminal) -> None:
    schema.upgrade(f"sqlite:///{terminal.folder}/old.db", purpose=Purpose.TEST)
    schema.downgrade(f"sqlite:///{terminal.folder}/old.db", "0002")
    assert "it migrates" in terminal.types("audit", "verify", DATABASE_URL="sqlite:///old.db").refusal


async def types(terminal: Terminal, *arguments: str) -> Typed:
    return await asyncio.to_thread(terminal.types, "audit", *arguments)
