"""A link sent to somebody's own chat opens the web page as them: once, soon, and until the page locks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.domain.messages import Capabilities, PersonalData
from bot.domain.roles import Role
from bot.keeping import close_pages
from models.audit import audit
from models.people import roles
from models.people.contacts import contact_at
from tests.contract.strict_channel import StrictChannel
from tests.families import Family, Ward, add_family, add_ward, give_slip
from tests.scenarios.people import Villager, become, show_slip
from tests.world import SetClock, World, world

MESSENGER = Capabilities(PersonalData.MINIMAL, max_text=4000, buttons=8, ask_phone=True, documents=True)
STRANGER_IS_TOLD = "Máy chưa biết mình là người nhà nào"


@dataclass
class TwoDoors:
    """An office with a messenger that must not carry names, and the web page."""

    town: World
    messenger: StrictChannel
    page: StrictChannel
    ward: Ward
    lan: Family

    def at_page(self, name: str) -> Villager:
        return Villager(name, self.page)

    async def official(self) -> Villager:
        """Anh Hai of the ward, in the messenger."""
        hai = Villager("hai", self.messenger)
        await become(self.town, hai, self.ward)
        return hai

    async def shown_again(self, name: str) -> list[str]:
        """What the page shows when it is opened again."""
        account = [*self.town.running.channels][1]
        lines = await self.town.running.engine.recent(account, name, limit=50)
        return [line.body.text for line in lines]

    def trail(self) -> list[str]:
        return self.town.read(lambda tx: list(tx.scalars(select(audit.c.tag).order_by(audit.c.id))))

    def people_at_page(self, name: str) -> int:
        account = [*self.town.running.channels][1]

        def linked(tx: Connection) -> int:
            contact = contact_at(tx, account, name)
            assert contact is not None
            return len(roles.people_behind(tx, contact, at=self.town.clock.now()))

        return self.town.read(linked)


@pytest.fixture
async def doors(migrated_database_url: str) -> AsyncIterator[TwoDoors]:
    clock = SetClock()
    messenger = StrictChannel(MESSENGER, name="messenger", clock=clock)
    page = StrictChannel(name="page", clock=clock)
    origins = ("https://chat.example.vn/",)
    async with world(
        migrated_database_url, channel=messenger, others=[page], clock=clock, web_origins=origins
    ) as town:
        now = clock.now()

        def made(tx: Connection) -> tuple[Ward, Family]:
            ward = add_ward(tx)
            lan = add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now)
            give_slip(tx, lan, now=now)
            return ward, lan

        yield TwoDoors(town, messenger, page, *await town.running.uow.run(made))
    assert not messenger.misfits + page.misfits


def payload_in(told: str) -> str:
    found = re.search(r"https://chat\.example\.vn/\?start=(w-[A-Za-z0-9_-]{22})(?:\s|$)", told)
    assert found, told
    return found[1]


async def test_an_official_opens_the_page_as_oneself_and_sees_there_what_the_chat_must_not_show(
    doors: TwoDoors,
) -> None:
    hai, browser = await doors.official(), doors.at_page("tab-1")
    assert "Trần" not in await hai.says("tra ho 12")
    link = payload_in(await hai.says("mo trang web"))
    assert "Cán bộ phường, xã" in await browser.starts(link)
    assert "Trần Thị Lan" in await browser.says("tra ho 12")
    assert doors.trail().count("page:link_made") == doors.trail().count("page:opened") == 1


async def test_a_link_that_was_used_is_late_or_was_never_made_is_refused_in_the_same_words(
    doors: TwoDoors,
) -> None:
    hai = await doors.official()
    used = payload_in(await hai.says("gui link"))
    await doors.at_page("tab-1").starts(used)
    late = payload_in(await hai.says("link web"))
    doors.town.clock.pass_(minutes=15)
    told = {await doors.at_page(f"other-{each[-4:]}").starts(each) for each in (used, late, "w-" + "A" * 22)}
    assert len(told) == 1
    assert "Mã này không mở được" in told.pop()
    assert doors.trail().count("contact:link_refused") == 3


async def test_a_newer_link_ends_the_one_before(doors: TwoDoors) -> None:
    hai = await doors.official()
    first, second = payload_in(await hai.says("mo trang web")), payload_in(await hai.says("mo trang web"))
    assert "Mã này không mở được" in await doors.at_page("tab-1").starts(first)
    assert "Cán bộ" in await doors.at_page("tab-2").starts(second)


async def test_a_link_opens_nothing_in_another_chat(doors: TwoDoors) -> None:
    hai, thief = await doors.official(), Villager("thief", doors.messenger)
    link = payload_in(await hai.says("mo trang web"))
    assert "Mã này không mở được" in await thief.starts(link)
    assert "Cán bộ" in await doors.at_page("tab-1").starts(link)


async def test_the_page_locks_after_half_an_hour_and_no_slip_opens_the_official_again(
    doors: TwoDoors,
) -> None:
    hai, browser = await doors.official(), doors.at_page("tab-1")
    await browser.starts(payload_in(await hai.says("mo trang web")))
    doors.town.clock.pass_(minutes=29)
    assert "Trần Thị Lan" in await browser.says("tra ho 12")
    doors.town.clock.pass_(minutes=31)
    await show_slip(browser)
    assert doors.people_at_page("tab-1") == 1
    shown = await doors.shown_again("tab-1")
    assert shown[0].startswith("ho 12 ma")
    assert not any("đường Bạch Đằng" in line for line in shown)
    assert "Người nhà" in await browser.says("quyen cua toi")
    assert "Cán bộ" not in await browser.says("quyen cua toi")
    assert "page:closed" in doors.trail()


async def test_a_page_that_nobody_touches_is_closed_by_itself(doors: TwoDoors) -> None:
    hai, browser = await doors.official(), doors.at_page("tab-1")
    await browser.starts(payload_in(await hai.says("mo trang web")))
    running = doors.town.running
    await close_pages(running.uow, running.clock)
    assert doors.people_at_page("tab-1") == 1
    doors.town.clock.pass_(minutes=31)
    await close_pages(running.uow, running.clock)
    assert doors.people_at_page("tab-1") == 0


async def test_thoat_ends_the_page_and_not_the_chat_that_asked_for_it(doors: TwoDoors) -> None:
    hai, browser = await doors.official(), doors.at_page("tab-1")
    await browser.starts(payload_in(await hai.says("mo trang web")))
    assert "Đã khóa" in await browser.says("thoat")
    assert doors.people_at_page("tab-1") == 0
    assert "Cán bộ" in await hai.says("quyen cua toi")


async def test_a_chat_that_left_meanwhile_opens_nothing_with_the_link_it_asked_for(doors: TwoDoors) -> None:
    hai = await doors.official()
    link = payload_in(await hai.says("mo trang web"))
    await hai.says("thoat")
    assert "Mã này không mở được" in await doors.at_page("tab-1").starts(link)


async def test_a_role_that_ended_opens_nothing(doors: TwoDoors) -> None:
    hai = await doors.official()
    link = payload_in(await hai.says("mo trang web"))

    def dismissed(tx: Connection) -> None:
        account = next(iter(doors.town.running.channels))
        contact = contact_at(tx, account, "hai")
        assert contact is not None
        [person] = roles.people_behind(tx, contact, at=doors.town.clock.now())
        roles.end_grants(tx, person, Role.OFFICIAL, on=doors.town.clock.at.date() - timedelta(days=1))

    await doors.town.running.uow.run(dismissed)
    assert "Mã này không mở được" in await doors.at_page("tab-1").starts(link)


async def test_a_stranger_is_sent_no_link_and_the_page_needs_none(doors: TwoDoors) -> None:
    stranger = Villager("tu", doors.messenger)
    await stranger.starts()
    assert "start=" not in await stranger.says("mo trang web")
    hai, browser = await doors.official(), doors.at_page("tab-1")
    await browser.starts(payload_in(await hai.says("mo trang web")))
    assert "start=" not in await browser.says("mo trang web")
