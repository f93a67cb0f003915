"""The first words: who speaks, what is kept, whom to ask instead; and where a link leads."""

from __future__ import annotations

from tests.contract.strict_channel import StrictChannel
from tests.scenarios.people import Villager
from tests.world import world


async def test_first_words_say_that_it_is_a_machine_what_it_keeps_and_whom_to_call(tu: Villager) -> None:
    greeting = await tu.starts()
    assert "máy trả lời tự động (AI)" in greeting
    assert "không phải người thật" in greeting
    assert "giữ 7 ngày" in greeting
    assert "XÓA DỮ LIỆU" in greeting
    assert "0290 3999 888" in greeting
    assert "Bảo hiểm y tế" in tu.offered().values()


async def test_poster_in_the_health_station_leads_straight_to_its_right(tu: Villager) -> None:
    greeting = await tu.starts("p_health-insurance-poor")
    assert greeting.index("(AI)") < greeting.index("đóng 100% tiền thẻ bảo hiểm y tế")
    assert "căn cước, VNeID" in await tu.chooses("Giấy tờ, nộp ở đâu?")


async def test_link_that_leads_nowhere_any_more_is_said_kindly(tu: Villager) -> None:
    for payload in ("p_no-such-right", "k_Zm9v", "p_"):
        answer = await tu.starts(payload)
        assert "không còn dùng được" in answer
        assert "Mình cần hỏi chuyện gì?" in answer


async def test_question_asked_at_once_is_answered_after_a_short_greeting(tu: Villager) -> None:
    answer = await tu.says("chuan ngheo nam nay bao nhieu")
    assert answer.index("(AI)") < answer.index("1.500.000")
    assert "(AI)" not in await tu.says("chuan ngheo nam nay bao nhieu")


async def test_who_begins_anew_is_out_of_the_form_and_back_at_the_subjects(tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    anew = await tu.says("bat dau lai")
    assert "Mình cần hỏi chuyện gì?" in anew
    assert "(AI)" not in anew
    assert "1.500.000" in await tu.says("chuan ngheo bao nhieu")


async def test_talk_goes_on_where_it_was_when_the_program_was_restarted(
    migrated_database_url: str, channel: StrictChannel
) -> None:
    tu = Villager("tu", channel)
    async with world(migrated_database_url, channel=channel, clock=channel.clock):
        await tu.says("chuan ngheo nam nay bao nhieu")
    async with world(migrated_database_url, channel=channel, clock=channel.clock):
        assert "12 chỉ số" in await tu.chooses("Giấy tờ, nộp ở đâu?")
        await tu.says("gap nguoi")
        await tu.chooses("Để lại lời nhắn")
    async with world(migrated_database_url, channel=channel, clock=channel.clock):
        assert "gọi lại số nào" in await tu.says("nha tui dot")
        assert "Gửi cho UBND phường Thử" in await tu.says("0912 345 678")
    async with world(migrated_database_url, channel=channel, clock=channel.clock):
        assert "Đã gửi cho cán bộ" in await tu.chooses("Gửi")
