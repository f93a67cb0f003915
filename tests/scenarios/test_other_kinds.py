"""Voice notes, pictures, stickers, places: a kind word for what can not be read, and nothing kept of it."""

from __future__ import annotations

import pytest

from bot.domain.messages import Kind
from tests.world import World


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Kind.VOICE, "chưa nghe được"),
        (Kind.PICTURE, "không cần gửi hình giấy tờ"),
        (Kind.STICKER, "Dễ thương"),
        (Kind.LOCATION, "không lưu vị trí"),
        (Kind.FILE, "chưa đọc được"),
        (Kind.OTHER, "viết chữ"),
    ],
)
async def test_what_can_not_be_read_is_answered_kindly(office: World, kind: Kind, answer: str) -> None:
    grandmother = office.person("bà Sáu")
    [*_, told] = await grandmother.does(kind)
    assert answer in told.body.text
    assert "1. Xem các mục" in told.body.text


async def test_a_voice_note_in_a_form_does_not_close_it(office: World) -> None:
    grandmother = office.person("bà Sáu")
    await grandmother.says("gap can bo")
    await grandmother.says("1")
    await grandmother.does(Kind.VOICE)
    assert "số nào" in await grandmother.says("mai toc roi")
