"""A unit looks at how a family lives and tells what it found by numbers; the office looks at it again."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import VIETNAM
from bot.domain.case_rules import CaseKind
from models.cases import cases
from tests.fakes.channel import CHAT
from tests.families import Family, Ward
from tests.scenarios.people import Villager
from tests.scenarios.test_sponsors import remind, speak_for_unit
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def test_the_form_is_answered_by_numbers_and_goes_to_the_office(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await speak_for_unit(town, tu, ward, lan)
    form = await tu.says("phieu khao sat")
    assert "12 " in form.splitlines()[0]
    assert "1 không có đất sản xuất" in form
    assert "8 nguyên nhân khác" in form
    told = await tu.says("khao sat ho 12 thieu 7 9, vi 2")
    assert "hộ 12 (Khóm 3)" in told
    assert "Nguyên nhân: không có vốn" in told
    assert "gửi cán bộ, mã" in await tu.says("1")
    [case] = town.read(cases.list_cases)
    assert case.kind is CaseKind.SURVEY
    town.clock.pass_(days=20)
    await remind(town)
    assert not [each for each in tu.news() if "khảo sát" in each.body.text]


async def test_numbers_that_the_form_does_not_have_are_left_out(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await speak_for_unit(town, tu, ward, lan)
    assert "khảo sát xong" in await tu.says("khao sat ho 12 thieu 77, vi 99")
    assert "chưa thấy hộ đó" in await tu.says("khao sat ho 99 thieu 1")


async def test_from_2027_on_the_old_indicators_are_not_asked_for(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await speak_for_unit(town, tu, ward, lan)
    town.clock.at = datetime(2027, 1, 4, 9, tzinfo=VIETNAM)
    form = await tu.says("phieu khao sat")
    assert "Nhà thiếu gì" not in form
    assert "Vì sao còn khó" in form


async def test_who_is_of_no_unit_is_given_no_form(tu: Villager, lan: Family) -> None:
    await tu.starts()
    assert "Vì sao còn khó" not in await tu.says("phieu khao sat")
