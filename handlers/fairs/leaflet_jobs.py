"""Brings a leaflet on its way, so many readers at a time, so that nobody's message waits behind thousands."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply
from bot.domain.ids import ContactId
from bot.domain.notices import LEAFLET
from bot.domain.register.history import AsOf
from handlers.cases.case_news import USEFUL
from models import jobs
from models.events import leaflets
from models.events.leaflets import Leaflet, LeafletState
from models.sending import notices
from models.sending.notices import NewNotice

SEND = "leaflets.send"
AT_ONCE = 200
"""Readers in one transaction."""
OPENED_BY = "tin/"
"""Where the server takes up an opened link, behind the page's address."""


def send(turn: JobTurn) -> Reply:
    """Plan a notice for the next readers, with a link of their own, and go on later where there are more."""
    of: Leaflet | None = turn.read(partial(leaflets.of_code, code=turn.parameters["code"]))
    if of is None or of.state is not LeafletState.SENT:
        return Reply()
    find = partial(leaflets.readers, area=of.area, at=turn.now, day=AsOf(turn.today))
    done = int(turn.parameters["after"])
    left = [each for each in turn.read(find) if each > done]
    return Reply().doing(partial(_plan, turn=turn, of=of, left=left))


def _plan(
    tx: Connection, contact_id: ContactId, *, turn: JobTurn, of: Leaflet, left: Sequence[ContactId]
) -> None:
    for reader in left[:AT_ONCE]:
        token = secrets.token_urlsafe(16)
        link = _address(of, turn.parameters["page"], token)
        values = {"period": of.period, "lines": of.lines, "link": link}
        new = NewNotice.of(LEAFLET, f"{of.code}:{reader}", reader, values, now=turn.now, useful=USEFUL)
        if (number := notices.plan(tx, new, now=turn.now)) is not None:
            leaflets.add_copy(tx, of.id, reader, token=token, notice=number)
    if len(left) > AT_ONCE:
        following = {**turn.parameters, "after": str(left[AT_ONCE - 1])}
        jobs.add_job(tx, SEND, contact_id=contact_id, parameters=following, now=turn.now)


def _address(of: Leaflet, page: str, token: str) -> str:
    """The link through our own server, which counts opening; where we have no page, the link itself."""
    if of.link is None:
        return ""
    return f"{page}{OPENED_BY}{token}" if page else of.link


JOBS: Mapping[str, JobHandler] = {SEND: send}
