"""A household asks, chooses by digit, goes back, leaves a message: on a rich and on a bare channel."""

from __future__ import annotations

import pytest

from bot.domain.messages import Kind
from tests.fakes.channel import BARE, RICH, ScriptedChannel
from tests.world import world


@pytest.fixture(params=[RICH, BARE], ids=["rich", "bare"])
def channel(request: pytest.FixtureRequest) -> ScriptedChannel:
    return ScriptedChannel(request.param)


async def test_first_words_say_that_it_is_a_machine_and_how_to_erase(
    migrated_database_url: str, channel: ScriptedChannel
) -> None:
    async with world(migrated_database_url, channel=channel) as w:
        person = w.person()
        shown = await person.does(Kind.START)
        text = "\n".join(delivery.body.text for delivery in shown)
        assert "máy trả lời tự động" in text
        assert "XÓA DỮ LIỆU" in text
        assert "0290 399 9888" in text or "0290 3999 888" in text


async def test_a_question_asked_at_once_is_answered_after_a_short_greeting(
    migrated_database_url: str, channel: ScriptedChannel
) -> None:
    async with world(migrated_database_url, channel=channel) as w:
        person = w.person()
        answer = await person.says("chuan ngheo nam nay bao nhieu")
        assert "AI" in answer
        assert "1.500.000" in answer
        assert "2.000.000" in answer
        again = await person.says("chuan ngheo nam nay bao nhieu")
        assert "(AI)" not in again


async def test_a_digit_chooses_what_was_offered_last(
    migrated_database_url: str, channel: ScriptedChannel
) -> None:
    async with world(migrated_database_url, channel=channel) as w:
        person = w.person()
        await person.says("chuan ngheo nam nay bao nhieu")
        deeper = await person.says("1")
        assert "NĐ" in deeper or "Nghị định" in deeper
        menu = await person.says("menu")
        assert menu


async def test_a_digit_still_chooses_after_a_restart(
    migrated_database_url: str, channel: ScriptedChannel
) -> None:
    async with world(migrated_database_url, channel=channel) as w:
        await w.person().says("chuan ngheo nam nay bao nhieu")
    channel.shown.clear()
    async with world(migrated_database_url, channel=channel) as w:
        assert "\n" in await w.person().says("1")


async def test_a_message_is_left_with_a_phone_number(
    migrated_database_url: str, channel: ScriptedChannel
) -> None:
    async with world(migrated_database_url, channel=channel) as w:
        person = w.person()
        await person.says("gap nguoi")
        assert "nhắn gì" in await person.says("1")
        assert "số nào" in await person.says("nha tui dot, mai toc roi")
        assert "chưa đúng" in await person.says("091 234")
        summary = await person.says("0912 345 678")
        assert "nha tui dot" in summary
        assert "Đã gửi" in await person.says("1")


async def test_going_back_in_a_form_asks_the_question_before(
    migrated_database_url: str, channel: ScriptedChannel
) -> None:
    async with world(migrated_database_url, channel=channel) as w:
        person = w.person()
        await person.says("gap nguoi")
        await person.says("1")
        await person.says("nha dot")
        assert "nhắn gì" in await person.says("quay lai")
        assert "Đã" not in await person.says("mai nha dot")
