"""Officials ask which reports of visits somebody should look at once more. Nobody is accused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Turn, text
from bot.domain.ids import AreaId, ContactId
from bot.sponsors import visit_review
from handlers.sponsoring.sponsor_office import communes_of
from models import audit
from models.audit import Reason, Tag

DAYS = 90


def asked(turn: Turn) -> Reply | None:
    """What stood out in the last three months; None from somebody who looks after no units."""
    communes = communes_of(turn)
    if not communes:
        return None
    since = turn.now - timedelta(days=DAYS)
    told = turn.read(partial(visit_review.told, communes=communes, since=since))
    return text(told.text).doing(partial(_note, turn=turn, communes=communes, visits=told.visits))


def _note(
    tx: Connection, contact_id: ContactId, *, turn: Turn, communes: Sequence[AreaId], visits: int
) -> None:
    actor = turn.register.acting(contact_id, ())
    details = {"visits": visits, "communes": len(communes)}
    audit.note(tx, Tag.VISITS_LOOKED_AT, at=turn.now, actor=actor, reason=Reason.OVERSIGHT, details=details)
