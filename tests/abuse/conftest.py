"""The whole program, with both doors open to whoever comes, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings
from tests.whole import Whole, whole


@pytest.fixture
async def office(migrated_database_url: str) -> AsyncIterator[Whole]:
    async with whole(migrated_database_url) as opened:
        yield opened


def settings_of(url: str) -> Settings:
    """The settings of a command that works on the same database."""
    return Settings(_env_file=None, database_url=url)
