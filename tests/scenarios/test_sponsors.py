"""A unit asks for its families, says what it did and plans, and asks why it was reminded of nothing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection

from bot.domain.roles import Duty, Role
from bot.sponsors.reminding import Reminding
from models.people import roles
from models.people.contacts import contact_at
from models.people.roles import NewGrant
from models.register.writing import add_person
from models.sponsors import sponsors
from tests.fakes.channel import CHAT
from tests.families import SINCE, Family, Ward
from tests.scenarios.people import Villager, show_slip
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def speak_for_unit(town: World, who: Villager, ward: Ward, lan: Family) -> None:
    """Link somebody to Chi bộ Khóm 3, to which chị Lan's family was given today."""
    await who.starts()
    now, account = town.clock.now(), next(iter(town.running.channels))

    def made(tx: Connection) -> None:
        unit = sponsors.add_unit(
            tx,
            ward.commune,
            name="Chi bộ Khóm 3",
            kind="hamlet_cell",
            capacity=2,
            hamlet=ward.hamlet_3,
            now=now,
        )
        contact = contact_at(tx, account, who.name)
        assert contact is not None
        person = add_person(tx, now=now)
        roles.link(tx, contact, person, now=now)
        grant = NewGrant(person, Role.SPONSOR, SINCE, date(2028, 1, 1), sponsor=unit, duty=Duty.CONTACT)
        roles.add_grant(tx, grant, now=now)
        sponsors.assign(tx, unit, lan.household, day=town.clock.at.date(), by=None, now=now)

    await town.running.uow.run(made)


async def remind(town: World) -> None:
    """Let what is due today go out, and write down how it ended."""
    reminding = Reminding(town.running.uow, town.clock)
    await reminding.tick()
    await town.tick()
    await reminding.tick()


async def test_a_unit_sees_its_families_and_takes_the_first_steps(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await speak_for_unit(town, tu, ward, lan)
    told = await tu.says("ho cua toi")
    assert "Chi bộ Khóm 3 đang giúp 1 hộ" in told
    assert "hộ 12 (Khóm 3), Trần Thị Lan: chưa ghi lần thăm nào" in told
    assert "Bước sau" in await tu.chooses("Đã nhận danh sách")
    assert "khảo sát xong" in await tu.says("da khao sat ho 12")
    assert "chưa thấy hộ đó" in await tu.says("da khao sat ho 99")
    assert "Ghi việc và hạn" in await tu.says("ke hoach ho 12: tang may may")
    assert "không ghi bệnh, nợ" in await tu.says("kế hoạch hộ 12: trả nợ giùm trước 15/12")
    assert "tặng máy may, hạn 15/12/2026" in await tu.says("kế hoạch hộ 12: tặng máy may trước 15/12")
    town.clock.pass_(days=22)
    await remind(town)
    assert "Tới hẹn 15/12/2026: tặng máy may cho hộ 12 (Khóm 3)" in await tu.hears(town)
    assert "tặng máy may đã trao" in await tu.says("da trao may may cho ho 12")
    assert "Mình ghi vầy" in await tu.says("da trao may may cho ho 12")
    await tu.chooses("Bỏ")
    assert await faults_of(town) == ()


async def test_a_reminder_offers_what_may_be_done_with_it(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await speak_for_unit(town, tu, ward, lan)
    town.clock.pass_(days=3)
    await remind(town)
    assert "Mới được giao hộ 12 (Khóm 3)" in await tu.hears(town)
    assert "nhắc lại từ 29/11" in await tu.says("2")
    why = await tu.says("sao hom nay khong nhac")
    assert "hẹn nhắc lại sau" in why
    assert "26/11, nhận danh sách: đã nhắc" in why
    town.clock.pass_(days=30)
    await remind(town)
    town.clock.pass_(days=7)
    assert "26/12/2026, khảo sát" in await tu.says("sao hom nay khong nhac")


async def test_a_unit_that_chose_khmer_is_reminded_in_it(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await speak_for_unit(town, tu, ward, lan)
    await tu.says("tieng khmer")
    await tu.chooses("ភាសាខ្មែរ")
    town.clock.pass_(days=3)
    await remind(town)
    told = await tu.hears(town)
    assert "គ្រួសារលេខ 12 (Khóm 3)" in told
    assert "đã nhận danh sách" in told


async def test_why_nothing_was_said_is_told(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await speak_for_unit(town, tu, ward, lan)
    assert "không có việc nào tới hạn" in await tu.says("sao hom nay khong nhac")
    town.clock.pass_(days=3)
    await Reminding(town.running.uow, town.clock).tick()
    assert "chờ gửi" in (why := await tu.says("sao hôm nay không nhắc")) or "đang gửi" in why
    await tu.says("da nhan danh sach")
    assert "khỏi nhắc nữa, vì đã báo xong" in await tu.says("sao hôm nay không nhắc")


async def test_a_family_asks_who_helps_it(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    assert "chưa có đơn vị đỡ đầu" in await tu.says("ai dang do dau nha tui vay")
    await speak_for_unit(town, lanh, ward, lan)
    assert "Đang giúp nhà mình: Chi bộ Khóm 3" in await tu.says("ai dang do dau nha tui vay")


async def test_somebody_without_a_unit_has_no_families(tu: Villager, lan: Family, town: World) -> None:
    assert "hộ 12" not in await tu.says("ho cua toi")
