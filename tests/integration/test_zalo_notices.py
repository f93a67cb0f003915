"""News for people on Zalo who were silent for days: free, paid, by template, or with a reason not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot import zalo_look, zalo_templates
from bot.domain.messages import Priority
from bot.domain.notices import month_begin
from bot.domain.ways import Template
from bot.errors import RefusedToStart
from bot.sending.ladder import Ladder
from bot.settings import Settings
from models.people import contacts, roles
from models.sending import notices, templates
from models.sending.notices import NewNotice, notice
from tests.contract.doors import Guest
from tests.contract.zalo_door import ZaloDoor, oa_door
from tests.databases import only_sqlite
from tests.fakes import zalo_account
from tests.fakes.zalo import refusing
from tests.fakes.zalo_channel import settings_for
from tests.fakes.zalo_oa_api import CS
from tests.families import add_family, add_ward

ANSWER = {"code": "A7K9C", "answer": "Sáng mai cán bộ ghé nhà mình.", "office": "UBND phường Thử"}
WORDS = "Sáng mai cán bộ ghé"
SHORT = Template("12345", {"code": 30, "office": 80}, 200)


@pytest.fixture
async def door(migrated_database_url: str) -> AsyncIterator[ZaloDoor]:
    async with oa_door(migrated_database_url) as door:
        yield door


async def planned(door: ZaloDoor, guest: Guest, occurrence: str) -> None:
    """News for somebody is due."""
    town, now = door.town, door.town.clock.now()
    contact_id = town.read(lambda tx: contacts.contact_at(tx, door.account, guest.address))
    new = NewNotice(
        "case_answered", occurrence, contact_id, Priority.REQUESTED, ANSWER, now, now + timedelta(days=2)
    )
    await town.running.uow.run(lambda tx: notices.plan(tx, new, now=now))


async def told(door: ZaloDoor, guest: Guest, occurrence: str, **silent: float) -> None:
    """News for somebody after some silence, at nine in the morning."""
    town = door.town
    town.clock.pass_(**silent)
    before = len(door.zalo.said(guest.address))
    await planned(door, guest, occurrence)
    async with asyncio.timeout(20):
        # The program's own clock may have begun it before ours.
        while _on_its_way(door, guest, before):
            await town.tick()


def _on_its_way(door: ZaloDoor, guest: Guest, before: int) -> bool:
    status = door.town.read(endings)[-1][0]
    return status == "planned" or (status == "queued" and len(door.zalo.said(guest.address)) == before)


def endings(tx: Connection) -> list[Any]:
    return [tuple(row) for row in tx.execute(select(notice.c.status, notice.c.reason).order_by(notice.c.id))]


def spent(door: ZaloDoor) -> int:
    since = month_begin(door.town.clock.now())
    return door.town.read(lambda tx: templates.spent_since(tx, door.account, since))


async def test_news_costs_what_the_silence_makes_it_cost(door: ZaloDoor) -> None:
    guest = await door.guest()
    await told(door, guest, "1", hours=30)
    assert WORDS in door.zalo.said(guest.address)[-1]
    assert spent(door) == 0
    await told(door, guest, "2", days=2)
    assert WORDS in door.zalo.said(guest.address)[-1]
    assert spent(door) == 55
    await told(door, guest, "3", days=7)
    assert door.town.read(endings)[-1] == ("muted", "no_template")
    now, oa_id = door.town.clock.now(), door.zalo.account.oa_id
    door.zalo.account.templates["12345"] = zalo_account.Template({"code": 30, "office": 80})
    await door.town.running.uow.run(lambda tx: templates.register(tx, oa_id, "case_answered", SHORT, now=now))
    before = spent(door)
    await told(door, guest, "4", minutes=1)
    shown = door.zalo.account.in_chat(guest.address)[-1]
    assert (shown.template, shown.parameters) == ("12345", {"code": "A7K9C", "office": "UBND phường Thử"})
    assert spent(door) == before + 200


@only_sqlite
async def test_a_month_that_is_spent_ends_and_the_next_begins(door: ZaloDoor) -> None:
    guest = await door.guest()
    now, oa_id = door.town.clock.now(), door.zalo.account.oa_id
    dear = Template("12345", {"code": 30, "office": 80}, 20_000)
    await door.town.running.uow.run(lambda tx: templates.register(tx, oa_id, "case_answered", dear, now=now))
    door.zalo.account.templates["12345"] = zalo_account.Template({"code": 30, "office": 80})
    await told(door, guest, "1", days=8)
    await told(door, guest, "2", minutes=1)
    assert spent(door) == 20_000
    assert door.town.read(endings)[-1] == ("muted", "budget")
    await told(door, guest, "3", days=31)
    assert door.town.read(endings)[-1] == ("queued", None)


@only_sqlite
async def test_what_zalo_finds_too_late_for_words_goes_by_template(door: ZaloDoor) -> None:
    guest = await door.guest()
    now, oa_id = door.town.clock.now(), door.zalo.account.oa_id
    await door.town.running.uow.run(lambda tx: templates.register(tx, oa_id, "case_answered", SHORT, now=now))
    door.zalo.account.templates["12345"] = zalo_account.Template({"code": 30, "office": 80})
    door.zalo.fail(refusing(-230, CS, times=None))
    await planned(door, guest, "1")
    async with asyncio.timeout(20):
        while door.zalo.account.in_chat(guest.address)[-1].template is None:
            await door.town.tick()
            await Ladder(door.town.running.uow, door.town.clock).tick()
    assert door.zalo.account.in_chat(guest.address)[-1].template == "12345"
    assert door.town.read(endings) == [("moved", "WindowClosed"), ("queued", None)]


@only_sqlite
async def test_who_writes_again_is_answered_freely(door: ZaloDoor) -> None:
    guest = await door.guest()
    door.town.clock.pass_(days=30)
    assert "1.500.000" in (await guest.says("chuan ngheo nam nay bao nhieu"))[-1].text
    await told(door, guest, "1", hours=1)
    assert WORDS in door.zalo.said(guest.address)[-1]
    assert spent(door) == 0


@pytest.fixture
def settings(door: ZaloDoor, tmp_path: Any) -> Settings:
    (tmp_path / "clock").write_text(door.town.clock.at.isoformat())
    url = door.town.app.settings.database_url
    return settings_for(
        door.zalo, database_url=url, zalo_template_url=door.zalo.url, clock_file=tmp_path / "clock"
    )


@only_sqlite
async def test_an_office_lets_a_template_stand_for_a_notice(door: ZaloDoor, settings: Settings) -> None:
    door.zalo.account.templates["77"] = zalo_account.Template({"code": 30, "answer": 200})
    said = await zalo_templates.choose(settings, "case_answered", "77")
    assert "200 đ" in said
    assert "answer" in said
    told_lines = await zalo_templates.listing(settings)
    assert "case_answered: template 77, 200 đ, 300 đ to a number" in told_lines
    assert told_lines[-1].startswith("This month: 0 đ of 27.500 đ")
    await zalo_templates.choose(settings, "case_answered", None)
    lines = await zalo_templates.listing(settings)
    assert "case_answered: none; it may hold code of 12, answer of 600, office of 80" in lines


@only_sqlite
@pytest.mark.parametrize(
    ("template", "why"),
    [
        (None, "-112"),
        (zalo_account.Template({"code": 30}, status="PENDING_REVIEW"), "not approved"),
        (zalo_account.Template({"code": 30, "amount": 10}), "amount"),
    ],
)
async def test_a_template_that_would_not_do_is_refused_with_the_reason(
    door: ZaloDoor, settings: Settings, template: zalo_account.Template | None, why: str
) -> None:
    if template is not None:
        door.zalo.account.templates["77"] = template
    with pytest.raises(RefusedToStart, match=why):
        await zalo_templates.choose(settings, "case_answered", "77")
    with pytest.raises(RefusedToStart, match="case_answered"):
        await zalo_templates.choose(settings, "weather", "77")


@only_sqlite
async def test_an_operator_sees_why_a_family_gets_nothing(door: ZaloDoor, settings: Settings) -> None:
    guest = await door.guest()
    now = door.town.clock.now()

    def a_family(tx: Connection) -> None:
        ward = add_ward(tx)
        family = add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now)
        chat = contacts.contact_at(tx, door.account, guest.address)
        assert chat is not None
        roles.link(tx, chat, family.head, now=now)

    with pytest.raises(RefusedToStart, match="household 12"):
        await zalo_look.look(settings, "12")
    await door.town.running.uow.run(a_family)
    await told(door, guest, "1", days=9)
    assert settings.clock_file is not None
    settings.clock_file.write_text(door.town.clock.at.isoformat())
    chat, news = await zalo_look.look(settings, "12")
    assert "follows; last did something 23/11/2026 09:00" in chat
    assert "free replies left: only templates go" in chat
    assert news.endswith("case_answered: muted (no_template)")
    door.zalo.account.followers[guest.address].follows = False
    gone, _ = await zalo_look.look(settings, "12")
    assert "Zalo refuses: -213" in gone
    assert "Lan" not in chat + news + gone
