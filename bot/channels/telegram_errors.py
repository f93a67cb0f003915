"""What Telegram's refusals mean for a message. No token and no words of a person leave here."""

from __future__ import annotations

import os
import re
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.http_errors import broken_line
from bot.errors import (
    ChannelDown,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
)

# The library's own switch: without it every RetryAfter it builds warns that seconds will become a timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")

GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "can't initiate conversation",
    "group chat was",
    "have no rights to send",
    "not enough rights",
)
UNCHANGED = ("message is not modified",)
NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "no text in the message to edit",
)
BAD_MARKUP = ("can't parse entities", "can't parse message text", "entity_bounds_invalid")
DEFAULT_WAIT = 5

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
_QUOTED = re.compile(r"\"[^\"]*\"")
_WAIT = re.compile(r"retry after (\d+)")


def says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    """Whether the refusal is one of those that Telegram words like this."""
    words = error.message.lower()
    return any(phrase in words for phrase in phrases)


def send_error(error: TelegramError) -> SendError:
    """Translate a failed call into what the sender should do about the message."""
    match error:
        case RetryAfter():
            wait = error.retry_after
            return RateLimited(wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case Forbidden() | ChatMigrated():
            return Unreachable(_safe(error.message))
        case InvalidToken():
            # The library quotes the token here; Telegram itself says no more than this.
            return ChannelDown("Telegram does not know this token")
        case Conflict():
            return ChannelDown(_safe(error.message))
        case BadRequest():
            return (Unreachable if says(error, GONE) else Rejected)(_safe(error.message))
        case NetworkError(__cause__=httpx.HTTPError() as cause):
            return broken_line(cause)
        case NetworkError(__cause__=None | TelegramError()):
            return _refused_by_status(error)
    return OutcomeUnknown(_safe(error.message))


def _refused_by_status(error: NetworkError) -> SendError:
    """Read a status the library has no error for; it keeps no number, only the words of the answer."""
    words = error.message.lower()
    if "too many requests" in words:
        wait = _WAIT.search(words)
        return RateLimited(timedelta(seconds=int(wait[1]) if wait else DEFAULT_WAIT))
    if "too large" in words:
        return Rejected(_safe(error.message))
    # A gateway that grew tired of waiting does not know what happened behind it; other 5xx took nothing.
    if "timed out" in words or "gateway time" in words:
        return OutcomeUnknown(_safe(error.message))
    return Unavailable(_safe(error.message))


def _safe(text: str) -> str:
    """Drop what Telegram quotes of a message and anything that looks like a token."""
    words, _, _ = text.partition(". Parsing the server response")
    return _TOKEN.sub("<token>", _QUOTED.sub("…", words))[:200]
