"""A receipt for a gift, on one page to be signed."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.hearing import hears
from tests.scenarios.people import Villager
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_a_unit_is_given_a_receipt_as_a_file(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    assert "Chưa có báo cáo" in await tu.says("bien nhan ho 12")
    await tu.says("hom nay tham ba Lan, tang 10kg gao 500k")
    await tu.says("1")
    assert "đang làm biên nhận" in await tu.says("bien nhan ho 12")
    [file] = [each.file for each in await hears(town, tu) if each.file is not None]
    assert file.name == "bien-nhan-2026-000001.pdf"
    assert file.content.startswith(b"%PDF")


async def test_who_gives_for_no_unit_gets_none(tu: Villager, lan: Family) -> None:
    await tu.starts()
    assert "đang làm" not in await tu.says("bien nhan ho 12")
