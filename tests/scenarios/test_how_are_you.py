"""A family that escaped is asked each month how it is; a card that ends and a day of pay are told in time."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.case_rules import CaseKind
from bot.domain.consent import WORDING, Purpose
from bot.domain.register.terms import Standard, Status
from bot.domain.reminders.terms import DayKind
from bot.sponsors.reminding import Reminding
from models.cases import cases
from models.people import consents
from models.people.consents import Said
from models.people.contacts import contact_at
from models.register import ledger
from models.register.ledger import Ledger
from models.reminders import reminders
from tests.fakes.channel import CHAT
from tests.families import Family, Ward
from tests.scenarios.people import Villager, show_slip
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])
ESCAPED = date(2026, 11, 20)


async def agreed(town: World, tu: Villager, lan: Family, *, escaped: bool = False) -> None:
    """Link tu to chị Lan's family, which wants to be reminded."""
    await tu.starts()
    await show_slip(tu)
    now, account = town.clock.now(), next(iter(town.running.channels))

    def made(tx: Connection) -> None:
        contact = contact_at(tx, account, tu.name)
        assert contact is not None
        purpose = Purpose.REMINDERS
        consents.note(tx, contact, Said(lan.head, purpose, True, WORDING[purpose]), now=now)
        book = Ledger(tx, at=now)
        book.say(ledger.INSURANCE, (lan.head,), (date(2026, 12, 31),), day=date(2026, 1, 1))
        if escaped:
            said = (Status.NEWLY_ESCAPED.value, None, "periodic_review", "QĐ 16/QĐ-UBND")
            book.say(ledger.RECOGNITION, (lan.household, Standard.NATIONAL.value), said, day=ESCAPED)
        book.flush()

    await town.running.uow.run(made)
    tu.news()


async def remind(town: World, at: datetime) -> None:
    town.clock.at = at
    reminding = Reminding(town.running.uow, town.clock)
    await reminding.tick()
    await town.tick()
    await reminding.tick()


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=VIETNAM)


async def test_three_opens_a_case_at_once(tu: Villager, lan: Family, town: World) -> None:
    await agreed(town, tu, lan, escaped=True)
    await remind(town, at(11, 30))
    assert tu.news() == []
    await remind(town, at(12, 1))
    assert "hết hạn 31/12/2026" in await tu.hears(town)
    await remind(town, at(12, 20))
    assert "Hộ 12 ơi, tháng này nhà mình sao rồi?" in await tu.hears(town)
    told = await tu.says("3")
    assert "báo ngay cho cán bộ" in told
    [case] = town.read(cases.list_cases)
    assert case.kind is CaseKind.FALLING_BACK
    assert case.code in told


async def test_one_and_two_are_answered_kindly(tu: Villager, lan: Family, town: World) -> None:
    await agreed(town, tu, lan, escaped=True)
    await remind(town, at(12, 20))
    await tu.hears(town)
    await remind(town, at(12, 21))
    assert "sao rồi" in await tu.hears(town)
    assert "ổn là mừng" in await tu.chooses("Ổn")
    assert town.read(cases.list_cases) == []


async def test_a_day_of_pay_is_told_the_day_before_and_no_third_message_in_a_week(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await agreed(town, tu, lan)
    now = town.clock.now()

    def announced(tx: Connection) -> None:
        for day in (2, 4, 6):
            reminders.announce(
                tx,
                ward.commune,
                DayKind.ELECTRICITY,
                on=date(2026, 12, day),
                place=f"nơi {day}",
                by=None,
                now=now,
            )

    await town.running.uow.run(announced)
    heard = []
    for day in range(1, 7):
        await remind(town, at(12, day))
        heard += [(day, each.body.text) for each in tu.news()]
    assert [day for day, _ in heard] == [1, 3]
    assert "02/12/2026 nhận tiền hỗ trợ điện tại nơi 2" in heard[0][1]
    assert "hết hạn 31/12/2026" in heard[0][1]
    why = await tu.says("sao hom nay khong nhac")
    assert "ngày chi trả" in why


async def test_who_did_not_agree_is_not_reminded_and_is_told_why(
    tu: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)

    def card(tx: Connection) -> None:
        book = Ledger(tx, at=town.clock.now())
        book.say(ledger.INSURANCE, (lan.head,), (date(2026, 12, 10),), day=date(2026, 1, 1))
        book.flush()

    await town.running.uow.run(card)
    tu.news()
    await remind(town, at(11, 24))
    assert tu.news() == []
    assert "chưa đồng ý nhận nhắc hẹn" in await tu.says("sao hom nay khong nhac")
