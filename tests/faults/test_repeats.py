"""F6, F8: the same update many times at once, many updates of one chat at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import Connection, select

from bot.conversation import Reply, Turn
from bot.domain.state import State, dump, load
from bot.floods import FloodGate
from bot.turns import Route
from models import inbox
from models.people.contacts import conversation, store_state
from models.sealing import opened
from models.sending import outbox
from models.unit_of_work import make_engine
from tests.databases import only_postgresql
from tests.fakes import telegram_people as people
from tests.fakes.telegram import FakeTelegram
from tests.faults.ledger import Ledger
from tests.faults.office import office
from tests.faults.routes import count, echo
from tests.world import VAULT, world

LANH = 5012345678


async def test_f06_fifty_deliveries_of_one_update_at_once_are_one_event_and_one_reply(
    migrated_database_url: str, fake: FakeTelegram, book: Ledger, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    update = {"update_id": 700_000_001, **people.says(LANH, "nhà tôi được gì")}
    async with office(migrated_database_url, fake) as open_office:
        statuses = await asyncio.gather(*(open_office.knock(update) for _ in range(50)))
        await open_office.settled(LANH)
    assert statuses == [200] * 50
    assert fake.said(LANH) == ["nhà tôi được gì"]
    assert (book.inbox(), book.outbox()) == ({"done": 1}, {"sent": 1})


async def test_f06_an_update_delivered_again_the_next_day_gets_no_second_reply(
    migrated_database_url: str, fake: FakeTelegram, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    update = {"update_id": 700_000_001, **people.says(LANH, "nhà tôi được gì")}
    for _ in range(2):
        async with office(migrated_database_url, fake) as open_office:
            assert await open_office.knock(update) == 200
            await open_office.settled(LANH)
    assert fake.said(LANH) == ["nhà tôi được gì"]


async def test_f08_messages_of_one_chat_at_once_lose_no_increment(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(count)
    turns = 500
    async with world(migrated_database_url) as w:
        w.running.engine._floods = FloodGate(burst=turns)
        events = [w.channel.raw("tu", text="+1") for _ in range(turns)]
        await asyncio.gather(*(w.channel.deliver(event) for event in events))
        await w.channel.settled("tu")
        said = [int(delivery.body.text) for delivery in w.channel.told("tu")]
        assert said == list(range(1, turns + 1))
        assert (w.read(inbox.counts), w.read(outbox.counts)) == ({"done": turns}, {"sent": turns})


@only_postgresql
async def test_f08_two_processes_answering_one_chat_lose_no_increment(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(count)
    turns = 60
    async with world(migrated_database_url) as one, world(migrated_database_url) as other:
        one.running.engine._floods = other.running.engine._floods = FloodGate(burst=turns)
        events = [one.channel.raw("tu", text="+1") for _ in range(turns)]
        sides = (one, other)
        await asyncio.gather(*(sides[at % 2].channel.deliver(event) for at, event in enumerate(events)))
        await asyncio.gather(*(side.channel.settled("tu") for side in sides))
        assert one.read(inbox.counts) == {"done": turns}
        assert one.read(state_of_tu).misses == turns


async def test_f08_a_conversation_that_others_move_on_again_and_again_is_no_failure(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    elsewhere = make_engine(migrated_database_url, vault=VAULT)
    moves = iter(range(5))

    def route(turn: Turn) -> Reply:
        """While we think, another process answers an earlier message of the same chat."""
        if turn.contact.id is not None and next(moves, None) is not None:
            with elsewhere.connect() as tx:
                store_state(tx, turn.contact.id, dump(turn.state), now=turn.now)
        return count(turn)

    answer_with(route)
    async with world(migrated_database_url) as w:
        tu = w.person("tu")
        assert [await tu.says("+1"), await tu.says("+1")] == ["1", "2"]
        assert next(moves, None) is None
        assert w.read(lambda tx: set(tx.scalars(select(inbox.inbox.c.attempts)))) == {0}
    elsewhere.dispose()


def state_of_tu(tx: Connection) -> State:
    row = tx.execute(select(conversation)).one()
    return load(opened(tx, conversation.c.state, row.state, owner=row.contact_id))
