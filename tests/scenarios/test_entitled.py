"""Somebody asks what the family is entitled to, and is asked a few things first."""

from __future__ import annotations

from tests.families import Family
from tests.scenarios.people import Villager, show_slip


async def test_a_single_mother_hears_her_rights_by_digits_and_a_few_words(tu: Villager) -> None:
    await tu.starts()
    assert "thuộc diện nào" in await tu.says("nha tui duoc gi")
    assert "những ai, mấy tuổi" in await tu.says("2")
    assert "năm sanh, cách nhau" in await tu.says("ba nguoi")
    answer = await tu.says("toi 34, be 9 tuoi")
    while "Mình kể với máy" not in answer:
        picked = {"một mình nuôi": "1", "khuyết tật": "Không có ai", "đi học": "Có, học trường công"}
        [label] = [label for part, label in picked.items() if part in answer] or ["Không biết"]
        answer = await (tu.says("tui") if label == "1" else tu.chooses(label))
    assert "Hộ cận nghèo" in answer
    assert "be: 9 tuổi" in answer
    result = await tu.chooses("Gửi")
    assert "540.000 đ/tháng" in result
    assert len(result.partition("\n\n1.")[0]) <= 320
    assert any("một mình" in label.lower() or "đơn thân" in label.lower() for label in tu.offered().values())


async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(tu: Villager) -> None:
    await tu.starts()
    await tu.says("coi nha minh duoc huong gi")
    await tu.chooses("Hộ nghèo")
    answer = await tu.says("tien dien ho ngheo duoc bao nhieu?")
    assert "59.520" in answer
    assert "những ai, mấy tuổi" in answer
    assert "những ai, mấy tuổi" not in await tu.says("má 80")


async def test_a_certificate_that_is_missing_is_told_as_the_nearest_step(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Không thuộc diện nào")
    answer = await tu.says("má 50")
    while "Mình kể với máy" not in answer:
        picked = {"có ai khuyết tật": "má", "nặng tới đâu": "2", "giấy xác nhận": "2"}
        answer = await tu.says(next((said for part, said in picked.items() if part in answer), "1"))
    assert "nếu làm giấy xác nhận khuyết tật (má)" in await tu.chooses("Gửi")


async def test_who_has_enough_sees_what_is_known_so_far(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    assert "Mình kể với máy" in await tu.chooses("Xem kết quả luôn")
    assert "59.520" in await tu.chooses("Gửi")


async def test_what_was_told_wrong_is_corrected_before_the_result(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    await tu.says("má 27")
    await tu.chooses("Xem kết quả luôn")
    assert "muốn sửa" in await tu.chooses("Sửa lại")
    await tu.chooses("Những ai trong nhà")
    assert "má: 72 tuổi" in await tu.says("má 72")


async def test_an_age_told_wrong_is_put_right_in_the_middle(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    asked = await tu.says("má 27, con 50")
    assert await tu.says("à nhầm, má tui 72") != asked
    answer = await tu.chooses("Xem kết quả luôn")
    assert "má: 72 tuổi" in answer
    assert "con: 51 tuổi" in await tu.says("sửa lại con 51 tuổi")


async def test_what_the_register_knows_is_not_asked(tu: Villager, lan: Family, carries: bool) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    asked = await tu.says("nha toi duoc gi")
    assert "thuộc diện nào" not in asked
    assert "những ai, mấy tuổi" not in asked


async def test_a_right_that_is_named_is_a_question_to_the_catalogue(tu: Villager) -> None:
    await tu.starts()
    assert "thuộc diện nào" not in await tu.says("nha toi can ngheo duoc huong bao hiem y te gi")
