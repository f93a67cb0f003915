"""A family asks how its own case stands, and has it opened again when it is not done."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.scenarios.people import Villager, code_in
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_the_family_opens_an_answered_case_again_by_a_word(
    town: World, tu: Villager, hai: Villager
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    await hai.hears(town)
    await hai.says(f"viec {code}")
    await hai.chooses("Trả lời một lần")
    assert f"Trả lời việc {code}" in await hai.says("Mai cán bộ ghé nhà.")
    assert "Đã trả lời" in await hai.chooses("Gửi")
    assert "Mai cán bộ ghé nhà" in await tu.hears(town)
    assert "mở lại" in await tu.chooses("Chưa xong")
    assert "chưa xong, mở lại" in await hai.hears(town)
    assert "đang chờ" in await tu.says(f"viec {code} sao roi")
    await hai.says(f"viec {code}")
    await hai.chooses("Trả lời một lần")
    await hai.says("Đã xong hôm nay.")
    await hai.chooses("Gửi")
    assert "Đã xong hôm nay" in await tu.hears(town)
    assert "Việc xong chưa" in await tu.says(f"ma {code}")


async def test_another_familys_case_is_not_told_of(
    town: World, tu: Villager, lanh: Villager, hai: Villager
) -> None:
    code = code_in(await tu.says("gap nguoi"))
    assert code not in await lanh.says(f"viec {code} sao roi")
