"""F18: a damaged database is refused with the way back, and the way back works."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from typer.testing import CliRunner

from bot.cli import cli
from bot.errors import RefusedToStart
from bot.turns import Route
from models import inbox
from models.schema import sqlite_file
from models.tables import metadata
from models.unit_of_work import UnitOfWork
from tests.databases import only_sqlite
from tests.fakes.channel import ScriptedChannel
from tests.faults.bot_process import BotProcess
from tests.faults.routes import count, echo
from tests.faults.test_cut_off import until
from tests.world import world

pytestmark = only_sqlite


@pytest.fixture
def file(migrated_database_url: str) -> Path:
    file = sqlite_file(migrated_database_url)
    assert file is not None
    return file


def damage_a_page(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\x5a" * 4096 * 2
    file.write_bytes(content)


def damage_the_head(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[:100] = bytes(100)
    file.write_bytes(content)


def cut_in_half(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2 + 100])


def operator(url: str, *command: str) -> str:
    """What the operator types, and reads."""
    done = CliRunner().invoke(cli, command, env={"DATABASE_URL": url})
    assert done.exit_code == 0, done.output
    return done.output


def rows(tx: Connection) -> dict[str, int]:
    return {table.name: len(list(tx.execute(select(table)))) for table in metadata.sorted_tables}


@pytest.mark.parametrize("damage", [damage_a_page, damage_the_head, cut_in_half])
async def test_f18_a_damaged_file_is_not_served_and_a_backup_brings_everything_back(
    migrated_database_url: str,
    file: Path,
    answer_with: Callable[[Route], None],
    damage: Callable[[Path], None],
) -> None:
    answer_with(count)
    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel) as w:
        await w.person().says("+1")
        await w.person().says("+1")
    backup = file.with_name("monday.backup")
    operator(migrated_database_url, "backup", str(backup))
    kept = count_rows(migrated_database_url)
    damage(file)
    with pytest.raises(RefusedToStart, match="donghanh restore"):
        async with world(migrated_database_url):
            raise AssertionError("it served from a damaged file")
    operator(migrated_database_url, "restore", str(backup))
    assert count_rows(migrated_database_url) == kept
    channel.shown.clear()
    async with world(migrated_database_url, channel=channel) as w:
        assert await w.person().says("+1") == "3"


def count_rows(url: str) -> dict[str, int]:
    uow = UnitOfWork(url)
    counted = uow.read(rows)
    uow.close()
    return counted


def test_f18_the_server_says_in_one_sentence_what_to_do(bot: BotProcess, file: Path) -> None:
    damage_a_page(file)
    assert bot.start().wait() == 2
    last_words = bot.log.splitlines()[-1]
    assert last_words.startswith("donghanh: The database file is damaged.")
    assert last_words.endswith("donghanh restore BACKUP_FILE")


def keep(log: Path, part: float) -> None:
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * part)])


@pytest.mark.parametrize("left", [0.2, 0.5, 0.9])
async def test_f18_after_a_cut_in_the_write_ahead_log_every_turn_is_there_whole_or_not_at_all(
    migrated_database_url: str, file: Path, answer_with: Callable[[Route], None], left: float
) -> None:
    answer_with(echo)
    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel) as w:
        for number in range(12):
            await w.person(f"người {number}").says("chào")
        for ending in ("", "-wal"):
            shutil.copy(f"{file}{ending}", f"{file}.cut{ending}")
    keep(Path(f"{file}.cut-wal"), left)
    with closing(sqlite3.connect(f"{file}.cut")) as cut:
        assert cut.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        answered = cut.execute("SELECT count(*) FROM inbox WHERE status = 'done'").fetchone()[0]
        decided = cut.execute("SELECT count(*) FROM outbox").fetchone()[0]
    assert 0 < answered == decided < 12
    async with world(f"sqlite:///{file}.cut", channel=channel) as w:
        assert await w.person("người 99").says("chào") == "chào"
        # What had come and was not answered is taken up at the start, beside whoever writes now.
        await until(lambda: set(w.read(inbox.counts)) == {"done"})
