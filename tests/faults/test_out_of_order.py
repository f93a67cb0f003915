"""F7: events that arrive in another order than they happened in, and edits of what was said long ago."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.domain.messages import Kind
from models import inbox
from models.sending import outbox
from tests.faults.test_any_sequence import life
from tests.world import World, world

SAID = ["chuan ngheo nam nay bao nhieu", "1", "bhyt cho ho ngheo", "2", "menu"]
HAPPENED = [(kind, said) for said in SAID for kind in (Kind.TEXT, Kind.EDITED)]
A_FEW = max(10, settings.default.max_examples // 10)


async def test_f07_an_old_edit_does_not_choose_from_what_was_offered_after_it(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as w:
        tu = w.person("tu")
        await tu.says("chuan ngheo nam nay bao nhieu")
        assert await tu.does(Kind.EDITED, text="2") == []
        deeper = await tu.says("1")
        lanh = w.person("lanh")
        await lanh.says("chuan ngheo nam nay bao nhieu")
        assert deeper == await lanh.says("1")


async def take_in(w: World, events: list[dict[str, Any]], who: str) -> None:
    await asyncio.gather(*(w.channel.deliver(event) for event in events))
    await w.channel.settled(who)


def answered(tx: Connection, who: str) -> dict[str, int]:
    """How many turns with an answer each event of somebody had."""
    events, messages = inbox.inbox.c, outbox.outbox.c
    keys = {f"reply:{row.id}": row.key for row in tx.execute(select(events.id, events.key))}
    sent = tx.scalars(select(messages.dedup_key).where(messages.address == who, messages.status == "sent"))
    return Counter(keys[reply] for reply in {key.rpartition(":")[0] for key in sent})


def test_f07_in_any_order_each_message_is_answered_once_and_no_edit_is(migrated_database_url: str) -> None:
    with life(migrated_database_url) as living:
        people = iter(range(1_000_000))

        @settings(max_examples=A_FEW)
        @given(
            st.permutations([*((Kind.TEXT, said) for said in SAID), *((Kind.EDITED, said) for said in SAID)])
        )
        def however_it_arrives(happened: list[tuple[Kind, str]]) -> None:
            who = f"người {next(people)}"
            events = [living.channel.raw(who, kind, text=said) for kind, said in happened]
            living.runner.run(take_in(living.world, events, who))
            turns = living.world.read(lambda tx: answered(tx, who))
            assert turns == {event["id"]: 1 for event in events if event["kind"] == Kind.TEXT}

        however_it_arrives()
        assert set(living.world.read(inbox.counts)) == {"done"}
