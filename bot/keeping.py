"""Forgets in time: words of finished messages after a week, files with them. Keys, times and results stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.log import log
from bot.ports import Clock
from models import attachments, inbox, outbox
from models.unit_of_work import UnitOfWork


async def forget_old(uow: UnitOfWork, clock: Clock, *, keep_days: int) -> None:
    """Blank what was finished more than `keep_days` days ago."""
    before = clock.now() - timedelta(days=keep_days)
    forgotten = await uow.run(lambda tx: _forget(tx, before=before))
    if forgotten:
        log.info("words forgotten", count=forgotten)


def _forget(tx: Connection, *, before: datetime) -> int:
    return (
        inbox.blank_done(tx, before=before)
        + outbox.blank_finished(tx, before=before)
        + attachments.forget_older(tx, before=before)
    )
