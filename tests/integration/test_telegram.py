"""What we say reaches people's chats on Telegram as it was meant, and every refusal is understood."""

from __future__ import annotations

import json
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram import Direct, Telegram
from bot.domain.messages import File
from bot.errors import (
    ChannelDown,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
)
from tests.fakes import telegram_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_channel import ACCOUNT, application, delivery, writing
from tests.fakes.telegram_faults import Fault, FloodLimit, How, answer, too_many

LANH = 5012345678
PICTURE = File("bieu-do.png", "image/png", b"\x89PNG not really")
LIST = File("danh-sach.xlsx", "application/vnd.ms-excel", b"rows")
BAD_MARKUP = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'


@pytest.fixture
def server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
async def telegram(server: FakeTelegram) -> AsyncIterator[Telegram]:
    async with writing(server) as telegram:
        yield telegram


def only_call(server: FakeTelegram) -> dict[str, Any]:
    (call,) = server.called("sendMessage")
    return call


async def test_an_answer_comes_with_a_button_for_each_choice(
    server: FakeTelegram, telegram: Telegram
) -> None:
    receipt = await telegram.send(delivery(LANH, "Mình hỏi gì?", ("1 Bảo hiểm", "a1"), ("2 Học nghề", "a2")))
    (shown,) = server.api.in_chat(LANH)
    assert shown.text == "Mình hỏi gì?"
    assert shown.buttons == [("1 Bảo hiểm", "a1"), ("2 Học nghề", "a2")]
    assert receipt.external_id == str(shown.message_id)


@pytest.mark.parametrize("words", ["<b>Lành</b> & con", "[x](http://ác.vn) *đậm* _nghiêng_", "`--` </b> <"])
async def test_signs_in_a_name_stay_signs(server: FakeTelegram, telegram: Telegram, words: str) -> None:
    await telegram.send(delivery(LANH, words))
    assert server.said(LANH) == [words]
    assert "parse_mode" not in only_call(server)
    assert "entities" not in only_call(server)


async def test_a_link_in_a_text_shows_no_preview(server: FakeTelegram, telegram: Telegram) -> None:
    await telegram.send(delivery(LANH, "Xem https://vbpl.vn"))
    assert json.loads(only_call(server)["link_preview_options"]) == {"is_disabled": True}


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("🇻🇳 Bảo hiểm y tế\nNhà mình được cấp thẻ.", 18),
        ("Nhà mình được cấp thẻ.\nĐến phường.", None),
        ("1 Bảo hiểm\n2 Học nghề", None),
        ("Bảo hiểm y tế", None),
        ("Dài " * 20 + "\nhết", None),
    ],
)
async def test_only_a_heading_is_bold(
    server: FakeTelegram, telegram: Telegram, text: str, bold: int | None
) -> None:
    await telegram.send(delivery(LANH, text))
    (shown,) = server.api.in_chat(LANH)
    assert [entity["length"] for entity in shown.entities] == ([] if bold is None else [bold])


async def test_a_text_whose_markup_is_refused_comes_plain(server: FakeTelegram, telegram: Telegram) -> None:
    server.fail(answer(400, BAD_MARKUP))
    await telegram.send(delivery(LANH, "Học nghề\nKhai giảng thứ hai"))
    (shown,) = server.api.in_chat(LANH)
    assert (shown.text, shown.entities) == ("Học nghề\nKhai giảng thứ hai", [])


async def test_a_text_refused_even_plain_is_given_up(server: FakeTelegram, telegram: Telegram) -> None:
    server.fail(answer(400, BAD_MARKUP), answer(400, BAD_MARKUP))
    with pytest.raises(Rejected):
        await telegram.send(delivery(LANH, "Học nghề\nKhai giảng thứ hai"))
    assert len(server.called("sendMessage")) == 2


