"""Praise is proposed from what families confirmed; the committee decides, and no unit sees another."""

from __future__ import annotations

from datetime import date

import pytest

from models.people.roles import sponsorship
from tests.fakes.channel import CHAT
from tests.families import Family, Ward
from tests.scenarios.people import Villager, show_slip
from tests.scenarios.unit_papers import files, reported, words_of
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def test_praise_is_proposed_from_what_families_confirmed(
    tu: Villager, hai: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await town.running.uow.run(
        lambda tx: tx.execute(sponsorship.update().values(valid_from=date(2026, 9, 1)))
    )
    await reported(tu, town)
    assert "Chưa đơn vị nào" in await hai.says("don vi nao nen khen")
    await lanh.starts()
    await show_slip(lanh)
    await lanh.says("xac nhan lan tham")
    await lanh.chooses("Có tới")
    await lanh.chooses("Đủ")
    await lanh.chooses("Không cần gì")
    told = await hai.says("don vi nao nen khen")
    assert "1 đơn vị" in told
    assert "Ban chỉ đạo xét" in told
    assert "Hộ xác nhận 1 lần" in await hai.says("1")
    await hai.says("don vi nao nen khen")
    await hai.chooses("dự thảo")
    await hai.hears(town)
    [draft] = files(town, "hai")
    words = words_of(draft.content)
    assert "Chi bộ mẫu" in words
    assert "không xếp hạng" in words


async def test_a_unit_sees_its_own_standing_alone(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await help_families(town, ward, tu, lan)
    await reported(tu, town)
    told = await tu.says("thanh tich don vi minh")
    assert "Còn để làm: ít nhất nửa số lần thăm được hộ xác nhận" in told
    assert "Ban chỉ đạo xét" in told
