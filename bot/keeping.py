"""What the program does by itself with what is kept: forgets in time, seals the trail."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.clock import vietnam_day
from bot.log import log
from bot.ports import Clock
from models import audit_seals, forgetting, questions
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


async def seal_trail(uow: UnitOfWork, clock: Clock) -> None:
    """Seal all rows of the trail that wait. The log keeps the marks, outside the database they speak for."""
    while sealed := await uow.run(partial(audit_seals.seal, now=clock.now())):
        log.info("trail sealed", mark=sealed.mark, count=sealed.rows)
        if sealed.rows < audit_seals.AT_ONCE:
            return
