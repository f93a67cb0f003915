"""F27: one answer that takes long keeps nobody else waiting, and nothing from being taken in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.turns import Route
from models import inbox
from tests.faults.routes import Slow
from tests.world import world


async def test_f27_others_are_answered_while_one_answer_takes_long(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(route := Slow("tính giùm"))
    async with world(migrated_database_url) as w:
        await w.channel.deliver(w.channel.raw("tu", text="tính giùm"))
        await asyncio.to_thread(route.begun.wait, 30)
        for number in range(20):
            assert await w.person(f"người {number}").says("chào") == "chào"
        assert w.channel.told("tu") == []
        route.go_on.set()
        await w.channel.settled("tu")
        assert [delivery.body.text for delivery in w.channel.told("tu")] == ["tính giùm"]


async def test_f27_what_the_same_person_writes_meanwhile_is_taken_in_at_once_and_answered_after_it(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(route := Slow("tính giùm"))
    async with world(migrated_database_url) as w:
        await w.channel.deliver(w.channel.raw("tu", text="tính giùm"))
        await asyncio.to_thread(route.begun.wait, 30)
        await w.channel.deliver(w.channel.raw("tu", text="xong chưa"))
        assert w.read(inbox.counts) == {"new": 2}
        route.go_on.set()
        await w.channel.settled("tu")
        assert [delivery.body.text for delivery in w.channel.told("tu")] == ["tính giùm", "xong chưa"]


async def test_f27_an_answer_that_never_ends_does_not_keep_the_program_from_stopping(
    migrated_database_url: str, answer_with: Callable[[Route], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(route := Slow("tính giùm"))
    monkeypatch.setattr("bot.app.TURN_PATIENCE", 0.05)
    async with world(migrated_database_url) as w:
        await w.channel.deliver(w.channel.raw("tu", text="tính giùm"))
        await asyncio.to_thread(route.begun.wait, 30)
    route.go_on.set()
    async with world(migrated_database_url, channel=w.channel) as again:
        await again.channel.settled("tu")
        assert [delivery.body.text for delivery in again.channel.told("tu")] == ["tính giùm"]
