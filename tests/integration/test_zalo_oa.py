"""What we tell people through an Official Account, and what each of Zalo's refusals makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.zalo_errors import ACCOUNT, GONE, MORNING, next_morning
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_quota import LOOK_UP, paid_left
from bot.clock import VIETNAM
from bot.domain.ids import ChannelAccountId, OutboxId
from bot.domain.messages import Button, Delivery, File, Rendered, Templated
from bot.errors import (
    ChannelDown,
    NotReached,
    OutcomeUnknown,
    Postponed,
    RateLimited,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
    WindowClosed,
)
from bot.ports import ZaloAccount
from tests.fakes import zalo_people as people
from tests.fakes.recording_mailbox import RecordingMailbox
from tests.fakes.small_talk import CHART, SLIP
from tests.fakes.telegram_faults import Fault, How
from tests.fakes.zalo import ACCESS_TOKEN, FakeZalo, refusing
from tests.fakes.zalo_channel import oa_channel, pair_of
from tests.fakes.zalo_oa_api import BY_PHONE, BY_UID, CS
from tests.fakes.zalo_store import OneProcess, Row
from tests.world import SetClock

TU = "246845883529197922"
BUTTONS = (Button("1. Bảo hiểm y tế", "AbCd.1"), Button("2. Vay vốn", "AbCd.2"))
KINDS = ("text", "buttons", "picture", "document", "template", "number")
PATHS = {"template": BY_UID, "number": BY_PHONE}
TEMPLATES = {"template": Templated("1", {}), "number": Templated("1", {}, "+84912345678")}
MEANING: dict[int, type[SendError]] = {
    -32: RateLimited,
    -100: Unavailable,
    -200: Unavailable,
    -201: Rejected,
    -210: Rejected,
    -233: Rejected,
    -211: Postponed,
    -218: Postponed,
    -311: Postponed,
    -234: Postponed,
    -133: Postponed,
    -144: Postponed,
    -230: WindowClosed,
    -305: WindowClosed,
    -146: Postponed,
    -147: Postponed,
    **dict.fromkeys((-108, -112, -1121, -1122, -1124, -126, -127, -131), Rejected),
    **dict.fromkeys((-216, -220, -124), ChannelDown),
    -99999: Unavailable,
    **dict.fromkeys(ACCOUNT, ChannelDown),
    **dict.fromkeys(GONE, Unreachable),
}


OF_THE_FACTS = frozenset(
    {
        *(
            -216,
            -220,
            -124,
            -32,
            -100,
            -200,
            -201,
            -210,
            -233,
            -204,
            -205,
            -207,
            -209,
            -212,
            -219,
            -221,
            -223,
        ),
        *(
            -224,
            -320,
            -321,
            -211,
            -218,
            -311,
            -213,
            -217,
            -227,
            -232,
            -244,
            -230,
            -305,
            -234,
            -133,
            -242,
            -1241,
        ),
        *(
            -108,
            -112,
            -1121,
            -1122,
            -1124,
            -114,
            -115,
            -118,
            -119,
            -131,
            -136,
            -137,
            -139,
            -141,
            -144,
            -146,
            -147,
        ),
    }
)
"""Every number Zalo's pages describe for messages, as they were read."""


def test_every_number_that_was_described_has_a_branch() -> None:
    assert MEANING.keys() >= OF_THE_FACTS


class Desk:
    """An account that is connected and open, and somebody who follows it."""

    def __init__(self, zalo: FakeZalo, clock: SetClock, channel: ZaloOA, row: Row) -> None:
        self.zalo, self.clock, self.channel, self.row = zalo, clock, channel, row

    async def sends(self, text: str = "Chào mình", kind: str = "text", number: int = 1) -> None:
        file = {"picture": CHART, "document": SLIP}.get(kind)
        body = Rendered(text, BUTTONS if kind == "buttons" else (), template=TEMPLATES.get(kind))
        await self.channel.send(Delivery(OutboxId(number), TU, body, file))

    @property
    def said(self) -> list[str]:
        return self.zalo.said(TU)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    clock = SetClock()
    with FakeZalo(clock.now) as zalo:
        channel = oa_channel(zalo, clock)
        row = Row(ZaloAccount(pair_of(zalo), 1))
        channel.keep_in(lambda _oa: OneProcess("test", row, zalo.account, clock.now))
        await channel.open(ChannelAccountId(1), RecordingMailbox(channel.parse))
        zalo.account.heard(TU)
        yield Desk(zalo, clock, channel, row)
        await channel.close()


async def test_words_arrive_as_they_are(desk: Desk) -> None:
    await desk.sends("Trợ cấp <b>500.000</b> đồng [@all] *tháng*")
    assert desk.said == ["Trợ cấp <b>500.000</b> đồng [@all] *tháng*"]


async def test_choices_are_buttons_whose_press_nobody_else_sees(desk: Desk) -> None:
    await desk.sends(kind="buttons")
    [shown] = desk.zalo.account.in_chat(TU)
    assert shown.buttons == (
        ("1. Bảo hiểm y tế", "oa.query.hide", "#dh:AbCd.1"),
        ("2. Vay vốn", "oa.query.hide", "#dh:AbCd.2"),
    )


