"""Zalo's webhook in a process of its own: `python -m tests.benchmarks.zalo_served PORT URL ZALO`."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.applications import Starlette

from bot.app import App
from bot.channels.zalo_oa import ZaloOA
from bot.clock import SystemClock
from bot.doors import zalo_account
from bot.ports import TokenPair
from bot.server import make_server
from bot.settings import Settings
from models.installation import Purpose
from models.sending import zalo_accounts
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_channel import SETTINGS
from tests.world import known


def server(url: str, zalo: str) -> Starlette:
    """The product's own server; whatever it wants to send goes to an address where nobody answers."""
    urls = dict.fromkeys(("zalo_api_url", "zalo_oauth_url", "zalo_template_url"), zalo)
    settings = Settings(_env_file=None, database_url=url, office_name="UBND phường Thử", **urls, **SETTINGS)
    app = App(
        settings,
        [ZaloOA(zalo_account(settings), SystemClock())],
        purpose=Purpose.TEST,
        clock=SystemClock(),
        known=known(),
    )
    served = make_server(app)
    start = served.router.lifespan_context

    @asynccontextmanager
    async def lifespan(inner: Starlette) -> AsyncIterator[None]:
        async with start(inner):
            assert app.running is not None
            now = datetime.now(UTC)
            pair = TokenPair("access", "refresh", now, now + timedelta(hours=25), now + timedelta(days=90))
            await app.running.uow.run(lambda tx: zalo_accounts.connect(tx, Account.oa_id, pair))
            yield

    served.router.lifespan_context = lifespan
    return served


if __name__ == "__main__":
    uvicorn.run(server(sys.argv[2], sys.argv[3]), port=int(sys.argv[1]), log_config=None, access_log=False)
