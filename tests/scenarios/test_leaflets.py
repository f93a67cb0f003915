"""News of work: written by one official, sent by another, to who agreed, by day; ended with one word."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial

import httpx
import pytest
from sqlalchemy import Connection

from bot.domain.consent import WORDING, Purpose
from bot.domain.roles import Role
from bot.server import make_server
from handlers.fairs import leaflet_jobs
from models.events import leaflets
from models.events.leaflets import Reached
from models.people import consents, roles
from models.people.consents import Said
from models.people.contacts import Contact, contact_at
from tests.contract.strict_channel import StrictChannel
from tests.families import Family, Ward, add_family
from tests.scenarios.gatherings import STAYS_OPEN
from tests.scenarios.people import Villager, become, show_slip
from tests.trail import faults_of
from tests.world import World, world

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])
PAGE = "https://donghanh.example"
LINK = "https://vieclam.example/thang-12"
LINES = "\n".join(("May Cây Bần cần 40 thợ", "Tôm Bãi Bồi cần 15 người", "Phiên việc làm ngày 19/12"))


@pytest.fixture
async def town(migrated_database_url: str, channel: StrictChannel) -> AsyncIterator[World]:
    """The program with a page of its own, through which links lead."""
    async with world(
        migrated_database_url, channel=channel, clock=channel.clock, web_origins=(PAGE,)
    ) as running:
        yield running


async def subscribes(who: Villager) -> str:
    """A family by its slip, and its plain yes to news of work."""
    await who.starts()
    await show_slip(who)
    assert "tin việc làm" in await who.says("toi muon nhan tin viec lam")
    return await who.chooses("Đồng ý")


async def writes(tu: Villager) -> str:
    """The official writes the leaflet; the code by which it is known."""
    await tu.says("soan to tin viec lam")
    await tu.says("tháng 12/2026")
    assert "năm dòng" in await tu.says("\n".join("abcdef"))
    await tu.says(LINES)
    assert "https://" in await tu.says("http://khong.an.toan")
    assert "May Cây Bần" in await tu.says(LINK)
    told = await tu.chooses("Đúng")
    found = re.search(r"mã ([A-Z3479]{5})", told)
    assert found, told
    return found[1]


async def opens(town: World, address: str) -> httpx.Response:
    """Follow a link to our server, no further."""
    transport = httpx.ASGITransport(make_server(town.app))
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.get(address)


async def test_a_leaflet_is_looked_at_twice_goes_out_in_the_morning_and_its_opening_is_counted(
    tu: Villager, lanh: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await subscribes(lanh)
    await become(town, tu, ward, name="Võ Văn Tư")
    code = await writes(tu)
    assert "Xem rồi, gửi đi" not in await tu.says("to tin viec lam") + "".join(tu.offered().values())
    assert code in await hai.hears(town)
    assert "1 điện thoại đã đồng ý" in await hai.chooses("Xem tin")
    town.clock.at = town.clock.at.replace(hour=22)
    assert "1 điện thoại" in await hai.chooses("Xem rồi, gửi đi")
    assert await lanh.hears_nothing(town)
    town.clock.pass_(hours=10)
    told = await lanh.hears(town)
    assert "Tin việc làm tháng 12/2026" in told
    address = re.search(rf"{PAGE}/tin/\S+", told)
    assert address
    for _ in range(2):
        answer = await opens(town, address[0])
        assert (answer.status_code, answer.headers["location"]) == (302, LINK)
    assert (await opens(town, f"{PAGE}/tin/khongcothat")).status_code == 404
    [sent] = town.read(partial(leaflets.newest, areas=[ward.commune], limit=9))
    assert town.read(partial(leaflets.reached, of=sent.id)) == Reached(1, 1, 1)
    await hai.says("to tin viec lam")
    assert "Gửi 1, tới nơi 1, mở xem 1" in await hai.chooses("tháng 12/2026")
    assert await faults_of(town) == ()


def reader(tx: Connection, *, ward: Ward, chat: Contact, now: datetime) -> None:
    """Another family whose chat gets the news."""
    home = add_family(tx, ward, ward.hamlet_4, number="13", head="Thạch Thị Hoa", now=now)
    contact = contact_at(tx, chat.account, chat.address)
    assert contact is not None
    roles.link(tx, contact, home.head, now=now)
    agreed = Said(home.head, Purpose.JOB_NEWS, True, WORDING[Purpose.JOB_NEWS])
    consents.note(tx, contact, agreed, now=now)


async def test_many_readers_are_reached_a_few_at_a_time_and_each_once(
    tu: Villager, lanh: Villager, hai: Villager, lan: Family, ward: Ward, town: World, monkeypatch
) -> None:
    monkeypatch.setattr(leaflet_jobs, "AT_ONCE", 1)
    hoa = Villager("hoa", tu.channel)
    await hoa.starts()
    account = next(iter(town.running.channels))
    chat = Contact(account, "hoa", True, "vi")
    await town.running.uow.run(partial(reader, ward=ward, chat=chat, now=town.clock.now()))
    await subscribes(lanh)
    await become(town, tu, ward, name="Võ Văn Tư")
    await writes(tu)
    await hai.hears(town)
    await hai.chooses("Xem tin")
    assert "2 điện thoại" in await hai.chooses("Xem rồi, gửi đi")
    for who in (lanh, hoa):
        assert "Tin việc làm tháng 12/2026" in await who.hears(town)
    [sent] = town.read(partial(leaflets.newest, areas=[ward.commune], limit=9))
    assert town.read(partial(leaflets.reached, of=sent.id)) == Reached(2, 2, 0)
    assert await lanh.hears_nothing(town)


async def test_who_ends_it_with_one_word_gets_none_even_if_it_was_on_its_way(
    tu: Villager, lanh: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await subscribes(lanh)
    await become(town, tu, ward, name="Võ Văn Tư")
    await writes(tu)
    await hai.hears(town)
    await hai.chooses("Xem tin")
    town.clock.at = town.clock.at.replace(hour=22)
    await hai.chooses("Xem rồi, gửi đi")
    assert "không gửi tin việc làm nữa" in await lanh.says("thoi tin viec lam")
    town.clock.pass_(hours=10)
    assert await lanh.hears_nothing(town)


async def test_nobody_sends_alone_and_nobody_gets_it_unasked(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await lanh.starts()
    await show_slip(lanh)
    await lanh.chooses("Đồng ý")
    await become(town, tu, ward)
    await writes(tu)
    await tu.says("to tin viec lam")
    assert "0 điện thoại" in await tu.chooses("tháng 12/2026")
    assert not [label for label in tu.offered().values() if "gửi đi" in label]


async def test_hamlet_heads_and_families_write_none(tu: Villager, ward: Ward, town: World) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD)
    assert "Tin kỳ nào" not in await tu.says("soan to tin viec lam")
