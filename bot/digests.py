"""Plans the morning digest of each official: on working days, once, where there is something to tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.calendar import working_day
from bot.domain.notices import DIGEST, DIGEST_AT
from bot.wording import DEFAULT, wording
from handlers.statistics import digest
from models import mornings
from models.areas import areas_within, hamlets_in
from models.mornings import Reader
from models.sending import notices
from models.sending.notices import NewNotice

LOOKED_FROM, LOOKED_TO = time(7, 15), time(8, 30)
"""Later a morning's digest is not begun any more: who comes to work at nine asks for it."""
UNTIL = time(12)


def plan(tx: Connection, *, now: datetime, content: Callable[[datetime], int]) -> None:
    """Plan what is to be told this morning; `content` counts the sources past review."""
    local = now.astimezone(VIETNAM)
    if not LOOKED_FROM <= local.time() < LOOKED_TO or not working_day(local.date()):
        return
    for reader in mornings.readers(tx, at=now):
        if not notices.was_planned(tx, _planned(reader, "", local).occurrence):
            _plan(tx, reader, local, content=content(now))


def _plan(tx: Connection, reader: Reader, local: datetime, *, content: int) -> None:
    hamlets = [each.id for each in hamlets_in(tx, reader.areas)]
    areas = areas_within(tx, reader.areas)
    seen = mornings.morning(tx, areas, hamlets, since=digest.since(local), now=local)
    told = digest.lines(wording(DEFAULT), seen, content=content)
    if told:
        notices.plan(tx, _planned(reader, "\n".join(told), local), now=local)


def _planned(reader: Reader, told: str, local: datetime) -> NewNotice:
    at = max(datetime.combine(local.date(), DIGEST_AT, VIETNAM), local)
    useful = datetime.combine(local.date(), UNTIL, VIETNAM) - at
    values = {"day": f"{local:%d/%m}", "lines": told}
    about = f"{local:%Y-%m-%d}:{reader.person}"
    return NewNotice.of(DIGEST, about, reader.contact, values, now=local, useful=useful, due_at=at)
