"""F25: what can not be answered is put aside, said kindly and shown to the operator; nobody else waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.messages import Incoming, Kind
from bot.ports import Raw
from bot.turns import Route, Turns
from models import inbox
from models.unit_of_work import UnitOfWork
from tests.fakes.channel import ScriptedChannel
from tests.faults.routes import echo, poisoned
from tests.world import world


async def test_f25_a_poisoned_event_is_parked_after_three_tries_and_the_person_is_told(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    tried = []

    def route(turn: Any) -> Any:
        tried.append(turn.incoming.text)
        return poisoned("bả")(turn)

    answer_with(route)
    async with world(migrated_database_url) as w:
        tu, lanh = w.person("tu"), w.person("lanh")
        told = await tu.says("bả")
        assert "UBND phường Thử" in told
        assert tried == ["bả"] * 3
        assert await lanh.says("nhà ở khóm 4") == "nhà ở khóm 4"
        assert await tu.says("còn đó không") == "còn đó không"
        assert w.read(inbox.counts) == {"done": 2, "parked": 1}


async def test_f25_what_follows_a_poisoned_event_in_the_same_chat_is_answered(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(poisoned("bả"))
    async with world(migrated_database_url) as w:
        said = ["một", "bả", "hai"]
        await w.channel.deliver(*(w.channel.raw("tu", text=text) for text in said))
        await w.channel.settled("tu")
        first, kind_word, last = [delivery.body.text for delivery in w.channel.told("tu")]
        assert (first, last) == ("một", "hai")
        assert "UBND phường Thử" in kind_word


async def test_f25_an_event_that_can_not_even_be_parked_holds_nobody_up(
    migrated_database_url: str, answer_with: Callable[[Route], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def can_not(*_: Any, **__: Any) -> Any:
        raise ValueError("no words for it")

    answer_with(poisoned("bả"))
    async with world(migrated_database_url) as w:
        tu = w.person("tu")
        with monkeypatch.context() as broken:
            broken.setattr(Turns, "park", can_not)
            await w.channel.deliver(w.channel.raw("tu", text="bả"), w.channel.raw("tu", text="hai"))
            await w.channel.settled("tu")
        assert [delivery.body.text for delivery in tu.news()] == ["hai"]
        w.clock.pass_(minutes=1)
        await w.running.engine.recover()
        await w.channel.settled("tu")
        assert "UBND phường Thử" in tu.news()[0].body.text
        assert w.read(inbox.counts) == {"done": 1, "parked": 1}


class Stumbling(ScriptedChannel):
    """Its adapter has a fault: it can not read locations."""

    def parse(self, raw: Raw) -> Incoming | None:
        if raw["kind"] == Kind.LOCATION:
            raise KeyError("latitude")
        return super().parse(raw)


@pytest.mark.parametrize("alone", [True, False])
async def test_f25_an_event_the_adapter_stumbles_over_is_parked_and_not_asked_for_again(
    migrated_database_url: str, answer_with: Callable[[Route], None], *, alone: bool
) -> None:
    answer_with(echo)
    async with world(migrated_database_url, channel=Stumbling()) as w:
        place, question = w.channel.raw("tu", Kind.LOCATION), w.channel.raw("tu", text="chào")
        batches = [[place], [question]] if alone else [[place, question]]
        for batch in batches:
            await w.channel.deliver(*batch)
        await w.channel.settled("tu")
        assert [delivery.body.text for delivery in w.channel.told("tu")] == ["chào"]
        assert w.read(inbox.counts) == {"done": 1, "parked": 1}


@pytest.mark.parametrize("odd", ["\ud83d nửa hình", "\x00 không", "\U0001f9d1" * 2000])
async def test_f25_letters_no_database_takes_do_not_stop_the_door(
    migrated_database_url: str, answer_with: Callable[[Route], None], odd: str
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        await w.channel.deliver(w.channel.raw("tu", text=odd), w.channel.raw("tu", text="chào"))
        await w.channel.settled("tu")
        assert w.channel.told("tu")[-1].body.text == "chào"
        assert w.read(inbox.counts) == {"done": 2}


async def test_f25_a_work_that_fails_does_not_undo_those_committed_with_it(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as w:
        uow: UnitOfWork = w.running.uow
        await w.person("tu").says("chào")

        def note(tx: Any) -> None:
            tx.exec_driver_sql("UPDATE contact SET language = 'km'")

        def fail(tx: Any) -> None:
            tx.exec_driver_sql("UPDATE contact SET language = 'xx'")
            raise ValueError("poison")

        import asyncio

        done = await asyncio.gather(uow.run(note), uow.run(fail), uow.run(note), return_exceptions=True)
        assert [type(each) for each in done] == [type(None), ValueError, type(None)]
        assert w.read(lambda tx: tx.exec_driver_sql("SELECT language FROM contact").scalar()) == "km"
