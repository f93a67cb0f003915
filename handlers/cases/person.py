"""A person is wanted: whom to call, a case that somebody must answer, and a message to be left."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind, due_at, new_code
from bot.domain.ids import ContactId, HouseholdId
from bot.domain.messages import Choice
from bot.domain.phone import phone_number, spoken
from bot.forms import Answers, Form, Question
from bot.privacy import mask_numbers
from handlers.cases.case_news import tell_officials
from handlers.cases.office_lines import whom_to_call
from models import audit
from models.audit import Actor, Reason, Subject, SubjectKind
from models.cases import cases
from models.cases.cases import NewCase

TOPIC = Topic("person")
LONGEST_MESSAGE = 1000


@TOPIC.action
def offer(turn: Turn) -> Reply:
    """Give the person to call, open a case, and offer to leave a message."""
    code, effect = opened(turn, CaseKind.PERSON_WANTED)
    words = f"{whom_to_call(turn.say, turn.office)}\n\n{turn.say('person.case', code=code)}"
    leave = Choice(turn.say("person.leave_message"), TOPIC.do(leave_message))
    return text(words, leave, Choice(turn.say("person.enough"), TOPIC.do(enough))).doing(effect)


@TOPIC.action
def how_to_reach(turn: Turn) -> Reply:
    """Where the office is, its number and its hours. Nobody is called for that."""
    return text(whom_to_call(turn.say, turn.office), Choice(turn.say("menu.person"), TOPIC.do(offer)))


@TOPIC.action
def leave_message(turn: Turn) -> Reply:
    """Ask for the message and a number to call back."""
    return forms.begin(turn, CALL_BACK)


@TOPIC.action
def enough(turn: Turn) -> Reply:
    """No message; the case stands."""
    return text(turn.say("person.enough_said"))


def opened(
    turn: Turn | JobTurn,
    kind: CaseKind,
    *,
    words: str | None = None,
    phone: str | None = None,
    households: Sequence[HouseholdId] = (),
) -> tuple[str, partial[None]]:
    """The code a person can name, and what opens the case (or adds to the open one).

    `households` are those it is about; the trail says by which right it was opened for them."""
    contact_id = turn.contact.id
    if households and turn.register.delegated(households):
        words = turn.say("person.by_delegate", words=words or "…")
    known = turn.read(lambda tx: cases.open_case_of(tx, contact_id, kind)) if contact_id else None
    code = known or new_code(secrets.choice)
    new = NewCase(
        code,
        kind,
        due_at(kind, turn.now),
        area_id=turn.office.area_id,
        text=mask_numbers(words) if words else None,
        phone=phone,
    )
    return code, partial(_open, new=new, turn=turn, households=households)


def _open(
    tx: Connection,
    contact_id: ContactId,
    *,
    new: NewCase,
    turn: Turn | JobTurn,
    households: Sequence[HouseholdId],
) -> None:
    cases.open_case(tx, contact_id, new, now=turn.now)
    tell_officials(tx, new, now=turn.now)
    actor = turn.register.acting(contact_id, households) if households else Actor.contact(contact_id)
    audit.note(
        tx,
        audit.Tag.CASE_OPENED,
        at=turn.now,
        actor=actor,
        contact_id=contact_id,
        subjects=[Subject(SubjectKind.HOUSEHOLD, household) for household in households],
        reason=Reason.OWN_WISH,
        details={"code": new.code, "kind": new.kind.value},
    )


def _message(typed: str) -> str | None:
    words = typed.strip()
    return words[:LONGEST_MESSAGE] or None


def _sum_up(turn: Turn, answers: Answers) -> str:
    number = answers["phone"]
    phone = turn.say("call_back.no_phone") if number == NO_PHONE else spoken(number)
    return turn.say("call_back.summary", message=answers["message"], phone=phone, office=turn.office.name)


def _send(turn: Turn, answers: Answers) -> Reply:
    number = None if answers["phone"] == NO_PHONE else answers["phone"]
    code, effect = opened(turn, CaseKind.PERSON_WANTED, words=answers["message"], phone=number)
    return text(turn.say("call_back.sent", code=code)).doing(effect)


NO_PHONE = "none"
CALL_BACK = forms.register(
    Form(
        "call_back",
        (
            Question("message", read=_message, open_ended=True),
            Question("phone", options=(NO_PHONE,), read=phone_number, ask_phone=True),
        ),
        _send,
        _sum_up,
    )
)
