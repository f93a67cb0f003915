"""The last lines of a chat, for a page that was opened again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from bot.domain import rendering
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Incoming, Rendered
from bot.errors import BadPayload
from bot.ports import Line, Raw
from models import contacts, inbox, outbox


def recent_lines(
    tx: Connection,
    *,
    account: ChannelAccountId,
    address: str,
    parse: Callable[[Raw], Incoming | None],
    limit: int,
) -> list[Line]:
    """What was said on both sides and is still kept, oldest first."""
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
    return sorted(said + told, key=lambda line: (line.at, line.number is not None, line.number or 0))[-limit:]


def _words(raw: Raw, parse: Callable[[Raw], Incoming | None]) -> str:
    """What a person said in an event; nothing in one that could not be read and was put aside."""
    try:
        incoming = parse(raw)
    except BadPayload:
        return ""
    return incoming.text if incoming else ""
