"""Keeps an Official Account of Zalo in the database, on behalf of its channel."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.ports import Clock, TokenPair, ZaloAccount
from models.sending import zalo_accounts
from models.unit_of_work import UnitOfWork

CLAIM = timedelta(seconds=60)
"""Longer than a refresh may take: two processes never use the same refresh token."""


class StoredAccount:
    """One account; see `bot.ports.ZaloStore`. `owner` is this process's name on leases."""

    def __init__(self, uow: UnitOfWork, clock: Clock, oa_id: str, *, owner: str) -> None:
        self.uow = uow
        self._clock = clock
        self.oa_id = oa_id
        self._owner = owner

    async def read(self) -> ZaloAccount | None:
        """What is kept now."""
        return await self.uow.run(partial(zalo_accounts.read, oa_id=self.oa_id))

    async def connect(self, pair: TokenPair) -> None:
        """Keep the tokens of an administrator's consent."""
        await self.uow.run(partial(zalo_accounts.connect, oa_id=self.oa_id, pair=pair))

    async def claim(self, version: int) -> ZaloAccount | None:
        """Take the right to refresh, or see that it is not needed; None while another has it."""
        now = self._clock.now()
        return await self.uow.run(
            lambda tx: zalo_accounts.claim(
                tx, self.oa_id, version=version, owner=self._owner, now=now, until=now + CLAIM
            )
        )

    async def replace(self, pair: TokenPair, *, version: int) -> None:
        """Commit a new pair."""
        await self.uow.run(lambda tx: zalo_accounts.replace(tx, self.oa_id, pair, version=version))

    async def release(self, *, version: int, trouble: str | None) -> None:
        """Give the right to refresh back."""
        await self.uow.run(lambda tx: zalo_accounts.release(tx, self.oa_id, version=version, trouble=trouble))

    async def remember_no_buttons(self) -> None:
        """This account refuses buttons."""
        now = self._clock.now()
        await self.uow.run(partial(zalo_accounts.remember_no_buttons, oa_id=self.oa_id, now=now))
