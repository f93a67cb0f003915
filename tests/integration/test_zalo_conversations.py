"""Everything people talk about, on both Zalo channels, by somebody with only digits and plain letters."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Connection, insert, select

from bot.domain.ids import SponsorId
from bot.domain.messages import PersonalData
from bot.domain.roles import Role
from models.people import roles
from models.people.contacts import contact_at
from models.people.roles import NewGrant
from models.register.writing import add_person
from tests.contract.doors import Door, Guest, Seen
from tests.contract.zalo_door import bot_door, oa_door
from tests.databases import only_sqlite
from tests.families import SECRET, SINCE, add_family, add_ward, give_slip, invite

DOORS = {"zalo-oa": oa_door, "zalo-bot": bot_door}
NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
INVITATION = "B" * 22
CHOOSE = "="
"""What follows is found in the label of a choice, and its digit is typed."""

Talk = tuple[tuple[str, str], ...]
TALKS: dict[str, Talk] = {
    "a right, ever deeper": (
        ("chuan ngheo nam nay bao nhieu", "1.500.000"),
        ("1", "12 chỉ số"),
        ("menu", "chuyện gì"),
        ("=Mục khác", "Mai táng phí"),
    ),
    "a message for the office": (
        ("gap nguoi", "0290 3999 888"),
        ("=Để lại lời nhắn", "nhắn gì"),
        ("nha tui dot", "số nào"),
        ("0912 345 678", "0912 345 678"),
        ("=Gửi", "mã"),
    ),
    "a cry for help": (("tui khong muon song nua", "115"),),
    "a swindle": (("co nguoi goi bao dong tien truoc moi duoc nhan ho tro", "Đừng đóng"),),
    "stop, and again": (("dung lai", "Mình"), ("=Nhận tin lại", "nhắn lại")),
    "another language": (("ngon ngu", "English"), ("=English", "English"), ("1", "")),
    "a wrong answer": (
        ("chuan ngheo nam nay bao nhieu", "1.500.000"),
        ("sai roi", "Xin lỗi"),
        ("=Gặp cán bộ", "mã"),
    ),
    "what nobody knows": (("may bay co bay duoc khong", ""),),
    "another desk": (("lam giay khai sinh o dau", ""),),
    "an old place": (("phuong 2 bac lieu bay gio la phuong nao", ""),),
    "small talk": (("cam on", ""), ("tro giup", "")),
    "erase everything": (("xoa du lieu", ""), ("1", "")),
}
OF_THE_FAMILY: Talk = (
    ("nha toi dang thuoc dien gi", "phiếu"),
    (f"ho 12 ma {SECRET}", "Mình là ai"),
    ("=Lan", "Đồng ý không"),
    ("=Đồng ý", "Xong"),
    ("=Không", ""),
    ("nha toi dang thuoc dien gi", "Hộ nghèo, chuẩn quốc gia"),
    ("=Vì sao", "Thiếu 3 trong 12 điều"),
    ("=không đồng ý", ""),
    ("=Gửi", "mã"),
)
WITHOUT_NAMES: Talk = (
    ("nha toi dang thuoc dien gi", "phiếu"),
    (f"ho 12 ma {SECRET}", ""),
    ("1", ""),
    ("1", ""),
    ("nha toi dang thuoc dien gi", "Hộ số 12"),
)


OF_ANYBODY: Talk = (
    ("khi nao co hoi viec lam", ""),
    ("nha tui duoc gi", "thuộc diện nào"),
    ("2", "mấy tuổi"),
)
OF_AN_OFFICIAL: Talk = (
    (f"i-{INVITATION}", "Đã nhận"),
    ("khom 3 co bao nhieu ho ngheo", "Hộ nghèo, Khóm 3: 1 hộ"),
    ("con ap 4?", "Sổ chưa ghi gì"),
    ("chi tieu nam nay toi dau", "chỉ tiêu"),
    ("viec can lam", ""),
    ("danh sach don vi do dau", "Chi bộ mẫu"),
    ("tin sang", ""),
    ("tin da gui", ""),
    ("ho 12 thoat ngheo tu 1/11", "Số quyết định"),
    ("=Chưa có quyết định", "diện hộ không đổi"),
    ("=Đúng", "Đã ghi đề xuất"),
)
OF_A_SPONSOR: Talk = (
    ("ho cua toi", "12"),
    ("da khao sat ho 12", "khảo sát xong"),
    ("hom nay tham ho 12 tang 5kg gao", "gạo"),
    ("=Đúng", "Mình ghi rồi"),
)


@pytest.fixture(params=DOORS)
async def door(request: pytest.FixtureRequest, migrated_database_url: str) -> AsyncIterator[Door]:
    async with DOORS[request.param](migrated_database_url) as door:
        yield door


def offered(guest: Guest) -> dict[str, str]:
    """The choices that stand last before the person: label to digit, from buttons or from the text."""
    return {label: number for number, label in NUMBERED.findall(read_by(guest.seen[-1]))}


def read_by(seen: Seen) -> str:
    """All a person reads of a message, its buttons too."""
    return "\n".join([seen.text, *(button.label for button in seen.buttons)])


def digit(guest: Guest, words: str) -> str:
    found = [number for label, number in offered(guest).items() if words in label]
    assert found, f"{words!r} is not among {offered(guest)}"
    return found[0]


async def talks(guest: Guest, talk: Talk) -> None:
    for typed, expected in talk:
        said = digit(guest, typed.removeprefix(CHOOSE)) if typed.startswith(CHOOSE) else typed
        assert said.isascii()
        answer = await guest.says(said)
        told = "\n".join(read_by(seen) for seen in answer)
        assert expected in told, f"{typed}: {told}"
        assert told.strip(), typed


@only_sqlite
async def test_every_subject_is_talked_through_by_digits_and_plain_letters(door: Door) -> None:
    for talk in TALKS.values():
        await talks(await door.guest(), talk)


def a_ward(tx: Connection, door: Door) -> None:
    """Household 12, an invitation for an official, and a unit that helps the household."""
    now, ward = door.town.clock.now(), add_ward(tx)
    family = add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now)
    invite(tx, Role.OFFICIAL, ward.commune, token=INVITATION, now=now)
    unit = {"commune_id": ward.commune, "name": "Chi bộ mẫu", "kind": "ward_cell", "created_at": now}
    key = tx.execute(insert(roles.sponsor).values(unit)).inserted_primary_key
    assert key is not None
    helped = {"sponsor_id": key[0], "household_id": family.household, "valid_from": SINCE}
    tx.execute(insert(roles.sponsorship).values(**helped, recorded_at=now))


def speaks_for_the_unit(tx: Connection, door: Door, guest: Guest) -> None:
    now = door.town.clock.now()
    person, contact = add_person(tx, now=now), contact_at(tx, door.account, guest.address)
    unit = tx.scalar(select(roles.sponsor.c.id))
    assert contact is not None
    assert unit is not None
    until = date(2028, 1, 1)
    roles.add_grant(tx, NewGrant(person, Role.SPONSOR, SINCE, until, sponsor=SponsorId(unit)), now=now)
    roles.link(tx, contact, person, now=now)


@only_sqlite
async def test_anybody_an_official_and_a_sponsor_work_by_digits_and_plain_letters(door: Door) -> None:
    await door.town.running.uow.run(partial(a_ward, door=door))
    await talks(await door.guest(), OF_ANYBODY)
    await talks(await door.guest(), OF_AN_OFFICIAL)
    sponsor = await door.guest()
    await door.town.running.uow.run(partial(speaks_for_the_unit, door=door, guest=sponsor))
    await talks(sponsor, OF_A_SPONSOR)


@only_sqlite
async def test_a_family_reads_its_file_where_the_channel_may_carry_it(door: Door) -> None:
    now = door.town.clock.now()

    def a_family(tx: object) -> None:
        ward = add_ward(tx)
        family = add_family(
            tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, child_born=2018
        )
        give_slip(tx, family, now=now)

    await door.town.running.uow.run(a_family)
    whole = door.channel.capabilities.personal_data is PersonalData.FULL
    guest = await door.guest()
    await talks(guest, OF_THE_FAMILY if whole else WITHOUT_NAMES)
    assert any("Trần Thị Lan" in read_by(seen) for seen in guest.seen) is whole
