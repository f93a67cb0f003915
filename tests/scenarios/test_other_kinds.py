"""Voice notes, pictures, stickers, places: a kind word for what can not be read, and nothing kept of it."""

from __future__ import annotations

from bot.domain.messages import Kind
from models.cases import cases
from tests.scenarios.people import Villager
from tests.world import World

ANSWERS = {
    Kind.VOICE: "chưa nghe được tin thoại",
    Kind.PICTURE: "không cần gửi hình giấy tờ",
    Kind.STICKER: "Dễ thương",
    Kind.LOCATION: "không lưu vị trí",
    Kind.FILE: "chưa đọc được tập tin",
    Kind.OTHER: "Mình viết chữ giúp",
}


async def test_what_can_not_be_read_is_answered_kindly_and_shows_the_way_on(tu: Villager) -> None:
    for kind, kind_word in ANSWERS.items():
        assert kind_word in await tu.sends(kind)
        assert "Mình cần hỏi chuyện gì?" in await tu.chooses("Xem các mục")


async def test_number_nobody_asked_for_is_not_kept(town: World, tu: Villager) -> None:
    shown = await tu.does(Kind.PHONE, phone="+84912345678")
    assert "không ghi lại" in shown[-1].body.text
    assert town.read(cases.list_cases) == []


async def test_in_a_form_the_question_is_asked_again(tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    await tu.says("mai toc roi")
    for kind, kind_word in ANSWERS.items():
        answer = await tu.sends(kind)
        assert answer.index(kind_word) < answer.index("gọi lại số nào")
    assert "không để lại" in await tu.chooses("Không để lại số")


async def test_correcting_an_old_message_changes_nothing(tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    assert await tu.does(Kind.EDITED, text="chuan ngheo bao nhieu") == []
    assert "gọi lại số nào" in await tu.says("mai toc roi")
