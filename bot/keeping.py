"""Forgets in time: words of finished messages and of those nobody fetched. Keys, times and results stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.log import log
from bot.ports import Clock
from models import attachments, inbox, outbox
from models.unit_of_work import UnitOfWork


async def forget_old(uow: UnitOfWork, clock: Clock, *, keep_days: int) -> None:
    """Blank what was finished, or waited for in vain, more than `keep_days` days ago."""
    now = clock.now()
    before = now - timedelta(days=keep_days)
    forgotten = await uow.run(lambda tx: _forget(tx, before=before, now=now))
    if forgotten:
        log.info("words forgotten", count=forgotten)


def _forget(tx: Connection, *, before: datetime, now: datetime) -> int:
    return (
        inbox.blank_done(tx, before=before)
        + outbox.expire_waiting(tx, before=before, now=now)
        + outbox.blank_finished(tx, before=before)
        + attachments.forget_older(tx, before=before)
    )
