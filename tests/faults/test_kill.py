"""F1 to F4: kill -9 at random and between any two steps. Nothing is lost; little doubles."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.channels.telegram import CAPABILITIES
from bot.domain.messages import Priority, Rendered
from bot.domain.rendering import dump
from models.people.contacts import contact
from models.sending import outbox
from models.sending.outbox import Draft
from tests.databases import first_sqlite, only_postgresql, only_sqlite
from tests.fakes import telegram_people as people
from tests.faults.bot_process import BotProcess
from tests.faults.crowd import crowd
from tests.faults.deadly import Blow, DeadlyTelegram
from tests.faults.ledger import Ledger

pytestmark = pytest.mark.slow

LANH = 5012345678
by_webhook = pytest.mark.parametrize("bot", [True], indirect=True, ids=["webhook"])
by_polling = pytest.mark.parametrize("bot", [False], indirect=True, ids=["polling"])


@pytest.fixture
def fake() -> Iterator[DeadlyTelegram]:
    with DeadlyTelegram() as fake:
        yield fake


def dies_at(bot: BotProcess, fake: DeadlyTelegram, blow: Blow) -> None:
    """Let a blow fall, and wait for the body."""
    fake.blow = blow
    assert blow.struck.wait(60), "the process never came to that point"
    bot.wait()
    bot.kills += 1


def kill_at_random(
    bot: BotProcess, fake: DeadlyTelegram, book: Ledger, *, updates: int, kills: int, seed: int = 7
) -> str:
    """Push updates, kill in the middle of the work, again and again. What came of it, in one line."""
    chance, pushed = random.Random(seed), []
    for _ in range(kills):
        pushed += fake.push(*crowd(updates // kills))
        enough = len(fake.api.delivered) + chance.randint(1, updates // kills)
        bot.start_after_crash()
        fake.wait_until(lambda enough=enough: len(fake.api.delivered) >= enough, seconds=120)
        bot.kill()
    bot.start_after_crash()
    fake.wait_until(lambda: book.settled(len(pushed)), seconds=600)
    book.nothing_is_lost(pushed)
    assert book.doubled() <= CAPABILITIES.in_flight * bot.kills
    return f"{len(pushed)} updates, {bot.kills} kills, 0 lost, {book.doubled()} doubled"


@pytest.mark.chaos
@pytest.mark.parametrize("bot", [True, False], indirect=True, ids=["webhook", "polling"])
def test_f01_f02_a_hundred_kills_over_ten_thousand_updates(
    bot: BotProcess, fake: DeadlyTelegram, book: Ledger
) -> None:
    begun = time.monotonic()
    what_came_of_it = kill_at_random(bot, fake, book, updates=10_000, kills=100)
    print(f"\n{what_came_of_it}, {(time.monotonic() - begun) / 60:.1f} minutes")


@by_webhook
@only_postgresql
def test_f01_kill_at_any_moment_by_webhook(bot: BotProcess, fake: DeadlyTelegram, book: Ledger) -> None:
    kill_at_random(bot, fake, book, updates=80, kills=2)


@by_polling
@only_sqlite
def test_f02_kill_at_any_moment_while_polling(bot: BotProcess, fake: DeadlyTelegram, book: Ledger) -> None:
    kill_at_random(bot, fake, book, updates=80, kills=2)


@by_polling
@only_sqlite
def test_f02_kill_between_storing_and_confirming_to_telegram(
    bot: BotProcess, fake: DeadlyTelegram, book: Ledger
) -> None:
    bot.start()
    updates = fake.push(people.says(LANH, "menu"))
    dies_at(bot, fake, Blow("getUpdates", bot.pid, before=True, containing="offset"))
    assert set(fake.queue.pending) == set(updates)
    bot.start_after_crash()
    fake.wait_until(lambda: not fake.queue.pending and book.settled(1), seconds=60)
    book.nothing_is_lost(updates)
    assert book.doubled() <= 1


@first_sqlite
def test_f03_kill_between_commit_and_send(bot: BotProcess, fake: DeadlyTelegram, book: Ledger) -> None:
    bot.start()
    updates = fake.push(people.says(LANH, "menu"))
    dies_at(bot, fake, Blow("sendMessage", bot.pid, before=True))
    assert book.inbox() == {"done": 1}
    assert not fake.api.delivered
    bot.start_after_crash()
    fake.wait_until(lambda: book.settled(1), seconds=60)
    book.nothing_is_lost(updates)
    assert book.doubled() == 0


@first_sqlite
def test_f04_kill_between_send_and_mark(bot: BotProcess, fake: DeadlyTelegram, book: Ledger) -> None:
    bot.start()
    updates = fake.push(people.says(LANH, "menu"))
    dies_at(bot, fake, Blow("sendMessage", bot.pid, before=False))
    assert len(fake.api.delivered) == 1
    assert not book.outbox()["sent"]
    bot.start_after_crash()
    fake.wait_until(lambda: book.settled(1), seconds=60)
    book.nothing_is_lost(updates)
    assert book.doubled() == 1


@only_sqlite
def test_f04_what_must_not_arrive_twice_is_given_up_and_shown_instead(
    bot: BotProcess, fake: DeadlyTelegram, book: Ledger
) -> None:
    bot.start()
    fake.push(people.says(LANH, "menu"))
    fake.wait_until(lambda: book.settled(1), seconds=60)
    with book.engine.connect() as tx:
        send_once(tx, "Mã của mình: 123 456", bot=bot)
    dies_at(bot, fake, Blow("sendMessage", bot.pid, before=False))
    bot.start_after_crash()
    fake.wait_until(lambda: book.outbox()["dead"], seconds=60)
    assert fake.said(LANH).count("Mã của mình: 123 456") == 1


def send_once(tx: Connection, words: str, *, bot: BotProcess) -> None:
    """Put a message into the outbox that must not be repeated."""
    to = tx.execute(select(contact)).one()
    body = dump(Rendered(words))
    draft = Draft(
        to.id,
        to.channel_account_id,
        to.address,
        Priority.CRITICAL,
        "code:1",
        body,
        bot.clock,
        repeatable=False,
    )
    outbox.enqueue_once(tx, draft, now=bot.clock - timedelta(seconds=1))
