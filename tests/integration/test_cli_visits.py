"""`donghanh visit` as an operator uses it: pledges, what came in, mistakes taken back, reports tried out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, insert

from models import offices
from models.people import roles
from tests.terminal import Terminal, Typed
from tests.world import World, world

UNIT = "Chi bộ mẫu"


@pytest.fixture
async def town(migrated_database_url: str) -> AsyncIterator[World]:
    """A commune with one unit that helps families."""
    async with world(migrated_database_url) as running:
        now = running.clock.now()

        def made(tx: Connection) -> None:
            office = offices.first_office(tx)
            assert office is not None
            row = {"commune_id": office.area_id, "name": UNIT, "kind": "ward_cell", "created_at": now}
            tx.execute(insert(roles.sponsor).values(row))

        await running.running.uow.run(made)
        yield running


async def types(terminal: Terminal, *arguments: str) -> Typed:
    return await asyncio.to_thread(terminal.types, "visit", *arguments)


async def test_pledges_are_added_up_and_mistakes_taken_back(at_the_database: Terminal, town: World) -> None:
    assert "Sổ chưa ghi gì" in (await types(at_the_database, "totals")).out
    assert "dòng số 1" in (await types(at_the_database, "pledge", UNIT, "5000000")).out
    await types(at_the_database, "pledge", UNIT, "2000000", "--received")
    told = (await types(at_the_database, "totals")).out
    assert "hứa 5.000.000" in told
    assert "còn hứa 3.000.000" in told
    assert UNIT not in told
    assert UNIT in (await types(at_the_database, "totals", "--units")).out
    await types(at_the_database, "pledge", UNIT, "1", "--reverse", "1")
    assert "hứa 0" in (await types(at_the_database, "totals")).out
    again = await types(at_the_database, "pledge", UNIT, "1", "--reverse", "1")
    assert again.status == 2


async def test_an_unknown_unit_is_refused(at_the_database: Terminal, town: World) -> None:
    refused = await types(at_the_database, "pledge", "Chi bộ không có", "5000000")
    assert refused.status == 2


async def test_nothing_unusual_is_said_so(at_the_database: Terminal, town: World) -> None:
    assert "Không có gì lạ" in (await types(at_the_database, "unusual")).out


async def test_reports_are_tried_on_their_own(at_the_database: Terminal, town: World) -> None:
    line = {"id": "a", "text": "nay tham ba Tu, cho 500k", "date": "2026-11-23"}
    family = {"families": [{"code": "12", "name": "Trần Thị Tư"}]}
    typed = await asyncio.to_thread(
        at_the_database.types, "visit", "parse", "--jsonl", stdin=json.dumps(line | family) + "\nx\n"
    )
    first, second = (json.loads(each) for each in typed.lines if each)
    assert (first["id"], first["families"], first["money_vnd"]) == ("a", ["12"], 500_000)
    assert second["line"] == 2
