"""The office where scenarios happen: a phone without buttons, where everything must work with digits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.channel import BARE, ScriptedChannel
from tests.world import World, world


@pytest.fixture
async def office(migrated_database_url: str) -> AsyncIterator[World]:
    async with world(migrated_database_url, channel=ScriptedChannel(BARE)) as opened:
        yield opened
