"""`donghanh hamlets`: hamlets are renamed and merged; who names them as before finds what they are now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.commands import hamlet_desk
from bot.commands.command_desk import commune_of
from bot.domain.register.terms import Status
from bot.errors import RefusedToStart
from bot.lists.lines import HouseholdLine, MemberLine
from models import areas
from models.register import importing
from models.register.importing import ListToTake, Taken
from tests.databases import only_sqlite
from tests.families import add_family, add_ward
from tests.world import TODAY, World, world

DAY = date(2026, 11, 20)
TU = HouseholdLine("", (), (MemberLine(0, "Lê Văn Tư"),), number="40", hamlet="Khóm 3", status=Status.POOR)
LAN = replace(TU, members=(MemberLine(0, "Trần Thị Lan"),), number="12")


def _ward(tx: Connection, *, town: World) -> None:
    ward = add_ward(tx)
    add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=town.clock.now())


def _look(tx: Connection, *lines: HouseholdLine) -> Taken:
    commune = commune_of(tx)
    return importing.look(tx, ListToTake(commune, DAY, "a.csv", b"", lines), now=TODAY)


def _write(tx: Connection, *lines: HouseholdLine) -> Taken:
    commune = commune_of(tx)
    return importing.take(tx, ListToTake(commune, DAY, "a.csv", b"", lines, new_hamlets=True), now=TODAY)


def _urban(tx: Connection, name: str) -> bool | None:
    return areas.hamlets_by_name(tx, commune_of(tx))[name].urban


async def _told(work: partial[str]) -> str:
    """What the command says, or why it refuses."""
    try:
        return await asyncio.to_thread(work)
    except RefusedToStart as refused:
        return str(refused)


@pytest.fixture
async def town(migrated_database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A ward with chị Lan's family in Khóm 3, and commands that know the day."""
    (tmp_path / "clock").write_text(TODAY.isoformat(), encoding="utf-8")
    async with world(migrated_database_url) as town:
        await town.running.uow.run(partial(_ward, town=town))
        town.app.settings = town.app.settings.model_copy(update={"clock_file": tmp_path / "clock"})
        yield town


@only_sqlite
async def test_a_renamed_hamlet_is_found_by_both_names(town: World) -> None:
    rename = partial(hamlet_desk.rename, town.app.settings, since=None)
    assert "the old name leads there" in await _told(partial(rename, "khom 3", "Khóm An Bình"))
    assert "called ap 4 already" in await _told(partial(rename, "Khóm An Bình", "ap 4"))
    assert "No hamlet is called Khóm 9" in await _told(partial(rename, "Khóm 9", "Khóm 10"))
    taken = town.read(lambda tx: _look(tx, TU, replace(LAN, hamlet="Khóm An Bình")))
    assert (len(taken.new), taken.doubtful) == (1, [])
    told = await _told(partial(hamlet_desk.listing, town.app.settings))
    assert "Khóm An Bình: town, 1 families; formerly Khóm 3" in told


@only_sqlite
async def test_of_merged_hamlets_the_old_names_lead_to_the_new_once_the_families_are_there(
    town: World,
) -> None:
    merged = [replace(LAN, hamlet="Khóm 12"), replace(TU, hamlet="Khóm 12")]
    became = partial(hamlet_desk.became, town.app.settings, ["Khóm 3", "Ấp 4"], ["Khóm 12"], since=DAY)
    assert "No hamlet is called Khóm 12" in await _told(became)
    await town.running.uow.run(partial(areas_made, name="Khóm 12"))
    assert "1 families live there still" in await _told(became)
    await town.running.uow.run(lambda tx: _write(tx, *merged))
    assert "now Khóm 12" in await _told(became)
    taken = town.read(lambda tx: _look(tx, LAN, replace(TU, hamlet="ap 4")))
    assert (taken.same, taken.doubtful) == (2, [])


def areas_made(tx: Connection, *, name: str) -> None:
    commune = commune_of(tx)
    areas.add_area(tx, areas.AreaKind.HAMLET, name, parent=commune, urban=True)


@only_sqlite
async def test_an_operator_says_which_poverty_line_holds(town: World) -> None:
    assert town.read(partial(_urban, name="ap 4")) is False
    assert "town" in await _told(partial(hamlet_desk.settle, town.app.settings, "Ấp 4", urban=True))
    assert town.read(partial(_urban, name="ap 4")) is True
