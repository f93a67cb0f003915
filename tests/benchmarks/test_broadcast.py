"""A broadcast to 900 families through a strict platform, while others ask and are answered in between."""

from __future__ import annotations

import asyncio

import pytest
import uvloop
from sqlalchemy import Connection, func, select

from bot.domain import rendering
from bot.domain.ids import ContactId
from bot.domain.messages import Priority, Rendered
from models.people.contacts import contact
from models.sending.outbox import Draft, enqueue, outbox
from tests.benchmarks import crowd
from tests.benchmarks.rounds import Update, open_loop, take
from tests.benchmarks.scoreboard import Scoreboard, milliseconds, p50_p99, percentile
from tests.benchmarks.sides import Ours, ours
from tests.benchmarks.strict import ALLOWED_PER_SECOND, Strict
from tests.benchmarks.stub import FIRST_CHAT

pytestmark = pytest.mark.benchmark

FAMILIES = 900
ASKING = range(FAMILIES, FAMILIES + 100)
REPLIES_PER_SECOND = 2
QUIET_REPLIES, BUSY_REPLIES = 30, 55
WORDS = "UBND phường Thử mời bà con dự Ngày hội việc làm, 8 giờ sáng thứ Bảy 28/11 tại Nhà văn hóa phường."


def asked(updates: list[Update]) -> list[Update]:
    """The updates of those who are not written to themselves."""
    return [each for each in updates if each["message"]["chat"]["id"] - FIRST_CHAT in ASKING]


def announce(tx: Connection, side: Ours) -> None:
    now = side.running.clock.now()
    last = str(FIRST_CHAT + FAMILIES)
    rows = tx.execute(select(contact.c.id, contact.c.address).where(contact.c.address < last)).all()
    body = rendering.dump(Rendered(WORDS))
    drafts = [
        Draft(ContactId(row.id), side.account, row.address, Priority.BROADCAST, f"fair:{row.id}", body, now)
        for row in rows
    ]
    enqueue(tx, drafts, now=now)


def unsent(tx: Connection) -> int:
    rows = select(func.count()).where(outbox.c.priority == Priority.BROADCAST.value)
    return tx.scalar(rows.where(outbox.c.status != "sent")) or 0


async def all_sent(side: Ours, *, patience: float) -> None:
    async with asyncio.timeout(patience):
        # Looked at from outside, as an operator would: the sender tells nobody when it is done.
        while side.running.uow.read(unsent):  # noqa: ASYNC110
            await asyncio.sleep(0.2)


def test_a_broadcast_through_a_strict_platform(lasting_database_url: str, board: Scoreboard) -> None:
    async def measure() -> None:
        platform = Strict()
        async with ours(lasting_database_url, request=platform) as product:
            await crowd.gather(product)
            people = asked(take(crowd.digits(), crowd.PEOPLE))
            quiet = await open_loop(product.answer, people[:QUIET_REPLIES], per_second=REPLIES_PER_SECOND)
            await asyncio.sleep(1)
            platform.accepted.clear()
            await product.running.uow.run(lambda tx: announce(tx, product))
            product.running.sender.look()
            busy_people = people[QUIET_REPLIES:][:BUSY_REPLIES]
            busy = await open_loop(product.answer, busy_people, per_second=REPLIES_PER_SECOND)
            await all_sent(product, patience=120)
            report(board, platform, quiet, busy)

    uvloop.run(measure())


def report(board: Scoreboard, platform: Strict, quiet: list[float], busy: list[float]) -> None:
    written_to = {str(FIRST_CHAT + number) for number in range(FAMILIES)}
    bulk = [at for at, chat in platform.accepted if chat in written_to]
    share = len(platform.accepted) / (bulk[-1] - bulk[0]) / ALLOWED_PER_SECOND
    lost = FAMILIES - len({chat for _, chat in platform.accepted} & written_to)
    twice = len(bulk) - FAMILIES
    board.put(
        f"broadcast to {FAMILIES}, strict 30/s, with replies",
        f"{share:.1%} of 30/s in {bulk[-1] - bulk[0]:.0f} s; {platform.refused} × 429;"
        f" {lost} lost, {twice} twice",
        goal="93 %, no 429, none lost",
        met=share >= 0.93 and not platform.refused and lost == twice == 0,
    )
    added = percentile(busy, 99) - percentile(quiet, 99)
    middle = percentile(busy, 50) - percentile(quiet, 50)
    board.put(
        "  replies in between, added delay",
        f"p50 {milliseconds(middle)}, p99 {milliseconds(added)} (without: {p50_p99(quiet)})",
        goal="p99 200 ms",
        met=added <= 0.2,
    )
