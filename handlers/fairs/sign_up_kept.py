"""Going on with registering that was begun: later, and on another channel for who is linked.

What is kept goes once somebody is registered or leaves it, with the contact's words, or after a week."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Effect, Turn
from bot.domain.ids import ContactId
from bot.domain.messages import PersonalData
from bot.forms import Answers
from models.events import begun
from models.kept_answers import Told

RESUMED = timedelta(days=7)
TELLING = frozenset({"member", "name", "birth", "hamlet", "phone", "grade", "wish"})
"""With none of these nothing is lost by starting over."""


def last(turn: Turn) -> Told | None:
    """What was begun lately, if it is worth going on with. Nothing comes to a door that must not carry it."""
    if turn.capabilities.personal_data is PersonalData.NONE:
        return None
    since, people = turn.now - RESUMED, turn.register.people
    found: Told | None = turn.read(
        partial(begun.last, contact_id=turn.contact.id, people=people, since=since)
    )
    return found if found is not None and TELLING & found.answers.keys() else None


def keeping(turn: Turn, answers: Answers) -> Effect:
    """Writes down the answers so far."""
    person, now = turn.register.person, turn.now

    def keep(tx: Connection, contact_id: ContactId) -> None:
        begun.keep(tx, contact_id, answers, person=person, now=now)

    return keep


def dropping(turn: Turn) -> Effect:
    """Forgets them."""
    person = turn.register.person

    def drop(tx: Connection, contact_id: ContactId) -> None:
        begun.forget(tx, contact_id, person)

    return drop
