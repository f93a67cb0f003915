"""`donghanh export` as somebody at the office types it."""

from __future__ import annotations

import asyncio
import stat

from bot.key_ring import INVENTED as KEYS
from tests.databases import only_sqlite
from tests.families import add_family, add_ward
from tests.terminal import Terminal
from tests.trail import faults_of
from tests.world import SetClock, World, world


async def _two_families(town: World) -> None:
    now = town.clock.now()
    ward = await town.running.uow.run(add_ward)
    for number, hamlet, name in (("7", ward.hamlet_3, "Trần Thị Lan"), ("12", ward.hamlet_4, "Lê Văn Tư")):
        await town.running.uow.run(
            lambda tx, number=number, hamlet=hamlet, name=name: add_family(
                tx, ward, hamlet, number=number, head=name, now=now
            )
        )


@only_sqlite
async def test_the_list_is_written_once_for_its_owner_alone_and_is_read_back_without_news(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    async with world(migrated_database_url, clock=SetClock()) as town:
        await _two_families(town)
    office = at_the_database
    office.settings["DONGHANH_KEYS"] = KEYS

    async def types(*words: str):
        return await asyncio.to_thread(office.types, *words)

    printed = await types("export", "ds.csv", "--hamlet", "khom 3", "--members")
    assert printed.status == 0, printed
    file = office.folder / "ds.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "Trần Thị Lan" in file.read_text(encoding="utf-8")
    assert "Lê Văn Tư" not in file.read_text(encoding="utf-8")
    assert "Lan" not in printed.out + printed.err
    assert "ds.csv" in (await types("export", "ds.csv")).refusal
    assert "1 hộ như cũ" in (await types("import", "ds.csv")).out
    assert "2 hộ" in (await types("export", "ds.xlsx")).out
    assert ".xlsx" in (await types("export", "ds.pdf")).refusal
    before = await types("export", "cu.xlsx", "--on", "2025-12-31")
    assert "Không có hộ nào" in before.refusal
    assert not (office.folder / "cu.xlsx").exists()
    async with world(migrated_database_url, clock=SetClock()) as town:
        assert not await faults_of(town)
