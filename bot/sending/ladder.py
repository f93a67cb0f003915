"""Brings news that is stuck on one channel to the next; what no channel carries is left to a person."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.domain.messages import Priority
from bot.domain.rungs import PATIENCE, next_rung
from bot.log import log
from bot.ports import Clock
from bot.sending.by_hand import ask_to_call
from models.sending import climbing
from models.sending.climbing import Stuck
from models.unit_of_work import UnitOfWork

AT_ONCE = 200


class Ladder:
    """Looks for stuck news. What moves on is taken back from its old channel in the same transaction."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def tick(self) -> int:
        """Deal with what is stuck now. Returns how much moved on."""
        return sum([await self._uow.run(partial(self._climb, priority=each)) for each in PATIENCE])

    def _climb(self, tx: Connection, priority: Priority) -> int:
        now = self._clock.now()
        for news in climbing.outside(tx, priority, now=now, limit=AT_ONCE):
            climbing.move(tx, news, news.contact_id, now=now)
        found = climbing.stuck(tx, priority, before=now - PATIENCE[priority], now=now, limit=AT_ONCE)
        return sum([self._move(tx, news, priority) for news in found])

    def _move(self, tx: Connection, news: Stuck, priority: Priority) -> bool:
        now = self._clock.now()
        to = next_rung(climbing.rungs_of(tx, news.contact_id, now=now), tried=climbing.tried(tx, news.id))
        if to is None and not news.hopeless and priority is not Priority.CRITICAL:
            # It may still arrive where it is, and nothing depends on the hour.
            return False
        moved = climbing.move(tx, news, to.contact_id if to else None, now=now)
        if moved and to is None:
            ask_to_call(tx, news, now=now)
        if moved:
            log.info("news_climbs", notice=news.id, reason=news.why, channel=to.channel if to else "by_hand")
        return moved
