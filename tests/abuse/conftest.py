"""The whole program, with both doors open to whoever comes, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.whole import Whole, whole


@pytest.fixture
async def office(migrated_database_url: str) -> AsyncIterator[Whole]:
    async with whole(migrated_database_url) as opened:
        yield opened
