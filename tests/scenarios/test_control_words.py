"""Words that always work, with and without accents, whatever stands open; and what is none of them."""

from __future__ import annotations

import pytest

from tests.scenarios.people import Villager

WORDS = {
    "menu": ("Mình cần hỏi chuyện gì?", ["menu", "MENU", "danh muc", "Danh mục", "/menu"]),
    "stop": ("không tự nhắn nữa", ["dung lai", "dừng", "STOP", "ngưng", "thoi dung nhan", "đừng nhắn nữa"]),
    "restart": ("bắt đầu lại từ đầu", ["bat dau lai", "Bắt đầu lại", "lam lai"]),
    "cancel": ("Chưa gửi gì hết", ["huy", "hủy", "Huỷ", "thoi"]),
    "back": ("nhắn gì cho cán bộ", ["quay lai", "Quay lại", "tro lai"]),
    "help": ("không cần gõ dấu", ["tro giup", "trợ giúp", "giup", "/help"]),
    "person": ("0290 3999 888", ["gap nguoi", "gặp cán bộ", "cho tui gap can bo", "/person"]),
    "language": ("nói chuyện bằng tiếng nào", ["ngon ngu", "Ngôn ngữ", "tieng khmer", "/language"]),
    "erase": ("Mình chắc chưa?", ["xoa du lieu", "Xóa dữ liệu", "xoá hết", "/erase_data"]),
    "my data": ("đang gom lại", ["xem du lieu", "Xem dữ liệu", "/my_data"]),
}


@pytest.mark.parametrize(("answer", "spellings"), WORDS.values(), ids=WORDS)
async def test_word_works_in_every_spelling_and_in_the_middle_of_a_form(
    tu: Villager, answer: str, spellings: list[str]
) -> None:
    for number, word in enumerate(spellings):
        visitor = Villager(f"khach-{number}", tu.channel)
        await visitor.says("gap nguoi")
        await visitor.chooses("Để lại lời nhắn")
        await visitor.says("nha tui dot")
        assert answer in await visitor.says(word), word


async def test_bare_dung_may_mean_two_things_and_is_asked_about(tu: Villager) -> None:
    assert "dừng nhận tin phải không" in await tu.says("dung")
    assert "vẫn như cũ" in await tu.chooses("Không")
    await tu.says("Dung")
    assert "không tự nhắn nữa" in await tu.chooses("Dừng nhắn")


@pytest.mark.parametrize("word", ["đúng", "dung roi", "đúng rồi nha"])
async def test_who_says_that_it_is_right_does_not_stop_anything(tu: Villager, word: str) -> None:
    await tu.starts()
    assert "không tự nhắn nữa" not in await tu.says(word)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("nha tui dung dien it, ho ngheo duoc ho tro tien dien khong", "30 kWh"),
        ("muon gap nguoi lam the bao hiem y te ho ngheo thi hoi o dau", "bảo hiểm"),
        ("ho ngheo duoc giup tien dien bao nhieu", "30 kWh"),
    ],
)
async def test_question_that_contains_such_a_word_is_answered(
    tu: Villager, question: str, answer: str
) -> None:
    await tu.starts()
    assert answer in await tu.says(question)
