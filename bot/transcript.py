"""The last lines of a chat, for a page that was opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.domain import rendering
from bot.domain.ids import ChannelAccountId, ContactId
from bot.domain.messages import Incoming, Rendered
from bot.domain.state import load
from bot.errors import BadPayload
from bot.ports import Line, Raw
from models import inbox
from models.people import contacts
from models.sending import outbox


def recent_lines(
    tx: Connection,
    *,
    account: ChannelAccountId,
    address: str,
    parse: Callable[[Raw], Incoming | None],
    limit: int,
    now: datetime,
    patience: timedelta,
) -> list[Line]:
    """What was said on both sides, is still kept and hidden from nobody, oldest first.

    `patience` is how long a linked page stays open unused: what stood on a locked one is shown no more."""
    contact_id = contacts.contact_at(tx, account, address)
    said = [
        Line(at, None, Rendered(text))
        for at, raw in inbox.said_by(tx, account, address, limit=limit)
        if (text := _words(raw, parse))
    ]
    told = [
        Line(at, number, rendering.load(body))
        for at, number, body in (outbox.told_to(tx, contact_id, limit=limit) if contact_id else ())
    ]
    lines = sorted(said + told, key=lambda line: (line.at, line.number is not None, line.number or 0))
    hidden = hidden_until(tx, contact_id, now=now, patience=patience)
    return [line for line in lines[-limit:] if hidden is None or line.at >= hidden]


def hidden_until(
    tx: Connection, contact_id: ContactId | None, *, now: datetime, patience: timedelta
) -> datetime | None:
    """Until when what was said to a contact is shown no more; None where all of it is."""
    return load(contacts.state_of(tx, contact_id)).hidden_until(now, patience) if contact_id else None


def _words(raw: Raw, parse: Callable[[Raw], Incoming | None]) -> str:
    """What a person said in an event; nothing in one that could not be read and was put aside."""
    try:
        incoming = parse(raw)
    except BadPayload:
        return ""
    return incoming.text if incoming else ""
