"""Slips for a hamlet are made: stored, noted and printed together, or not at all."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.commands import slip_desk
from bot.commands.slip_desk import Wanted
from bot.domain.ids import HouseholdId
from bot.domain.linking import typed_code
from bot.errors import RefusedToStart
from bot.settings import Settings
from models.areas import AreaKind, add_area, succeed
from models.audit import Look, SubjectKind, Tag, audit, looked_at
from models.people import linking
from models.people.linking import slip
from models.register import ledger
from models.register.ledger import Ledger
from tests.families import Family, Ward, add_family, add_ward
from tests.printed import Paper, papers
from tests.world import TODAY, World, world

ORIGIN = "https://donghanh.example/"


@dataclass
class Desk:
    """An operator beside the running program, with an empty folder."""

    town: World
    ward: Ward
    folder: Path

    async def makes(self, hamlet: str | None = "Khóm 3", *numbers: str, file: str = "a.pdf") -> list[Paper]:
        out = self.folder / file
        await asyncio.to_thread(slip_desk.make, self.town.app.settings, Wanted(out, hamlet, numbers))
        return papers(out)

    async def family(self, number: str, *, hamlet: str = "hamlet_3", head: str = "Trần Thị Lan") -> Family:
        where = getattr(self.ward, hamlet)
        add = partial(
            add_family, ward=self.ward, hamlet=where, number=number, head=head, now=self.town.clock.now()
        )
        return await self.town.running.uow.run(add)

    async def refuses(self, hamlet: str | None, *numbers: str) -> str:
        """Why nothing was made; nothing is there afterwards."""
        before = self.town.read(_slips)
        with pytest.raises(RefusedToStart) as refused:
            await self.makes(hamlet, *numbers)
        assert self.town.read(_slips) == before
        assert not list(self.folder.glob("*.pdf"))
        return str(refused.value)


@pytest.fixture
async def desk(migrated_database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    folder = tmp_path / "printed"
    folder.mkdir()
    clock = tmp_path / "clock"
    clock.write_text(TODAY.isoformat())
    async with world(migrated_database_url, web_origins=(ORIGIN,), clock_file=clock) as town:
        yield Desk(town, await town.running.uow.run(add_ward), folder)


def _slips(tx: Connection) -> list[tuple[int, bool]]:
    """Household and whether its slip still opens, in the order they were made."""
    return [(row.household_id, row.ended_at is None) for row in tx.execute(select(slip).order_by(slip.c.id))]


async def test_a_hamlet_gets_one_page_for_each_household_in_the_order_of_numbers(desk: Desk) -> None:
    families = [await desk.family(number, head=f"Lê Văn {number}") for number in ("12", "7", "101")]
    await desk.family("8", hamlet="hamlet_4")
    pages = await desk.makes()
    assert [page.typed.split()[1] for page in pages] == ["7", "12", "101"]
    assert {page.size for page in pages} == {(105, 148)}
    assert len({page.token for page in pages} | {page.typed for page in pages}) == 6
    assert sorted(desk.town.read(_slips)) == sorted((each.household, True) for each in families)


async def test_a_slip_names_nobody_and_no_status(desk: Desk) -> None:
    await desk.family("12")
    [page] = await desk.makes()
    for private in ("Trần", "Lan", "nghèo", "Bạch Đằng"):
        assert private not in page.words


async def test_the_code_and_the_link_on_paper_open_the_household(desk: Desk) -> None:
    lan = await desk.family("12")
    [page] = await desk.makes()
    number, secret = typed_code(page.typed) or ("", "")
    open_typed = partial(linking.household_of_secret, number=number, secret=secret, commune=desk.ward.commune)
    assert page.link == f"https://donghanh.example/?start={page.token}"
    assert desk.town.read(open_typed) == lan.household
    scanned = partial(linking.household_of_token, token=page.token.removeprefix("s-"))
    assert desk.town.read(scanned) == lan.household


async def test_households_that_are_named_get_slips_and_others_keep_theirs(desk: Desk) -> None:
    lan, tu = await desk.family("012"), await desk.family("7")
    await desk.makes()
    [page] = await desk.makes(None, "12", file="b.pdf")
    assert page.typed.startswith("ho 012 ma")
    assert desk.town.read(_slips) == [(tu.household, True), (lan.household, False), (lan.household, True)]


async def test_two_households_whose_numbers_differ_by_zeros_both_open_what_is_theirs(desk: Desk) -> None:
    families = {(await desk.family(number)).household for number in ("12", "012")}
    opened: set[HouseholdId | None] = set()
    for page in await desk.makes():
        number, secret = typed_code(page.typed) or ("", "")
        opened.add(
            desk.town.read(
                partial(linking.household_of_secret, number=number, secret=secret, commune=desk.ward.commune)
            )
        )
    assert opened == families


async def test_the_trail_tells_each_household_that_a_slip_was_made(desk: Desk) -> None:
    families = [await desk.family("12"), await desk.family("7")]
    await desk.makes()
    for each in families:
        looks: list[Look] = desk.town.read(
            partial(looked_at, kind=SubjectKind.HOUSEHOLD, number=each.household, since=TODAY)
        )
        assert [(look.tag, look.actor, look.reason) for look in looks] == [
            (Tag.SLIPS_MADE, "operator", "linking")
        ]
    assert desk.town.read(_details) == ['{"slips": 2}']


def _details(tx: Connection) -> list[str]:
    return list(tx.scalars(select(audit.c.details).where(audit.c.tag == Tag.SLIPS_MADE)))


async def test_the_file_is_for_its_owner_alone(desk: Desk) -> None:
    await desk.family("12")
    await desk.makes()
    assert stat.S_IMODE((desk.folder / "a.pdf").stat().st_mode) == 0o600


async def test_a_file_that_is_there_is_not_written_over_and_former_slips_still_open(desk: Desk) -> None:
    lan = await desk.family("12")
    [before] = await desk.makes()
    with pytest.raises(RefusedToStart, match=r"a\.pdf"):
        await desk.makes()
    assert papers(desk.folder / "a.pdf") == [before]
    assert desk.town.read(_slips) == [(lan.household, True)]


async def test_where_nothing_can_be_written_nothing_is_stored(desk: Desk) -> None:
    await desk.family("12")
    with pytest.raises(RefusedToStart, match="nowhere"):
        await desk.makes(file="nowhere/a.pdf")
    assert desk.town.read(_slips) == []
    assert desk.town.read(_details) == []


async def test_a_disk_that_fills_up_leaves_no_slip_and_no_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.family("12")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.commands.slip_desk.os.fsync", full)
    assert "No space left" in await desk.refuses("Khóm 3")


async def test_when_storing_fails_the_codes_are_gone_and_the_former_slip_opens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = await desk.family("12")
    await desk.makes(file="first.pdf")

    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("the trail can not be written")

    monkeypatch.setattr("bot.commands.slip_desk.audit.note", broken)
    with pytest.raises(RuntimeError):
        await desk.makes(file="second.pdf")
    assert [file.name for file in desk.folder.iterdir()] == ["first.pdf"]
    assert desk.town.read(_slips) == [(lan.household, True)]


async def test_who_moved_away_gets_no_slip(desk: Desk) -> None:
    lan = await desk.family("12")

    def leaves(tx: Connection) -> None:
        book = Ledger(tx, at=desk.town.clock.now())
        book.say(ledger.RESIDENCE, (lan.household,), (None, None, None, "moved"), day=TODAY.date())
        book.flush()

    await desk.town.running.uow.run(leaves)
    assert "Không có hộ nào" in await desk.refuses("Khóm 3")


async def test_a_hamlet_nobody_knows_is_answered_with_those_there_are(desk: Desk) -> None:
    await desk.family("12")
    refused = await desk.refuses("Khóm 30")
    assert "Khóm 30" in refused
    assert "Khóm 3, " in refused or refused.endswith("Khóm 3.")


async def test_a_number_nobody_has_in_that_hamlet_stops_all(desk: Desk) -> None:
    await desk.family("12")
    await desk.family("8", hamlet="hamlet_4")
    assert "8, 99" in await desk.refuses("Khóm 3", "12", "8", "99")


async def test_a_number_that_can_not_be_typed_needs_a_square_to_scan(desk: Desk) -> None:
    await desk.family("KH-7")
    [page] = await desk.makes()
    assert page.link is not None
    assert "nhắn cho máy" not in page.words
    desk.town.app.settings = desk.town.app.settings.model_copy(update={"web_origins": ()})
    (desk.folder / "a.pdf").unlink()
    assert "KH-7" in await desk.refuses("Khóm 3")


async def test_a_hamlet_is_found_by_its_former_name_and_without_accents(desk: Desk) -> None:
    await desk.family("12")

    def renamed(tx: Connection) -> None:
        former = add_area(tx, AreaKind.HAMLET, "Khóm Đầu Lộ")
        succeed(tx, former, desk.ward.hamlet_3, since=TODAY.date())

    await desk.town.running.uow.run(renamed)
    assert len(await desk.makes("khom dau lo")) == 1


async def test_telegram_is_led_to_only_when_asked_for_or_when_there_is_no_page(desk: Desk) -> None:
    await desk.family("12")
    settings = desk.town.app.settings.model_copy(update={"telegram_bot_name": "DongHanhBot"})

    async def links(settings: Settings, file: str, *, telegram: bool) -> list[str]:
        wanted = Wanted(desk.folder / file, "Khóm 3", telegram=telegram)
        await asyncio.to_thread(slip_desk.make, settings, wanted)
        [paper] = papers(desk.folder / file)
        return [link.partition("start=")[0] for link in paper.links]

    page, bot = f"{ORIGIN}?", "https://t.me/DongHanhBot?"
    assert await links(settings, "a.pdf", telegram=False) == [page]
    assert await links(settings, "b.pdf", telegram=True) == [page, bot]
    pageless = settings.model_copy(update={"web_origins": ()})
    assert await links(pageless, "c.pdf", telegram=False) == [bot]
    with pytest.raises(RefusedToStart, match="TELEGRAM_BOT_NAME"):
        await links(desk.town.app.settings, "d.pdf", telegram=True)
