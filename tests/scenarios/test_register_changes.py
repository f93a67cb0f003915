"""Officials tell what happened to a family in one message: it is asked about, shown, written, taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.messages import Capabilities, Kind, PersonalData
from bot.domain.register.history import AsOf
from bot.domain.register.households import Household
from bot.domain.register.terms import Standard, Status
from bot.domain.roles import Field, Role
from models import audit, roles
from models.register.reading import HouseholdReader, decisions_on
from models.register.tables import register_change
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import BARE, RICH
from tests.families import Family, Ward, add_family, add_ward
from tests.scenarios.people import Official, Villager, become, show_slip
from tests.world import World, world

TODAY = date(2026, 11, 23)
ESCAPED = "ho ba lan ap 3 thoat ngheo tu 1/11"
DECISION = f"{ESCAPED} theo QD 25/QĐ-UBND ngay 30/10/2026"


def file_of(town: World, family: Family, day: date = TODAY) -> Household | None:
    return town.read(lambda tx: HouseholdReader(tx, AsOf(day)).read(family.household, frozenset(Field)))


def status_of(town: World, family: Family, day: date = TODAY) -> Status | None:
    found = file_of(town, family, day)
    recognised = found.recognised_by(Standard.NATIONAL) if found else None
    return recognised.status if recognised else None


def written(town: World) -> int:
    """How many changes were ever written."""
    return town.read(lambda tx: tx.scalar(select(func.count()).select_from(register_change)))


def noted(town: World) -> list[str]:
    """What the trail says was changed."""
    tags = [audit.Tag.HOUSEHOLD_CHANGED.value, audit.Tag.CHANGE_UNDONE.value]
    rows = select(audit.audit.c.tag).where(audit.audit.c.tag.in_(tags)).order_by(audit.audit.c.id)
    return town.read(lambda tx: list(tx.scalars(rows)))


async def do(town: World, work: Callable[[Connection], Any]) -> Any:
    return await town.running.uow.run(work)


@pytest.fixture
def channel() -> Iterator[StrictChannel]:
    """The page of the commune, which carries everything of families."""
    channel = StrictChannel(RICH)
    yield channel
    assert not channel.misfits


async def test_a_decision_changes_the_status_from_its_day_and_the_past_stays(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    shown = await tu.says(DECISION)
    assert "Trần Thị Lan, Khóm 3, hộ 12" in shown
    assert "Trước: Hộ nghèo, chuẩn quốc gia, từ 01/01/2026" in shown
    assert "Sau: Hộ mới thoát nghèo, từ 01/11/2026" in shown
    assert "25/QĐ-UBND ngày 30/10/2026" in shown
    assert tu.offered() == {1: "Đúng", 2: "Sửa", 3: "Bỏ"}
    assert status_of(town, lan) is Status.POOR
    assert "Đã ghi" in await tu.says("1")
    assert status_of(town, lan) is Status.NEWLY_ESCAPED
    assert status_of(town, lan, date(2026, 10, 31)) is Status.POOR
    [newest, *_] = town.read(partial(decisions_on, household_id=lan.household))
    assert (newest.document, newest.decided_on) == ("25/QĐ-UBND", date(2026, 10, 30))
    assert noted(town) == ["household:changed"]


async def test_what_is_missing_is_asked_one_by_one_and_digits_do(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "diện nào" in await tu.says("doi dien ho 12")
    assert "Từ ngày nào" in await tu.says("2")
    assert "Ngày chưa tới" in await tu.says("25/12/2026")
    assert "Số quyết định" in await tu.says("hom qua")
    assert "ký ngày nào" in await tu.says("25")
    assert "Sau: Hộ cận nghèo, từ 22/11/2026" in await tu.says("20/11")
    assert "sửa chỗ nào" in await tu.says("2")
    assert "diện nào" in await tu.says("2")
    assert "Sau: Hộ mới thoát nghèo, từ 22/11/2026" in await tu.says("moi thoat ngheo")
    assert "Đã ghi" in await tu.says("dung")
    assert status_of(town, lan) is Status.NEWLY_ESCAPED


async def test_without_a_decision_the_status_stays_and_a_proposal_waits(
    tu: Villager, lan: Family, ward: Ward, town: World, official: Official
) -> None:
    await become(town, tu, ward)
    await tu.says(ESCAPED)
    assert "diện hộ không đổi" in await tu.says("chua co")
    assert "Đã ghi đề xuất, mã" in await tu.says("1")
    assert status_of(town, lan) is Status.POOR
    [case] = await official.sees()
    assert "status_proposal" in case
    assert "Hộ mới thoát nghèo" in case


async def test_a_day_that_can_not_be_is_refused_with_the_reason(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "chưa tới" in await tu.says("ho 12 thoat ngheo tu 1/12")
    assert "có từ 01/01/2026" in await tu.says("ho 12 thoat ngheo tu 1/11/2025")
    assert written(town) == 0


async def test_the_same_message_twice_changes_once(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says(DECISION)
    await tu.says(DECISION)
    await tu.says("1")
    assert "đã ghi như vậy rồi" in await tu.says(DECISION)
    assert written(town) == 1


async def test_the_last_change_is_taken_back_by_a_word_and_history_keeps_both(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says(DECISION)
    await tu.says("1")
    assert "Hoàn tác lần ghi này hả: Đổi diện hộ, hộ 12" in await tu.says("lui lai")
    assert "Đã hoàn tác" in await tu.says("1")
    assert status_of(town, lan) is Status.POOR
    assert [each.document for each in town.read(partial(decisions_on, household_id=lan.household))] == [
        "QĐ 15/QĐ-UBND"
    ]
    assert noted(town) == ["household:changed", "household:change_undone"]
    assert "Hoàn tác lần" not in await tu.says("hoan tac")


async def test_a_change_of_yesterday_is_no_longer_taken_back(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says(DECISION)
    await tu.says("1")
    town.clock.pass_(hours=25)
    await become(town, tu, ward, name="Lê Văn Hai")
    assert "Không còn lần ghi nào" in await tu.presses("Hoàn tác")
    assert status_of(town, lan) is Status.NEWLY_ESCAPED


async def test_a_change_that_another_official_built_on_is_not_taken_back(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await become(town, lanh, ward, name="Trần Văn Sáu")
    await tu.says(DECISION)
    await tu.says("1")
    await lanh.says("ho 12 tai ngheo tu 10/11 QĐ 30/QĐ-UBND ngay 9/11/2026")
    await lanh.says("1")
    assert status_of(town, lan) is Status.POOR
    assert "có thay đổi khác" in await tu.says("hoan tac")
    # Who made the later one takes it back first; then the earlier one can be.
    assert "Đã hoàn tác" in await lanh.says("hoan tac")
    assert status_of(town, lan) is Status.NEWLY_ESCAPED
    assert "Đã hoàn tác" in await tu.says("hoan tac")
    assert status_of(town, lan) is Status.POOR


async def test_what_another_official_changed_meanwhile_is_told_and_not_overwritten(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await become(town, lanh, ward, name="Trần Văn Sáu")
    await tu.says(DECISION)
    await lanh.says("ho 12 sang can ngheo tu 5/11 QĐ 26/QĐ-UBND ngay 4/11/2026")
    await lanh.says("1")
    assert "vừa có người khác sửa" in await tu.says("1")
    assert status_of(town, lan) is Status.NEAR_POOR
    assert written(town) == 1


async def test_of_several_families_that_fit_one_is_chosen_by_its_number(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    now = town.clock.now()
    other = await do(
        town, lambda tx: add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Lan", now=now)
    )
    await become(town, tu, ward)
    assert "Hộ nào" in await tu.says("ba lan doi so 0912 345 678")
    assert sorted(tu.offered().values()) == ["Sơn Thị Lan, Ấp 4, hộ 40", "Trần Thị Lan, Khóm 3, hộ 12"]
    shown = await tu.chooses("hộ 40")
    assert "Điện thoại của Sơn Thị Lan" in shown
    assert "Trước: chưa có số" in shown
    await tu.says("1")
    changed = file_of(town, other)
    assert changed is not None
    assert changed.head is not None
    assert changed.head.phone == "+84912345678"


async def test_a_baby_is_added_with_its_age_and_the_family_is_reminded_of_its_card(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    told = "them thanh vien ho ba lan: nguyễn thị bé sinh 12/3/2026 con"
    shown = await tu.says(told)
    assert "Nguyễn Thị Bé, con, sinh 12/03/2026, 0 tuổi" in shown
    assert "Nhân khẩu: 2 → 3" in shown
    assert "thẻ bảo hiểm y tế" in await tu.says("1")
    household = file_of(town, lan)
    assert household is not None
    assert sorted(each.name for each in household.members) == ["Nguyễn Thị Bé", "Trần Thị Lan", "Trần Văn Út"]
    assert len(file_of(town, lan, date(2026, 3, 11)).members) == 2  # type: ignore[union-attr]
    assert "đã ghi như vậy rồi" in await tu.says(told)
    assert "Nguyễn Thị Bé" in await tu.says("tra ho ba be khom 3")


async def test_when_the_head_dies_the_next_head_is_asked_and_when_all_are_gone_the_household_ends(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Ai trong hộ mất" in await tu.says("ho 12 co nguoi mat hom qua")
    assert "Giờ ai làm chủ hộ" in await tu.chooses("Lan")
    shown = await tu.chooses("Út")
    assert "Chủ hộ: Trần Thị Lan → Trần Văn Út" in shown
    await tu.says("1")
    household = file_of(town, lan)
    assert household is not None
    assert [each.name for each in household.members] == ["Trần Văn Út"]
    assert household.head is not None
    assert "Hộ không còn ai" in await tu.says("ong ut ho 012 mat hom nay")
    await tu.says("1")
    assert file_of(town, lan) is None
    assert "Không thấy hộ nào" in await tu.says("tra ho 12")
    await tu.presses("Hoàn tác")
    assert file_of(town, lan) is not None


async def test_a_move_within_the_commune_and_one_out_of_it(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Từ ngày nào" in await tu.says("ho ba lan doi qua khom 4")
    shown = await tu.says("5/11")
    assert "Trước: Khóm 3" in shown
    assert "Sau: Ấp 4, từ 05/11/2026" in shown
    await tu.says("1")
    assert "Ấp 4, hộ 12" in await tu.says("tra ho ba lan ap 4")
    assert "Đi khỏi phường, xã, từ 20/11/2026" in await tu.says("ho ba lan don di tinh khac 20/11")
    await tu.says("1")
    assert file_of(town, lan) is None
    assert file_of(town, lan, date(2026, 11, 19)) is not None


async def test_a_hamlet_head_records_deaths_moves_and_phones_of_the_own_hamlet_alone(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    now = town.clock.now()
    own = await do(
        town, lambda tx: add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Hai", now=now)
    )
    await become(town, tu, ward, Role.HAMLET_HEAD)
    for told in (
        "sua sdt ho 12 0912 345 678",
        "sua sdt ho ba lan 0912 345 678",
        "ho 99 don di tinh khac 5/11",
    ):
        answer = await tu.says(told)
        assert "Không thấy hộ nào" in answer
        assert "Lan" not in answer
        await tu.says("huy")
    assert "nhờ cán bộ phường" in await tu.says("ho 40 thoat ngheo tu 1/11")
    await tu.says("sua sdt ho 40 0912 345 678")
    await tu.says("1")
    assert written(town) == 1
    changed = file_of(town, own)
    assert changed is not None
    assert changed.head is not None
    assert changed.head.phone == "+84912345678"


async def test_families_strangers_and_people_without_the_role_change_and_learn_nothing(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    await become(town, lanh, ward, Role.ADMINISTRATOR)
    stranger = Villager("hai", town.channel)  # type: ignore[arg-type]
    for person in (tu, lanh, stranger):
        for told in (DECISION, "sua sdt ho 12 0912 345 678", "ho 12 don di tinh khac 5/11", "hoan tac"):
            answer = await person.says(told)
            assert "Trần Thị Lan" not in answer
            assert "hộ 12" not in answer
            assert "Đúng" not in person.offered().values()
    assert written(town) == 0


async def test_a_role_that_ends_before_the_yes_changes_nothing(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    hai = await become(town, tu, ward)
    await tu.says(DECISION)
    await do(town, lambda tx: roles.end_grants(tx, hai, Role.OFFICIAL, on=TODAY))
    answer = await tu.says("1")
    assert "Đã ghi" not in answer
    assert "Lan" not in answer
    assert written(town) == 0


async def test_a_button_of_an_older_change_takes_back_no_newer_one(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says(DECISION)
    await tu.says("1")
    town.clock.pass_(minutes=5)
    old = next(each.token for each in reversed(tu.buttons()) if "Hoàn tác" in each.label)
    await tu.says("sua sdt ho 12 0912 345 678")
    await tu.says("1")
    told = await tu.does(Kind.CHOICE, choice=old)
    assert "Không còn lần ghi nào" in told[0].body.text
    assert status_of(town, lan) is Status.NEWLY_ESCAPED


async def test_a_question_of_an_official_is_answered_and_no_change(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    for asked in (
        "ho moi thoat ngheo duoc ho tro gi",
        "ho ngheo mat so bao hiem lam sao",
        "chuan ngheo bao nhieu",
    ):
        answer = await tu.says(asked)
        assert "Hộ nào" not in answer
        assert "Không thấy hộ nào" not in answer


@asynccontextmanager
async def elsewhere(url: str, capabilities: Capabilities) -> AsyncIterator[tuple[World, Villager, Family]]:
    """An official of the ward on another channel, and chị Lan's family."""
    channel = StrictChannel(capabilities)
    async with world(url, channel=channel, clock=channel.clock) as town:
        ward = await do(town, add_ward)
        now = town.clock.now()
        lan = await do(
            town, lambda tx: add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now)
        )
        tu = Villager("tu", channel)
        await become(town, tu, ward)
        yield town, tu, lan
        assert not channel.misfits


