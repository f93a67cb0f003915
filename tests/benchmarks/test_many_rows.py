"""A large province: 100,000 conversations, a million messages. What is asked every second must not scan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import uvloop
from sqlalchemy import Connection, event, insert, select

from bot.domain.audience import AHEAD
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Priority
from models import inbox
from models.people import contacts
from models.people.contacts import contact
from models.sending import broadcasts, outbox
from models.sending.outbox import OutboxStatus
from models.unit_of_work import UnitOfWork
from tests.benchmarks import crowd
from tests.benchmarks.scoreboard import Scoreboard, milliseconds, percentile
from tests.benchmarks.sides import ours
from tests.benchmarks.stub import FIRST_CHAT
from tests.benchmarks.whole_process import SMALL, office
from tests.world import INVENTED, VAULT

pytestmark = pytest.mark.benchmark

CONVERSATIONS = 100_000
BODY = '{"text":"' + "Dạ, mình đã nhận được tin. " * 8 + '"}'
MESSAGES = 1_000_000
AT_ONCE = 50_000
TIMES = 30
QUICK = 0.005
LEASE = timedelta(seconds=30)
Row = dict[str, Any]
Ask = Callable[[Connection], Any]


def rows(
    people: list[tuple[int, str]], account: int, *, status: OutboxStatus, now: datetime
) -> Iterator[Row]:
    """One message to each, over and over."""
    sent = status is OutboxStatus.SENT
    lap = 0
    while True:
        for number, address in people:
            yield {
                "contact_id": number,
                "channel_account_id": account,
                "address": address,
                "priority": Priority.REPLY if sent else Priority.BROADCAST,
                "bulk": not sent,
                "dedup_key": f"{status}:{lap}:{number}",
                "body": VAULT.seal(BODY, "outbox.body", number),
                "repeatable": True,
                "due_at": now - timedelta(seconds=1),
                "status": status,
                "attempts": int(sent),
                "created_at": now,
                "finished_at": now if sent else None,
            }
        lap += 1


async def settle_in(url: str) -> ChannelAccountId:
    async with ours(url) as product:
        await crowd.gather(product, people=CONVERSATIONS)
        return product.account


async def fill(uow: UnitOfWork, account: ChannelAccountId, *, status: OutboxStatus, count: int) -> None:
    people = uow.read(lambda tx: [tuple(row) for row in tx.execute(select(contact.c.id, contact.c.address))])
    made = rows(people, account, status=status, now=datetime.now(UTC))
    for _ in range(count // AT_ONCE):
        batch = [next(made) for _ in range(AT_ONCE)]
        await uow.run(lambda tx, batch=batch: tx.execute(insert(outbox.outbox), batch) and None)


async def timed(uow: UnitOfWork, ask: Ask) -> list[float]:
    """Seconds inside the transaction, each time; what was changed is undone again."""

    def clocked(tx: Connection) -> float:
        tx.exec_driver_sql("SAVEPOINT bench")
        begun = time.perf_counter()
        ask(tx)
        took = time.perf_counter() - begun
        tx.exec_driver_sql("ROLLBACK TO SAVEPOINT bench")
        return took

    return [await uow.run(clocked) for _ in range(TIMES)]


async def scanned(uow: UnitOfWork, ask: Ask) -> set[str]:
    """The tables that a SQLite query goes through from end to end."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        asked.append((sql, parameters))

    def plans(tx: Connection) -> set[str]:
        ask(tx)
        event.remove(uow.engine, "before_cursor_execute", hear)
        steps = [
            str(step[3])
            for sql, parameters in asked
            for step in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        ]
        return {step for step in steps if step.startswith("SCAN") and "USING" not in step}

    event.listen(uow.engine, "before_cursor_execute", hear)
    return await uow.run(plans)


def questions(account: ChannelAccountId) -> dict[str, Ask]:
    """What a process asks the database all the time."""
    now = datetime.now(UTC)
    lease = {"owner": "bench", "now": now, "lease_until": now + LEASE}
    claim = partial(outbox.claim_due, accounts=[account], **lease)
    return {
        "claim of replies": lambda tx: claim(tx, bulk=False, limit=100),
        "claim of bulk": lambda tx: claim(tx, bulk=True, limit=120),
        "claim of unanswered events": lambda tx: inbox.claim_unfinished(tx, [account], limit=500, **lease),
        "one conversation": lambda tx: contacts.load_conversation(
            tx, account, str(FIRST_CHAT + 77_777), owner="bench"
        ),
        "broadcasts in line": lambda tx: broadcasts.in_line(tx, most=AHEAD),
        "gauges": lambda tx: (outbox.oldest_due(tx, now=now), inbox.counts(tx), outbox.counts(tx)),
    }


async def report(board: Scoreboard, uow: UnitOfWork, account: ChannelAccountId, *, when: str) -> None:
    for what, ask in questions(account).items():
        seconds = await timed(uow, ask)
        scans = await scanned(uow, ask)
        board.put(
            f"{what}, {when}",
            f"p50 {milliseconds(median(seconds))}, most {milliseconds(percentile(seconds, 100))}"
            f"{', scans ' + ', '.join(sorted(scans)) if scans else ''}",
            goal=f"{QUICK * 1000:.0f} ms",
            met=median(seconds) <= QUICK,
        )


def test_f28_a_million_messages(lasting_database_url: str, tmp_path: Path, board: Scoreboard) -> None:
    account = uvloop.run(settle_in(lasting_database_url))

    async def fill_and_report(status: OutboxStatus, count: int, when: str) -> None:
        with closing(UnitOfWork(lasting_database_url, vault=VAULT)) as uow:
            await fill(uow, account, status=status, count=count)
            await report(board, uow, account, when=when)

    uvloop.run(fill_and_report(OutboxStatus.SENT, MESSAGES - CONVERSATIONS, "nothing open"))
    with office("serve", tmp_path, url=lasting_database_url, DONGHANH_KEYS=INVENTED) as process:
        megabytes = process.megabytes_at_rest()
    board.put(
        "serve: memory with all these rows",
        f"{megabytes:.0f} MB resident; ready after {process.seconds_to_ready:.2f} s",
        goal=f"under {SMALL} MB",
        met=megabytes < SMALL,
    )
    uvloop.run(fill_and_report(OutboxStatus.READY, CONVERSATIONS, "100,000 due"))