@pytest.mark.parametrize("sign", ["a", "ệ", "🙏", "🇻🇳"])
async def test_a_full_length_text_fits(server: FakeTelegram, telegram: Telegram, sign: str) -> None:
    text = sign * (4096 // (len(sign.encode("utf-16-le")) // 2))
    await telegram.send(delivery(LANH, text))
    assert server.said(LANH) == [text]


async def test_ones_number_is_asked_for_with_telegrams_own_button(
    server: FakeTelegram, telegram: Telegram
) -> None:
    await telegram.send(delivery(LANH, "Cho mình xin số", ("1 Có", "a"), ask_phone="Gửi số của tôi"))
    keyboard = json.loads(only_call(server)["reply_markup"])
    assert keyboard["keyboard"] == [[{"text": "Gửi số của tôi", "request_contact": True}]]


async def test_the_number_button_goes_away_with_the_next_answer(
    server: FakeTelegram, telegram: Telegram
) -> None:
    await telegram.send(delivery(LANH, "Cho mình xin số", ask_phone="Gửi số của tôi"))
    for text in ("Cảm ơn", "Xong"):
        await telegram.send(delivery(LANH, text))
    _asked, removed, plain = server.called("sendMessage")
    assert json.loads(removed["reply_markup"]) == {"remove_keyboard": True}
    assert "reply_markup" not in plain


async def test_a_list_turns_its_page_in_place(server: FakeTelegram, telegram: Telegram) -> None:
    first = await telegram.send(delivery(LANH, "Trang 1", ("Tiếp", "t2")))
    again = await telegram.send(delivery(LANH, "Trang 2", ("Lùi", "t1"), replaces=first.external_id))
    (shown,) = server.api.in_chat(LANH)
    assert (shown.text, shown.buttons, again) == ("Trang 2", [("Lùi", "t1")], first)


async def test_a_page_that_is_already_shown_counts_as_sent(server: FakeTelegram, telegram: Telegram) -> None:
    first = await telegram.send(delivery(LANH, "Trang 1"))
    again = await telegram.send(delivery(LANH, "Trang 1", replaces=first.external_id))
    assert again == first
    assert server.said(LANH) == ["Trang 1"]


@pytest.mark.parametrize("gone", ["999", "not-a-number", "²"])
async def test_a_page_that_is_gone_comes_anew(server: FakeTelegram, telegram: Telegram, gone: str) -> None:
    receipt = await telegram.send(delivery(LANH, "Trang 2", replaces=gone))
    assert server.said(LANH) == ["Trang 2"]
    assert receipt.external_id != gone


async def test_a_page_too_old_to_change_comes_anew(server: FakeTelegram, telegram: Telegram) -> None:
    first = await telegram.send(delivery(LANH, "Trang 1"))
    server.fail(answer(400, "Bad Request: message can't be edited"))
    await telegram.send(delivery(LANH, "Trang 2", replaces=first.external_id))
    assert server.said(LANH) == ["Trang 1", "Trang 2"]


@pytest.mark.parametrize(("file", "method"), [(PICTURE, "sendPhoto"), (LIST, "sendDocument")])
async def test_a_file_carries_its_text_below(
    server: FakeTelegram, telegram: Telegram, file: File, method: str
) -> None:
    await telegram.send(delivery(LANH, "Kết quả đây", ("1 Xong", "x"), file=file))
    (shown,) = server.api.in_chat(LANH)
    assert (shown.text, shown.buttons) == ("Kết quả đây", [("1 Xong", "x")])
    assert server.api.files[str(shown.file)] == file.content
    assert len(server.called(method)) == 1


async def test_a_text_too_long_for_a_caption_comes_before_its_file(
    server: FakeTelegram, telegram: Telegram
) -> None:
    await telegram.send(delivery(LANH, "ệ" * 1025, ("1 Xong", "x"), file=LIST))
    text, file = server.api.in_chat(LANH)
    assert (text.text, text.buttons, text.file) == ("ệ" * 1025, [], None)
    assert (file.text, file.buttons) == ("", [("1 Xong", "x")])


async def test_a_file_tried_again_does_not_say_its_text_twice(
    server: FakeTelegram, telegram: Telegram
) -> None:
    server.fail(Fault(status=502, description="Bad Gateway", method="sendDocument"))
    long = delivery(LANH, "ệ" * 1025, file=LIST)
    with pytest.raises(Unavailable):
        await telegram.send(long)
    await telegram.send(long)
    assert len(server.api.in_chat(LANH)) == 2


@pytest.mark.parametrize(
    ("status", "description", "meaning"),
    [
        (403, "Forbidden: bot was blocked by the user", Unreachable),
        (403, "Forbidden: user is deactivated", Unreachable),
        (403, "Forbidden: bot can't initiate conversation with a user", Unreachable),
        (403, "Forbidden: bot was kicked from the supergroup chat", Unreachable),
        (400, "Bad Request: chat not found", Unreachable),
        (400, "Bad Request: PEER_ID_INVALID", Unreachable),
        (400, "Bad Request: group chat was deactivated", Unreachable),
        (400, "Bad Request: message is too long", Rejected),
        (400, "Bad Request: message text is empty", Rejected),
        (400, "Bad Request: BUTTON_DATA_INVALID", Rejected),
        (400, "Bad Request: something new", Rejected),
        (413, "Request Entity Too Large", Rejected),
        (401, "Unauthorized", ChannelDown),
        (404, "Not Found", ChannelDown),
        (409, "Conflict: terminated by other getUpdates request", ChannelDown),
        (429, "Too Many Requests", RateLimited),
        (500, "Internal Server Error", Unavailable),
        (502, "Bad Gateway", Unavailable),
        (503, "Service Unavailable", Unavailable),
        (504, "Gateway Timeout", OutcomeUnknown),
    ],
)
async def test_each_refusal_is_understood(
    server: FakeTelegram, telegram: Telegram, status: int, description: str, meaning: type[SendError]
) -> None:
    server.fail(answer(status, description))
    with pytest.raises(meaning) as refused:
        await telegram.send(delivery(LANH, "Chào"))
    assert type(refused.value) is meaning


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(413, Rejected), (500, Unavailable), (502, Unavailable), (503, Unavailable), (504, OutcomeUnknown)],
)
async def test_the_proxy_in_front_of_telegram_is_understood_too(
    server: FakeTelegram, telegram: Telegram, status: int, meaning: type[SendError]
) -> None:
    server.fail(Fault(How.HTML, status, "whatever nginx says"))
    with pytest.raises(meaning) as refused:
        await telegram.send(delivery(LANH, "Chào"))
    assert type(refused.value) is meaning


