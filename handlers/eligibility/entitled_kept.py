"""Going on with what a family told before: days later, and on another channel for who is linked.

What is kept goes with the contact's other words, or after the days that `donghanh retention` tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Effect, Turn
from bot.domain.eligibility.talk import ENOUGH, NO_ANSWER, REGISTERED
from bot.domain.ids import ContactId
from bot.domain.messages import PersonalData
from bot.forms import Answers
from models import screenings
from models.kept_answers import Told

RESUMED_DAYS = 30
BEGUN = frozenset({"on", "said_on", "province", "area", "listed", "escaped_on"})
COMPARED = ("status", "who")


def last(turn: Turn) -> Told | None:
    """What was told lately, if it is more than what is known anyway. Nothing comes to a door that must not
    carry it, but what was told there."""
    people = () if turn.capabilities.personal_data is PersonalData.NONE else turn.register.people
    since = turn.now - timedelta(days=RESUMED_DAYS)
    told: Told | None = turn.read(
        partial(screenings.last, contact_id=turn.contact.id, people=people, since=since)
    )
    return told if told is not None and _told_by_themselves(told.answers) else None


def _told_by_themselves(answers: Answers) -> bool:
    return any(
        name not in BEGUN and not name.startswith(REGISTERED) and answers.get(f"{REGISTERED}{name}") != said
        for name, said in answers.items()
    )


def resumed(told: Told, begun: Answers) -> dict[str, str]:
    """The answers of then, with what the register says now where the family did not say otherwise."""
    answers = dict(told.answers)
    answers["said_on"] = answers.get("said_on", answers["on"])
    for name in COMPARED:
        if answers.get(name) == answers.get(f"{REGISTERED}{name}") and name in begun:
            answers[name] = begun[name]
    return answers | {name: said for name, said in begun.items() if name not in COMPARED and name != "told"}


def keeping(turn: Turn, answers: Answers) -> Effect:
    """Writes down the answers so far."""
    person, area, now = turn.register.person, turn.office.area_id, turn.now

    def keep(tx: Connection, contact_id: ContactId) -> None:
        screenings.keep(tx, contact_id, answers, person=person, area=area, now=now)

    return keep


def noting(turn: Turn, answers: Answers, rights: Mapping[str, bool]) -> Effect:
    """Writes down the answers, and which rights were found and which of them are received."""
    keep = keeping(turn, answers)

    def note(tx: Connection, contact_id: ContactId) -> None:
        keep(tx, contact_id)
        screenings.note_rights(tx, contact_id, rights)

    return note


def disagreed(answers: Answers) -> tuple[str, ...]:
    """What the family says otherwise than the register."""
    return tuple(
        name
        for name in COMPARED
        if answers.get(name, ENOUGH) not in NO_ANSWER
        and answers[name] != answers.get(f"{REGISTERED}{name}", answers[name])
    )
