"""What the program does by itself with what is kept: forgets in time, closes pages, seals the trail."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.domain.linking import PAGE_LOCKS_AFTER
from bot.log import log
from bot.ports import Clock
from handlers import own_page
from models import audit, audit_seals, forgetting, page_links, questions
from models.unit_of_work import UnitOfWork


async def forget_questions(uow: UnitOfWork, clock: Clock, *, keep_days: int) -> None:
    """Forget unanswered questions that nobody asked for more than `keep_days` days."""
    forget = partial(questions.forget, before=vietnam_day(clock.now()) - timedelta(days=keep_days))
    if count := await uow.run(lambda tx: forget(tx)):
        log.info("questions forgotten", count=count)


async def forget_old(uow: UnitOfWork, clock: Clock, *, keep_days: int) -> None:
    """Forget what ended, or waited in vain, more than `keep_days` days ago."""
    now = clock.now()
    forget = partial(forgetting.forget_old, before=now - timedelta(days=keep_days), now=now)
    if count := await uow.run(lambda tx: forget(tx)):
        log.info("words forgotten", count=count)


async def close_pages(uow: UnitOfWork, clock: Clock) -> None:
    """End as whom links opened pages that nobody wrote on for so long that they are locked."""
    now = clock.now()

    def close(tx: Connection) -> None:
        for contact_id in page_links.idle(tx, since=now - PAGE_LOCKS_AFTER):
            own_page.close(tx, contact_id, actor=audit.PROGRAM, now=now)

    await uow.run(close)


async def seal_trail(uow: UnitOfWork, clock: Clock) -> None:
    """Seal all rows of the trail that wait. The log keeps the marks, outside the database they speak for."""
    while sealed := await uow.run(partial(audit_seals.seal, now=clock.now())):
        log.info("trail sealed", mark=sealed.mark, count=sealed.rows)
        if sealed.rows < audit_seals.AT_ONCE:
            return
