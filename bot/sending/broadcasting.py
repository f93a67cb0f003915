"""Plans broadcasts piece by piece: only some hundreds wait for their turn, the others can be stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.domain.audience import AHEAD, PIECE, Ground
from bot.domain.ids import ContactId
from bot.domain.notices import BROADCAST, BROADCAST_DONE
from models import offices
from models.people import contacts
from models.sending import audience, broadcasts, notices
from models.sending.broadcasts import Arrival, Broadcast, BroadcastState, Result
from models.sending.notices import NewNotice

USEFUL = timedelta(days=7)
KHMER = "km"


def pump(tx: Connection, *, now: datetime) -> int:
    """Plan the next messages of what is being sent. Returns how many."""
    sending = broadcasts.in_state(tx, BroadcastState.SENDING)
    if not sending:
        return 0
    planned, waiting = 0, broadcasts.in_line(tx, most=AHEAD)
    for each in sending:
        added = _plan(tx, each, room=min(AHEAD - waiting, PIECE) - planned, now=now)
        planned += added
        if not added and not waiting:
            _end(tx, each, now=now)
    return planned


def _plan(tx: Connection, of: Broadcast, *, room: int, now: datetime) -> int:
    rows = broadcasts.next_waiting(tx, of.id, limit=room) if room > 0 else []
    if not rows:
        return 0
    office = offices.office_in(tx, of.area)
    agreed = _agreed(tx, of, [contact for _, contact in rows], now=now)
    for row, contact in rows:
        if contact not in agreed:
            broadcasts.settle(tx, row, Result.NOT_AGREED)
            continue
        khmer = of.words_km is not None and contacts.contact_by_id(tx, contact).language == KHMER
        values = {"code": of.code, "office": office, "words": (of.words_km if khmer else None) or of.words}
        new = NewNotice.of(BROADCAST, f"{of.id}:{contact}", contact, values, now=now, useful=USEFUL)
        broadcasts.settle(tx, row, Result.PLANNED, notice_id=notices.plan(tx, new, now=now))
    return len(rows)


def _agreed(tx: Connection, of: Broadcast, found: list[ContactId], *, now: datetime) -> set[ContactId]:
    """Who still agrees: between the decision and their turn somebody may have taken the yes back."""
    return set(found) if of.ground is Ground.LAWFUL else audience.still_agreed(tx, found, at=now)


def _end(tx: Connection, of: Broadcast, *, now: datetime) -> None:
    """All messages went out or were given up; who sent it is told the result."""
    if not broadcasts.advance(tx, of.id, [BroadcastState.SENDING], BroadcastState.DONE, now=now):
        return
    counted = broadcasts.arrivals(tx, of.id)
    values = {
        "code": of.code,
        "sent": str(counted[Arrival.SENT]),
        "failed": str(counted.total() - counted[Arrival.SENT]),
    }
    done = NewNotice.of(BROADCAST_DONE, str(of.id), of.made_from, values, now=now, useful=USEFUL)
    notices.plan(tx, done, now=now)
