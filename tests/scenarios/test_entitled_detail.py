"""Somebody looks at one right: for whom, how much, why or why not, until when, what comes with it."""

from __future__ import annotations

from tests.scenarios.people import Villager
from tests.scenarios.test_entitled_later import tell_all


async def test_a_right_of_the_list_is_told_for_the_own_family(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu, who="má 76, con 8")
    shown = await tu.chooses("người già")
    assert "- má: khoảng 540.000 đ/tháng" in shown or "- má: 540.000 đ/tháng" in shown
    assert "má: năm sanh: 76 tuổi" in shown
    assert len(shown.partition("\n\n1.")[0]) <= 400
    assert "Nộp Tờ khai Mẫu 01" in await tu.chooses("Cần giấy gì, nộp ở đâu")
    assert "- má:" in await tu.says("quay lại")
    assert "Nhà mình có thể được" in await tu.says("quay lại")


async def test_what_is_had_already_is_marked_where_it_is_looked_at(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu)
    await tu.chooses("điện")
    answer = await tu.chooses("Nhà mình nhận khoản này rồi")
    assert "có rồi: Hỗ trợ tiền điện cho hộ nghèo" in answer
    assert not any("điện" in label for label in tu.offered().values())


async def test_all_that_the_family_may_have_can_be_reached_by_digits(tu: Villager) -> None:
    await tu.starts()
    result = await tell_all(tu, who="ông 78, bà 76, má 38, con 8")
    count = int(result.partition("có thể được ")[2].split()[0])
    seen: set[str] = set()
    while True:
        shown = [label for label in tu.offered().values() if label != "Về danh sách"]
        further = [label for label in shown if label.startswith("Coi thêm")]
        seen |= set(shown[: shown.index(further[0])] if further else shown[: count - len(seen)])
        if not further:
            break
        await tu.chooses("Coi thêm")
    assert len(seen) == count
    answer = await tu.says("cai so 1 nhan roi")
    assert "có rồi" in answer


async def test_who_asks_why_not_hears_every_condition_that_fails_and_the_nearest_step(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu, status="Không thuộc diện nào", who="má 73")
    answer = await tu.says("sao má tui không được hưu trí xã hội vậy")
    assert "Chưa được, vì" in answer
    assert "73 tuổi; phải từ 75 tuổi trở lên" in answer
    assert "không thuộc diện" in answer.lower()
    assert "Được nếu" in answer
    assert "phải từ 75 tuổi" in await tu.says("vi sao khong duoc tien nguoi gia")


async def test_who_told_nothing_asks_the_catalogue_why_not(tu: Villager) -> None:
    await tu.starts()
    assert "Chưa được, vì" not in await tu.says("sao má tui không được hưu trí xã hội vậy")


async def test_only_the_highest_of_several_is_paid_and_the_others_are_named(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ cận nghèo")
    answer = await tu.says("má 78")
    while "Mình kể với máy" not in answer:
        wanted = {"có ai như vầy": "Có người khuyết tật", "ghi mức nào": "Có giấy, mức nặng"}
        picked = next((said for part, said in wanted.items() if part in answer), None)
        nothing = "Không có gì trong đó" if "Không có gì trong đó" in tu.offered().values() else "Không biết"
        answer = await tu.chooses(picked or nothing)
    await tu.chooses("Gửi")
    shown = await tu.chooses("khuyết tật")
    assert "Mỗi người chỉ lãnh một mức cao nhất" in shown
    assert "không lãnh thêm: Trợ cấp hưu trí xã hội" in shown
    assert "được thêm: Trợ cấp hưu trí" not in shown


async def test_reasons_are_told_part_by_part_until_the_last(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu, status="Không thuộc diện nào", who="má 60, con 16, cháu 4")
    answer = await tu.chooses("Khoản nào chưa rõ, chưa được, vì sao")
    parts = 1
    while any(label.startswith("Coi thêm") for label in tu.offered().values()):
        answer += "\n" + await tu.chooses("Coi thêm")
        parts += 1
    assert parts > 1
    lines = [line for line in answer.splitlines() if line.startswith("- ")]
    assert len(lines) == len(set(lines))
    assert "Vay vốn hộ nghèo" in answer or "hộ nghèo" in answer
