"""No channel carried the news: a hamlet head or somebody of the ward calls, and says that it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.messages import PersonalData
from bot.domain.notices import CASE_ANSWERED, EVENT_CANCELLED, NoticeKind
from bot.domain.roles import Role
from models.people import contacts, roles
from models.sending import notices
from models.sending.notices import NewNotice, NoticeStatus
from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, become
from tests.world import World

ABROAD = replace(RICH, personal_data=PersonalData.MINIMAL)
pytestmark = pytest.mark.parametrize("channel", [RICH, ABROAD], indirect=True, ids=["rich", "abroad"])
CANCELLED = {"title": "Phiên giao dịch việc làm", "when": "8 giờ ngày 1/12"}
ANSWERED = {"code": "A7K9C", "answer": "Ông Hai đòi tiền, phường đã xử lý.", "office": "UBND phường Thử"}


async def left_by_hand(town: World, lanh: Villager, family: Family, kind: NoticeKind, **values: str) -> None:
    """Chị Lành of the family was not reached with that."""
    now, account = town.clock.now(), next(iter(town.running.channels))
    await lanh.starts()

    def made(tx: object) -> None:
        contact = contacts.contact_at(tx, account, lanh.name)
        assert contact is not None
        roles.link(tx, contact, family.head, now=now)
        new = NewNotice.of(kind, "test", contact, values, now=now, useful=timedelta(days=1))
        number = notices.plan(tx, new, now=now)
        assert number is not None
        notices.settle(tx, number, NoticeStatus.BY_HAND, reason="NotReached", now=now)

    await town.running.uow.run(made)


@pytest.fixture
async def of_ap_4(town: World, ward: Ward) -> Family:
    now = town.clock.now()
    phone = "+84912345678"
    return await town.running.uow.run(
        lambda tx: add_family(
            tx, ward, ward.hamlet_4, number="40", head="Thạch Thị Lành", now=now, phone=phone
        )
    )


async def test_a_hamlet_head_calls_and_the_list_grows_shorter(
    town: World, tu: Villager, lanh: Villager, ward: Ward, of_ap_4: Family, carries: bool
) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD)
    await left_by_hand(town, lanh, of_ap_4, EVENT_CANCELLED, **CANCELLED)
    assert "Chưa báo tin được cho 1 nhà" in await tu.says("ai chua bao tin duoc")
    shown = await tu.chooses("40")
    assert "Phien giao dich viec lam" in shown
    assert ("Gọi Thạch Thị Lành: 0912 345 678" in shown) is carries
    assert ("0912" in shown) is carries
    assert "xong rồi" in await tu.chooses("Đã báo rồi")
    assert "Không còn nhà nào" in await tu.chooses("Coi nhà khác")


async def test_who_heads_another_hamlet_sees_nothing_of_it(
    town: World, tu: Villager, lanh: Villager, ward: Ward, lan: Family
) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD)
    await left_by_hand(town, lanh, lan, EVENT_CANCELLED, **CANCELLED)
    assert "Không còn nhà nào" in await tu.says("danh sach can goi")


async def test_what_was_answered_to_one_family_is_not_read_by_who_calls(
    town: World, hai: Villager, lanh: Villager, of_ap_4: Family
) -> None:
    await left_by_hand(town, lanh, of_ap_4, CASE_ANSWERED, **ANSWERED)
    await hai.says("nha nao chua nhan duoc tin")
    shown = await hai.chooses("40")
    assert "doi tien" not in shown
    assert "A7K9C" not in shown
    assert "co tin rieng cho nha minh. Nha minh goi 0290 3999 888" in shown


@pytest.mark.parametrize(
    "typed",
    [
        "ai chua bao duoc tin",
        "nha nao chua bao duoc",
        "danh sach can goi dien",
        "can goi cho ai",
        "tin chua toi nha nao",
        "chua bao tin duoc cho may nha",
    ],
)
async def test_it_is_asked_for_in_many_ways(town: World, hai: Villager, typed: str) -> None:
    assert "Không còn nhà nào" in await hai.says(typed)


async def test_somebody_without_a_role_is_told_nothing(town: World, tu: Villager) -> None:
    await tu.starts()
    assert "báo tin" not in await tu.says("danh sach can goi")
