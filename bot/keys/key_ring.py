"""Which keys a database is opened with: the operator's for people, a fixed one for invented data."""

from __future__ import annotations

import base64

from bot.errors import RefusedToStart
from bot.keys.vault import Vault
from bot.settings import Settings
from models.installation import Purpose

INVENTED = "invented:" + base64.b64encode(b"no secret: for invented people..").decode()
"""The key of demo and test data. Everybody knows it, so nothing real may lie under it."""
MISSING = (
    "DONGHANH_KEYS is missing, and what families tell is only kept under a key:"
    " run `donghanh keys new` and put its line into the environment or .env."
)


def given(settings: Settings) -> Vault | None:
    """The ring of the settings, if any. Raises `RefusedToStart` for one that is none, without quoting it."""
    if settings.keys is None:
        return None
    try:
        return Vault.of(settings.keys.get_secret_value())
    except ValueError as error:
        raise RefusedToStart(f"DONGHANH_KEYS: {error}") from None


def ring_for(settings: Settings, purpose: Purpose | None) -> Vault:
    """The keys for a database. One that does not say what it is for holds real people.

    Raises `RefusedToStart` when real people would be kept without a key or under the one everybody knows.
    """
    invented = Vault.of(INVENTED)
    if purpose is Purpose.DEMO:
        return invented
    ring = given(settings)
    if purpose is Purpose.TEST:
        return ring or invented
    if ring is None:
        raise RefusedToStart(MISSING)
    if _everybody_knows(ring):
        raise RefusedToStart(
            "DONGHANH_KEYS holds the key of invented data, which everybody knows;"
            " run `donghanh keys new` for one of your own."
        )
    return ring


def ring_to_restore(settings: Settings, former: Purpose | None) -> Vault:
    """The keys a backup may lie under, the one of invented data among them; `former` is what it replaces."""
    if former is Purpose.LIVE:
        return ring_for(settings, former)
    ring, invented = given(settings), Vault.of(INVENTED)
    if ring is None or _everybody_knows(ring):
        return ring or invented
    return Vault(*ring.keys, *invented.keys)


def _everybody_knows(ring: Vault) -> bool:
    return any(key.secret == Vault.of(INVENTED).present.secret for key in ring.keys)
