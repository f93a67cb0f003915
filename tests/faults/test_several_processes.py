"""F20 in earnest: three real servers over one PostgreSQL, one killed in the middle of its work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.telegram import CAPABILITIES
from bot.domain.ids import ChannelAccountId, ContactId
from bot.domain.messages import Priority, Rendered
from bot.domain.rendering import dump
from models.people.contacts import contact
from models.sending.outbox import Draft, enqueue
from tests.databases import only_postgresql
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_faults import FloodLimit
from tests.faults.balancer import Balancer
from tests.faults.bot_process import BotProcess, free_port
from tests.faults.crowd import crowd
from tests.faults.ledger import Ledger

pytestmark = [pytest.mark.chaos, only_postgresql]
RENEWED_SECONDS = 10
"""What lives has renewed its leases by then."""


@pytest.fixture
def bots(migrated_database_url: str, fake: FakeTelegram, tmp_path: Path) -> Iterator[list[BotProcess]]:
    """Three servers behind one address, not started yet."""
    ports = [free_port() for _ in range(3)]
    with Balancer([f"http://127.0.0.1:{port}" for port in ports]) as front, ExitStack() as all_of_them:
        made = []
        for port in ports:
            folder = tmp_path / str(port)
            folder.mkdir()
            bot = BotProcess(migrated_database_url, fake, folder, webhook=True, port=port, front=front.url)
            made.append(all_of_them.enter_context(bot))
        yield made


def pass_(bots: list[BotProcess], duration: timedelta) -> None:
    """Time goes on for all, slowly enough for the living to renew what they hold."""
    steps = int(duration / timedelta(seconds=RENEWED_SECONDS)) + 1
    for _ in range(steps):
        for bot in bots:
            bot.pass_(timedelta(seconds=RENEWED_SECONDS))
        time.sleep(RENEWED_SECONDS)


def announce(book: Ledger, bot: BotProcess) -> int:
    """Write to everybody who ever wrote; how many they are."""
    body = dump(Rendered("Mai có hội việc làm"))
    with book.engine.begin() as tx:
        drafts = [
            Draft(
                ContactId(row.id),
                ChannelAccountId(row.channel_account_id),
                row.address,
                Priority.BROADCAST,
                f"fair:{row.id}",
                body,
                bot.clock,
            )
            for row in tx.execute(select(contact))
        ]
        enqueue(tx, drafts, now=bot.clock)
    return len(drafts)


def test_f20_three_processes_and_one_killed_lose_nothing_and_share_one_rhythm(
    bots: list[BotProcess], fake: FakeTelegram, book: Ledger
) -> None:
    for bot in bots:
        bot.start().ready()
    updates = fake.push(*crowd(900))
    fake.wait_until(lambda: len(fake.api.delivered) > 200, seconds=120)
    bots[1].kill()
    updates += fake.push(*crowd(300))
    pass_([bots[0], bots[2]], timedelta(minutes=1))
    fake.wait_until(lambda: book.settled(len(updates)), seconds=120)
    book.nothing_is_lost(updates)
    assert book.doubled() <= CAPABILITIES.in_flight

    before, doubled = len(fake.api.delivered), book.doubled()
    fake.flood_limit = FloodLimit()
    everybody = announce(book, bots[0])
    fake.wait_until(lambda: len(fake.api.delivered) >= before + everybody, seconds=120)
    fake.wait_until(lambda: book.settled(len(updates)), seconds=60)
    assert fake.flood_limit.refused == 0
    assert book.doubled() == doubled
