"""F5: told to stop under load, the process finishes what is on its way; its successor does the rest."""

from __future__ import annotations

import pytest

from tests.databases import only_sqlite
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_faults import SENDING, Fault, How
from tests.faults.bot_process import BotProcess
from tests.faults.crowd import crowd
from tests.faults.ledger import Ledger

pytestmark = pytest.mark.slow

by_webhook = pytest.mark.parametrize("bot", [True], indirect=True, ids=["webhook"])


@by_webhook
@only_sqlite
def test_f05_sigterm_under_load_loses_nothing_and_doubles_nothing(
    bot: BotProcess, fake: FakeTelegram, book: Ledger
) -> None:
    bot.start().ready()
    updates = fake.push(*crowd(150))
    fake.wait_until(lambda: len(fake.called("sendMessage")) > 20, seconds=60)
    assert bot.end(seconds=10) == 0
    told_so_far = len(fake.api.delivered)
    bot.start()
    fake.wait_until(lambda: book.settled(len(updates)), seconds=60)
    assert told_so_far < len(fake.api.delivered), "it had nothing left to do when it was told to stop"
    book.nothing_is_lost(updates)
    assert book.doubled() == 0


@only_sqlite
def test_f05_sigterm_is_obeyed_in_time_while_telegram_hangs(
    bot: BotProcess, fake: FakeTelegram, book: Ledger
) -> None:
    fake.fail(*(Fault(How.HANG, method=method, times=20) for method in SENDING))
    bot.start()
    updates = fake.push(*crowd(12))
    fake.wait_until(lambda: len([fault for fault in fake.faults if fault.seen]), seconds=60)
    assert bot.end(seconds=10) == 0
    fake.faults.clear()
    bot.start_after_crash()
    fake.wait_until(lambda: book.settled(len(updates)), seconds=60)
    book.nothing_is_lost(updates)
