"""What every organiser's act on an event needs: which events are theirs, and the line on the trail."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.conversation import Turn
from bot.domain.events.event import Event
from bot.domain.ids import AreaId, ContactId
from bot.domain.roles import Role
from handlers.fairs.event_door import areas_kept
from models import audit
from models.audit import Reason, Tag
from models.events import events as kept

ORGANISERS = (Role.OFFICIAL, Role.LEADER)


def organised(turn: Turn) -> list[AreaId]:
    """The areas whose events the asker organises."""
    return areas_kept(turn, *ORGANISERS)


def own(turn: Turn, code: str) -> Event | None:
    """The event of a code, if the asker organises it."""
    event: Event | None = turn.read(partial(kept.by_code, code=code))
    return event if event is not None and event.plan.area in organised(turn) else None


def noted(tx: Connection, contact_id: ContactId, *, turn: Turn, code: str, what: str) -> None:
    """Write to the trail what was done to an event."""
    actor = turn.register.acting(contact_id, [])
    details = {"event": code, "what": what}
    audit.note(tx, Tag.EVENT_CHANGED, at=turn.now, actor=actor, reason=Reason.CASE_WORK, details=details)
