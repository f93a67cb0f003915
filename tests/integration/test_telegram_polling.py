"""Polling loses nothing: an update is confirmed to Telegram only after it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.channels.telegram_polling import Polling
from bot.domain.ids import ChannelAccountId
from bot.errors import ChannelDown
from bot.metrics import REFUSED
from bot.ports import Raw
from tests.fakes import telegram_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_bot_api import Webhook
from tests.fakes.telegram_channel import ACCOUNT, COMMANDS, QUICK, application, at_work, channel, delivery
from tests.fakes.telegram_faults import Fault, How, answer
from tests.fakes.telegram_remote import telegram_process

LANH, TU = 5012345678, 6123456789


@pytest.fixture
def server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


def offsets(server: FakeTelegram) -> list[int]:
    return [int(call["offset"]) for call in server.called("getUpdates") if "offset" in call]


async def all_confirmed(server: FakeTelegram) -> None:
    await server.until(lambda: not server.queue.pending)


async def test_an_update_is_confirmed_only_after_it_is_stored(server: FakeTelegram) -> None:
    server.push(people.says(LANH, "một"), people.says(TU, "hai"))
    telegram = channel(server, QUICK)
    waiting_while_offered: list[tuple[int, list[int]]] = []

    class FullAtFirst(RecordingMailbox):
        async def receive(self, account: ChannelAccountId, raw: Sequence[Raw]) -> None:
            waiting_while_offered.append((len(server.queue.pending), offsets(server)))
            await super().receive(account, raw)

    mailbox = FullAtFirst(telegram.parse)
    mailbox.refusals = 3
    await telegram.open(ACCOUNT, mailbox)
    await mailbox.holds(2)
    await all_confirmed(server)
    await telegram.close()
    assert waiting_while_offered == [(2, [])] * 4
    assert [incoming.text for incoming in mailbox.read] == ["một", "hai"]


async def test_a_long_backlog_arrives_in_order_and_once(server: FakeTelegram) -> None:
    server.push(*(people.says(LANH, str(number)) for number in range(350)))
    async with at_work(server) as (_, mailbox):
        await mailbox.holds(350)
        await all_confirmed(server)
    assert [incoming.text for incoming in mailbox.read] == [str(number) for number in range(350)]


async def test_what_is_stored_is_what_telegram_sent(server: FakeTelegram) -> None:
    strange = people.message(LANH, text="chào", not_yet_known={"depth": 3})
    (number,) = server.push(strange)
    async with at_work(server) as (_, mailbox):
        assert await mailbox.holds(1) == [{"update_id": number, **strange}]


async def test_an_update_nobody_can_read_does_not_hold_up_the_others(server: FakeTelegram) -> None:
    refused = REFUSED.labels("telegram_unreadable")
    before = refused._value.get()
    server.push(people.says(LANH, "trước"), {"message": {"text": "no sender"}}, people.says(TU, "sau"))
    async with at_work(server) as (_, mailbox):
        await mailbox.holds(2)
        await all_confirmed(server)
    assert [incoming.text for incoming in mailbox.read] == ["trước", "sau"]
    assert refused._value.get() == before + 1


async def test_numbers_that_begin_anew_after_a_quiet_week_are_not_missed(server: FakeTelegram) -> None:
    hold_briefly = Polling(hold=timedelta(seconds=1), pause=timedelta(milliseconds=2))
    server.push(people.says(LANH, "tuần trước"))
    async with at_work(server, hold_briefly) as (_, mailbox):
        await all_confirmed(server)
        asked = len(server.called("getUpdates"))
        await server.until(lambda: len(server.called("getUpdates")) > asked)
        server.push({"update_id": 17, **people.says(LANH, "tuần này")})
        await mailbox.holds(2)
        await all_confirmed(server)


async def test_a_pressed_button_is_answered_as_soon_as_it_is_stored(server: FakeTelegram) -> None:
    server.push(people.presses(LANH, 3, "a1"))
    async with at_work(server):
        await server.until(lambda: server.called("answerCallbackQuery"))
    assert not server.api.presses


async def test_a_press_too_old_to_be_answered_is_stored_all_the_same(server: FakeTelegram) -> None:
    server.push(people.presses(LANH, 3, "a1"))
    server.api.presses.clear()
    async with at_work(server) as (_, mailbox):
        await mailbox.holds(1)
        await server.until(lambda: server.called("answerCallbackQuery"))
    assert mailbox.read[0].choice == "a1"


async def test_a_press_telegram_does_not_let_us_answer_holds_nobody_up(server: FakeTelegram) -> None:
    server.fail(Fault(How.HANG, method="answerCallbackQuery", times=None))
    server.push(people.presses(LANH, 3, "a1"), people.says(TU, "chào"))
    async with at_work(server) as (_, mailbox):
        await mailbox.holds(2)
        await all_confirmed(server)


async def test_a_webhook_left_from_before_is_taken_down(server: FakeTelegram) -> None:
    server.api.webhook = Webhook("https://example.vn/telegram", "", 40, ())
    server.push(people.says(LANH, "chào"))
    async with at_work(server) as (_, mailbox):
        await mailbox.holds(1)
    assert server.api.webhook is None


@pytest.mark.parametrize(
    "fault",
    [
        answer(409, "Conflict: terminated by other getUpdates request"),
        answer(429, "Too Many Requests: retry after 0.01", retry_after=0.01),
        answer(502, "Bad Gateway"),
        Fault(How.CLOSE),
        Fault(How.HALF),
        Fault(How.GARBAGE),
    ],
    ids=lambda fault: f"{fault.how}-{fault.status}",
)
async def test_polling_goes_on_after_trouble(server: FakeTelegram, fault: Fault) -> None:
    fault.method, fault.times = "getUpdates", 2
    server.fail(fault)
    server.push(people.says(LANH, "chào"))
    async with at_work(server) as (telegram, mailbox):
        await mailbox.holds(1)
    assert telegram.down is None


async def test_an_answer_that_trickles_in_does_not_stop_the_polling(
    server: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram_polling.ANSWER_SECONDS", 0.1)
    server.fail(Fault(How.DRIP, method="getUpdates", pause=0.05))
    server.push(people.says(LANH, "chào"))
    async with at_work(server, Polling(hold=timedelta(0))) as (_, mailbox):
        await mailbox.holds(1)


async def test_a_second_poller_is_named_in_the_log(server: FakeTelegram) -> None:
    server.fail(Fault(status=409, description="Conflict: terminated by other", method="getUpdates"))
    with capture_logs() as logs:
        async with at_work(server):
            await server.until(lambda: server.queue.polls)
    assert "telegram_polled_elsewhere" in [entry["event"] for entry in logs]


async def test_a_token_revoked_meanwhile_ends_the_polling(server: FakeTelegram) -> None:
    server.fail(Fault(status=401, description="Unauthorized", method="getUpdates"))
    with capture_logs() as logs:
        async with at_work(server) as (telegram, _):
            await server.until(lambda: telegram.down)
    assert len(server.called("getUpdates")) == 1
    assert ("telegram_refuses_the_bot", "critical") in [(log["event"], log["log_level"]) for log in logs]


async def test_a_mailbox_that_breaks_is_tried_again(server: FakeTelegram) -> None:
    server.push(people.says(LANH, "chào"))
    telegram = channel(server, QUICK)
    faults = [RuntimeError("a fault of ours")]

    class BrokenAtFirst(RecordingMailbox):
        async def receive(self, account: ChannelAccountId, raw: Sequence[Raw]) -> None:
            if faults:
                raise faults.pop()
            await super().receive(account, raw)

    mailbox = BrokenAtFirst(telegram.parse)
    await telegram.open(ACCOUNT, mailbox)
    await mailbox.holds(1)
    await telegram.close()


async def test_a_network_that_comes_back_brings_what_waited(server: FakeTelegram) -> None:
    async with at_work(server) as (_, mailbox):
        with server.down():
            server.push(people.says(LANH, "trong lúc mất mạng"))
        await mailbox.holds(1)


async def test_the_door_opens_later_when_telegram_is_away(server: FakeTelegram) -> None:
    telegram = channel(server, QUICK)
    mailbox = RecordingMailbox(telegram.parse)
    with server.down():
        await telegram.open(ACCOUNT, mailbox)
    server.push(people.says(LANH, "chào"))
    await mailbox.holds(1)
    await telegram.close()


async def test_a_wrong_token_is_said_at_once_and_not_repeated_aloud(server: FakeTelegram) -> None:
    token = "99:wrong"
    telegram = Telegram(application(server, token=token), intake=QUICK, commands=COMMANDS)
    with pytest.raises(ChannelDown) as refused:
        await telegram.open(ACCOUNT, RecordingMailbox(telegram.parse))
    await telegram.close()
    assert token not in str(refused.value)
    assert refused.value.__suppress_context__


async def test_closing_does_not_wait_for_the_long_poll(server: FakeTelegram) -> None:
    patient = Polling(hold=timedelta(hours=1))
    async with asyncio.timeout(5):
        async with at_work(server, patient):
            await server.until(lambda: server.queue.polls)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_menu_is_offered_in_each_language(server: FakeTelegram) -> None:
    async with at_work(server):
        await server.until(lambda: len(server.api.commands) == 3)
    offered = {language: list_[0]["description"] for (_, language), list_ in server.api.commands.items()}
    assert offered == {"": "Danh mục", "vi": "Danh mục", "en": "Menu"}
    assert {scope for scope, _ in server.api.commands} == {"all_private_chats"}


async def test_a_menu_that_is_refused_keeps_nobody_out(server: FakeTelegram) -> None:
    server.fail(Fault(status=400, description="Bad Request: BOT_COMMAND_INVALID", method="setMyCommands"))
    server.push(people.says(LANH, "chào"))
    async with at_work(server) as (_, mailbox):
        await mailbox.holds(1)


async def test_it_works_with_telegram_in_another_process() -> None:
    with telegram_process() as server:
        server.push(people.says(LANH, "chào"))
        async with at_work(server) as (telegram, mailbox):
            await mailbox.holds(1)
            await telegram.send(delivery(LANH, "Dạ"))
        assert [shown["text"] for shown in server.delivered()] == ["Dạ"]