async def test_a_channel_that_carries_nothing_of_families_changes_nothing(migrated_database_url: str) -> None:
    async with elsewhere(migrated_database_url, BARE) as (town, tu, _lan):
        for told in (DECISION, "ho 12 thoat ngheo tu 1/11", "sua sdt ho 12 0912 345 678"):
            assert "không nói chuyện riêng" in await tu.says(told)
        assert written(town) == 0


async def test_digits_alone_are_enough(migrated_database_url: str) -> None:
    plain = replace(BARE, personal_data=PersonalData.FULL)
    async with elsewhere(migrated_database_url, plain) as (town, tu, lan):
        assert "1. Trần Thị Lan (chủ hộ), sinh 1980" in await tu.says("ho 12 co nguoi mat")
        await tu.says("1")
        assert "1. Đúng\n2. Sửa\n3. Bỏ" in await tu.says("1")
        assert "1. Hoàn tác" in await tu.says("1")
        assert file_of(town, lan) is None
        assert "Đã hoàn tác" in await tu.says("1")
        assert file_of(town, lan) is not None


async def test_where_little_may_be_told_of_people_a_status_changes_by_number_alone(
    migrated_database_url: str,
) -> None:
    minimal = replace(RICH, personal_data=PersonalData.MINIMAL)
    async with elsewhere(migrated_database_url, minimal) as (town, tu, lan):
        for told in (
            ESCAPED,
            "sua sdt ho 12 0912 345 678",
            "ho 12 ong tu mat hom qua",
            "ho 12 don di noi khac",
        ):
            assert "gửi tin ra nước ngoài" in await tu.says(told)
        shown = await tu.says("ho 12 thoat ngheo tu 1/11 QĐ 25/QĐ-UBND ngay 30/10")
        assert "Hộ 12, Khóm 3" in shown
        assert "Lan" not in shown
        await tu.says("1")
        assert status_of(town, lan) is Status.NEWLY_ESCAPED