@pytest.mark.parametrize("seconds", [1, 35])
async def test_telegram_says_how_long_to_be_silent(
    server: FakeTelegram, telegram: Telegram, seconds: int
) -> None:
    server.fail(too_many(seconds))
    with pytest.raises(RateLimited) as refused:
        await telegram.send(delivery(LANH, "Chào"))
    assert refused.value.retry_after == timedelta(seconds=seconds)


async def test_a_group_that_moved_is_written_to_no_more(server: FakeTelegram, telegram: Telegram) -> None:
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    server.fail(answer(400, moved, migrate_to_chat_id=-1001987654321))
    with pytest.raises(Unreachable):
        await telegram.send(delivery(-4988, "Chào"))


@pytest.mark.parametrize("how", [How.CLOSE, How.HALF, How.HANG, How.GARBAGE, How.DRIP])
async def test_a_line_cut_after_the_request_leaves_the_outcome_open(server: FakeTelegram, how: How) -> None:
    async with writing(server, patience=0.1) as telegram:
        server.fail(Fault(how, taken=True, pause=0.5))
        with pytest.raises(OutcomeUnknown):
            await telegram.send(delivery(LANH, "Mã của mình"))
    assert server.said(LANH) == ["Mã của mình"]


async def test_an_answer_that_trickles_in_is_not_waited_for(
    server: FakeTelegram, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.SEND_SECONDS", 0.1)
    server.fail(Fault(How.DRIP, pause=0.01))
    with pytest.raises(OutcomeUnknown):
        await telegram.send(delivery(LANH, "Mã của mình"))


async def test_what_never_left_can_be_sent_again(server: FakeTelegram, telegram: Telegram) -> None:
    with server.down(), pytest.raises(Unavailable):
        await telegram.send(delivery(LANH, "Chào"))
    await telegram.send(delivery(LANH, "Chào"))
    assert server.said(LANH) == ["Chào"]


async def test_a_flood_is_answered_with_the_silence_telegram_wants(
    server: FakeTelegram, telegram: Telegram
) -> None:
    server.flood_limit = FloodLimit(per_second=3, penalty=7)
    for chat in range(1, 4):
        await telegram.send(delivery(chat, "Chào"))
    with pytest.raises(RateLimited) as refused:
        await telegram.send(delivery(4, "Chào"))
    assert refused.value.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("address", ["@kenh_cua_ai", "", "12 34"])
async def test_only_chats_we_were_written_from_are_written_to(
    server: FakeTelegram, telegram: Telegram, address: str
) -> None:
    with pytest.raises(Rejected):
        await telegram.send(delivery(address, "Chào"))
    assert server.called("sendMessage") == []


async def test_a_button_telegram_could_not_carry_is_not_even_tried(
    server: FakeTelegram, telegram: Telegram
) -> None:
    with pytest.raises(Rejected):
        await telegram.send(delivery(LANH, "Chào", ("1 Có", "ệ" * 22)))
    assert server.called("sendMessage") == []


async def test_a_refusal_tells_neither_the_token_nor_the_message(
    server: FakeTelegram, telegram: Telegram
) -> None:
    for fault in (
        answer(400, 'Bad Request: unsupported name "hộ Thạch Lành"'),
        answer(400, f"Bad Request: wrong path /bot{server.token}/sendMessage"),
        Fault(How.HTML, 502, f"Bad Gateway /bot{server.token}/"),
        answer(401, "Unauthorized"),
        Fault(How.CLOSE),
    ):
        server.faults[:] = [fault]
        with pytest.raises(SendError) as refused:
            await telegram.send(delivery(LANH, "1 Chào"))
        told = "".join(traceback.format_exception(refused.value)).lower()
        assert server.token.lower() not in told
        assert "thạch" not in told


async def test_typing_is_shown_when_it_can_be(server: FakeTelegram, telegram: Telegram) -> None:
    await telegram.show_typing(str(LANH))
    server.api.blocked.add(LANH)
    await telegram.show_typing(str(LANH))
    with server.down():
        await telegram.show_typing(str(LANH))
    assert [(call["chat_id"], call["action"]) for call in server.called("sendChatAction")] == [
        (str(LANH), "typing")
    ] * 2


async def test_an_update_given_to_the_application_is_answered_when_it_returns(server: FakeTelegram) -> None:
    built = application(server)
    telegram = Telegram(built, intake=Direct(), commands={})
    mailbox = RecordingMailbox(telegram.parse, lambda chat: telegram.send(delivery(chat, "Dạ mình nghe")))
    await built.initialize()
    await telegram.open(ACCOUNT, mailbox)
    (number,) = server.push(people.presses(LANH, 3, "a1"))
    await built.process_update(Update.de_json(server.queue.pending[number], built.bot))
    assert server.said(LANH) == ["Dạ mình nghe"]
    assert len(server.called("answerCallbackQuery")) == 1
    assert mailbox.read == [telegram.parse(server.queue.pending[number])]
    await built.shutdown()
    await telegram.close()
