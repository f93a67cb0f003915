"""Changes an event, whoever wants it: what is written, and who is told at once.

Raises `Moved` where the event is gone meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.domain.events.event import Event
from bot.domain.events.terms import EventState
from bot.domain.notices import Quiet
from bot.errors import Moved
from bot.events import event_notices
from models.events import events, registrations
from models.events.registrations import Registered


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be otherwise; what is None or left out stays. `seats` are (None,) for no limit.

    `starts` and `ends` are of the first slot; others move along. `words` are title, place, bus or bring,
    where None takes away; `closes` is (None,) for registering until it begins."""

    starts: datetime | None = None
    ends: datetime | None = None
    seats: tuple[int | None] | None = None
    closes: tuple[datetime | None] | None = None
    words: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def told(self) -> bool:
        """Whether who registered must know: they would stand at another place, or at another time."""
        return self.starts is not None or "place" in self.words


def possible(event: Event | None, changes: Changes, *, now: datetime) -> bool:
    """Whether an event may still be changed so: it is to come, before and afterwards."""
    if event is None or event.state is EventState.CANCELLED or event.starts <= now:
        return False
    return changes.starts is None or changes.starts > now


def whom_to_tell(tx: Connection, event: Event, changes: Changes) -> Collection[Registered]:
    """Who registered and must know; nobody of a draft."""
    if event.state is not EventState.OPEN or not changes.told:
        return ()
    return registrations.active_in(tx, event.id)


def change(tx: Connection, event: Event, changes: Changes, *, quiet: Quiet, now: datetime) -> None:
    """Write the changes, tell who must know, remind by the new hour, and offer seats that are new."""
    events.hold(tx, event.id)
    if changes.starts is not None:
        ends = changes.ends if len(event.slots) == 1 else None
        events.move(tx, event.id, changes.starts - event.starts, ends=ends, now=now)
    columns: dict[str, object] = dict(changes.words)
    if changes.closes is not None:
        columns["closes_at"] = changes.closes[0]
    events.describe(tx, event.id, columns, now=now)
    if changes.seats is not None:
        events.set_capacity(tx, event.id, changes.seats[0], now=now)
    after = events.by_id(tx, event.id)
    if after is None:
        raise Moved("the event is gone")
    told = whom_to_tell(tx, after, changes)
    event_notices.tell_change(tx, after, told, quiet=quiet, now=now)
    event_notices.refill(tx, after, quiet=quiet, now=now)
