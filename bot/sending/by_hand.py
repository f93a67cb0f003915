"""News that no channel carried: the SMS for it, and asking somebody of the hamlet to pass it on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import VIETNAM, vietnam_day
from bot.domain.ids import AreaId, ContactId
from bot.domain.notices import CALL_LIST
from bot.domain.roles import Role
from bot.domain.text import plain
from bot.wording import DEFAULT, wording
from models.people import roles
from models.register import reading
from models.sending import notices
from models.sending.climbing import ByHand, Stuck
from models.sending.notices import NewNotice

SMS = 160
USEFUL = timedelta(days=1)


def sms(news: ByHand) -> str:
    """The news in plain letters, at most one SMS long."""
    return plain(wording(DEFAULT)(f"notice.{news.key}", **news.parameters), limit=SMS)


def ask_to_call(tx: Connection, news: Stuck, *, now: datetime) -> None:
    """Tell who heads the family's hamlet, or the officials of its ward, that somebody is to be called.

    Once an hour at most: the list tells of whom."""
    if news.key == CALL_LIST.key:
        return
    for hamlet, contact in _callers(tx, news.contact_id, now=now):
        about = f"{hamlet}:{now.astimezone(VIETNAM):%Y%m%d%H}:{contact}"
        notices.plan(tx, NewNotice.of(CALL_LIST, about, contact, {}, now=now, useful=USEFUL), now=now)


def _callers(tx: Connection, contact_id: ContactId, *, now: datetime) -> list[tuple[AreaId, ContactId]]:
    day = vietnam_day(now)
    people = roles.people_behind(tx, contact_id, at=now)
    homes = {home for person in people for home in reading.households_of(tx, person, day=day)}
    found = []
    for place in [reading.place_of(tx, home, day=day) for home in sorted(homes)]:
        if place is not None:
            hamlet, *above = place.areas
            heads = roles.contacts_in(tx, [hamlet], Role.HAMLET_HEAD, day=day, at=now)
            to = heads or roles.contacts_in(tx, above, Role.OFFICIAL, day=day, at=now)
            found += [(hamlet, each) for each in to if each != contact_id]
    return found
