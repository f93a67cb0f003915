"""The whole program, with both doors open to whoever comes, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.whole import Whole, whole


@pytest.fixture
async def office(migrated_database_url: str) -> AsyncIterator[Whole]:
    async with whole(migrated_database_url) as opened:
        yield opened


def settings_of(url: str, office: Whole, folder: Path) -> Settings:
    """The settings of a command that works on the same database, at the hour the office stands at."""
    clock = folder / "clock"
    clock.write_text(office.clock.now().isoformat(), encoding="utf-8")
    return Settings(_env_file=None, database_url=url, clock_file=clock)
