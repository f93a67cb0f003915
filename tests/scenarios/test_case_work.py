"""Officials work through cases in chat; families talk with them through the bot and say when it is done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.domain.messages import PersonalData
from bot.domain.roles import Role
from models import audit
from models.cases import case_work, cases
from models.cases.cases import CaseState
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become, code_in, show_slip
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def asks_for_somebody(town: World, who: Villager, words: str = "nha tui dot") -> str:
    await who.says("gap nguoi")
    await who.chooses("Để lại lời nhắn")
    await who.says(words)
    await who.says("0912 345 678")
    return code_in(await who.chooses("Gửi"))


def tags(town: World) -> list[str]:
    return town.read(lambda tx: list(tx.scalars(select(audit.audit.c.tag).order_by(audit.audit.c.id))))


async def test_an_official_sees_the_queue_and_takes_a_case_by_digits(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await show_slip(tu)
    code = await asks_for_somebody(town, tu)
    listed = await hai.says("viec can lam")
    assert "Có 1 việc đang chờ" in listed
    assert "Trần Thị Lan" not in listed
    shown = await hai.says("1")
    assert "nha tui dot" in shown
    assert "Chưa ai nhận" in shown
    assert "Trần Thị Lan" not in shown
    assert "Trần Thị Lan" in await hai.chooses("Nhận việc")
    assert code in (await hai.says("viec cua toi")) + str(hai.offered())
    assert "case:taken" in tags(town)


async def test_an_official_talks_through_the_bot_which_is_silent_meanwhile(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await show_slip(tu)
    code = await asks_for_somebody(town, tu)
    await hai.hears(town)
    await hai.says(f"viec {code}")
    await hai.chooses("nói chuyện")
    assert "Cán bộ Lê Văn Hai" in await tu.hears(town)
    assert await tu.says("bao hiem y te ho ngheo duoc gi") == ""
    assert "bao hiem y te ho ngheo" in await hai.hears(town)
    assert await tu.says("2") == ""
    await hai.hears(town)
    assert "Đã chuyển" in await hai.says("de mai toi ghe")
    assert await tu.hears(town) == "Cán bộ Lê Văn Hai: de mai toi ghe"
    assert "Trần Thị Lan" in await hai.says("tra ho ba lan khom 3")
    assert await tu.hears_nothing(town)
    assert "kết thúc" in await hai.says("xong")
    assert "Việc xong chưa" in await tu.hears(town)
    assert await tu.says("bao hiem y te ho ngheo duoc gi")
    [case] = town.read(lambda tx: cases.list_cases(tx, state=None))
    assert case.state is CaseState.ANSWERED
    kinds = [each.kind.value for each in town.read(lambda tx: case_work.steps_of(tx, case.id))]
    assert kinds == [
        *("taken", "talk_began", "said_family", "said_family", "said_desk", "talk_ended", "answered"),
    ]
    assert [tag for tag in tags(town) if "talk" in tag] == ["case:talk_began", "case:talk_ended"]


async def test_a_family_calls_the_bot_back_and_danger_is_answered_in_a_talk_too(
    town: World, tu: Villager, hai: Villager
) -> None:
    code = await asks_for_somebody(town, tu)
    await hai.says(f"viec {code}")
    await hai.chooses("nói chuyện")
    await tu.hears(town)
    assert "115" in await tu.says("me tui bat tinh roi cuu voi")
    assert "bat tinh" in await hai.hears(town)
    assert await tu.says("menu")
    news = await hai.hears(town)
    assert "Hết nói chuyện" in (news if "GẤP" not in news else await hai.hears(town))
    assert await tu.says("tien dien ho ngheo")
    [talked] = [each for each in town.read(case_work_queue) if each.code == code]
    assert talked.taken_by is not None


def case_work_queue(tx: object) -> list[cases.Case]:
    return cases.list_cases(tx)


async def test_a_silent_talk_ends_by_itself(town: World, tu: Villager, hai: Villager) -> None:
    code = await asks_for_somebody(town, tu)
    await hai.says(f"viec {code}")
    await hai.chooses("nói chuyện")
    await tu.hears(town)
    town.clock.pass_(hours=24)
    assert "Máy trả lời mình tiếp" in await tu.hears(town)
    assert await tu.says("tien dien ho ngheo")


async def test_what_is_late_goes_to_the_leader_once_and_then_above(
    town: World, channel: StrictChannel, tu: Villager, ward: Ward
) -> None:
    leader = Villager("leader", channel)
    await become(town, leader, ward, Role.LEADER, "Trần Thị Chủ")
    code = await asks_for_somebody(town, tu)
    town.clock.pass_(days=2, hours=1)
    assert code in await leader.hears(town)
    town.clock.pass_(hours=2)
    assert await leader.hears_nothing(town)
    town.clock.pass_(days=1)
    assert await leader.hears_nothing(town)
    steps = town.read(lambda tx: case_work.steps_of(tx, cases.list_cases(tx)[0].id))
    assert [each.kind.value for each in steps] == ["escalated", "escalated"]


async def test_who_reported_a_swindle_is_shown_to_nobody(
    town: World, tu: Villager, hai: Villager, lan: Family
) -> None:
    await show_slip(tu)
    code = code_in(await tu.says("tui bi lua chuyen tien mat 5 trieu roi"))
    await hai.says(f"viec {code}")
    shown = await hai.chooses("Nhận việc")
    assert "giữ kín" in shown
    assert "Lan" not in shown


async def test_a_case_of_another_area_and_another_owner_is_not_to_be_worked_on(
    town: World, channel: StrictChannel, tu: Villager, hai: Villager, ward: Ward
) -> None:
    code = await asks_for_somebody(town, tu)
    ba = Villager("ba", channel)
    await become(town, ba, ward, name="Phạm Thị Ba")
    await hai.says(f"viec {code}")
    await ba.says(f"viec {code}")
    await hai.chooses("Nhận việc")
    assert "Lê Văn Hai đang giữ" in await ba.chooses("Nhận việc")
    head = Villager("head", channel)
    await become(town, head, ward, Role.HAMLET_HEAD, "Trưởng Ấp")
    assert code not in await head.says(f"viec {code}")
    assert "việc đang chờ" not in await head.says("viec can lam")


async def test_words_of_a_family_do_not_go_over_a_channel_that_must_not_carry_them(
    town: World, channel: StrictChannel, tu: Villager, hai: Villager
) -> None:
    code = await asks_for_somebody(town, tu, "anh hai no lay so cua tui")
    channel.capabilities = replace(channel.capabilities, personal_data=PersonalData.MINIMAL)
    shown = await hai.says(f"viec {code}")
    assert "lay so" not in shown
    assert "trang web" in shown
