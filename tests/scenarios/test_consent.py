"""May we? A plain yes counts, a hum does not, and a yes is taken back with one message."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, insert

from bot.domain.consent import Purpose
from bot.domain.messages import Kind, PersonalData, Priority
from bot.domain.roles import Role
from models.people import consents, contacts
from models.people.roles import NewGrant, add_grant, link, sponsor, sponsorship
from models.sending import notices
from models.sending.notices import NewNotice
from tests.fakes.channel import RICH
from tests.families import SECRET, SINCE, Family, Ward, add_person
from tests.scenarios.people import Villager, show_slip
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["rich"])


def said(town: World, family: Family) -> dict[str, bool]:
    """What the head of a family agreed to or refused at last."""
    given = town.read(lambda tx: consents.given(tx, family.head))
    return {purpose.value: answer.given for purpose, answer in given.items()}


async def sponsored(town: World, ward: Ward, lan: Family) -> None:
    """The party cell of Khóm 3 takes care of chị Lan's family."""
    now = town.clock.now()

    def made(tx: Connection) -> None:
        unit = tx.scalar(
            insert(sponsor)
            .values(commune_id=ward.commune, name="Chi bộ khóm 3", kind="party_cell", created_at=now)
            .returning(sponsor.c.id)
        )
        tx.execute(
            insert(sponsorship).values(
                sponsor_id=unit, household_id=lan.household, valid_from=SINCE, recorded_at=now
            )
        )

    await town.running.uow.run(made)


async def test_after_linking_each_purpose_is_asked_for_by_itself(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await sponsored(town, ward, lan)
    await tu.starts()
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.chooses("Lan")
    assert "muốn được nhắc không" in await tu.chooses("Đồng ý")
    answer = await tu.chooses("Không")
    assert "không sao" in answer
    assert "Chi bộ khóm 3 đang đỡ đầu nhà mình" in answer
    assert "Mình muốn hỏi gì" in await tu.says("1")
    assert said(town, lan) == {"keep_details": True, "reminders": False, "sponsor_sees_needs": True}
    listed = await tu.says("toi da dong y nhung gi")
    assert "Nhắc trước ngày hẹn: không, từ 23/11/2026" in listed
    assert "chưa trả lời, nên máy không làm" in listed
    assert await faults_of(town) == ()


@pytest.mark.parametrize("hum", ["ừm", "dung"])
async def test_a_hum_is_asked_once_more_and_is_then_no(
    tu: Villager, lan: Family, town: World, hum: str
) -> None:
    await tu.starts()
    await show_slip(tu)
    assert "nói rõ" in await tu.says(hum)
    assert "reminders" not in said(town, lan)
    assert "không sao" in await tu.says(hum)
    assert said(town, lan)["reminders"] is False


async def test_a_sticker_links_nobody_and_a_plain_yes_after_it_does(
    tu: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.chooses("Lan")
    assert "nói rõ" in await tu.sends(Kind.STICKER)
    assert said(town, lan) == {}
    assert "muốn được nhắc không" in await tu.says("dạ đồng ý")


async def test_who_says_nothing_to_it_is_answered_and_has_agreed_to_nothing(
    tu: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    assert "1.500.000" in await tu.says("chuan ngheo nam nay bao nhieu")
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")
    assert "reminders" not in said(town, lan)


async def test_a_channel_that_must_not_carry_it_names_no_sponsor(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await sponsored(town, ward, lan)
    await tu.starts()
    tu.channel.capabilities = replace(RICH, personal_data=PersonalData.MINIMAL)
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.says("1")
    await tu.chooses("Đồng ý")
    answer = await tu.chooses("Không")
    assert "Một đơn vị đang đỡ đầu nhà mình" in answer
    assert "Chi bộ" not in answer


async def test_a_sponsor_that_came_later_is_asked_about_once(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    await tu.chooses("Không")
    await sponsored(town, ward, lan)
    assert "Chi bộ khóm 3" in await tu.says("nha toi dang thuoc dien gi")
    assert "Chi bộ khóm 3" not in await tu.says("nha toi dang thuoc dien gi")


async def test_the_sponsor_sees_the_needs_from_the_yes_until_the_no(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await sponsored(town, ward, lan)
    day = town.clock.at.date()

    def seen() -> bool:
        return bool(
            town.read(
                lambda tx: consents.given_by_family(tx, lan.household, Purpose.SPONSOR_SEES_NEEDS, day=day)
            )
        )

    await tu.starts()
    await show_slip(tu)
    await tu.chooses("Không")
    await tu.chooses("Không")
    assert "Chi bộ khóm 3" in await tu.says("cho phep don vi do dau biet nhu cau")
    await tu.chooses("Đồng ý")
    assert seen()
    assert "không xem được" in await tu.says("khong cho don vi do dau biet nua")
    assert not seen()


async def test_only_who_agreed_is_reminded_and_one_message_ends_it(
    tu: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    await tu.says("2")
    account = next(iter(town.running.channels))
    contact = town.read(lambda tx: contacts.contact_at(tx, account, "tu"))

    async def remind(occurrence: str) -> None:
        now = town.clock.now()
        words = {"code": "A7K9C", "answer": "Mai họp khóm.", "office": "UBND"}
        until = now.replace(hour=12)
        new = NewNotice("case_answered", occurrence, contact, Priority.REMINDER, words, now, until)
        await town.running.uow.run(lambda tx: notices.plan(tx, new, now=now))

    await remind("refused")
    assert await tu.hears_nothing(town)
    assert "muốn được nhắc" in await tu.says("dong y cho nhac")
    await tu.chooses("Đồng ý")
    await remind("agreed")
    assert "Mai họp khóm" in await tu.hears(town)
    assert "không nhắc nữa" in await tu.says("thoi khong can nhac nua")
    await remind("withdrawn")
    assert await tu.hears_nothing(town)


async def test_who_works_for_the_office_is_reminded_without_being_asked(
    tu: Villager, ward: Ward, town: World
) -> None:
    from bot.sending.planner import _wants_reminders

    await tu.starts()
    account, now = next(iter(town.running.channels)), town.clock.now()
    contact = town.read(lambda tx: contacts.contact_at(tx, account, "tu"))
    assert not town.read(lambda tx: _wants_reminders(tx, contact, now=now))

    def head_of_hamlet(tx: Connection) -> None:
        person = add_person(tx, now=now)
        add_grant(
            tx,
            NewGrant(person, Role.HAMLET_HEAD, SINCE, SINCE.replace(year=2028), area=ward.hamlet_3),
            now=now,
        )
        link(tx, contact, person, now=now)

    await town.running.uow.run(head_of_hamlet)
    assert town.read(lambda tx: _wants_reminders(tx, contact, now=now))


async def test_a_stranger_has_nothing_to_agree_to(tu: Villager, lan: Family) -> None:
    assert "Những điều máy đã hỏi" not in await tu.says("toi da dong y nhung gi")
