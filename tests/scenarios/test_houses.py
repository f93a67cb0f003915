"""A house for a family, from the request to the key: the office tells each step, the family asks."""

from __future__ import annotations

import pytest

from tests.fakes.channel import RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager, show_slip
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_a_house_from_the_request_to_the_key(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    assert "chưa thấy ghi" in await tu.says("nha toi duoc xay chua")
    for told in ("co don xin 1/10", "da khao sat 10/10", "duyet 20/10", "khoi cong 1/11"):
        assert "Nhà tình thương của hộ 12" in await hai.says(f"nha tinh thuong ho 12 {told}")
        assert "Đã ghi" in await hai.says("1")
    status = await hai.says("nha tinh thuong cua ho ba Lan toi dau roi")
    assert "đã duyệt 20/10/2026" in status
    assert "đang xây 01/11/2026" in status
    assert "đang xây, khởi công ngày 01/11/2026" in await tu.says("nha toi duoc xay chua")
    await hai.says("nha tinh thuong ho 12 ban giao hom qua")
    await hai.says("1")
    assert "bàn giao ngày 22/11/2026" in await tu.says("nha toi duoc xay chua")
    assert "đã bàn giao: 1" in await hai.says("nha tinh thuong")


async def test_nobody_builds_before_it_is_approved(hai: Villager, lan: Family) -> None:
    await hai.says("nha dai doan ket ho 12 khao sat 10/10")
    await hai.says("1")
    assert "chưa ghi bước duyệt" in await hai.says("nha dai doan ket ho 12 khoi cong hom qua")


async def test_days_run_forward(hai: Villager, lan: Family) -> None:
    await hai.says("nha tinh thuong ho 12 khao sat 10/10")
    await hai.says("1")
    assert "Ngày không hợp" in await hai.says("nha tinh thuong ho 12 duyet 1/10")


async def test_a_house_that_is_handed_over_counts_for_the_target(hai: Villager, lan: Family) -> None:
    await hai.says("dat chi tieu nha tinh thuong 2026 la 4 can")
    await hai.says("1")
    for told in ("duyet 20/10", "ban giao 20/11"):
        await hai.says(f"nha tinh thuong ho 12 {told}")
        await hai.says("1")
    told = await hai.says("chi tieu nam 2026 toi dau")
    assert "Nhà ở làm xong: 1/4 căn" in told


async def test_how_to_ask_for_a_house_stays_a_question_to_the_catalogue(tu: Villager) -> None:
    await tu.starts()
    assert "chưa thấy ghi" not in await tu.says("Xin nhà đại đoàn kết cần làm giấy gì?")


async def test_how_many_houses_are_how_far_is_told_by_their_kind(
    hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    for told in ("dai doan ket ho 12 duyet 20/10", "dai doan ket ho 12 ban giao 20/11"):
        await hai.says(f"nha {told}")
        await hai.says("1")
    done = await hai.says("bao nhieu nha dai doan ket da xong")
    assert "1 nhà đại đoàn kết đang theo dõi" in done
    assert "đã bàn giao: 1" in done
    assert "Bàn giao trong năm 2026: 1" in done
    assert "đã bàn giao: 1" in await hai.says("mấy căn nhà tình thương đang xây")
    assert "1 nhà đại đoàn kết" in await hai.says("nha dai doan ket xay xong bao nhieu can")


async def test_a_house_that_was_handed_over_counts_in_the_figures_of_the_register(
    hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    asked = "năm 2026 cất được mấy căn nhà"
    assert "0 hộ" in await hai.says(asked)
    for told in ("duyet 20/10", "ban giao 20/11"):
        await hai.says(f"nha tinh thuong ho 12 {told}")
        await hai.says("1")
    assert "1 hộ" in await hai.says(asked)
