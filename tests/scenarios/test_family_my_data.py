"""A linked family sees, downloads, corrects and erases what is kept about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Table, func, select

from bot.domain.case_rules import CaseKind
from bot.domain.roles import Role
from bot.errors import DongHanhError
from models import audit
from models.audit import SubjectKind
from models.cases import cases
from models.people.consents import consent
from models.people.contacts import Standing, contact_at, contact_by_id, person_contact
from models.sending.attachments import attachment
from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.hearing import hears
from tests.scenarios.people import Official, Villager, become, code_in, show_slip
from tests.trail import faults_of
from tests.world import World

rich_only = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["rich"])
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


async def given(person: Villager, town: World, words: str) -> str:
    """All that comes of asking for one's data, as text or as file."""
    await person.says(words)
    told = await hears(town, person)
    return "\n".join(each.file.content.decode() if each.file else each.body.text for each in told)


@rich_only
async def test_a_family_sees_its_links_roles_consents_file_and_who_looked(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    await become(town, lanh, ward, Role.OFFICIAL)
    await lanh.says("tra ho 12")
    kept = await given(tu, town, "xem du lieu cua toi")
    assert "Chỗ này (scripted), từ 23/11/2026" in kept
    assert "Người nhà: 12" in kept
    assert "Nhớ chỗ nhắn này là của nhà mình: đồng ý, 23/11/2026 09:00" in kept
    assert "Trần Văn Út" in kept
    assert "12 đường Bạch Đằng" in kept
    assert "QĐ 15/QĐ-UBND" in kept
    assert "Không ai làm thay" in kept
    assert "Cán bộ phường, xã" in kept
    assert await faults_of(town) == ()
    looks = town.read(lambda tx: audit.looked_at(tx, SubjectKind.HOUSEHOLD, lan.household, since=BEGAN))
    assert looks[0].role == Role.HOUSEHOLD.value
    assert "address" in looks[0].fields


async def test_what_is_downloaded_is_a_file_where_there_are_files(
    tu: Villager, town: World, lan: Family, carries: bool
) -> None:
    await tu.starts()
    if carries:
        await show_slip(tu)
    kept = await given(tu, town, "tải dữ liệu của tôi về")
    assert "Máy đang giữ về mình" in kept
    assert ("Trần Thị Lan" in kept) is carries
    files = [each.file.name for each in tu.channel.told("tu") if each.file]
    assert files == ["du-lieu-cua-toi.txt"] * tu.channel.capabilities.documents


async def test_a_stranger_gets_nothing_of_any_family(tu: Villager, town: World, lan: Family) -> None:
    kept = await given(tu, town, "xem du lieu")
    assert "Hộ" not in kept
    assert "Lan" not in kept


@rich_only
async def test_who_locked_the_page_before_gathering_is_done_is_shown_no_family(
    tu: Villager, town: World, lan: Family
) -> None:
    await tu.starts()
    await show_slip(tu)
    await tu.says("xem du lieu")
    tu.news()
    await tu.says("thoat")
    kept = "\n".join(each.body.text for each in tu.channel.told("tu"))
    assert "Bạch Đằng" not in kept


@rich_only
async def test_who_locked_the_page_is_told_how_to_open_it_and_needs_no_slip_to_be_left_alone(
    tu: Villager, town: World, lan: Family
) -> None:
    await tu.starts()
    await show_slip(tu)
    await tu.chooses("Đồng ý")
    await tu.says("thoat")
    assert "phiếu" in await tu.says("ai đã xem hồ sơ nhà tôi")
    assert "không tự nhắn nữa" in await tu.says("thoi khong can nhac nua")
    account = next(iter(town.running.channels))
    number = town.read(lambda tx: contact_at(tx, account, tu.name))
    assert town.read(lambda tx: contact_by_id(tx, number)).standing is Standing.STOPPED


@rich_only
@pytest.mark.parametrize("typed", ["sửa", "toi muon sua thong tin cua toi", "sua du lieu"])
async def test_one_word_begins_a_correction(tu: Villager, typed: str) -> None:
    assert "Chỗ nào đang ghi sai" in await tu.says(typed)


@rich_only
async def test_a_correction_opens_a_request_with_the_clock_of_the_law(
    tu: Villager, lan: Family, town: World, official: Official
) -> None:
    await tu.starts()
    await show_slip(tu)
    await tu.says("sua thong tin")
    await tu.says("ghi sai so dien thoai cua toi")
    assert "0912 345 678" in await tu.says("0912 345 678")
    answer = await tu.chooses("Gửi")
    assert "Trả lời chậm nhất ngày 25/11/2026, sửa xong chậm nhất ngày 03/12/2026" in answer
    [case] = town.read(cases.list_cases)
    assert (case.kind, case.phone) == (CaseKind.DATA_CORRECTION, "+84912345678")
    assert "Hộ số 12" in (case.text or "")
    [line] = await official.sees()
    assert "due 25/11 17:00 · to be done by 03/12" in line


@rich_only
async def test_an_office_may_promise_first_and_do_it_later(
    tu: Villager, town: World, official: Official
) -> None:
    await tu.says("sua thong tin")
    await tu.says("sai nam sinh")
    await tu.says("1961")
    code = code_in(await tu.chooses("Gửi"))
    await official.answers(code, "Phường đã nhận.", later=True)
    assert "Phường đã nhận." in await tu.hears(town)
    [line] = await official.sees()
    assert f"{code} data_correction · open" in line
    assert "due 03/12 17:00" in line
    with pytest.raises(DongHanhError, match="put off"):
        await official.answers(code, "Chờ nữa.", later=True)
    await official.answers(code, "Đã sửa.")
    assert "Đã sửa." in await tu.hears(town)
    assert await official.sees() == ["No case is open."]


@rich_only
async def test_erasing_asks_the_commune_for_its_register_and_says_why_it_is_not_erased_here(
    tu: Villager, lan: Family, town: World, official: Official
) -> None:
    await tu.starts()
    await show_slip(tu)
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    told = await tu.hears(town)
    assert "Đã xóa xong" in told
    assert "Luật 91/2025/QH15, Điều 19" in told
    assert "Trả lời chậm nhất ngày 25/11/2026" in told
    assert "08/12/2026" in told
    [line] = await official.sees()
    assert f"{code_in(told)} data_erasure · open" in line
    assert "Hộ số 12" in line
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")
    assert (
        town.read(lambda tx: [rows_of(tx, table) for table in (consent, person_contact, attachment)])
        == [0] * 3
    )
    assert await faults_of(town) == ()


@rich_only
async def test_who_erases_on_one_phone_is_told_of_the_other_one(
    tu: Villager, lanh: Villager, lan: Family, town: World
) -> None:
    """Chị Lan linked two phones, and erases on the one she sells."""
    for phone in (tu, lanh):
        await phone.starts()
        await show_slip(phone)
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    assert "Mình còn 1 chỗ nhắn khác đã kết nối" in await tu.hears(town)
    assert town.read(lambda tx: rows_of(tx, person_contact)) == 1
    await lanh.says("xoa du lieu")
    await lanh.chooses("Xóa hết")
    assert "chỗ nhắn khác" not in await lanh.hears(town)
    assert town.read(lambda tx: rows_of(tx, person_contact)) == 0


def rows_of(tx: Connection, table: Table) -> int:
    return tx.scalar(select(func.count()).select_from(table)) or 0
