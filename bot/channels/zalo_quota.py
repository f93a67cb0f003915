"""How many messages an Official Account may still send beyond the free 48 hours, as Zalo tells when asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.channels.zalo_call import Refusal
from bot.errors import SendError
from bot.log import log
from bot.metrics import ZALO_QUOTA

LOOK_UP = "/v3.0/oa/quota/message"
KINDS = ("sub_quota", "purchase_quota", "reward_quota")
"""Of the package, bought, and given: what a message after 48 hours is charged to."""

Ask = Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]


async def paid_left(ask: Ask) -> int | None:
    """The sum of all kinds. None when Zalo does not say, which is never taken for none.

    An account may have no quota of a kind, and be refused when it asks for it."""
    told = [await _of(ask, kind) for kind in KINDS]
    known = sum(each for each in told if each is not None)
    return None if None in told and not known else known


async def _of(ask: Ask, kind: str) -> int | None:
    body = {"quota_owner": "OA", "product_type": "cs", "quota_type": kind}
    try:
        left = _left(await ask(LOOK_UP, body))
    except (Refusal, SendError) as error:
        log.warning("zalo_quota_not_told", channel="zalo_oa", error=f"{type(error).__name__}: {error}")
        return None
    if left is not None:
        ZALO_QUOTA.labels(kind).set(left)
    return left


def _left(said: Mapping[str, Any]) -> int | None:
    """What remains; guides do not say whether one entry or a list of them comes."""
    entries = said.get("entries", [said])
    remains = [str(each.get("remain")) for each in entries if isinstance(each, dict)]
    if not all(each.isascii() and each.isdecimal() for each in remains):
        return None
    return sum(map(int, remains))
