"""Addresses under which a platform fetches a picture from us: sealed, short-lived, served by any process.

The picture itself lies in the database with the message it goes with; nothing is kept for the address."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.domain.ids import OutboxId
from bot.domain.messages import File
from bot.errors import NotOpened
from bot.ports import Clock
from models.sealing import vault_of
from models.sending import attachments
from models.unit_of_work import UnitOfWork

LIFE = timedelta(minutes=10)
_CONTEXT = "picture link"


class StoredPictures:
    """Pictures of messages on their way; see `bot.ports.PictureLinks`."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    def name(self, number: OutboxId) -> str:
        """What the picture of a message may be asked for by, from now on for some minutes."""
        until = self._clock.now() + LIFE
        told = f"{number} {until.isoformat()}"
        sealed = self._uow.read(lambda tx: vault_of(tx).seal(told, _CONTEXT, 0))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    async def find(self, name: str) -> File | None:
        """The picture; None for a name that was made up or is too old."""
        return self._uow.read(partial(_found, name=name, now=self._clock.now()))


def _found(tx: Connection, *, name: str, now: datetime) -> File | None:
    try:
        told = vault_of(tx).open(base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)), _CONTEXT, 0)
    except (binascii.Error, ValueError, NotOpened):
        return None
    number, until = told.decode().split(" ")
    if datetime.fromisoformat(until) <= now:
        return None
    kept = attachments.sent_with(tx, OutboxId(int(number)))
    return None if kept is None else File(*kept)
