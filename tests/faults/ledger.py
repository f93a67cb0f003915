"""What must be true at the end of every fault: nothing lost, and doubled only what was on its way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, select

from bot.domain.rendering import load
from models import inbox
from models.sealing import opened
from models.sending import outbox
from tests.fakes.telegram import FakeTelegram

Told = Counter[tuple[str, str]]
"""How often each chat was told each text."""


@dataclass
class Ledger:
    """The database seen from outside, beside what the people of the fake Telegram saw."""

    engine: Engine
    fake: FakeTelegram

    def inbox(self) -> Counter[str]:
        with self.engine.connect() as tx:
            return Counter(inbox.counts(tx))

    def outbox(self) -> Counter[str]:
        with self.engine.connect() as tx:
            return Counter(outbox.counts(tx))

    def settled(self, events: int) -> bool:
        """Whether that many events came in, each is answered or parked, and every message has ended."""
        ended, sent = self.inbox(), self.outbox()
        open_ = sent["ready"] + sent["leased"] + sent["waiting"]
        return ended["done"] + ended["parked"] >= events and not ended["new"] and not open_

    def keys(self) -> set[str]:
        """The events in the inbox that are answered or parked."""
        events = inbox.inbox.c
        with self.engine.connect() as tx:
            return set(tx.scalars(select(events.key).where(events.status.in_(("done", "parked")))))

    def unanswered(self) -> set[int]:
        """Events that are done without a message of theirs having been decided."""
        events = inbox.inbox.c
        with self.engine.connect() as tx:
            done = set(tx.scalars(select(events.id).where(events.status == "done")))
            decided = tx.scalars(select(outbox.outbox.c.dedup_key))
            return done - {int(key.split(":")[1]) for key in decided if key.startswith("reply:")}

    def owed(self) -> Told:
        """What people must have been told: every message that is not dead, cancelled or expired."""
        messages = outbox.outbox.c
        ended = ("dead", "cancelled", "expired")
        kept = select(messages.address, messages.contact_id, messages.body)
        query = kept.where(messages.status.not_in(ended))
        with self.engine.connect() as tx:
            rows = [
                (row.address, opened(tx, messages.body, row.body, owner=row.contact_id) or "")
                for row in tx.execute(query)
            ]
        return Counter((address, load(body).text) for address, body in rows)

    def told(self) -> Told:
        """What people really were told."""
        return Counter((str(shown.chat), shown.text) for shown in list(self.fake.api.delivered))

    def nothing_is_lost(self, updates: Iterable[int]) -> None:
        """Each update is answered, and each answer reached its person."""
        assert self.keys() == {str(number) for number in updates}
        assert not self.unanswered()
        assert not self.owed() - self.told()

    def doubled(self) -> int:
        """How many messages people saw more often than they were meant to."""
        return sum((self.told() - self.owed()).values())
