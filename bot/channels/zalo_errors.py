"""What Zalo's numbers mean for a message. Its own words are not kept: they may quote a person."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import uniform

from bot.domain.notices import VIETNAM
from bot.errors import (
    ChannelDown,
    Postponed,
    RateLimited,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
    WindowClosed,
)

EXPIRED = frozenset({-216, -220, -124})
"""The access token: refresh once, try once more."""
TOO_FAST = frozenset({-32})
MALFORMED = frozenset({-201, -210, -233})
"""A parameter, a length or a kind that is not taken: never again in this form."""
ACCOUNT = {
    -202: "a signature is wrong",
    -204: "the account was deleted",
    -205: "the account does not exist",
    -207: "the account is not registered for the API",
    -208: "the account has no secret key",
    -209: "the app is not active or may not call this",
    -212: "the app's API product is not registered",
    -215: "ZALO_APP_ID is wrong",
    -219: "the app was removed",
    -221: "the account is not verified",
    -223: "an administrator has not granted the app its rights",
    -224: "the account's package does not hold the API",
    -242: "Zalo wants appsecret_proof; set ZALO_SECRET_PROOF=1",
    -320: "the app is not linked to a Zalo Cloud Account",
    -321: "the Zalo Cloud Account has no money",
    -115: "the Zalo Cloud Account has no money",
    -136: "the app is not linked to a Zalo Cloud Account",
    -137: "the Zalo Cloud Account can not pay",
    -1241: "Zalo wants appsecret_proof; set ZALO_SECRET_PROOF=1",
}
"""Nobody can be written to before somebody repairs this."""
QUOTA_OF_ALL = frozenset({-211})
QUOTA_OF_ONE = frozenset({-218, -311})
TOMORROW = frozenset({-144, -146, -147})
GONE = frozenset({-213, -217, -222, -227, -232, -244, -114, -118, -119, -139, -141})
OUTSIDE = frozenset({-230, -305})
NIGHT = frozenset({-234, -133})
TEMPLATE = frozenset({-108, -112, -1121, -1122, -1124, -126, -127, -131})
"""A number, a template or its parameters: the same call will never do."""

MORNING = time(6, 5)
MINUTE = (20.0, 45.0)
"""Seconds of silence after a refusal: limits count by the minute; all processes must not return at once."""
QUOTA_WAIT = timedelta(hours=1)


def send_error(code: int, *, now: datetime) -> SendError:
    """Translate a refusal into what the sender should do about the message."""
    if code in TOO_FAST:
        return RateLimited(silence())
    if code in ACCOUNT:
        return ChannelDown(f"{code}: {ACCOUNT[code]}")
    if code in EXPIRED:
        return ChannelDown(f"{code}: the access token is refused, also when it is new")
    if code in MALFORMED or code in TEMPLATE:
        return Rejected(str(code))
    if code in GONE:
        return Unreachable(str(code))
    if code in OUTSIDE:
        return WindowClosed(str(code))
    # An upload that ran out (-100), a fault of theirs (-200), a number nobody described: it was refused, so
    # repeating it can not double it.
    return _later(code, now=now) or Unavailable(str(code))


def silence() -> timedelta:
    """How long to be silent when Zalo says that it was too much."""
    return timedelta(seconds=uniform(*MINUTE))


def _later(code: int, *, now: datetime) -> Postponed | None:
    if code in QUOTA_OF_ALL or code in QUOTA_OF_ONE:
        return Postponed(f"{code}: quota", QUOTA_WAIT)
    if code in NIGHT:
        return Postponed(f"{code}: night", next_morning(now) - now)
    if code in TOMORROW:
        return Postponed(f"{code}: the day's limit", next_morning(now, tomorrow=True) - now)
    return None


def next_morning(now: datetime, *, tomorrow: bool = False) -> datetime:
    """When Zalo takes again what it refuses at night; `tomorrow` never means today."""
    local = now.astimezone(VIETNAM)
    morning = datetime.combine(local.date(), MORNING, VIETNAM)
    return morning if morning > local and not tomorrow else morning + timedelta(days=1)
