"""What a broken line means for a message, whichever platform is at its other end."""

from __future__ import annotations

import httpx

from bot.errors import NotReached, OutcomeUnknown, SendError, Unavailable

NO_WAY = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)
NEVER_LEFT = (httpx.PoolTimeout, httpx.LocalProtocolError, httpx.UnsupportedProtocol)


def broken_line(cause: httpx.HTTPError) -> SendError:
    """Tell a closed way to the platform from an answer that was lost."""
    if isinstance(cause, NO_WAY):
        return NotReached(type(cause).__name__)
    return (Unavailable if isinstance(cause, NEVER_LEFT) else OutcomeUnknown)(type(cause).__name__)
