"""What people do comes in once, in order, clean, and the same however often it is read."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.messages import Incoming, Outgoing
from bot.errors import BadPayload
from bot.ports import Raw
from models import inbox
from tests.contract.doors import Door
from tests.contract.fitting import hidden_signs

QUESTION = "chuan ngheo nam nay bao nhieu"
JUNK = (None, 0, -1.5, "", "\x00\ud800", [], {}, True, [[]], {"id": {}}, 2**70)
HOSTILE = "nhà\x00 dột\u202e tốc\u200b mái\x1b[31m \ufeffđỏ\u2066 hết\r\nmai nha"


def stored(door: Door) -> list[Raw]:
    """Every event of the door as it lies in the inbox."""
    query = select(inbox.inbox.c.channel_account_id, inbox.inbox.c.address).distinct()
    chats = door.town.read(lambda tx: tx.execute(query).all())
    said = [door.town.read(lambda tx, of=chat: inbox.said_by(tx, *of, limit=99)) for chat in chats]
    return [raw for events in said for _, raw in events]


def damaged(raw: Raw) -> Iterator[Any]:
    """The event with each of its parts in turn left out or replaced by junk."""
    for name, value in raw.items():
        yield {other: kept for other, kept in raw.items() if other != name}
        yield from ({**raw, name: junk} for junk in JUNK)
        if isinstance(value, dict):
            yield from ({**raw, name: inner} for inner in damaged(value))


async def test_event_reads_the_same_today_and_after_a_restart(door: Door) -> None:
    guest = await door.guest()
    await guest.says(QUESTION)
    events = stored(door)
    assert len(events) == 2
    for raw in events:
        before = copy.deepcopy(raw)
        first, second = door.channel.parse(raw), door.channel.parse(raw)
        assert isinstance(first, Incoming)
        assert first == second
        assert raw == before


async def test_damaged_event_is_refused_and_breaks_nothing(door: Door) -> None:
    guest = await door.guest()
    await guest.says(QUESTION)
    refused = 0
    for raw in stored(door):
        for broken in damaged(raw):
            try:
                incoming = door.channel.parse(broken)
            except BadPayload:
                refused += 1
            else:
                assert incoming is None or (incoming.key and incoming.address)
    assert refused


async def test_event_that_is_delivered_again_is_not_answered_again(door: Door) -> None:
    guest = await door.guest()
    answer = await guest.says(QUESTION)
    assert "1.500.000" in answer[-1].text
    await guest.repeats()
    assert await guest.answered() == []
    assert await guest.says("cam on") != []


async def test_answers_come_in_the_order_of_the_questions(door: Door, script: dict[str, Outgoing]) -> None:
    words = ["một", "hai", "ba", "bốn", "năm", "sáu"]
    script.update({word: Outgoing(f"Trả lời {word}") for word in words})
    guest = await door.guest()
    assert [seen.text for seen in await guest.says(*words)] == [f"Trả lời {word}" for word in words]


async def test_nobody_is_told_what_somebody_else_asked(door: Door, script: dict[str, Outgoing]) -> None:
    script.update({"của Tư": Outgoing("Chuyện nhà Tư"), "của Lành": Outgoing("Chuyện nhà Lành")})
    tu, lanh = await door.guest(), await door.guest()
    await tu.writes("của Tư")
    await lanh.writes("của Lành")
    assert [seen.text for seen in await tu.answered()] == ["Chuyện nhà Tư"]
    assert [seen.text for seen in await lanh.answered()] == ["Chuyện nhà Lành"]


async def test_hidden_signs_are_dropped_before_anybody_sees_them(door: Door) -> None:
    guest = await door.guest()
    await guest.says("gap nguoi")
    await guest.says("1")
    await guest.says(HOSTILE)
    summary = (await guest.says("0912 345 678"))[-1]
    assert "nhà dột tốc mái" in summary.text
    assert "đỏ hết\nmai nha" in summary.text
    assert [sign for seen in guest.seen for sign in hidden_signs(seen.text)] == []


@pytest.mark.parametrize("door", ["rich", "telegram-polling", "telegram-webhook"], indirect=True)
async def test_own_number_counts_as_typed_where_the_platform_proves_it(door: Door) -> None:
    guest = await door.guest()
    await guest.says("gap nguoi")
    await guest.says("1")
    await guest.says("nha dot")
    await guest.shares_phone("+84912345678")
    assert "0912 345 678" in (await guest.answered())[-1].text
