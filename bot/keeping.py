"""What the program does by itself with what is kept: forgets in time, closes pages, seals the trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM, vietnam_day
from bot.domain.linking import PAGE_LOCKS_AFTER
from bot.log import log
from bot.ports import Clock
from bot.settings import Settings
from handlers.people import own_page
from models import audit, audit_seals, retention
from models.audit import PROGRAM, Reason, Tag
from models.people import page_links
from models.retention import Cutoff, Rule
from models.unit_of_work import UnitOfWork

NIGHT_BEGINS = 2
"""From this hour in Vietnam on the rules of a night run, once; a server that slept does it when it wakes."""


def rules_of(settings: Settings) -> tuple[Rule, ...]:
    """All rules with the periods this office chose."""
    return retention.rules(words_days=settings.keep_days, questions_days=settings.keep_questions_days)


async def tidy(uow: UnitOfWork, clock: Clock, rules: tuple[Rule, ...]) -> None:
    """Forget what is no longer needed: words every time, all else once a night. Each rule by itself, so that
    nobody waits long for an answer meanwhile."""
    now = clock.now()
    night = await uow.run(partial(_night_is_due, now=now))
    counts = {
        rule.name: await uow.run(partial(_forget, rule=rule, now=now))
        for rule in rules
        if night or not rule.nightly
    }
    forgotten = {name: count for name, count in counts.items() if count}
    if forgotten or night:
        await uow.run(partial(_note, counts=forgotten, night=night, now=now))
        log.info("forgotten", count=sum(forgotten.values()), night=night)


def _night_is_due(tx: Connection, *, now: datetime) -> bool:
    if now.astimezone(VIETNAM).hour < NIGHT_BEGINS:
        return False
    today = retention.day_of(tx, vietnam_day(now))
    return today is None or today.finished_at is None


def _forget(tx: Connection, *, rule: Rule, now: datetime) -> int:
    kept = timedelta(days=rule.days)
    return rule.forget(tx, Cutoff(now - kept, vietnam_day(now) - kept, now))


def _note(tx: Connection, *, counts: dict[str, int], night: bool, now: datetime) -> None:
    retention.note_day(tx, vietnam_day(now), counts, finished=night, now=now)
    audit.note(tx, Tag.FORGOTTEN, at=now, actor=PROGRAM, reason=Reason.NO_LONGER_NEEDED, details=counts)


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
