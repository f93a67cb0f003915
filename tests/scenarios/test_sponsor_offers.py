"""A company offers help, sees needs without names, and learns whom it helps only when the family agreed."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from bot.domain.register.terms import Need
from models import audit
from models.audit import SubjectKind, Tag
from models.register import ledger
from models.register.ledger import Ledger
from tests.fakes.channel import CHAT
from tests.families import SINCE, Family, Ward
from tests.scenarios.people import Villager, become, show_slip
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def need(town: World, lan: Family) -> None:
    """Chị Lan's family told that it needs work, and care for somebody who is ill."""
    now = town.clock.now()

    def told(tx: Connection) -> None:
        book = Ledger(tx, at=now)
        for each in (Need.WORK, Need.ILLNESS_CARE):
            book.say(ledger.TRAIT, (lan.household, "need", each.value), (None,), day=SINCE)
        book.flush()

    await town.running.uow.run(told)


async def offered(who: Villager) -> str:
    """Anh Ba's company offers work."""
    told = await who.says("cong ty toi muon giup 1 ho")
    await who.chooses("việc làm")
    assert "sẽ hỏi ý gia đình" in await who.says("Công ty An Bình")
    return told


async def test_help_is_given_when_the_office_and_the_family_agreed(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    ba = Villager("ba", tu.channel)
    await need(town, lan)
    await become(town, tu, ward)
    await lanh.starts()
    await show_slip(lanh)
    await ba.starts()
    told = await offered(ba)
    assert "chưa nêu tên hộ" in told
    assert "Lan" not in told
    assert "sức khỏe" not in told
    assert "Công ty An Bình" in await tu.hears(town)
    assert "hợp với hộ 12 (Khóm 3)" in await tu.says("ai muon do dau")
    shown = town.read(
        lambda tx: audit.looked_at(tx, SubjectKind.HOUSEHOLD, lan.household, since=town.clock.at)
    )
    assert (shown[0].tag, shown[0].role) == (Tag.HOUSEHOLD_SHOWN, "official")
    assert "Em đang hỏi ý hộ 12" in await tu.chooses("Duyệt, hỏi ý hộ")
    assert "hộ 12" not in await ba.says("ho cua toi")
    assert "Công ty An Bình muốn giúp nhà mình về việc làm" in await lanh.hears(town)
    assert "mình báo Công ty An Bình biết" in await lanh.chooses("Đồng ý")
    assert "Gia đình đã đồng ý" in await ba.hears(town)
    assert "hộ 12 (Khóm 3)" in await ba.says("ho cua toi")
    assert await faults_of(town) == ()


async def test_a_family_that_says_no_stays_unknown(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    ba = Villager("ba", tu.channel)
    await need(town, lan)
    await become(town, tu, ward)
    await lanh.starts()
    await show_slip(lanh)
    await ba.starts()
    await offered(ba)
    await tu.hears(town)
    await tu.says("ai muon do dau")
    await tu.chooses("Duyệt, hỏi ý hộ")
    await lanh.hears(town)
    assert "Không ai được biết" in await lanh.chooses("Không")
    assert await ba.hears_nothing(town)
    assert "hộ 12" not in await ba.says("ho cua toi")


async def test_where_nobody_needs_help_nothing_is_offered(tu: Villager, lan: Family, town: World) -> None:
    assert "chưa có nhu cầu nào" in await tu.says("cong ty toi muon giup 1 ho")
