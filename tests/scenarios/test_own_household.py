"""A family shows its slip and asks about itself; strangers learn nothing; the trail knows who looked."""

from __future__ import annotations

import pytest

from bot.domain.ids import PersonId
from bot.domain.messages import PersonalData
from bot.domain.roles import Role
from models import roles
from models.contacts import contact_at
from tests.contract.strict_channel import StrictChannel
from tests.families import (
    SECRET,
    TOKEN,
    Family,
    Ward,
    add_family,
    add_ward,
    appoint,
    give_slip,
    invite,
)
from tests.scenarios.people import Villager
from tests.world import World


@pytest.fixture
def carries(channel: StrictChannel) -> bool:
    """Whether the channel may carry what is said of one family."""
    return channel.capabilities.personal_data is PersonalData.FULL


@pytest.fixture
async def ward(town: World) -> Ward:
    running = town.app.running
    assert running is not None
    return await running.uow.run(add_ward)


@pytest.fixture
async def lan(town: World, ward: Ward) -> Family:
    """Chị Lan of Khóm 3, household 12, with a slip and a child of eight."""
    running = town.app.running
    assert running is not None
    now = town.clock.now()

    def made(tx: object) -> Family:
        family = add_family(
            tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, child_born=2018
        )
        give_slip(tx, family, now=now)
        return family

    return await running.uow.run(made)


async def _link(tu: Villager) -> None:
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.chooses("Lan")
    await tu.chooses("Đồng ý")


async def _as_official(
    town: World, tu: Villager, ward: Ward, role: Role = Role.OFFICIAL, name: str = "Lê Văn Hai"
) -> PersonId:
    """Link the contact that already wrote to a new official."""
    running = town.app.running
    assert running is not None
    now = town.clock.now()
    await tu.starts()
    account = next(iter(running.channels))

    def made(tx: object) -> PersonId:
        area = ward.hamlet_4 if role is Role.HAMLET_HEAD else ward.commune
        person = appoint(tx, role, area, name=name, now=now)
        contact = contact_at(tx, account, tu.name)
        assert contact is not None
        roles.link(tx, contact, person, now=now)
        return person

    return await running.uow.run(made)


async def test_a_stranger_learns_nothing_of_any_family(tu: Villager, lan: Family) -> None:
    await tu.starts()
    answer = await tu.says("nha toi dang thuoc dien gi")
    assert "Lan" not in answer
    assert "Hộ nghèo" not in answer


async def test_a_slip_opens_the_family_s_own_file(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    answer = await tu.says("nha toi dang thuoc dien gi")
    if not carries:
        assert "không nói chuyện riêng" in answer
        assert "không nói chuyện riêng" in await tu.says(f"ho 12 ma {SECRET}")
        return
    assert "phiếu" in answer
    assert "Mình là ai" in await tu.says(f"ho 12 ma {SECRET}")
    assert tu.offered() == {1: "Trần Thị Lan (chủ hộ)"}
    assert "Đồng ý không" in await tu.chooses("Lan")
    assert "Xong" in await tu.chooses("Đồng ý")
    status = await tu.chooses("Nhà mình thuộc diện gì")
    assert "Hộ nghèo, chuẩn quốc gia, từ 01/01/2026 (QĐ 15/QĐ-UBND)" in status
    why = await tu.chooses("Vì sao")
    assert "Điểm thu nhập 150, không quá mức 175" in why
    assert "Thiếu 3 trong 12 điều" in why
    assert "nước sạch" in why


async def test_the_token_of_the_qr_code_opens_the_same(tu: Villager, lan: Family, carries: bool) -> None:
    assert ("Mình là ai" in await tu.starts(f"s-{TOKEN}")) is carries


async def test_who_objects_opens_a_case(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    if not carries:
        return
    await _link(tu)
    assert "quyền không đồng ý" in await tu.says("sao nha toi chi la ho ngheo")
    await tu.chooses("Tôi không đồng ý")
    assert "mã" in await tu.chooses("Gửi")


async def test_wrong_codes_burn_the_slip_and_are_answered_alike_for_listed_and_unlisted(
    tu: Villager, lanh: Villager, lan: Family, carries: bool
) -> None:
    await tu.starts()
    await lanh.starts()
    if not carries:
        return
    wrong = {await tu.says(f"ho {number} ma 000000") for number in (12, 12, 12, 12, 99)}
    assert len(wrong) == 1
    assert "tạm khóa" in await tu.says(f"ho 12 ma {SECRET}")
    assert "Mã này không mở được" in await lanh.says("ho 12 ma 000001")
    assert "Mã này không mở được" in await lanh.says(f"ho 12 ma {SECRET}")


async def test_whoever_leaves_is_a_stranger_again(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    if not carries:
        return
    await _link(tu)
    assert "Đã khóa" in await tu.says("thoat")
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")


async def test_an_official_looks_a_family_up_and_the_family_sees_that(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await tu.starts()
    await _as_official(town, lanh, ward)
    found = await lanh.says("tra ho ba lan khom 3")
    if not carries:
        assert "Lan" not in found
        return
    assert "Trần Thị Lan, Khóm 3, hộ 12" in found
    assert "Trần Văn Út" in found
    assert "Không thấy hộ nào" in await lanh.says("tra ho ba lan ap 4")
    await _link(tu)
    looked = await tu.says("ai da xem ho so nha toi")
    assert "Cán bộ phường, xã" in looked


async def test_a_hamlet_head_sees_only_the_own_hamlet(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await _as_official(town, tu, ward, Role.HAMLET_HEAD)
    assert "Không thấy hộ nào" in await tu.says("tra ho ba lan")
    assert "Không thấy hộ nào" in await tu.says("tra ho 12")


async def test_a_villager_who_looks_somebody_up_is_told_that_nothing_is_said(
    tu: Villager, lan: Family
) -> None:
    await tu.starts()
    answer = await tu.says("tra ho ba lan khom 3")
    assert "Trần" not in answer
    assert "hộ 12" not in answer


async def test_an_invitation_gives_its_role_once(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    running = town.app.running
    assert running is not None
    now = town.clock.now()
    await running.uow.run(lambda tx: invite(tx, Role.LEADER, ward.commune, token=TOKEN, now=now))
    assert "Lãnh đạo phường, xã" in await tu.starts(f"i-{TOKEN}")
    assert "Mã này không mở được" in await lanh.starts(f"i-{TOKEN}")
    assert "Lãnh đạo phường, xã" in await tu.says("quyen cua toi")
    assert "chỉ hỏi chuyện chung" in await lanh.says("quyen cua toi")


async def test_a_page_left_open_locks_and_the_slip_opens_it_again(
    tu: Villager, lan: Family, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await _link(tu)
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")
    town.clock.pass_(minutes=31)
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")
    await _link(tu)
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")


async def test_who_has_everything_erased_is_no_longer_linked(
    tu: Villager, lan: Family, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await _link(tu)
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    assert "xóa xong" in await tu.hears(town)
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")
