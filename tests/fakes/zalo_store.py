"""One Official Account's row as several processes see it, in memory, and a token endpoint without a line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import ChannelDown, StoreUnavailable
from bot.ports import TokenPair, ZaloAccount
from tests.fakes.zalo_account import Account

CLAIM = timedelta(seconds=60)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Row:
    """What is committed."""

    account: ZaloAccount | None = None
    taken_by: str | None = None
    taken_until: datetime | None = None
    away: int = 0


class OneProcess:
    """The store and the token endpoint of one process, which may be killed at a step."""

    def __init__(self, name: str, row: Row, server: Account, clock: Callable[[], datetime]) -> None:
        self.name, self.row, self.server, self.now = name, row, server, clock
        self.dies_at: str | None = None
        self.asked: list[str] = []

    def reach(self, step: str) -> None:
        if self.dies_at == step:
            raise Killed(step)

    async def read(self) -> ZaloAccount | None:
        return self.row.account

    async def claim(self, version: int) -> ZaloAccount | None:
        self.reach("before claim")
        row = self.row
        assert row.account is not None
        if row.account.version != version:
            return row.account
        if row.taken_by not in (None, self.name) and row.taken_until and self.now() < row.taken_until:
            return None
        row.taken_by, row.taken_until = self.name, self.now() + CLAIM
        self.reach("after claim")
        return row.account

    async def replace(self, pair: TokenPair, *, version: int) -> None:
        self.reach("before commit")
        if self.row.away:
            self.row.away -= 1
            raise StoreUnavailable("the disk is full")
        if self.row.account is not None and self.row.account.version == version:
            self.row.account, self.row.taken_by = ZaloAccount(pair, version + 1), None
        self.reach("after commit")

    async def release(self, *, version: int, trouble: str | None) -> None:
        if self.row.account is not None and self.row.account.version == version:
            self.row.account, self.row.taken_by = replace(self.row.account, trouble=trouble), None

    async def remember_no_buttons(self) -> None:
        assert self.row.account is not None
        self.row.account = replace(self.row.account, buttons=False)

    async def refresh(self, token: str) -> TokenPair:
        """What `OAuth.refresh` does, against the server's rules."""
        self.reach("before call")
        self.asked.append(token)
        await asyncio.sleep(0)
        form = {"app_id": self.server.app_id, "grant_type": "refresh_token", "refresh_token": token}
        answer = self.server.exchange(form, self.server.app_secret)
        await asyncio.sleep(0)
        self.reach("after call")
        if "access_token" not in answer:
            raise ChannelDown(str(answer["error_name"]))
        return present(self.server)


def present(server: Account) -> TokenPair:
    """The pair that counts at the server now."""
    tokens = server.tokens
    return TokenPair(tokens.access, tokens.refresh, server.now(), tokens.access_until, tokens.refresh_until)
