"""A unit sends pictures and voice notes of its visits: asked before kept, shown to few, gone when wanted."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from bot.domain.messages import Kind, PersonalData
from models.cases.case_files import case_file
from models.sending.attachments import attachment
from models.sponsors.visit_pictures import visit_picture
from models.sponsors.visits import visit
from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, code_in, show_slip
from tests.scenarios.units import help_families
from tests.world import World

PAGE = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])
ABROAD = pytest.mark.parametrize(
    "channel", [replace(RICH, personal_data=PersonalData.MINIMAL)], indirect=True, ids=["abroad"]
)
SAID = "nay tham ba Lan, tang 10kg gao"
GPS = 0x8825


def photo(*, shade: int = 40, size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture as a phone takes it, with the place written into it."""
    picture = Image.new("RGB", size, (shade, 120, 60))
    ImageDraw.Draw(picture).rectangle((shade, 40, size[0] // 2, size[1] // 2), fill=(220, 200, shade))
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (9.0, 17.0, 6.0)}
    exif[0x010F] = "Điện thoại"
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=exif, comment=b"secret place")
    return content.getvalue()


def rows(town: World, table: Any) -> list[Any]:
    return list(town.read(lambda tx: tx.execute(select(table)).all()))


@pytest.fixture
async def sau(town: World, ward: Ward) -> Family:
    """Another family of the unit."""
    now = town.clock.now()
    return await town.running.uow.run(
        lambda tx: add_family(tx, ward, ward.hamlet_4, number="34", head="Nguyễn Văn Sáu", now=now)
    )


def kept(town: World) -> list[Any]:
    return rows(town, visit_picture)


@PAGE
async def test_a_photo_with_words_is_a_report_and_kept_when_agreed(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    asked = await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    assert "hỏi ý họ trước" in asked
    assert kept(town) == []
    shown = await tu.says("1")
    assert "Quà: gạo 10 kg" in shown
    assert "Hình: giữ 1 hình" in shown
    assert "Mình ghi rồi" in await tu.says("1")
    [row] = kept(town)
    assert (row.household_id, row.consent) == (lan.household, "agreed")
    assert rows(town, attachment) == []


@PAGE
async def test_nothing_but_the_picture_is_in_the_picture(
    tu: Villager, lan: Family, hai: Villager, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    await tu.says("1")
    await tu.says("1")
    await hai.says("tim ho 12")
    await hai.chooses("Xem hình thăm (1)")
    [sent] = [each.file for each in town.channel.told("hai") if each.file]
    picture = Image.open(io.BytesIO(sent.content))
    assert dict(picture.getexif()) == {}
    assert b"secret" not in sent.content


@PAGE
async def test_who_did_not_ask_keeps_only_the_words(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    assert "Hình: không giữ" in await tu.says("3")
    await tu.says("1")
    assert len(rows(town, visit)) == 1
    assert kept(town) == []
    assert rows(town, attachment) == []


@PAGE
async def test_of_a_photo_without_words_the_bot_asks_whom_it_concerns(
    tu: Villager, lan: Family, sau: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan, sau)
    assert "nhà nào" in await tu.sends_file("IMG_1.JPG", photo())
    await tu.chooses("hộ 12")
    await tu.chooses("Không có ai")
    await tu.says("1")
    [row] = kept(town)
    assert (row.household_id, row.consent) == (lan.household, "nobody")


@PAGE
async def test_a_photo_after_the_words_joins_the_open_report(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.says(SAID)
    await tu.sends_file("a.jpg", photo())
    await tu.says("1")
    await tu.sends_file("b.jpg", photo(shade=90))
    shown = await tu.says("1")
    assert "Hình: giữ 2 hình" in shown
    assert "gạo 10 kg" in shown
    await tu.says("1")
    assert len(kept(town)) == 2
    assert len(rows(town, visit)) == 1


@PAGE
async def test_of_several_families_the_bot_asks_whose_picture_it_is(
    tu: Villager, lan: Family, sau: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan, sau)
    said = "nay di 2 nha: chi Lan 300k, anh sau 200k"
    await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=said)
    assert "của nhà nào" in await tu.says("1")
    await tu.chooses("hộ 34")
    await tu.says("1")
    assert [row.household_id for row in kept(town)] == [sau.household]


@PAGE
@pytest.mark.parametrize("content", [b"GIF89a nothing", b"\xff\xd8\xff\xe0 cut off", b"%PDF-1.4"])
async def test_what_is_no_picture_is_not_kept_but_the_words_are_read(
    tu: Villager, lan: Family, ward: Ward, town: World, content: bytes
) -> None:
    await help_families(town, ward, tu, lan)
    told = await tu.sends_file("a.jpg", content, Kind.PICTURE, text=SAID)
    assert "chưa đọc được hình" in told
    assert "gạo 10 kg" in told
    assert rows(town, attachment) == []


@ABROAD
async def test_a_channel_abroad_refuses_the_picture_and_reads_the_words(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    told = await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    assert "để dữ liệu ở nước ngoài" in told
    assert "gạo 10 kg" in told
    await tu.says("1")
    assert len(rows(town, visit)) == 1
    assert kept(town) == []


@PAGE
async def test_a_familys_pictures_go_when_it_wants_to_be_forgotten(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    await tu.says("1")
    await tu.says("1")
    await lanh.starts()
    await show_slip(lanh)
    assert len(kept(town)) == 1
    await lanh.says("xóa dữ liệu của tôi")
    await lanh.chooses("Xóa hết")
    assert "Đã xóa xong" in await lanh.hears(town)
    assert kept(town) == []


@PAGE
async def test_a_family_sees_its_pictures_and_takes_them_away(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    await tu.says("1")
    await tu.says("1")
    await lanh.starts()
    await show_slip(lanh)
    await lanh.says("trong so nha toi co gi")
    assert "Hộ 12, lần thăm 23/11/2026" in await lanh.chooses("Xem hình")
    assert "không còn giữ" in await lanh.chooses("Xóa")
    assert kept(town) == []


@PAGE
async def test_whoever_is_of_no_unit_sends_no_pictures(tu: Villager, lan: Family, town: World) -> None:
    await tu.starts()
    assert "chưa xem được hình" in await tu.sends_file("a.jpg", photo(), Kind.PICTURE, text=SAID)
    assert rows(town, attachment) == []


@PAGE
async def test_a_voice_note_waits_for_somebody_who_listens(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    told = await tu.sends_file("a.m4a", b"sound", Kind.VOICE)
    assert "gõ giúp một dòng" in told
    code = code_in(told)
    await hai.says("viec can lam")
    assert "tin thoại chờ nghe" in hai.offered()[1]
    await hai.chooses(code)
    await hai.chooses("Nghe tin thoại")
    [sent] = [each.file for each in town.channel.told("hai") if each.file]
    assert sent.content == b"sound"
    assert [row.name for row in rows(town, case_file)] == [f"thoai-{code}.m4a"]


@ABROAD
async def test_a_voice_note_that_may_not_be_kept_says_so(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    assert "cũng không giữ lại" in await tu.sends_file("a.m4a", b"sound", Kind.VOICE)
    assert rows(town, case_file) == []
