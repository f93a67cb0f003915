"""F16, F17 in earnest: the real process under load, its database locked or its disk full for a long time."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import schema
from models.installation import Purpose
from models.unit_of_work import make_engine
from tests.fakes.telegram import FakeTelegram
from tests.faults.bot_process import BotProcess
from tests.faults.crowd import crowd
from tests.faults.ledger import Ledger
from tests.faults.somebody_else import held_by_somebody_else
from tests.world import VAULT

pytestmark = pytest.mark.chaos
by_webhook = pytest.mark.parametrize("bot", [True], indirect=True, ids=["webhook"])


def refused(fake: FakeTelegram) -> int:
    return sum(push.status == 503 for push in fake.queue.pushes)


@by_webhook
def test_f16_a_lock_longer_than_every_lease_under_load_loses_and_doubles_nothing(
    bot: BotProcess, fake: FakeTelegram, book: Ledger, migrated_database_url: str
) -> None:
    bot.start().ready()
    everybody = crowd(500)
    updates = fake.push(*everybody[:400])
    fake.wait_until(lambda: len(fake.api.delivered) > 50, seconds=60)
    with held_by_somebody_else(migrated_database_url):
        updates += fake.push(*everybody[400:])
        fake.wait_until(lambda: bot.health()[0] == 503 and refused(fake) > 20, seconds=60)
        bot.pass_(timedelta(seconds=40))
    fake.wait_until(lambda: book.settled(len(updates)), seconds=120)
    book.nothing_is_lost(updates)
    assert book.doubled() == 0
    assert bot.end(seconds=10) == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 megabytes, more than the log of the database grows to. Only root may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may make a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path, *, leaving: int) -> Path:
    """Fill a disk but for some bytes; the file to be removed."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(file.tell() - leaving)
    return filler


def test_f17_a_full_disk_under_load_loses_and_doubles_nothing(
    small_disk: Path, fake: FakeTelegram, tmp_path: Path
) -> None:
    url = f"sqlite:///{small_disk}/donghanh.db"
    schema.upgrade(url, purpose=Purpose.TEST)
    book = Ledger(make_engine(url, vault=VAULT), fake)
    with BotProcess(url, fake, tmp_path, webhook=True) as bot:
        bot.start().ready()
        filler = fill(small_disk, leaving=200_000)
        updates = fake.push(*crowd(600))
        fake.wait_until(lambda: bot.health()[0] == 503 and refused(fake) > 20, seconds=120)
        filler.unlink()
        fake.wait_until(lambda: book.settled(len(updates)), seconds=120)
        book.nothing_is_lost(updates)
        assert book.doubled() == 0
        assert bot.health()[0] == 200
        assert bot.end(seconds=10) == 0
    book.engine.dispose()
