"""What an attempt to send means for the message: gone, again later, or given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import uniform

from bot.domain.messages import Receipt
from bot.errors import (
    ChannelDown,
    NotAttached,
    NotReached,
    OutcomeUnknown,
    Postponed,
    RateLimited,
    Rejected,
    SendError,
    Unreachable,
    WindowClosed,
)
from models.sending.outbox import OutboxStatus, Parcel, Result

RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60))
CHANNEL_REST = timedelta(seconds=60)
NETWORK_REST = timedelta(seconds=5)


def sent(parcel: Parcel, receipt: Receipt) -> Result:
    """The platform took it."""
    return Result(parcel.id, OutboxStatus.SENT, external_id=receipt.external_id)


def handed_back(parcel: Parcel, *, due_at: datetime | None = None, error: str | None = None) -> Result:
    """It was never tried; somebody sends it later."""
    return Result(parcel.id, OutboxStatus.READY, due_at=due_at, error=error, attempted=False)


def judge(parcel: Parcel, error: SendError, *, now: datetime) -> Result:
    """What a failed attempt means for the message."""
    name = type(error).__name__
    match error:
        case NotAttached():
            return Result(parcel.id, OutboxStatus.WAITING, attempted=False)
        case RateLimited():
            return handed_back(parcel, due_at=now + error.retry_after, error=name)
        case NotReached():
            return handed_back(parcel, due_at=now + NETWORK_REST, error=name)
        case ChannelDown():
            return handed_back(parcel, due_at=now + CHANNEL_REST, error=name)
        case Unreachable() | Rejected() | WindowClosed():
            return Result(parcel.id, OutboxStatus.DEAD, error=name)
        case OutcomeUnknown() if not parcel.repeatable:
            return Result(parcel.id, OutboxStatus.DEAD, error=name)
        case _ if parcel.attempts >= len(RETRIES):
            return Result(parcel.id, OutboxStatus.DEAD, error=name)
        case Postponed():
            return Result(parcel.id, OutboxStatus.READY, error=name, due_at=now + error.wait)
    wait = RETRIES[parcel.attempts] * uniform(0.8, 1.2)
    return Result(parcel.id, OutboxStatus.READY, error=name, due_at=now + wait)
