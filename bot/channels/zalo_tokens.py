"""Keeps the tokens of an Official Account alive. A refresh token works once, so one refresh at a time.

Order: take the right to refresh, ask Zalo, commit the new pair, use it. Whatever dies in between leaves a
pair that works, or the refusal of the next refresh, which is kept and calls a person.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.channels.zalo_oauth import OAuth
from bot.errors import ChannelDown, SendError, StoreUnavailable, Unavailable
from bot.log import log
from bot.metrics import ZALO_DAYS_LEFT
from bot.ports import Clock, TokenPair, ZaloAccount, ZaloStore

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 30
STORE_AWAY_SECONDS = 0.5
FAREWELL_SECONDS = 30
"""For a refresh that has begun; longer than the call may take."""
REST = timedelta(minutes=1)
CONNECT_ANEW = "an administrator runs `donghanh zalo connect`"
NOT_CONNECTED = f"not connected; {CONNECT_ANEW}"
ENDED = f"the tokens are over; {CONNECT_ANEW}"


class Tokens:
    """The tokens of one account, in this process. Others may refresh them too."""

    def __init__(self, oauth: OAuth, clock: Clock) -> None:
        self._oauth = oauth
        self._clock = clock
        self._store: ZaloStore | None = None
        self._known: ZaloAccount | None = None
        self._refreshing: asyncio.Task[ZaloAccount] | None = None
        self._rest_until: datetime | None = None

    def keep_in(self, store: ZaloStore) -> None:
        """Where the pair lies."""
        self._store = store

    async def account(self) -> ZaloAccount:
        """What is kept; asked again while a person is needed, who may have helped. Raises `ChannelDown`."""
        if self._known is None or self._known.trouble:
            self._known = await self._read()
        if self._known is None:
            raise ChannelDown(NOT_CONNECTED)
        ZALO_DAYS_LEFT.set((self._known.pair.refresh_until - self._clock.now()).days)
        return self._known

    async def access(self) -> str:
        """A token that should be good. Refreshes at half its life; while that fails the old one is used."""
        known = await self.account()
        now = self._clock.now()
        if now >= _half_life(known.pair) and not known.trouble:
            try:
                known = await self._refreshed(known)
            except SendError:
                if now >= known.pair.access_until:
                    raise
        if now >= known.pair.access_until:
            raise ChannelDown(known.trouble or ENDED)
        return known.pair.access

    async def another(self, refused: str) -> str:
        """A token in place of one that Zalo refused. Raises `ChannelDown` when there is none."""
        self._known = None
        known = await self.account()
        if known.pair.access != refused:
            return known.pair.access
        if known.trouble:
            raise ChannelDown(known.trouble)
        return (await self._refreshed(known)).pair.access

    async def close(self) -> None:
        """Let a refresh end: its pair must not be lost."""
        if self._refreshing is not None:
            _, late = await asyncio.wait([self._refreshing], timeout=FAREWELL_SECONDS)
            if late:
                log.critical("zalo_tokens_lost", channel="zalo_oa")
                self._refreshing.cancel()

    async def _read(self) -> ZaloAccount | None:
        if self._store is None:
            raise ChannelDown(NOT_CONNECTED)
        return await _stored(self._store.read())

    async def _refreshed(self, known: ZaloAccount) -> ZaloAccount:
        """Refresh once for all who wait. Who gives up waiting does not stop it."""
        if self._refreshing is None or self._refreshing.done():
            if self._rest_until is not None and self._clock.now() < self._rest_until:
                raise Unavailable("the tokens could not be refreshed a moment ago")
            self._refreshing = asyncio.create_task(self._refresh(known), name="zalo-refresh")
        self._known = await asyncio.shield(self._refreshing)
        return self._known

    async def _refresh(self, known: ZaloAccount) -> ZaloAccount:
        assert self._store is not None
        held = await self._claimed(self._store, known)
        if held.version != known.version:
            return held
        if held.trouble:
            # Another process was refused a moment ago: the same token will not do better.
            await self._release(held, trouble=held.trouble)
            raise ChannelDown(held.trouble)
        try:
            pair = await self._oauth.refresh(held.pair.refresh)
        except ChannelDown as error:
            log.critical("zalo_needs_a_person", channel="zalo_oa", error=str(error))
            trouble = f"{error}; {CONNECT_ANEW}"
            await self._release(held, trouble=trouble)
            raise ChannelDown(trouble) from None
        except SendError as error:
            log.error("zalo_not_refreshed", channel="zalo_oa", error=f"{type(error).__name__}: {error}")
            self._rest_until = self._clock.now() + REST
            await self._release(held, trouble=None)
            raise
        await self._commit(pair, held)
        log.info("zalo_refreshed", channel="zalo_oa")
        return ZaloAccount(pair, held.version + 1, buttons=held.buttons)

    async def _claimed(self, store: ZaloStore, known: ZaloAccount) -> ZaloAccount:
        """The right to refresh, or what another process got while we waited for it."""
        for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
            held = await _stored(store.claim(known.version))
            if held is not None:
                return held
            await asyncio.sleep(LOOK_SECONDS)
        raise Unavailable("another process has been refreshing the tokens for long")

    async def _commit(self, pair: TokenPair, held: ZaloAccount) -> None:
        """Write the pair down before it is used. It is the only one: nothing is given up here."""
        assert self._store is not None
        while True:
            try:
                await self._store.replace(pair, version=held.version)
                return
            except StoreUnavailable as error:
                log.critical("zalo_tokens_not_stored", channel="zalo_oa", error=str(error))
                await asyncio.sleep(STORE_AWAY_SECONDS)

    async def _release(self, held: ZaloAccount, *, trouble: str | None) -> None:
        assert self._store is not None
        self._known = None
        with contextlib.suppress(StoreUnavailable):
            await self._store.release(version=held.version, trouble=trouble)


def _half_life(pair: TokenPair) -> datetime:
    return pair.issued_at + (pair.access_until - pair.issued_at) / 2


async def _stored(work: Coroutine[Any, Any, ZaloAccount | None]) -> ZaloAccount | None:
    """What the store says; a message that needs it while it is away can wait."""
    try:
        return await work
    except StoreUnavailable as error:
        raise Unavailable(str(error)) from None
