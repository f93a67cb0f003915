"""Officials are told of a new case: its code, its kind and when it is due, nothing of who is in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import VIETNAM, vietnam_day
from bot.domain.notices import CASE_OPENED, CASE_URGENT
from bot.domain.roles import Role
from bot.wording import DEFAULT, wording
from models import notices, roles
from models.areas import areas_above
from models.cases import NewCase
from models.notices import NewNotice

USEFUL = timedelta(days=2)


def tell_officials(tx: Connection, new: NewCase, *, now: datetime) -> None:
    """Plan one notice for each official of the case's area; urgent ones also at night."""
    if new.area_id is None:
        return
    kind = CASE_URGENT if new.kind.urgent else CASE_OPENED
    due = new.due_at.astimezone(VIETNAM).strftime("%d/%m %H:%M")
    values = {"code": new.code, "kind": wording(DEFAULT)(f"case.kind_{new.kind}"), "due": due}
    areas = list(areas_above(tx, new.area_id))
    for contact in roles.contacts_in(tx, areas, Role.OFFICIAL, day=vietnam_day(now), at=now):
        planned = NewNotice.of(kind, f"{new.code}:{contact}", contact, values, now=now, useful=USEFUL)
        notices.plan(tx, planned, now=now)
