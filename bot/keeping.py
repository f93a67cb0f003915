"""Forgets in time, as `models.forgetting` says."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.clock import vietnam_day
from bot.log import log
from bot.ports import Clock
from models import forgetting, questions
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
