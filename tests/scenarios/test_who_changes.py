"""Who may change what of which family, on which channel; others change nothing and learn nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.domain.messages import Capabilities, PersonalData
from bot.domain.register.terms import Status
from bot.domain.roles import Role
from models.people import roles
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import BARE, RICH
from tests.families import Family, Ward, add_family, add_ward
from tests.scenarios.people import Villager, become, show_slip
from tests.scenarios.register_files import DECISION, ESCAPED, TODAY, do, file_of, head_of, status_of, written
from tests.world import World, world


@pytest.fixture
def channel() -> Iterator[StrictChannel]:
    """The page of the commune, which carries everything of families."""
    channel = StrictChannel(RICH)
    yield channel
    assert not channel.misfits


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
            town,
            lambda tx: add_family(
                tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, child_born=2018
            ),
        )
        tu = Villager("tu", channel)
        await become(town, tu, ward)
        yield town, tu, lan
        assert not channel.misfits


async def test_who_asks_for_the_own_role_is_told_how_to_change_something(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward, Role.HAMLET_HEAD)
    assert "HOÀN TÁC" in await tu.says("quyen cua toi")
    await become(town, lanh, ward, Role.ADMINISTRATOR)
    assert "HOÀN TÁC" not in await lanh.says("quyen cua toi")


async def test_a_channel_that_carries_nothing_of_families_changes_nothing(migrated_database_url: str) -> None:
    async with elsewhere(migrated_database_url, BARE) as (town, tu, _lan):
        for told in (DECISION, "ho 12 thoat ngheo tu 1/11", "sua sdt ho 12 0912 345 678"):
            assert "không nói chuyện riêng" in await tu.says(told)
        assert written(town) == 0


async def test_digits_alone_are_enough(migrated_database_url: str) -> None:
    plain = replace(BARE, personal_data=PersonalData.FULL)
    async with elsewhere(migrated_database_url, plain) as (town, tu, lan):
        assert "1. Trần Thị Lan (chủ hộ), sinh 1980" in await tu.says("ho 12 co nguoi mat")
        assert "1. Hôm nay 23/11/2026" in await tu.says("1")
        assert "1. Trần Văn Út (con), sinh 2018" in await tu.says("1")
        assert "1. Đúng\n2. Sửa\n3. Bỏ" in await tu.says("1")
        assert "1. Hoàn tác" in await tu.says("1")
        assert head_of(town, lan) == "Trần Văn Út"
        assert "Đã hoàn tác" in await tu.says("1")
        assert head_of(town, lan) == "Trần Thị Lan"


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
