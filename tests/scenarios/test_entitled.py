"""Somebody asks what the family is entitled to, and is asked a few things first."""

from __future__ import annotations

from sqlalchemy import select

from models.cases import cases
from tests.families import Family
from tests.scenarios.people import Villager, show_slip
from tests.world import World


async def test_a_single_mother_hears_her_rights_by_digits_and_a_few_words(tu: Villager) -> None:
    await tu.starts()
    assert "thuộc diện nào" in await tu.says("nha tui duoc gi")
    assert "những ai, mấy tuổi" in await tu.says("2")
    assert "năm sanh, cách nhau" in await tu.says("ba nguoi")
    assert "Nhiều điều đúng thì nhắn hết các số" in await tu.says("toi 34, be 9 tuoi")
    assert "3 tới 17 tuổi" in await tu.chooses("Có người một mình nuôi con")
    assert "chuyện nào dưới đây" in await tu.chooses("Có, học trường công")
    answer = await tu.chooses("Không có gì trong đó")
    assert "- Có người một mình nuôi con" in answer
    assert "Ngoài ra không có chuyện nào khác" in answer
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
        label = {
            "có ai như vầy": "Có người khuyết tật",
            "ghi mức nào": "Chưa có giấy, hằng ngày cần người giúp",
        }
        picked = next((said for part, said in label.items() if part in answer), "Không biết")
        answer = await tu.chooses(picked)
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
    await tu.says("má 27, con 50")
    await tu.says("à nhầm, má tui 72")
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


async def test_who_says_that_more_live_there_tells_them_and_the_commune_is_asked_to_look(
    tu: Villager, town: World, lan: Family, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    await tu.says("nha toi duoc gi")
    assert "những ai, mấy tuổi" in await tu.says("khong phai, nha tui 3 nguoi")
    answer = await tu.says("Lan 1990, con 8, má 72")
    while "Mình kể với máy" not in answer:
        label = "Không có gì trong đó" if "Không có gì trong đó" in tu.offered().values() else "Không biết"
        answer = await tu.chooses(label)
    await tu.chooses("Gửi")
    reported = await tu.chooses("Báo phường sửa sổ cho đúng")
    assert "Sổ chưa đổi" in reported
    assert town.read(lambda tx: tx.scalars(select(cases.case.c.kind)).all()) == ["data_correction"]


async def test_the_list_is_told_anew_where_something_is_put_right_after_it(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    await tu.says("má 27")
    await tu.chooses("Xem kết quả luôn")
    await tu.chooses("Gửi")
    assert "má: 72 tuổi" in await tu.says("à nhầm, má tui 72")
    assert "Hộ cận nghèo" in await tu.says("khong phai, nha tui can ngheo")


async def test_who_has_enough_instead_of_telling_everybody_is_no_difference_to_the_register(
    tu: Villager, lan: Family, carries: bool
) -> None:
    await tu.starts()
    if not carries:
        return
    await show_slip(tu)
    await tu.says("nha toi duoc gi")
    await tu.says("khong phai, nha tui 5 nguoi")
    await tu.chooses("Xem kết quả luôn")
    await tu.chooses("Gửi")
    assert "Báo phường sửa sổ cho đúng" not in tu.offered().values()


async def test_a_right_that_is_named_is_a_question_to_the_catalogue(tu: Villager) -> None:
    await tu.starts()
    assert "thuộc diện nào" not in await tu.says("nha toi can ngheo duoc huong bao hiem y te gi")


async def test_several_lines_are_ticked_in_one_message_and_asked_about_one_by_one(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    await tu.says("má 72, ba 75")
    lines = {label: number for number, label in tu.offered().items()}
    wanted = [lines["Có người khuyết tật"], lines["Có người già lãnh lương hưu, tiền tuất hằng tháng"]]
    assert "Ai khuyết tật" in await tu.says(" ".join(map(str, wanted)))
    assert "ba có giấy" in await tu.says("ba")
    assert "lương hưu" in await tu.chooses("Có giấy, mức nặng")
    assert "chuyện nào dưới đây" in await tu.says("má")


async def test_everything_told_in_one_message_is_heard_at_once(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    asked = await tu.says("nhà tui hộ nghèo, má 72, ba 75 bị liệt")
    assert "ba có giấy" in asked or "có ai như vầy" in asked
    answer = asked
    while "Mình kể với máy" not in answer:
        answer = await tu.chooses("Có giấy, mức nặng" if "ghi mức nào" in answer else "Không có gì trong đó")
    assert "má: 72 tuổi" in answer
    assert "1.080.000" in await tu.chooses("Gửi") or "Tiền người khuyết tật" in str(tu.offered())


async def test_somebody_who_knows_nothing_is_let_go_kindly(tu: Villager) -> None:
    await tu.starts()
    answer = await tu.says("nha toi duoc gi")
    asked = 0
    while "Mình kể với máy" not in answer:
        answer = await tu.says("tui 40") if "mấy tuổi" in answer else await tu.chooses("Không biết")
        asked += 1
    assert asked <= 6
    assert "hỏi thêm cán bộ" in await tu.chooses("Gửi")


async def test_somebody_angry_gets_a_person_and_may_go_on(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    await tu.says("hỏi gì hỏi hoài, bực mình quá")
    assert "có ai như vầy" in await tu.says("má 80")


async def test_who_would_rather_not_tell_is_passed_on_and_may_tell_later(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    assert "những ai, mấy tuổi" not in await tu.says("tui khong muon noi")
    assert "có ai như vầy" in await tu.says("thoi ke, tui 45, con gai 12")
    answer = await tu.says("coi ket qua luon di")
    assert "tui: 45 tuổi" in answer
    assert "59.520" in await tu.chooses("Gửi")


async def test_somebody_cross_is_told_how_to_end_it_and_is_asked_no_other_way(tu: Villager) -> None:
    await tu.starts()
    answer = await tu.says("nha toi duoc gi")
    answer = await tu.says("lam gi hoi nhieu vay, phien qua")
    assert "Không muốn kể thêm thì chọn Xem kết quả luôn" in answer
    assert "thuộc diện nào" in answer


async def test_who_left_the_list_is_asked_since_when_and_told_the_days_that_are_left(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ mới thoát nghèo")
    answer = await tu.says("vo 30, chong 32")
    while "Mình kể với máy" not in answer:
        nothing = "Không có gì trong đó" if "Không có gì trong đó" in tu.offered().values() else "Không biết"
        answer = await (tu.says("12/2023") if "tháng mấy, năm nào" in answer else tu.chooses(nothing))
    assert "Vay vốn hộ mới thoát nghèo: còn tới hết 01/12/2026 (8 ngày nữa)" in await tu.chooses("Gửi")
    assert "còn tới hết 01/12/2026" in await tu.chooses("mới thoát nghèo")
