"""`donghanh export`: the official list of a day in a file that reads back without news."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.commands import export_desk, import_desk
from bot.domain.register.terms import Status
from bot.errors import RefusedToStart
from bot.keys.key_ring import INVENTED as KEYS
from models.audit import audit, audit_subject
from tests.databases import only_sqlite
from tests.families import Family, add_family, add_ward
from tests.terminal import Terminal
from tests.world import TODAY, World, world

POOR = (Status.POOR, Status.NEAR_POOR)


@dataclass
class Office:
    """An operator beside the running program, with an empty folder and two families in the register."""

    town: World
    folder: Path
    lan: Family
    tu: Family

    async def writes(self, file: str, **wanted: object) -> str:
        which = {"statuses": POOR} | wanted
        chosen = export_desk.Wanted(self.folder / file, **which)
        return await asyncio.to_thread(export_desk.write, self.town.app.settings, chosen)

    async def would_import(self, file: str) -> str:
        wanted = import_desk.Wanted(self.folder / file)
        return "\n".join(await asyncio.to_thread(list, import_desk.take(self.town.app.settings, wanted)))


@pytest.fixture
async def office(migrated_database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    folder = tmp_path / "written"
    folder.mkdir()
    clock = tmp_path / "clock"
    clock.write_text(TODAY.isoformat())
    async with world(migrated_database_url, clock_file=clock) as town:
        now, run = town.clock.now(), town.running.uow.run
        ward = await run(add_ward)
        made = [
            await run(lambda tx, n=n, h=h, p=p: add_family(tx, ward, h, number=n, head=p, now=now))
            for n, h, p in (("7", ward.hamlet_3, "Trần Thị Lan"), ("12", ward.hamlet_4, "=Lê Văn Tư"))
        ]
        yield Office(town, folder, *made)


async def test_the_list_of_a_hamlet_names_its_families_alone_and_the_trail_names_them(office: Office) -> None:
    assert "1 hộ" in await office.writes("ds.csv", hamlet="khom 3")
    file = office.folder / "ds.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Trần Thị Lan" in file.read_text(encoding="utf-8")
    assert "Lê Văn Tư" not in file.read_text(encoding="utf-8")
    noted = office.town.read(
        lambda tx: tx.execute(
            select(audit_subject.c.number, audit.c.actor, audit_subject.c.fields)
            .join(audit, audit.c.id == audit_subject.c.audit_id)
            .where(audit.c.tag == "list:exported")
        ).all()
    )
    [(number, actor, fields)] = noted
    assert (number, actor) == (office.lan.household, "operator")
    assert {"head", "phone", "address"} <= set(fields.split(","))


@pytest.mark.parametrize("file", ["ds.csv", "ds.xlsx"])
@pytest.mark.parametrize("members", [False, True], ids=["households", "members"])
async def test_what_was_written_reads_back_and_nothing_in_it_acts(
    office: Office, file: str, members: bool
) -> None:
    await office.writes(file, members=members)
    report = await office.would_import(file)
    assert "0 hộ mới" in report
    assert b",=" not in (office.folder / file).read_bytes()


async def test_a_file_that_is_there_or_of_another_kind_or_about_nobody_is_not_written(office: Office) -> None:
    await office.writes("ds.csv")
    for file, wanted in (
        ("ds.csv", {}),
        ("ds.pdf", {}),
        ("cu.xlsx", {"day": date(2025, 12, 31)}),
        ("ap.xlsx", {"hamlet": "Ấp 99"}),
        ("thoat.xlsx", {"statuses": (Status.NEWLY_ESCAPED,)}),
    ):
        with pytest.raises(RefusedToStart):
            await office.writes(file, **wanted)
    assert [each.name for each in office.folder.iterdir()] == ["ds.csv"]


@only_sqlite
async def test_the_terminal_tells_how_many_and_no_names(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    async with world(migrated_database_url) as town:
        ward, now = await town.running.uow.run(add_ward), town.clock.now()
        await town.running.uow.run(
            lambda tx: add_family(tx, ward, ward.hamlet_3, number="7", head="Trần Thị Lan", now=now)
        )
    at_the_database.settings["DONGHANH_KEYS"] = KEYS
    printed = await asyncio.to_thread(at_the_database.types, "export", "ds.csv", "--status", "poor")
    assert printed.status == 0, printed
    assert "1 hộ" in printed.out
    assert "Lan" not in printed.out + printed.err
