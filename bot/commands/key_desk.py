"""What an operator does with keys: make one, bring everything under it, see which are needed no more."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from functools import partial

from bot.circumstances import clock_of
from bot.clock import SystemClock, vietnam_day
from bot.errors import RefusedToStart, StoreUnavailable
from bot.keys.key_ring import given, ring_for
from bot.keys.vault import Vault
from bot.settings import Settings
from models import schema, sealing
from models.backups import key_rotation
from models.backups.key_rotation import Batch
from models.sealing import SealedColumn
from models.unit_of_work import UnitOfWork

ADVICE = (
    "Put this line into the environment or .env, in place of a former one, where nobody else reads it. Keep a"
    " copy somewhere else: without its keys nobody can read what is sealed, nor any backup. When it has older"
    " keys, restart the servers, then run `donghanh keys rotate`."
)
ROWS = 50
TRIES = 10
REST_SECONDS = 0.5


def new_line(settings: Settings) -> str:
    """The setting with a fresh key in front. Raises `RefusedToStart` when the present one is not readable."""
    name = f"{vietnam_day(SystemClock().now()):%Y%m%d}-{secrets.token_hex(3)}"
    ring = [Vault.new_key(name)]
    if given(settings) is not None and settings.keys is not None:
        ring.append(settings.keys.get_secret_value())
    return f"DONGHANH_KEYS={','.join(ring)}"


async def rotate(settings: Settings, *, tell: Callable[[str], None]) -> bool:
    """Seal everything under the present key and tell what became of it. False when something stays behind.

    Each step is a transaction of its own; what was done stays done. Raises `RefusedToStart`.
    """
    purpose = schema.ready_for(settings.database_url)
    vault = ring_for(settings, purpose)
    uow = UnitOfWork(settings.database_url, vault=vault)
    try:
        if uow.read(partial(key_rotation.servers_without, now=clock_of(settings, purpose).now())):
            raise RefusedToStart(
                f"A server works without the key {vault.present.name}: restart it with these DONGHANH_KEYS"
                " first. One that was killed is forgotten after a minute."
            )
        for column in key_rotation.sealed_columns():
            tell(await _column_line(uow, column))
        left = uow.read(key_rotation.values_by_key)
        lost = uow.read(key_rotation.locked).total()
    finally:
        uow.close()
    for key in vault.keys[1:]:
        tell(
            _no_more_needed(key.name) if not left[key.mark] else f"{left[key.mark]} values under {key.name}."
        )
    behind = left.total() - left[vault.present.mark] + lost
    tell(f"{left[vault.present.mark]} values lie under {vault.present.name}, {behind} under other keys.")
    return not behind


def _no_more_needed(name: str) -> str:
    return f"Nothing lies under {name} any more: take it out, but keep it as long as backups made with it."


async def _column_line(uow: UnitOfWork, column: SealedColumn) -> str:
    resealed, unopened, after = 0, 0, 0
    while True:
        batch = await _step(uow, partial(key_rotation.reseal, column=column, after=after, limit=ROWS))
        resealed, unopened = resealed + batch.resealed, unopened + batch.unopened
        if batch.last is None:
            break
        after = batch.last
    stuck = f", {unopened} do not open" if unopened else ""
    return f"{sealing.context_of(column)}: {resealed} sealed anew{stuck}."


async def _step(uow: UnitOfWork, step: Callable[..., Batch]) -> Batch:
    """One step; a database that is busy with people is asked again."""
    for _ in range(TRIES):
        try:
            return await uow.run(lambda tx: step(tx))
        except StoreUnavailable:
            await asyncio.sleep(REST_SECONDS)
    return await uow.run(lambda tx: step(tx))
