"""`donghanh slips` as somebody at the office types it."""

from __future__ import annotations

import asyncio
import re
import stat

from bot.keys.key_ring import INVENTED as KEYS
from tests.databases import only_sqlite
from tests.families import add_family, add_ward
from tests.printed import papers
from tests.terminal import Terminal
from tests.world import World, world


async def _two_families(town: World) -> None:
    now = town.clock.now()
    ward = await town.running.uow.run(add_ward)
    for number in ("7", "12"):
        await town.running.uow.run(
            lambda tx, number=number: add_family(
                tx, ward, ward.hamlet_3, number=number, head="Trần Thị Lan", now=now
            )
        )


@only_sqlite
async def test_the_terminal_tells_how_many_and_never_what_opens(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    async with world(migrated_database_url) as town:
        await _two_families(town)
    office = at_the_database
    office.settings |= {"DONGHANH_KEYS": KEYS, "DONGHANH_WEB_ORIGINS": '["https://donghanh.example"]'}
    printed = await asyncio.to_thread(office.types, "slips", "--hamlet", "khom 3", "--out", "phieu.pdf")
    assert printed.status == 0, printed
    file = office.folder / "phieu.pdf"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "2 phiếu" in printed.out
    pages = papers(file)
    assert len(pages) == 2
    said = printed.out + printed.err
    assert not any(page.token in said or page.typed in said for page in pages)
    assert not re.search(r"\d{6}", said)
    again = await asyncio.to_thread(office.types, "slips", "--household", "12", "--out", "phieu.pdf")
    assert "phieu.pdf" in again.refusal
    assert papers(file) == pages


@only_sqlite
async def test_without_an_address_the_office_is_told_why_there_is_nothing_to_scan(
    at_the_database: Terminal, migrated_database_url: str
) -> None:
    async with world(migrated_database_url) as town:
        await _two_families(town)
    at_the_database.settings["DONGHANH_KEYS"] = KEYS
    printed = await asyncio.to_thread(at_the_database.types, "slips", "--household", "12", "--out", "12.pdf")
    assert "DONGHANH_WEB_ORIGINS" in printed.out
    [page] = papers(at_the_database.folder / "12.pdf")
    assert page.link is None


@only_sqlite
def test_a_database_without_an_office_is_refused_in_one_sentence(at_the_database: Terminal) -> None:
    assert "no office" in at_the_database.types("slips", "--household", "12", "--out", "a.pdf").refusal


def test_somebody_must_be_named(terminal: Terminal) -> None:
    refused = terminal.types("slips", "--out", "a.pdf")
    assert refused.status == 2
    assert "--hamlet" in refused.err
    assert list(terminal.folder.iterdir()) == []
