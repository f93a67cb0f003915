"""Voice notes, pictures, stickers, places, contacts: a kind word for what can not be read yet."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.conversation import Reply, Turn, text
from bot.domain.ids import ContactId
from bot.domain.messages import Choice, Kind
from handlers import menu
from models.people import contacts
from models.sending import notices

SILENT = (Kind.EDITED, Kind.UNBLOCKED)


def answer(turn: Turn, kind: Kind) -> Reply:
    """Say what can not be read and what to do instead. An edit of an old message changes nothing."""
    if kind is Kind.BLOCKED:
        return Reply().doing(lambda tx, contact_id: _blocked(tx, contact_id, turn))
    if kind in SILENT:
        return Reply()
    return text(
        turn.say(f"kind.{kind}"), Choice(turn.say("menu.title"), menu.TOPIC.do(menu.show), lasting=True)
    )


def _blocked(tx: Connection, contact_id: ContactId, turn: Turn) -> None:
    contacts.mark_unreachable(tx, contact_id)
    notices.clear(tx, contact_id, reason="unreachable", now=turn.now)
