"""Officials write to many families: preview, a second person, sent at its pace, stopped, answered."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from bot.domain.consent import WORDING, Purpose
from bot.domain.roles import Role
from models.people import consents, roles
from models.people.consents import Said
from models.people.contacts import contact_at
from models.sending import broadcasts, notices
from models.sending.broadcasts import Arrival, BroadcastState
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, become
from tests.scenarios.register_files import do
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])

WORDS = "Mời bà con dự ngày hội việc làm, 8 giờ sáng thứ Bảy 28/11."


async def joins(town: World, who: Villager, family: Family, *, agrees: bool = True) -> None:
    """Link somebody to a family; they agree, or not, to be written to."""
    await who.starts()
    now, account = town.clock.now(), next(iter(town.running.channels))

    def made(tx: object) -> None:
        contact = contact_at(tx, account, who.name)
        assert contact is not None
        roles.link(tx, contact, family.head, now=now)
        said = Said(family.head, Purpose.REMINDERS, agrees, WORDING[Purpose.REMINDERS])
        consents.note(tx, contact, said, now=now)

    await do(town, made)


async def street(town: World, channel: StrictChannel, ward: Ward, count: int) -> list[Villager]:
    """So many linked families of Khóm 3 who agreed."""
    people = []
    for number in range(count):
        make = partial(add_family, ward=ward, hamlet=ward.hamlet_3, now=town.clock.now())
        family = await do(town, partial(make, number=str(100 + number), head=f"Người Thứ{number}"))
        who = Villager(f"p{number}", channel)
        await joins(town, who, family)
        people.append(who)
    return people


async def drafts(town: World, hai: Villager, whom: str = "gui tin cho ho ngheo khom 3") -> str:
    """Write the message and read its preview."""
    await hai.says(whom)
    await hai.chooses("đã đồng ý")
    assert "đang đếm" in await hai.says(WORDS)
    return await hai.hears(town)


async def test_a_small_message_is_previewed_sent_and_reported(
    town: World, channel: StrictChannel, tu: Villager, lanh: Villager, hai: Villager, ward: Ward, lan: Family
) -> None:
    now = town.clock.now()
    await joins(town, tu, lan)
    make = partial(add_family, ward=ward, hamlet=ward.hamlet_3, number="13", head="Lý Văn Bốn", now=now)
    await joins(town, lanh, await do(town, make), agrees=False)
    preview = await drafts(town, hai)
    assert "2 hộ đúng điều kiện, nhắn được 1 người" in preview
    assert "Chưa đồng ý nhận tin: 1" in preview
    assert "vi 1" in preview
    assert WORDS in preview
    assert "bắt đầu gửi" in await hai.chooses("Gửi")
    assert WORDS in await tu.hears(town)
    assert await lanh.hears_nothing(town)
    assert "tới 1 người, chưa tới 1" in await hai.hears(town)
    missed = (await hai.says("1")) + await hai.chooses("Ai chưa nhận")
    assert "Hộ 13" in missed
    assert "Chưa đồng ý" in missed


async def test_only_the_families_that_fit_are_written_to(
    town: World, tu: Villager, lanh: Villager, hai: Villager, ward: Ward, lan: Family
) -> None:
    await joins(town, tu, lan)
    other = partial(add_family, ward=ward, hamlet=ward.hamlet_3, number="13", head="Lý Văn Bốn")
    await joins(town, lanh, await do(town, partial(other, now=town.clock.now())))
    preview = await drafts(town, hai, "gui tin cho ho ngheo khom 3 co con di hoc, chua co bhyt")
    assert "Hộ nghèo; có người: 6–17 tuổi, chưa có thẻ BHYT còn hạn, Khóm 3" in preview
    assert "1 hộ đúng điều kiện" in preview
    await hai.chooses("Gửi")
    assert WORDS in await tu.hears(town)
    assert await lanh.hears_nothing(town)


async def test_words_that_nobody_understood_write_to_nobody(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await joins(town, tu, lan)
    said = await hai.says("gui tin cho ho ngheo khom 3 nuoi bo sua")
    assert "chưa hiểu" in said
    assert "bo" in said
    assert "không thuộc" in await hai.says("gui tin cho ho ngheo khom 9")
    assert "chưa ghép được" in await hai.says("gui tin cho ho thoat ngheo nam 2025")
    assert await tu.hears_nothing(town)


async def test_of_two_readings_of_whom_is_meant_one_is_chosen(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await joins(town, tu, lan)
    assert "những hộ nào" in await hai.says("gui tin cho ho ngheo chua co bhyt")
    await hai.says("1")
    await hai.chooses("đã đồng ý")
    await hai.says(WORDS)
    assert "1 hộ đúng điều kiện" in await hai.hears(town)


async def test_the_words_may_stand_behind_a_colon(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await joins(town, tu, lan)
    await hai.says(f"nhan tin cho ba con thieu nuoc sach khom 3: {WORDS}")
    assert "đang đếm" in await hai.chooses("đã đồng ý")
    preview = await hai.hears(town)
    assert "nước" in preview
    assert WORDS in preview


async def test_f26_a_double_press_on_send_makes_one_broadcast(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await joins(town, tu, lan)
    await drafts(town, hai)
    send = hai.buttons()[-2].label
    await hai.presses(send)
    assert "không gửi lần nữa" in await hai.presses(send)
    await tu.hears(town)
    assert await tu.hears_nothing(town)
    count = select(func.count()).select_from(notices.notice).where(notices.notice.c.key == "broadcast")
    assert town.read(lambda tx: tx.scalar(count)) == 1
    assert len(town.read(partial(broadcasts.in_state, state=BroadcastState.SENDING))) <= 1


async def test_many_are_written_to_only_when_a_second_person_agrees(
    town: World,
    channel: StrictChannel,
    hai: Villager,
    ward: Ward,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("handlers.broadcasting.broadcasts.ALONE_UP_TO", 2)
    people = await street(town, channel, ward, 3)
    ba = Villager("ba", channel)
    await become(town, ba, ward, Role.LEADER, "Trần Thị Chủ")
    await drafts(town, hai)
    assert "người thứ hai duyệt" in await hai.chooses("Gửi")
    assert "xin duyệt" in await ba.hears(town)
    assert not people[0].news()
    await hai.says("tin cho duyet")
    shown = await hai.says("1")
    assert "chờ duyệt" in shown
    assert "Duyệt và gửi" not in hai.offered().values()
    assert WORDS in await ba.chooses("Xem tin")
    assert "bắt đầu gửi" in await ba.chooses("Duyệt")
    assert WORDS in await people[0].hears(town)


async def test_a_message_that_is_being_sent_can_be_stopped(
    town: World, channel: StrictChannel, hai: Villager, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sending.broadcasting.AHEAD", 1)
    people = await street(town, channel, ward, 4)
    await drafts(town, hai)
    await hai.chooses("Gửi")
    await town.running.rounds.pump()
    await town.tick()
    await hai.says("tin da gui")
    shown = await hai.says("1")
    assert "Chờ tới lượt" in shown
    assert "Đã dừng tin" in await hai.chooses("Dừng")
    for _ in range(4):
        await town.tick()
    [of] = town.read(partial(broadcasts.in_state, state=BroadcastState.STOPPED))
    counted = town.read(partial(broadcasts.arrivals, of=of.id))
    assert counted[Arrival.CALLED_OFF] >= 2
    assert sum(WORDS in "".join(each.body.text for each in who.news()) for who in people) < 4


async def test_who_takes_the_yes_back_before_their_turn_is_not_written_to(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await joins(town, tu, lan)
    await drafts(town, hai)
    await hai.chooses("Gửi")
    await joins(town, tu, lan, agrees=False)
    tu.news()
    assert await tu.hears_nothing(town)


async def test_what_the_law_lets_a_commune_send_goes_without_a_yes_but_not_to_who_said_stop(
    town: World, tu: Villager, lanh: Villager, hai: Villager, ward: Ward, lan: Family
) -> None:
    await joins(town, tu, lan, agrees=False)
    other = partial(add_family, ward=ward, hamlet=ward.hamlet_3, number="13", head="Lý Văn Bốn")
    await joins(town, lanh, await do(town, partial(other, now=town.clock.now())))
    await lanh.says("dừng")
    await hai.says("gui tin cho ho ngheo khom 3")
    await hai.chooses("bắt buộc")
    assert "Nội dung" in await hai.says("QĐ 24/2021/QĐ-TTg")
    await hai.says("Danh sách hộ nghèo niêm yết tại nhà văn hóa.")
    assert "Đã xin dừng nhắn: 1" in await hai.hears(town)
    await hai.chooses("Gửi")
    assert "niêm yết" in await tu.hears(town)
    assert await lanh.hears_nothing(town)


async def test_nobody_else_can_write_to_many(town: World, tu: Villager, hai: Villager, ward: Ward) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD, "Trưởng Ấp")
    assert "Gửi cho" not in await tu.says("gui tin cho ho ngheo khom 3")
