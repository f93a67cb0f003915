"""Every test of the contract runs at every door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot import app
from bot.conversation import Reply, Turn
from bot.domain.messages import Outgoing
from bot.router import route
from bot.sending import sender
from tests.contract.doors import Door
from tests.contract.scripted_door import bare_door, rich_door
from tests.contract.telegram_door import polling_door, webhook_door
from tests.contract.web_door import web_door
from tests.contract.zalo_door import bot_door, oa_door

DOORS: dict[str, Callable[[str], AbstractAsyncContextManager[Door]]] = {
    "rich": rich_door,
    "bare": bare_door,
    "web": web_door,
    "telegram-polling": polling_door,
    "telegram-webhook": webhook_door,
    "zalo-oa": oa_door,
    "zalo-bot": bot_door,
}


@pytest.fixture
def database_engine() -> str:
    """Which database lies behind is no matter between a channel and its platform."""
    return "sqlite"


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try a platform that was away again soon."""
    monkeypatch.setattr(sender, "NETWORK_REST_SECONDS", 0.2)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Outgoing]:
    """What to say to certain words; all others are answered as the product does."""
    answers: dict[str, Outgoing] = {}

    def scripted(turn: Turn) -> Reply:
        answer = answers.get(turn.incoming.text)
        return Reply((answer,)) if answer else route(turn)

    monkeypatch.setattr(app, "route", scripted)
    return answers


@pytest.fixture(params=DOORS)
async def door(
    request: pytest.FixtureRequest, migrated_database_url: str, script: dict[str, Outgoing]
) -> AsyncIterator[Door]:
    async with DOORS[request.param](migrated_database_url) as door:
        yield door
