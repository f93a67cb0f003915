"""Officials set targets by a message, see how far they are, and are told what does not agree."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.register.terms import Status
from bot.domain.roles import Role
from models import targets
from models.register import ledger
from models.register.ledger import Ledger
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, become
from tests.scenarios.register_files import do
from tests.world import World


@pytest.fixture
async def hamlets(town: World, ward: Ward, lan: Family) -> Ward:
    """Chị Lan left poverty in November; a second family of Khóm 3 and one of Ấp 4 are still poor."""
    now = town.clock.now()

    def made(tx: object) -> None:
        add_family(tx, ward, ward.hamlet_3, number="13", head="Lý Văn Bốn", now=now)
        add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Sáu", now=now)
        book = Ledger(tx, at=now)
        escaped = (Status.NEWLY_ESCAPED.value, None, "official", "QĐ 25/QĐ-UBND")
        book.say(ledger.RECOGNITION, (lan.household, "national"), escaped, day=date(2026, 11, 1))
        book.flush()

    await do(town, made)
    return ward


async def sets(tu: Villager, words: str) -> str:
    shown = await tu.says(words)
    assert "Sau:" in shown, shown
    return shown + "\n" + await tu.chooses("Gửi")


async def test_a_target_is_set_after_a_yes_and_followed_by_the_register(
    town: World, tu: Villager, hamlets: Ward
) -> None:
    await become(town, tu, hamlets)
    assert "UBND phường Thử chưa có chỉ tiêu" in await tu.says("chi tieu nam nay toi dau")
    told = await sets(tu, "dat chi tieu thoat ngheo 2026 khom 3 la 2 ho")
    assert "Hộ thoát nghèo, Khóm 3, năm 2026" in told
    assert "Đã ghi" in told
    shown = await tu.says("chi tieu thoat ngheo khom 3")
    assert "1/2 hộ" in shown
    assert "50%" in shown
    assert "tới 31/12 khoảng 1 hộ" in shown
    assert "Thiếu 1 hộ" in shown


async def test_the_slowest_hamlet_is_named_and_every_hamlet_can_be_seen(
    town: World, tu: Villager, hamlets: Ward
) -> None:
    await become(town, tu, hamlets)
    for words in (
        "dat chi tieu thoat ngheo 2026 la 3 ho",
        "dat chi tieu thoat ngheo 2026 khom 3 la 2 ho",
        "dat chi tieu thoat ngheo 2026 ap 4 la 1 ho",
    ):
        await sets(tu, words)
    shown = await tu.says("chi tieu nam nay toi dau")
    assert "1/3 hộ" in shown
    assert "Chậm nhất: Ấp 4" in shown
    listed = await tu.chooses("Theo khóm, ấp")
    assert "Khóm 3: 1 hộ / 2 hộ" in listed
    assert "Ấp 4: 0 hộ / 1 hộ" in listed


async def test_what_does_not_agree_is_said_before_it_is_set_and_when_asked(
    town: World, tu: Villager, hamlets: Ward
) -> None:
    await become(town, tu, hamlets)
    assert "chỉ có 2 hộ" in await sets(tu, "dat chi tieu thoat ngheo 2026 khom 3 la 5 ho")
    assert "Lưu ý" in await sets(tu, "dat chi tieu thoat ngheo 2026 la 3 ho")
    assert "mới một phần" in await tu.says("kiem tra chi tieu")
    await sets(tu, "sua chi tieu thoat ngheo 2026 khom 3 thanh 2 ho")
    assert "khớp nhau" in await tu.says("kiem tra chi tieu")
    rows = town.read(lambda tx: list(tx.execute(select(targets.target).order_by(targets.target.c.id))))
    assert [(row.amount, row.replaced_by) for row in rows] == [(500, 3), (300, None), (200, None)]


async def test_what_nobody_counts_yet_is_said_so(town: World, tu: Villager, hamlets: Ward) -> None:
    await become(town, tu, hamlets)
    await sets(tu, "giao chi tieu mo hinh 2026: 4 mo hinh")
    assert "chưa có số liệu" in await tu.says("chi tieu mo hinh")


async def test_missing_parts_are_asked_and_digits_do(town: World, tu: Villager, hamlets: Ward) -> None:
    await become(town, tu, hamlets)
    assert "việc gì" in await tu.says("dat chi tieu khom 3")
    assert "Bao nhiêu" in await tu.says("1")
    assert "Sau: 2 hộ" in await tu.says("2")


async def test_others_are_not_told_of_targets(town: World, tu: Villager, hamlets: Ward) -> None:
    assert "Chỉ tiêu 2026" not in await tu.says("chi tieu nam nay toi dau")
    await become(town, tu, hamlets, Role.HAMLET_HEAD)
    assert "Chỉ tiêu 2026" not in await tu.says("chi tieu nam nay toi dau")


async def test_targets_are_drawn_as_gauges(town: World, tu: Villager, hamlets: Ward) -> None:
    await become(town, tu, hamlets)
    await sets(tu, "dat chi tieu thoat ngheo 2026 khom 3 la 2 ho")
    await tu.says("chi tieu nam nay khom 3 toi dau")
    if tu.channel.capabilities.pictures:
        await tu.chooses("biểu đồ")
        assert "Chỉ tiêu 2026, Khóm 3" in await tu.hears(town)


async def test_what_a_place_once_published_is_told_where_no_target_is_set(
    town: World, tu: Villager, hamlets: Ward
) -> None:
    await become(town, tu, hamlets)
    assert "2.273 hộ" in await tu.says("chi tieu giam ho ngheo tinh bac lieu nam 2024")
    assert "chưa có chỉ tiêu" in await tu.says("chi tieu mo hinh nam 2031")
