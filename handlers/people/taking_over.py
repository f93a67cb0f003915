"""Who shows a code at a page that others left locked takes it over. Shows nothing of those before."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Turn
from bot.domain.ids import ContactId, PersonId
from handlers.people import own_page
from models import audit
from models.audit import Tag
from models.people import roles


def from_now_on(turn: Turn, person: PersonId | None, reply: Reply) -> Reply:
    """The reply, and the conversation unlocked: who showed the code sits before the page.

    Who comes to a page that others left locked takes it over: their links end, their talk is hidden."""
    state, before = replace(turn.state, active_at=turn.now), linked_while_locked(turn)
    if not before or person in before:
        return replace(reply, state=state)
    taken_over = replace(state, hidden_to=turn.now, speaker=None)
    return replace(reply, state=taken_over, effects=(partial(ended, turn=turn), *reply.effects))


def linked_while_locked(turn: Turn) -> list[PersonId]:
    """Who is linked to a conversation that nobody may speak in as them now."""
    if turn.contact.id is None or turn.register.people:
        return []
    before: list[PersonId] = turn.read(partial(roles.people_behind, contact_id=turn.contact.id, at=turn.now))
    return before


def ended(tx: Connection, contact_id: ContactId, *, turn: Turn) -> None:
    """End every link of a contact."""
    own_page.close(tx, contact_id, actor=audit.Actor.contact(contact_id), now=turn.now)
    roles.unlink(tx, contact_id, now=turn.now)
    audit.note(tx, Tag.UNLINKED, at=turn.now, actor=audit.Actor.contact(contact_id))