async def test_an_account_that_refuses_buttons_gets_numbered_lists_from_then_on(desk: Desk) -> None:
    desk.zalo.account.buttons_on_cs = False
    await desk.sends(kind="buttons")
    assert desk.said == ["Chào mình\n\n1. Bảo hiểm y tế\n2. Vay vốn"]
    assert desk.channel.capabilities.buttons == 0
    assert desk.row.account is not None
    assert not desk.row.account.buttons


async def test_a_fault_that_has_nothing_to_do_with_buttons_does_not_take_them_away(desk: Desk) -> None:
    desk.zalo.fail(refusing(-201, CS, times=2))
    with pytest.raises(Rejected):
        await desk.sends(kind="buttons")
    assert desk.channel.capabilities.buttons == 5


async def test_a_picture_goes_with_its_words(desk: Desk) -> None:
    await desk.sends("Biểu đồ đây", kind="picture")
    [shown] = desk.zalo.account.in_chat(TU)
    assert (shown.text, shown.file) == ("Biểu đồ đây", CHART.content)


async def test_a_document_follows_its_words_which_are_not_said_twice(desk: Desk) -> None:
    desk.zalo.fail(refusing(-200, "/v2.0/oa/upload/file"))
    with pytest.raises(Unavailable):
        await desk.sends("Giấy hẹn đây", kind="document")
    await desk.sends("Giấy hẹn đây", kind="document")
    assert desk.said == ["Giấy hẹn đây", ""]
    assert desk.zalo.account.in_chat(TU)[-1].file == SLIP.content


async def test_what_many_are_sent_is_uploaded_once_and_anew_when_zalo_forgot_it(desk: Desk) -> None:
    for number in range(1, 4):
        await desk.sends("Biểu đồ đây", kind="picture", number=number)
    assert len(desk.zalo.called("/v2.0/oa/upload/image")) == 1
    desk.zalo.account.uploads.clear()
    with pytest.raises(Unavailable):
        await desk.sends("Biểu đồ đây", kind="picture", number=4)
    await desk.sends("Biểu đồ đây", kind="picture", number=4)
    assert len(desk.zalo.called("/v2.0/oa/upload/image")) == 2
    desk.clock.pass_(days=6)
    desk.zalo.account.heard(TU)
    desk.zalo.account.new_pair()
    desk.row.account = ZaloAccount(pair_of(desk.zalo), 9)
    await desk.sends("Biểu đồ đây", kind="picture", number=5)
    assert len(desk.zalo.called("/v2.0/oa/upload/image")) == 3


@pytest.mark.parametrize(("kind", "path"), [("picture", "image"), ("document", "file")])
async def test_where_a_file_is_not_taken_its_words_still_arrive_and_once(
    desk: Desk, kind: str, path: str
) -> None:
    desk.zalo.fail(refusing(-233, f"/v2.0/oa/upload/{path}"))
    await desk.sends("Số liệu đây", kind=kind)
    assert desk.said == ["Số liệu đây"]


async def test_a_file_without_words_that_is_not_taken_is_given_up(desk: Desk) -> None:
    desk.zalo.fail(refusing(-210, "/v2.0/oa/upload/image"))
    with pytest.raises(Rejected):
        await desk.sends("", kind="picture")


async def test_what_is_left_of_the_quota_is_known_beforehand(desk: Desk) -> None:
    await desk.zalo.until(lambda: len(desk.zalo.called(LOOK_UP)) >= 3)
    assert await paid_left(desk.channel.api.post) == 2_000
    await desk.sends()
    assert desk.channel.capabilities.paid_left == 2_000


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({"remain": 7}, 21),
        ({"remain": "7"}, 21),
        ({"entries": [{"remain": 3}, {"remain": 4}]}, 21),
        ({"entries": []}, 0),
        ({}, None),
        ({"remain": "viel"}, None),
        ({"remain": -1}, None),
    ],
)
async def test_a_quota_that_is_not_told_is_not_taken_for_none(
    said: dict[str, object], left: int | None
) -> None:
    async def ask(_path: str, _body: object) -> dict[str, object]:
        return said

    assert await paid_left(ask) == left


def test_only_files_that_zalo_takes_are_offered(desk_free_channel: ZaloOA) -> None:
    can = desk_free_channel.capabilities
    assert can.carries(SLIP)
    assert can.carries(CHART)
    assert not can.carries(File("a.txt", "text/plain", b"x"))
    assert not can.carries(File("a.png", "image/png", b"x" * (1024 * 1024 + 1)))
    assert not can.carries(File("a.webp", "image/webp", b"x"))


