"""What is kept about somebody: shown to that person alone, erased when that person says so."""

from __future__ import annotations

from models import audit
from tests.hearing import hears
from tests.world import World


async def test_a_person_sees_what_is_kept_about_them(office: World) -> None:
    sister = office.person("chị Năm")
    await sister.says("hoc nghe co ton tien ko")
    await sister.says("xem du lieu")
    [kept] = await hears(office, sister)
    assert "hoc nghe co ton tien ko" in kept.body.text
    assert "Nhận tin: có" in kept.body.text


async def test_erasing_asks_once_and_then_forgets(office: World) -> None:
    sister = office.person("chị Năm")
    await sister.says("hoc nghe co ton tien ko")
    assert "Mình chắc chưa?" in await sister.says("xoa du lieu cua toi")
    await sister.says("1")
    assert "Đã xóa xong" in (await hears(office, sister))[-1].body.text
    await sister.says("xem du lieu")
    [kept] = await hears(office, sister)
    assert "hoc nghe" not in kept.body.text
    assert office.read(audit.first_broken) is None


async def test_who_thinks_again_loses_nothing(office: World) -> None:
    sister = office.person("chị Năm")
    await sister.says("hoc nghe co ton tien ko")
    await sister.says("xoa du lieu")
    assert "không xóa gì" in await sister.says("2")
    await sister.says("xem du lieu")
    [kept] = await hears(office, sister)
    assert "hoc nghe co ton tien ko" in kept.body.text
