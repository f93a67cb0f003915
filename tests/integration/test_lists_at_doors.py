"""An official sends the commune's list on the page and to the Official Account; Telegram gets none."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import quote

import httpx
from sqlalchemy import ColumnElement, Connection, Table, func, select

from bot.channels.zalo_files import Files
from bot.domain.messages import WAITING_LIST
from bot.domain.register.households import Birth
from bot.domain.register.terms import Status
from bot.domain.roles import Role
from bot.lists.lines import FileKind, HouseholdLine, MemberLine
from bot.lists.writing import write_list
from models.register.tables import household, imports
from models.sending.attachments import attachment
from tests.contract.doors import Door, Guest
from tests.contract.telegram_door import TelegramDoor, polling_door
from tests.contract.web_door import Page, web_door
from tests.contract.zalo_door import oa_door
from tests.databases import only_sqlite
from tests.fakes import telegram_people, zalo_people
from tests.fakes.pane import message_id
from tests.families import add_ward, invite
from tests.world import TODAY

INVITATION = "B" * 22
WAITS = attachment.c.media_type == WAITING_LIST
NAME = "../../tmp/Danh sách hộ nghèo.xlsx"
LAN = HouseholdLine(
    "",
    (),
    (MemberLine(0, "Trần Thị Lan", birth=Birth(1980)),),
    number="12",
    hamlet="Khóm 3",
    status=Status.POOR,
)
LIST = write_list([LAN], place="Phường Thử", as_of=TODAY.date(), kind=FileKind.XLSX)


def _ward(tx: Connection, door: Door) -> None:
    invite(tx, Role.OFFICIAL, add_ward(tx).commune, token=INVITATION, now=door.town.clock.now())


async def official_at(door: Door) -> Guest:
    """Somebody who was invited to the role."""
    await door.town.running.uow.run(partial(_ward, door=door))
    guest = await door.guest()
    assert "Đã nhận" in "\n".join(seen.text for seen in await guest.says(f"i-{INVITATION}"))
    return guest


def rows(door: Door, table: Table, *where: ColumnElement[bool]) -> int:
    return door.town.read(lambda tx: tx.scalar(select(func.count()).select_from(table).where(*where)))


async def writes_the_list_and_takes_it_back(door: Door, guest: Guest) -> None:
    """From the day of the list to the undoing, by digits."""
    assert "Chưa ghi gì" in "\n".join(seen.text for seen in await guest.says("1/11/2026"))
    looked = await guest.hears("Nếu ghi: 1 hộ mới")
    assert (rows(door, household), rows(door, imports)) == (0, 0)
    assert re.search(r"\b1\b", "\n".join([looked.text, *(each.label for each in looked.buttons)]))
    await guest.says("1")
    await guest.hears("Đã ghi: 1 hộ mới")
    assert (rows(door, household), rows(door, imports), rows(door, attachment, WAITS)) == (1, 1, 0)
    await guest.says("hoan tac")
    await guest.says("1")
    await guest.hears("Xong")
    assert "Không thấy hộ nào" in "\n".join(seen.text for seen in await guest.says("tra ho 12"))


@only_sqlite
async def test_on_the_page(migrated_database_url: str) -> None:
    async with web_door(migrated_database_url) as door:
        guest = await official_at(door)
        assert isinstance(guest, Page)
        url = door.socket_url.replace("ws://", "http://").removesuffix("/ws")
        told = {"x-pane": guest.token, "x-message": message_id(9_000), "x-name": quote(NAME), "origin": url}
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(f"{url}/file", content=LIST, headers=told)).status_code == 204
        assert "từ ngày nào" in "\n".join(seen.text for seen in await guest.answered())
        await writes_the_list_and_takes_it_back(door, guest)


@only_sqlite
async def test_to_the_official_account(migrated_database_url: str) -> None:
    async with oa_door(migrated_database_url) as door:
        guest = await official_at(door)
        answering = httpx.MockTransport(lambda _: httpx.Response(200, content=LIST))
        door.channel.files = Files(("zdn.vn",), answering)
        door.zalo.push(zalo_people.sends_file(guest.address, NAME))
        assert "từ ngày nào" in "\n".join(seen.text for seen in await guest.answered())
        await writes_the_list_and_takes_it_back(door, guest)


@only_sqlite
async def test_telegram_is_refused_with_the_reason_and_a_link_and_nothing_is_fetched(
    migrated_database_url: str,
) -> None:
    async with polling_door(migrated_database_url) as door:
        assert isinstance(door, TelegramDoor)
        guest = await official_at(door)
        sent = {"file_id": "F1", "file_unique_id": "F1", "file_name": "ds.xlsx"}
        door.telegram.push(telegram_people.message(int(guest.address), document=sent))
        [told, *_] = await guest.answered()
        assert "chưa tải tệp về" in told.text
        assert rows(door, attachment) == 0
