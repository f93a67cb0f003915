"""Stop means no message unasked. Questions are still answered; only an explicit yes resumes."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import ContactId
from bot.domain.messages import Choice
from models import audit
from models.audit import Actor, Reason, Tag
from models.people import contacts
from models.people.contacts import Standing
from models.sending import notices, outbox

TOPIC = Topic("stop")


@TOPIC.action
def ask(turn: Turn) -> Reply:
    """A bare "dung" may be dừng or đúng: ask which."""
    return text(
        turn.say("stop.ask"),
        Choice(turn.say("stop.yes"), TOPIC.do(stop)),
        Choice(turn.say("stop.no"), TOPIC.do(keep)),
    )


@TOPIC.action
def stop(turn: Turn) -> Reply:
    """Write to this contact only in answer from now on."""
    again = Choice(turn.say("stop.resume"), TOPIC.do(resume), lasting=True)
    return text(turn.say("stop.stopped"), again).doing(partial(_stop, turn=turn))


@TOPIC.action
def keep(turn: Turn) -> Reply:
    """Nothing changes."""
    return text(turn.say("stop.kept"))


@TOPIC.action
def resume(turn: Turn) -> Reply:
    """The person explicitly wants to be written to again."""
    return text(turn.say("stop.resumed")).doing(partial(_resume, turn=turn))


def _stop(tx: Connection, contact_id: ContactId, *, turn: Turn) -> None:
    contacts.set_standing(tx, contact_id, Standing.STOPPED)
    outbox.cancel_unsent(tx, contact_id, reason="stopped", now=turn.now, bulk_only=True)
    notices.clear(tx, contact_id, reason="stopped", now=turn.now)
    _note(tx, contact_id, tag=Tag.PUSHES_STOPPED, turn=turn)


def _resume(tx: Connection, contact_id: ContactId, *, turn: Turn) -> None:
    contacts.set_standing(tx, contact_id, Standing.ACTIVE)
    _note(tx, contact_id, tag=Tag.PUSHES_RESUMED, turn=turn)


def _note(tx: Connection, contact_id: ContactId, *, tag: Tag, turn: Turn) -> None:
    actor = Actor.contact(contact_id)
    audit.note(tx, tag, at=turn.now, actor=actor, contact_id=contact_id, reason=Reason.OWN_WISH)
