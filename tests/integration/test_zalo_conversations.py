"""Everything people talk about, on both Zalo channels, by somebody with only digits and plain letters."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import Connection, insert

from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_files import Files
from bot.channels.zalo_oa import ZaloOA
from bot.domain.ids import ContactId, SponsorId
from bot.domain.notices import EVENT_AFTER, EVENT_CANCELLED, HOW_ARE_YOU
from bot.domain.register.terms import Need, Status
from bot.domain.roles import Role
from bot.lists.lines import FileKind, HouseholdLine, MemberLine
from bot.lists.writing import write_list
from models.people import roles
from models.people.contacts import contact_at
from models.people.roles import NewGrant
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_person
from models.sending import notices
from models.sending.notices import NewNotice, NoticeStatus
from tests import robot_families, robot_work
from tests.contract.doors import Door, Guest
from tests.contract.zalo_door import bot_door, oa_door
from tests.databases import only_sqlite
from tests.fakes import zalo_people as people
from tests.families import SINCE, Family, Ward, add_family, add_ward, appoint, give_slip
from tests.robot import Robot, watching
from tests.scenarios.gatherings import COOKING, FAIR, SATURDAY, hold

DOORS = {"zalo-oa": oa_door, "zalo-bot": bot_door}
OFFICE = {"hai": Role.OFFICIAL, "ba": Role.OFFICIAL, "bay": Role.HAMLET_HEAD}
UNIT = "chi"
ELSEWHERE = {
    "forms": [
        *("case_answer", "case_note", "change_death", "change_leave", "change_member", "change_move"),
        *("change_phone", "change_special", "list"),
    ],
    "jobs": [
        *("book_receipts.write", "entitled.page", "event_report.draw", "event_report.write", "figures.write"),
        *("lists.export", "lists.give", "lists.look", "lists.take", "lists.undo", "new_standard.commune"),
        *("request_paper.make", "unit_praise.paper", "unit_report.paper", "unit_report.sheet"),
    ],
}
"""What a bot, which stores abroad and sends no documents, leads to the web page for."""


@pytest.fixture(params=DOORS)
async def door(request: pytest.FixtureRequest, migrated_database_url: str) -> AsyncIterator[Door]:
    async with DOORS[request.param](migrated_database_url, paced=False) as door:
        yield door


class Town:
    """A ward with a poor family, a unit that helps it, another family, a fair and a class."""

    def __init__(self, door: Door, ward: Ward, families: dict[str, Family], unit: SponsorId) -> None:
        self.door, self.ward, self.families, self.unit = door, ward, families, unit

    async def meet(self, who: str) -> Guest:
        """Somebody new, who is what the name says."""
        guest = await self.door.guest()
        await self.door.town.running.uow.run(partial(self._become, who=who, guest=guest))
        return guest

    def _become(self, tx: Connection, *, who: str, guest: Guest) -> None:
        now, contact = self.door.town.clock.now(), _contact(tx, self.door, guest)
        if who in OFFICE:
            area = self.ward.hamlet_4 if OFFICE[who] is Role.HAMLET_HEAD else self.ward.commune
            roles.link(tx, contact, appoint(tx, OFFICE[who], area, name=f"Cán bộ {who}", now=now), now=now)
        elif who in self.families:
            roles.link(tx, contact, self.families[who].head, now=now)
        elif who == UNIT:
            person, until = add_person(tx, now=now), date(2028, 1, 1)
            roles.add_grant(tx, NewGrant(person, Role.SPONSOR, SINCE, until, sponsor=self.unit), now=now)
            roles.link(tx, contact, person, now=now)

    async def part(self, guest: Guest) -> None:
        """They speak for nobody any more: news for their role go to who comes after them."""

        def gone(tx: Connection) -> None:
            roles.unlink(tx, _contact(tx, self.door, guest), now=self.door.town.clock.now())

        await self.door.town.running.uow.run(gone)
        self.door.town.clock.pass_(minutes=1)


def _contact(tx: Connection, door: Door, guest: Guest) -> ContactId:
    found = contact_at(tx, door.account, guest.address)
    assert found is not None
    return found


async def settled(door: Door) -> Town:
    """The ward at nine in the morning."""
    ward, families, unit = await door.town.running.uow.run(partial(_settle, now=door.town.clock.now()))
    await hold(door.town, ward.commune, FAIR)
    await hold(door.town, ward.commune, COOKING, code="CAAAA")
    return Town(door, ward, families, unit)


def _settle(tx: Connection, *, now: Any) -> tuple[Ward, dict[str, Family], SponsorId]:
    ward = add_ward(tx)
    lan = add_family(
        tx,
        ward,
        ward.hamlet_3,
        number="12",
        head="Trần Thị Lan",
        now=now,
        child_born=2018,
        phone="+84912345678",
    )
    sau = add_family(tx, ward, ward.hamlet_4, number="40", head="Thạch Thị Sáu", now=now)
    give_slip(tx, lan, now=now)
    book = Ledger(tx, at=now)
    book.say(ledger.TRAIT, (sau.household, "need", Need.WORK.value), (None,), day=SINCE)
    book.flush()
    row = {"commune_id": ward.commune, "name": "Chi bộ mẫu", "kind": "ward_cell", "created_at": now}
    key = tx.execute(insert(roles.sponsor).values(row)).inserted_primary_key
    assert key is not None
    helped = {"sponsor_id": key[0], "household_id": lan.household, "valid_from": date(2026, 9, 1)}
    tx.execute(insert(roles.sponsorship).values(**helped, recorded_at=now))
    return ward, {"lan": lan, "sau": sau}, SponsorId(key[0])


async def how_are_you(door: Door, guest: Guest) -> None:
    """The question of the month is due."""
    await _told(door, guest, HOW_ARE_YOU, {"number": "12"})


async def unreached(door: Door, guest: Guest) -> None:
    """No channel carried the news."""
    values = {"title": FAIR.title, "when": "8 giờ ngày 1/12"}
    await _told(door, guest, EVENT_CANCELLED, values, by_hand=True)


async def _told(
    door: Door, guest: Guest, kind: Any, values: dict[str, str], *, by_hand: bool = False
) -> None:
    now = door.town.clock.now()

    def planned(tx: Connection) -> None:
        to = _contact(tx, door, guest)
        new = NewNotice.of(kind, f"robot:{to}", to, values, now=now, useful=timedelta(days=1))
        number = notices.plan(tx, new, now=now)
        assert number is not None
        if by_hand:
            notices.settle(tx, number, NoticeStatus.BY_HAND, reason="NotReached", now=now)

    await door.town.running.uow.run(planned)


async def after_fair(door: Door, guest: Guest) -> None:
    """It is the day after."""
    await _told(door, guest, EVENT_AFTER, {"title": FAIR.title, "number": "1", "code": "AAAAA"})


async def fair_day(door: Door, _guest: Guest) -> None:
    """It is Saturday, eight in the morning."""
    door.town.clock.at = SATURDAY + timedelta(minutes=30)


async def class_day(door: Door, _guest: Guest) -> None:
    """It is Monday, and the class begins."""
    door.town.clock.at = COOKING.starts + timedelta(minutes=30)


async def picture(door: Door, guest: Guest) -> None:
    """A unit sends a picture of its visit with a line of words."""
    await _sent(door, guest, "image", _photo(), "nay tham ho 12, tang 10kg gao")


async def voice(door: Door, guest: Guest) -> None:
    """Somebody speaks instead of typing."""
    await _sent(door, guest, "audio", b"sound", None)


async def list_of_families(door: Door, guest: Guest) -> None:
    """An official sends the list of the commune."""
    line = HouseholdLine("", (), (MemberLine(0, "Lê Văn Tư"),), hamlet="Ấp 4", status=Status.NEAR_POOR)
    content = write_list([line], place="Phường Thử", as_of=date(2026, 11, 1), kind=FileKind.CSV)
    await _sent(door, guest, "file", content, None)


async def list_of_units(door: Door, guest: Guest) -> None:
    """An official sends the list of who helps whom."""
    content = "Đơn vị,Số hộ,Nhận tối đa,Khóm\nChi bộ mẫu,12,4,Khóm 3\nChùa Mẫu,40,1,".encode()
    await _sent(door, guest, "file", content, None)


def _photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), (40, 120, 60)).save(content, "JPEG")
    return content.getvalue()


async def _sent(door: Door, guest: Guest, kind: str, content: bytes, words: str | None) -> None:
    """What Zalo tells of a file; the Official Account fetches it from Zalo's host."""
    if isinstance(door.channel, ZaloOA):
        answer = httpx.MockTransport(lambda _request: httpx.Response(200, content=content))
        door.channel.files = Files(("zdn.vn",), answer)
        await guest._does(people.sends(guest.address, kind, words, url=people.FILE_URL))  # type: ignore[attr-defined]
        return
    named = {"image": "image", "audio": "voice"}.get(kind, "unsupported")
    more = {} if words is None else {"caption": words}
    await guest._does(people.bot_event(named, guest.address, **more))  # type: ignore[attr-defined]


HAPPENINGS = {
    "how_are_you": how_are_you,
    "unreached": unreached,
    "fair_day": fair_day,
    "class_day": class_day,
    "picture": picture,
    "voice": voice,
    "list": list_of_families,
    "units": list_of_units,
    "after_fair": after_fair,
}


@only_sqlite
async def test_everything_is_talked_through_by_digits_and_plain_letters(door: Door) -> None:
    with watching() as answered:
        town = await settled(door)
        robot = Robot(door, town.meet, town.part, HAPPENINGS)
        for talk in (*robot_families.TALKS.values(), *robot_work.TALKS.values()):
            await robot.plays(talk)
    assert answered.missing() == (ELSEWHERE if isinstance(door.channel, ZaloBot) else {})


@only_sqlite
async def test_a_name_stands_only_where_the_channel_may_carry_it(door: Door) -> None:
    town = await settled(door)
    guest = await town.meet("lan")
    shown = await guest.says("nha toi dang thuoc dien gi")
    shown += await guest.says("trong so nha toi co gi")
    told = "\n".join(seen.text for seen in shown)
    assert ("Trần Thị Lan" in told) is isinstance(door.channel, ZaloOA)
