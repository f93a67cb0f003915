"""Changes that were wrong are taken back; what others changed meanwhile is told and stays."""

from __future__ import annotations

from functools import partial

import pytest

from bot.domain.messages import Kind
from bot.domain.register.terms import Status
from models.register.reading import decisions_on
from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become
from tests.scenarios.register_files import DECISION, noted, status_of, written
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


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
