"""Somebody wants a person: the number at once, one case and not ten, a message that is called back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.case_rules import CaseKind
from bot.domain.messages import Kind
from models.cases import cases
from tests.families import Ward
from tests.scenarios.people import Official, Villager, become, code_in
from tests.trail import faults_of
from tests.world import World


async def leaves_message(person: Villager, message: str) -> str:
    """Get to where the number is asked for."""
    await person.says("gap nguoi")
    await person.chooses("Để lại lời nhắn")
    return await person.says(message)


async def test_who_wants_a_person_gets_the_number_and_a_code_at_once(town: World, tu: Villager) -> None:
    told = await tu.says("cho tui gap can bo")
    [case] = town.read(cases.list_cases)
    assert "0290 3999 888" in told
    assert code_in(told) == case.code
    assert case.kind is CaseKind.PERSON_WANTED
    assert case.due_at == town.clock.now() + timedelta(days=2)
    assert await faults_of(town) == ()


async def test_message_is_left_and_the_official_reads_it(
    town: World, tu: Villager, official: Official
) -> None:
    assert "gọi lại số nào" in await leaves_message(tu, "nhà tui dột\nmai tốc rồi")
    summary = await tu.says("0912 345 678")
    assert "“nhà tui dột\nmai tốc rồi”" in summary
    assert "0912 345 678" in summary
    sent = await tu.chooses("Gửi")
    [line] = await official.sees()
    assert code_in(sent) in line
    assert "\n    nhà tui dột\n    mai tốc rồi" in line
    assert "+84912345678" in line


async def test_question_in_the_middle_is_answered_and_the_form_goes_on(town: World, tu: Villager) -> None:
    await leaves_message(tu, "nha tui dot")
    answer = await tu.says("ho ngheo co duoc cap the bao hiem y te ko")
    assert answer.index("đóng 100%") < answer.index("gọi lại số nào")
    await tu.says("0912345678")
    await tu.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert (case.text, case.phone) == ("nha tui dot", "+84912345678")


async def test_number_that_is_none_is_asked_for_again_with_an_example(tu: Villager) -> None:
    await leaves_message(tu, "nha tui dot")
    for wrong in ("091 234", "so cua tui la so cu", "0012345678", "09123456789012"):
        assert "ví dụ 0912 345 678" in await tu.says(wrong)
    assert "Gửi cho UBND phường Thử" in await tu.says("+84 912.345.678")


async def test_number_need_not_be_left(town: World, tu: Villager) -> None:
    await leaves_message(tu, "nha tui dot")
    assert "Số gọi lại: không để lại" in await tu.chooses("Không để lại số")
    await tu.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert case.phone is None


async def test_own_number_that_the_platform_proves_needs_no_typing(town: World, tu: Villager) -> None:
    await leaves_message(tu, "nha tui dot")
    await tu.does(Kind.PHONE, phone="+84912345678")
    await tu.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert case.phone == "+84912345678"


async def test_number_shared_where_words_were_asked_for_is_not_taken_for_the_message(
    town: World, tu: Villager
) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    shown = await tu.does(Kind.PHONE, phone="+84912345678")
    assert "không ghi lại" in shown[0].body.text
    assert "nhắn gì cho cán bộ" in shown[-1].body.text
    assert "gọi lại số nào" in await tu.says("nha tui dot")


async def test_both_answers_can_be_corrected_before_they_are_sent(town: World, tu: Villager) -> None:
    await leaves_message(tu, "nha dot")
    await tu.says("0912 345 678")
    await tu.chooses("Sửa lại")
    assert "nhắn gì cho cán bộ" in await tu.chooses("Lời nhắn")
    assert "“nha sap vach”" in await tu.says("nha sap vach")
    await tu.chooses("Sửa lại")
    await tu.chooses("Số điện thoại")
    assert "0987 654 321" in await tu.says("0987654321")
    await tu.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert (case.text, case.phone) == ("nha sap vach", "+84987654321")


async def test_going_back_asks_the_question_before_and_at_the_first_leaves_the_form(tu: Villager) -> None:
    await leaves_message(tu, "nha dot")
    assert "nhắn gì cho cán bộ" in await tu.says("quay lai")
    assert "Chưa gửi gì hết" in await tu.says("quay lai")


@pytest.mark.parametrize("way_out", ["huy", "Bỏ, không gửi"])
async def test_who_thinks_better_of_it_sends_nothing(town: World, tu: Villager, way_out: str) -> None:
    await leaves_message(tu, "nha dot")
    await tu.says("0912 345 678")
    leave = tu.says if way_out == "huy" else tu.chooses
    assert "Chưa gửi gì hết" in await leave(way_out)
    [case] = town.read(cases.list_cases)
    assert (case.text, case.phone) == (None, None)


async def test_asking_again_adds_to_the_open_case(town: World, tu: Villager) -> None:
    for words in ("nha dot", "vach cung muc roi"):
        await leaves_message(tu, words)
        await tu.says("0912 345 678")
        await tu.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert case.text == "nha dot\nvach cung muc roi"


async def test_numbers_of_papers_in_a_message_are_not_kept(town: World, tu: Villager) -> None:
    await leaves_message(tu, "can cuoc cua tui 095200001234 bi mat")
    await tu.chooses("Không để lại số")
    await tu.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert case.text == "can cuoc cua tui •••34 bi mat"


async def test_neighbours_have_cases_of_their_own(town: World, tu: Villager, lanh: Villager) -> None:
    codes = {code_in(await tu.says("gap nguoi")), code_in(await lanh.says("gap nguoi"))}
    assert codes == {case.code for case in town.read(cases.list_cases)}
    assert len(codes) == 2


async def test_officials_of_the_ward_hear_of_a_case_once_and_nothing_of_who_it_is(
    town: World, tu: Villager, lanh: Villager, ward: Ward
) -> None:
    await become(town, lanh, ward)
    await leaves_message(tu, "nha tui dot")
    await tu.says("0912345678")
    code = code_in(await tu.chooses("Gửi"))
    heard = await lanh.hears(town)
    assert heard == f"Có việc mới {code}: muốn gặp cán bộ. Hạn trả lời: 25/11 09:00."
    await tu.says("gap nguoi")
    assert await lanh.hears_nothing(town)


async def test_what_can_not_wait_wakes_the_officials_also_at_night(
    town: World, tu: Villager, lanh: Villager, ward: Ward
) -> None:
    await become(town, lanh, ward)
    town.clock.pass_(hours=14)
    await tu.says("tui khong muon song nua")
    assert "GẤP" in await lanh.hears(town)


@pytest.mark.parametrize(
    "question",
    [
        "may gio phuong lam viec",
        "ủy ban ở đâu",
        "cho xin so dien thoai uy ban",
        "phuong co lam viec chu nhat ko",
    ],
)
async def test_who_asks_where_and_when_is_told_and_nobody_is_called(
    town: World, tu: Villager, question: str
) -> None:
    told = await tu.says(question)
    assert "UBND phường Thử" in told
    assert "0290 3999 888" in told
    assert not town.read(cases.list_cases)
    assert await tu.chooses("Gặp cán bộ")
    assert town.read(cases.list_cases)
