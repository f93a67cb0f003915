"""Somebody who never wrote agreed on paper to be told at their number: by approved templates, last of all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.commands import phone_desk
from bot.domain.ids import ContactId, PersonId
from bot.domain.messages import Priority
from bot.domain.ways import Template
from bot.errors import RefusedToStart
from bot.sending.ladder import Ladder
from bot.settings import Settings
from models.people import contacts, phone_contacts, roles
from models.people.consents import consent
from models.register import ledger
from models.register.ledger import Ledger
from models.sending import notices, templates
from models.sending.notices import NewNotice, notice
from tests.contract.zalo_door import ZaloDoor, oa_door
from tests.databases import only_sqlite
from tests.fakes import zalo_account
from tests.fakes.zalo import refusing
from tests.fakes.zalo_channel import settings_for
from tests.fakes.zalo_oa_api import BY_PHONE, CS
from tests.families import add_family, add_ward

NUMBER, TYPED, ON_ZALO = "+84912345678", "0912 345 678", "246845883529197922"
ANSWER = {"code": "A7K9C", "answer": "Sáng mai cán bộ ghé nhà mình.", "office": "UBND phường Thử"}
REACHED = Template("12345", {"code": 30, "office": 80}, 200, 300)


@pytest.fixture
async def door(migrated_database_url: str) -> AsyncIterator[ZaloDoor]:
    """A ward of one family, whose head has a phone with Zalo on it and never wrote."""
    async with oa_door(migrated_database_url, paced=False) as door:
        await door.town.running.uow.run(lambda tx: settle(tx, door))
        door.zalo.account.phones["84912345678"] = ON_ZALO
        door.zalo.account.templates["12345"] = zalo_account.Template({"code": 30, "office": 80})
        yield door


def settle(tx: Connection, door: ZaloDoor) -> None:
    now, ward = door.town.clock.now(), add_ward(tx)
    add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, phone=NUMBER)
    templates.register(tx, door.zalo.account.oa_id, "case_answered", REACHED, now=now)


@pytest.fixture
def settings(door: ZaloDoor, tmp_path: Path) -> Settings:
    (tmp_path / "clock").write_text(door.town.clock.at.isoformat())
    url = door.town.app.settings.database_url
    return settings_for(door.zalo, database_url=url, clock_file=tmp_path / "clock")


def standing(door: ZaloDoor) -> ContactId:
    found = door.town.read(lambda tx: phone_contacts.at(tx, door.account, NUMBER))
    assert found is not None
    return found


async def agree(settings: Settings, *, given: bool = True) -> str:
    return await asyncio.to_thread(phone_desk.agreed, settings, TYPED, given=given)


async def told(door: ZaloDoor, contact_id: ContactId, occurrence: str = "1") -> None:
    """News for a contact, and what becomes of it within the hour."""
    town, now = door.town, door.town.clock.now()
    new = NewNotice(
        "case_answered", occurrence, contact_id, Priority.REQUESTED, ANSWER, now, now + timedelta(days=2)
    )
    await town.running.uow.run(lambda tx: notices.plan(tx, new, now=now))
    for _ in range(3):
        await town.running.planner.tick()
        await town.running.sender.flush()
        await Ladder(town.running.uow, town.clock).tick()


def endings(tx: Connection) -> list[Any]:
    return [tuple(row) for row in tx.execute(select(notice.c.status, notice.c.reason).order_by(notice.c.id))]


async def test_who_agreed_is_told_by_a_template_at_the_number_and_it_is_counted(
    door: ZaloDoor, settings: Settings
) -> None:
    assert "Trần Thị Lan is told by Zalo at 0912 345 678" in await agree(settings)
    await told(door, standing(door))
    [shown] = door.zalo.account.in_chat(ON_ZALO)
    assert (shown.template, shown.parameters) == ("12345", {"code": "A7K9C", "office": "UBND phường Thử"})
    [sent] = door.zalo.called(BY_PHONE)
    assert sent["phone"] == "84912345678"
    assert sent["tracking_id"].isdecimal()
    month = door.town.clock.now() - timedelta(days=1)
    assert door.town.read(lambda tx: templates.spent_since(tx, door.account, month)) == 300


async def test_the_number_stands_nowhere_but_in_the_register(door: ZaloDoor, settings: Settings) -> None:
    await agree(settings)
    contact = door.town.read(lambda tx: contacts.contact_by_id(tx, standing(door)))
    assert "912345678" not in contact.address
    [wording] = door.town.read(lambda tx: list(tx.scalars(select(consent.c.wording))))
    assert wording == phone_desk.ON_PAPER


async def test_nothing_goes_to_a_number_that_is_not_the_persons_any_more(
    door: ZaloDoor, settings: Settings
) -> None:
    await agree(settings)
    contact_id, clock = standing(door), door.town.clock

    def changed(tx: Connection) -> None:
        [person] = roles.people_behind(tx, contact_id, at=clock.now())
        book = Ledger(tx, at=clock.now())
        book.say(ledger.PHONE, (person,), ("+84987654321",), day=clock.now().date())
        book.flush()

    await door.town.running.uow.run(changed)
    await told(door, contact_id)
    assert door.zalo.called(BY_PHONE) == []
    assert door.town.read(endings) == [("by_hand", "phone_changed")]


async def test_who_takes_it_back_is_told_nothing_more(door: ZaloDoor, settings: Settings) -> None:
    await agree(settings)
    assert "is not told" in await agree(settings, given=False)
    await told(door, standing(door))
    assert door.zalo.called(BY_PHONE) == []
    assert door.town.read(endings) == [("muted", "stopped")]


@only_sqlite
async def test_a_number_of_nobody_or_of_two_is_refused(door: ZaloDoor, settings: Settings) -> None:
    for wrong in ("0987 654 321", "12"):
        with pytest.raises(RefusedToStart):
            await asyncio.to_thread(phone_desk.agreed, settings, wrong, given=True)
    with pytest.raises(RefusedToStart, match="Nobody agreed"):
        await agree(settings, given=False)


async def test_who_reads_elsewhere_is_not_paid_for_until_that_fails(
    door: ZaloDoor, settings: Settings
) -> None:
    await agree(settings)
    guest = await door.guest()
    at_number, now = standing(door), door.town.clock.now()

    def one_person(tx: Connection) -> ContactId:
        [person] = roles.people_behind(tx, at_number, at=now)
        chat = contacts.contact_at(tx, door.account, guest.address)
        assert chat is not None
        roles.link(tx, chat, PersonId(person), now=now)
        return chat

    chat = await door.town.running.uow.run(one_person)
    await told(door, at_number, "1")
    assert door.town.read(endings) == [("muted", "other_channel")]
    door.zalo.fail(refusing(-213, CS))
    await told(door, chat, "2")
    assert len(door.zalo.called(BY_PHONE)) == 1
    assert door.town.read(endings)[1:] == [("moved", "Unreachable"), ("queued", None)]


@only_sqlite
async def test_a_number_without_zalo_is_left_to_a_person(door: ZaloDoor, settings: Settings) -> None:
    door.zalo.account.phones.clear()
    await agree(settings)
    await told(door, standing(door))
    assert door.town.read(endings) == [("by_hand", "Unreachable")]


@only_sqlite
async def test_a_template_that_may_not_go_to_numbers_goes_to_none(door: ZaloDoor, settings: Settings) -> None:
    await agree(settings)
    now, oa_id = door.town.clock.now(), door.zalo.account.oa_id
    to_followers = Template("12345", {"code": 30, "office": 80}, 200)
    await door.town.running.uow.run(
        lambda tx: templates.register(tx, oa_id, "case_answered", to_followers, now=now)
    )
    await told(door, standing(door))
    assert door.zalo.called(BY_PHONE) == []
    assert door.town.read(endings) == [("by_hand", "no_template")]
