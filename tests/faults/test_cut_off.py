"""F3, F4: this process is cut off from its own work; nothing hangs, nothing goes out twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Delivery, Priority, Rendered
from bot.domain.rendering import dump
from bot.errors import StoreUnavailable
from bot.turns import Route
from models import inbox
from models.people import contacts
from models.sending import outbox
from models.sending.outbox import Draft, Parcel
from tests.faults.routes import echo
from tests.faults.somebody_else import held_by_somebody_else
from tests.world import World, world


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(3000):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen within 30 s")


class CutOnce:
    """The connection breaks once after a turn was committed, before that is known."""

    def __init__(self, run: Callable[..., Awaitable[Any]]) -> None:
        self._run = run
        self.cut = False

    async def __call__(self, work: Callable[..., Any], *, urgent: bool = False) -> Any:
        result = await self._run(work, urgent=urgent)
        answers = isinstance(result, list) and any(isinstance(each, Parcel) for each in result)
        if answers and not self.cut:
            self.cut = True
            raise StoreUnavailable("the connection was lost while committing")
        return result


async def test_f03_an_answer_whose_commit_was_never_confirmed_is_sent_when_its_lease_is_over(
    migrated_database_url: str, answer_with: Callable[[Route], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        cutting = CutOnce(w.running.uow.run)
        monkeypatch.setattr(w.running.uow, "run", cutting)
        await w.channel.deliver(w.channel.raw("tu", text="chào"))
        await w.channel.settled("tu")
        assert cutting.cut
        assert w.channel.shown == []
        for _ in range(4):
            w.clock.pass_(seconds=10)
            await w.running.sender.renew()
        await w.running.sender.flush()
        assert [delivery.body.text for delivery in w.channel.shown] == ["chào"]


async def in_mid_sending(w: World, *, repeatable: bool) -> asyncio.Event:
    """Bring one message on its way and keep it there until the event is set."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def before_send(_: Delivery) -> None:
        begun.set()
        await go_on.wait()

    await w.person("tu").says("chào")
    w.channel.shown.clear()
    w.channel.before_send = before_send
    (account,) = w.running.channels
    await w.running.uow.run(lambda tx: draft(tx, account, repeatable=repeatable, now=w.clock.now()))
    w.running.sender.look()
    await begun.wait()
    return go_on


def draft(tx: Any, account: ChannelAccountId, *, repeatable: bool, now: Any) -> None:
    to = contacts.contact_at(tx, account, "tu")
    assert to is not None
    body = dump(Rendered("mã 123 456"))
    made = Draft(to, account, "tu", Priority.CRITICAL, "code:1", body, now, repeatable=repeatable)
    outbox.enqueue_once(tx, made, now=now)


def fate(w: World) -> tuple[str, str | None]:
    query = "SELECT status, last_error FROM outbox WHERE dedup_key = 'code:1'"
    row = w.read(lambda tx: tx.exec_driver_sql(query).one())
    return row[0], row[1]


async def test_f16_what_is_on_its_way_while_its_lease_runs_out_does_not_go_out_twice(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        go_on = await in_mid_sending(w, repeatable=True)
        w.clock.pass_(days=1)
        await asyncio.wait_for(w.running.sender._claim(), 10)
        go_on.set()
        await w.running.sender.flush()
        assert [delivery.body.text for delivery in w.channel.shown] == ["mã 123 456"]
        assert fate(w)[0] == "sent"


async def test_f04_no_more_goes_out_than_what_counts_as_on_its_way_until_that_is_written_down(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    go_on = asyncio.Event()
    async with world(migrated_database_url) as w:
        w.channel.before_send = lambda _: go_on.wait()
        people = [f"người {number}" for number in range(30)]
        await w.channel.deliver(*(w.channel.raw(who, text="chào") for who in people))
        await until(lambda: w.read(inbox.counts) == {"done": len(people)})
        with held_by_somebody_else(migrated_database_url):
            go_on.set()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(w.channel.settled(people[0]), 1)
            assert len(w.channel.shown) == w.channel.capabilities.in_flight
        for who in people:
            await w.channel.settled(who)
        assert sorted(delivery.address for delivery in w.channel.shown) == sorted(people)


async def test_f21_what_must_not_be_repeated_is_not_given_up_while_it_is_on_its_way(
    migrated_database_url: str, answer_with: Callable[[Route], None]
) -> None:
    answer_with(echo)
    async with world(migrated_database_url) as w:
        go_on = await in_mid_sending(w, repeatable=False)
        w.clock.pass_(days=1)
        await w.running.sender._claim()
        assert fate(w)[0] == "leased"
        go_on.set()
        await w.running.sender.flush()
        assert fate(w)[0] == "sent"


@pytest.mark.parametrize(("repeatable", "status"), [(True, "ready"), (False, "dead")])
async def test_f05_what_a_stop_cuts_in_mid_sending_is_repeated_only_if_it_may_be(
    migrated_database_url: str,
    answer_with: Callable[[Route], None],
    monkeypatch: pytest.MonkeyPatch,
    *,
    repeatable: bool,
    status: str,
) -> None:
    answer_with(echo)
    monkeypatch.setattr("bot.app.SEND_PATIENCE", 0.05)
    async with world(migrated_database_url) as w:
        await in_mid_sending(w, repeatable=repeatable)
        await w.app.stop()
    async with world(migrated_database_url) as again:
        assert fate(again) == (status, "OutcomeUnknown")
