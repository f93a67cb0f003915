"""A family asks about itself; strangers learn nothing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert

from models.register.tables import receipt
from tests.families import SECRET, Family
from tests.scenarios.people import Villager, show_slip
from tests.world import World


async def test_a_stranger_learns_nothing_of_any_family(tu: Villager, lan: Family) -> None:
    await tu.starts()
    answer = await tu.says("nha toi dang thuoc dien gi")
    assert "Lan" not in answer
    assert "Hộ nghèo" not in answer


async def test_a_slip_opens_the_family_s_own_file(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    answer = await tu.says("nha toi dang thuoc dien gi")
    if not carries:
        assert "không nói chuyện riêng" in answer
        assert "không nói chuyện riêng" in await tu.says(f"ho 12 ma {SECRET}")
        return
    assert "phiếu" in answer
    assert "Mình là ai" in await tu.says(f"ho 12 ma {SECRET}")
    assert tu.offered() == {1: "Trần Thị Lan (chủ hộ)"}
    assert "Đồng ý không" in await tu.chooses("Lan")
    assert "Xong" in await tu.chooses("Đồng ý")
    status = await tu.chooses("Nhà mình thuộc diện gì")
    assert "Hộ nghèo, chuẩn quốc gia, từ 01/01/2026 (QĐ 15/QĐ-UBND)" in status
    why = await tu.chooses("Vì sao")
    assert "Điểm thu nhập 150, không quá mức 175" in why
    assert "Thiếu 3 trong 12 điều" in why
    assert "nước sạch" in why


async def test_a_family_sees_its_whole_file_and_what_it_received(
    tu: Villager, lan: Family, town: World, carries: bool
) -> None:
    await tu.starts()
    assert "Lan" not in await tu.says("ho so nha toi")
    if not carries:
        return
    await show_slip(tu)
    assert "chưa ghi nhà mình nhận gì" in await tu.says("nha toi da nhan duoc gi roi")
    now, day = town.clock.now(), date(2026, 1, 28)

    def gave(tx: Connection) -> None:
        row = {"household_id": lan.household, "kind": "gift", "recorded_at": now, "received_on": day}
        tx.execute(insert(receipt).values(**row, what="tet_gift", amount=500_000, giver="Chùa Thử"))
        tx.execute(insert(receipt).values(**row, what="10 kg gạo"))

    await town.running.uow.run(gave)
    received = await tu.says("nha minh da nhan gi roi")
    assert "- 28/01/2026: quà Tết, 500.000 đ (Chùa Thử)" in received
    assert "10 kg gạo" in received
    file = await tu.chooses("Xem hồ sơ")
    for words in ("Trần Thị Lan, Khóm 3, hộ 12", "Trần Văn Út", "đường Bạch Đằng", "quà Tết", "nước sạch"):
        assert words in file


async def test_who_objects_opens_a_case(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    assert "quyền không đồng ý" in await tu.says("sao nha toi chi la ho ngheo")
    await tu.chooses("Tôi không đồng ý")
    assert "mã" in await tu.chooses("Gửi")