@pytest.fixture
def desk_free_channel() -> ZaloOA:
    clock = SetClock()
    return oa_channel(FakeZalo(clock.now), clock)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_refusal_of_every_kind_of_message_has_its_meaning(desk: Desk, kind: str) -> None:
    for number, (code, meaning) in enumerate(MEANING.items(), 10):
        desk.zalo.faults[:] = [refusing(code, PATHS.get(kind, CS), times=None)]
        with pytest.raises(meaning) as failure:
            await desk.sends(kind=kind, number=number)
        assert type(failure.value) is meaning, code
        assert str(code) in str(failure.value) or meaning is RateLimited
    assert desk.said == []


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault(How.CLOSE), OutcomeUnknown),
        (Fault(How.HALF), OutcomeUnknown),
        (Fault(How.GARBAGE), OutcomeUnknown),
        (Fault(How.HTML, 502, "Bad Gateway"), Unavailable),
        (Fault(How.HTML, 504, "Gateway Timeout"), OutcomeUnknown),
        (Fault(How.HTML, 429, "Too Many Requests"), RateLimited),
        (Fault(How.HTML, 413, "Too Large"), Rejected),
    ],
    ids=lambda each: each.how.value if isinstance(each, Fault) else each.__name__,
)
async def test_a_broken_line_says_whether_the_message_may_have_arrived(
    desk: Desk, fault: Fault, meaning: type[SendError]
) -> None:
    fault.method = CS
    desk.zalo.fail(fault)
    with pytest.raises(meaning):
        await desk.sends()


async def test_no_way_to_zalo_costs_no_attempt(desk: Desk) -> None:
    with desk.zalo.down(), pytest.raises(NotReached):
        await desk.sends()


async def test_what_is_refused_at_night_waits_for_the_morning(desk: Desk) -> None:
    desk.clock.at = desk.clock.at.replace(hour=23)
    desk.zalo.fail(refusing(-234, CS))
    with pytest.raises(Postponed) as failure:
        await desk.sends()
    morning = (desk.clock.now() + failure.value.wait).astimezone(VIETNAM)
    assert (morning.day, morning.time()) == (desk.clock.at.day + 1, MORNING)


def test_after_midnight_the_morning_is_todays() -> None:
    night = SetClock().at.replace(hour=2)
    assert next_morning(night).astimezone(VIETNAM).day == night.day
    assert next_morning(night, tomorrow=True).astimezone(VIETNAM).day == night.day + 1


async def test_a_token_that_dies_while_many_wait_is_refreshed_once_and_all_arrive(desk: Desk) -> None:
    await desk.sends("trước")
    desk.zalo.account.tokens.access = "another-process-was-here"
    await asyncio.gather(*(desk.sends(f"câu {number}", number=number) for number in range(2, 32)))
    assert len(desk.said) == 31
    assert desk.zalo.account.tokens.refreshed == 1


async def test_a_token_that_is_refused_although_new_stops_the_account_and_not_the_process(desk: Desk) -> None:
    desk.zalo.fail(refusing(-216, CS, times=None))
    with pytest.raises(ChannelDown):
        await desk.sends()
    assert desk.channel.down is not None
    desk.zalo.faults.clear()
    await desk.sends()
    assert desk.channel.down is None


async def test_nobody_is_asked_for_tokens_again_and_again(desk: Desk) -> None:
    desk.zalo.account.new_pair()
    for _ in range(4):
        with pytest.raises(ChannelDown, match="donghanh zalo connect"):
            await desk.sends()
    assert len(desk.zalo.called(ACCESS_TOKEN)) <= 1


async def test_calls_are_signed_where_zalo_wants_it() -> None:
    clock = SetClock()
    with FakeZalo(clock.now) as zalo:
        zalo.account.wants_proof = True
        for signs in (False, True):
            channel = oa_channel(zalo, clock, zalo_secret_proof=signs)
            row = Row(ZaloAccount(pair_of(zalo), 1))
            channel.keep_in(lambda _oa, row=row: OneProcess("test", row, zalo.account, clock.now))
            await channel.open(ChannelAccountId(1), RecordingMailbox(channel.parse))
            zalo.account.heard(TU)
            delivery = Delivery(OutboxId(1), TU, Rendered("Chào"))
            if signs:
                await channel.send(delivery)
            else:
                with pytest.raises(ChannelDown, match="ZALO_SECRET_PROOF"):
                    await channel.send(delivery)
            await channel.close()


async def test_a_form_for_name_and_phone_follows_its_question() -> None:
    clock = SetClock()
    with FakeZalo(clock.now) as zalo:
        channel = oa_channel(zalo, clock, zalo_form_picture="https://phuong.example.vn/a.png")
        assert channel.capabilities.ask_phone
        row = Row(ZaloAccount(pair_of(zalo), 1))
        channel.keep_in(lambda _oa: OneProcess("test", row, zalo.account, clock.now))
        await channel.open(ChannelAccountId(1), RecordingMailbox(channel.parse))
        zalo.push(people.follows(TU))
        await channel.send(Delivery(OutboxId(1), TU, Rendered("Số của mình?", ask_phone="Gửi số")))
        question, form = zalo.account.in_chat(TU)
        assert question.text == "Số của mình?"
        assert form.asks is not None
        assert form.asks["title"] == "Gửi số"
        await channel.close()
