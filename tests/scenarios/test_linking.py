"""Slips and invitations: who shows the right code speaks for the family or the office, nobody else does."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.domain.roles import Role
from models.people import roles
from models.people.contacts import contact_at
from models.people.linking import add_slip
from tests.families import SECRET, TOKEN, Family, Ward, add_family, give_slip, invite
from tests.scenarios.people import Villager, show_slip
from tests.world import World


async def test_the_token_of_the_qr_code_opens_the_same(tu: Villager, lan: Family, carries: bool) -> None:
    assert ("Mình là ai" in await tu.starts(f"s-{TOKEN}")) is carries


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
    await show_slip(tu)
    assert "Đã khóa" in await tu.says("thoat")
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")


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
    await show_slip(tu)
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")
    town.clock.pass_(minutes=31)
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")
    await show_slip(tu)
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")


async def test_who_comes_with_another_slip_to_a_locked_page_takes_it_over(
    tu: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    running = town.app.running
    assert running is not None
    now = town.clock.now()

    def another(tx: Connection) -> None:
        family = add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Hai", now=now)
        add_slip(tx, family.household, token="C" * 22, secret="111222", now=now)

    await running.uow.run(another)
    town.clock.pass_(minutes=31)
    await tu.says("ho 40 ma 111222")
    await tu.chooses("Sơn Thị Hai")
    await tu.chooses("Đồng ý")
    town.clock.pass_(minutes=1)
    answer = await tu.says("nha toi dang thuoc dien gi")
    assert "Hộ số 40" in answer
    assert "Ai đang nhắn" not in answer
    await tu.says("xem du lieu")
    assert "Trần Thị Lan" not in await tu.hears(town)


async def test_who_has_everything_erased_is_no_longer_linked(
    tu: Villager, lan: Family, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    assert "xóa xong" in await tu.hears(town)
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")


async def test_two_families_on_one_phone_are_asked_who_is_writing(
    tu: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    running = town.app.running
    assert running is not None
    account, now = next(iter(running.channels)), town.clock.now()

    def another(tx: Connection) -> None:
        family = add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Hai", now=now)
        contact = contact_at(tx, account, tu.name)
        assert contact is not None
        roles.link(tx, contact, family.head, now=now)

    await running.uow.run(another)
    assert "Ai đang nhắn" in await tu.says("xem du lieu")
    assert "Ai đang nhắn" in await tu.says("nha toi dang thuoc dien gi")
    assert tu.offered() == {1: "Người nhà, hộ 12", 2: "Người nhà, hộ 40"}
    await tu.says("2")
    answer = await tu.says("nha toi dang thuoc dien gi")
    assert "Hộ số 40" in answer
    assert "12" not in answer.replace("12 điều", "")


async def test_a_child_is_sent_to_an_adult_of_the_family(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    if not carries:
        return
    await tu.says(f"ho 12 ma {SECRET}")
    assert "Út" not in " ".join(tu.offered().values())
    assert "người lớn trong nhà" in await tu.chooses("chưa đủ 16 tuổi")
    assert "phiếu" in await tu.says("nha toi dang thuoc dien gi")


async def test_a_youth_is_linked_once_an_adult_of_the_family_can_be_reached(
    tu: Villager, lanh: Villager, ward: Ward, town: World, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    now = town.clock.now()

    def with_youth(tx: Connection) -> None:
        family = add_family(
            tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, child_born=2009
        )
        give_slip(tx, family, now=now)

    await town.running.uow.run(with_youth)
    await tu.says(f"ho 12 ma {SECRET}")
    assert "16, 17 tuổi" in await tu.chooses("Út")
    await show_slip(lanh)
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.chooses("Út")
    assert "Xong" in await tu.chooses("Đồng ý")
