"""What came of an event, told by who was there: work found or not, and later whether it lasted.

Asked the day after, and after 30, 60 and 90 days; who tells it unasked is heard as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.events.reminders import FOLLOW_UP_DAYS
from bot.domain.events.terms import Outcome, Source
from bot.domain.ids import ContactId
from bot.domain.messages import Choice
from bot.events import event_notices
from handlers.cases import person
from handlers.fairs import events
from models.audit import Tag
from models.events import attendances, registrations
from models.events import events as kept
from models.events.registrations import Registered

TOPIC = Topic("event_after")
FOLLOWED = timedelta(days=max(FOLLOW_UP_DAYS) + 14)
TOLD_WITHIN = timedelta(days=30)
MOST_ASKED = 6
NOTHING = "nothing"
TELLABLE = (Outcome.HIRED, Outcome.INTERVIEWED, Outcome.TRAINING, Outcome.ABROAD, Outcome.ADVISED)
"""What people may tell of themselves; the rest is for officials to note."""


def still_working(turn: Turn, outcome: Outcome) -> Reply | None:
    """Note what somebody who was hired tells of the work; None where nobody of this chat was."""
    if turn.contact.id is None:
        return None
    find = partial(attendances.hired_by, contact_id=turn.contact.id, since=turn.now - FOLLOWED)
    hired = turn.read(find)
    if not hired:
        return None
    [one] = turn.read(partial(registrations.by_ids, numbers=hired[:1]))
    return _of_work(turn, one, outcome)


@TOPIC.action
def work(turn: Turn, outcome: str, code: str) -> Reply:
    """Note whether this one still works."""
    one = _own(turn, code)
    return text(turn.say("events.gone")) if one is None else _of_work(turn, one, Outcome(outcome))


def _of_work(turn: Turn, one: Registered, outcome: Outcome) -> Reply:
    if outcome is Outcome.NEEDS_HELP:
        code, opened = person.opened(turn, CaseKind.PERSON_WANTED, words=turn.say("events.help_work"))
        reply = text(turn.say("events.noted_needs_help", office=turn.office.name, code=code)).doing(opened)
    else:
        reply = text(turn.say(f"events.noted_{outcome}"))
    return reply.doing(partial(_note, turn=turn, one=one, outcome=outcome))


def told(turn: Turn, outcome: Outcome | None) -> Reply | None:
    """Note what somebody tells of an event they were at; None where nobody of this chat was at one lately."""
    found = _lately(turn) if outcome in TELLABLE else []
    if outcome is None or not found:
        return None
    if len(found) == 1:
        return came_of_it(turn, outcome.value, found[0].code)
    choices = [
        Choice(events.label(turn, each), TOPIC.do(came_of_it, outcome.value, each.code))
        for each in found[:MOST_ASKED]
    ]
    return text(turn.say("events.whose_outcome"), *choices)


def _lately(turn: Turn) -> Sequence[Registered]:
    """Whom this chat registered for what was held lately, the last first."""
    if turn.contact.id is None:
        return []
    people = [turn.register.person] if turn.register.person is not None else []
    since = turn.now - TOLD_WITHIN
    find = partial(
        registrations.held_for, contact_id=turn.contact.id, people=people, since=since, now=turn.now
    )
    found: list[Registered] = turn.read(find)
    return found


def _own(turn: Turn, code: str) -> Registered | None:
    """The ticket of a code, if this chat, or who speaks here, holds it."""
    one: Registered | None = turn.read(partial(registrations.by_code, code=code))
    if one is None or turn.contact.id is None:
        return None
    own = one.person is not None and one.person == turn.register.person
    return one if own or one.contact == turn.contact.id else None


@TOPIC.action
def came_of_it(turn: Turn, outcome: str, code: str) -> Reply:
    """Note what came of an event for this one; nothing is a good answer too."""
    one = _own(turn, code)
    if one is None:
        return text(turn.say("events.gone"))
    if outcome == NOTHING:
        look = Choice(turn.say("events.look"), events.TOPIC.do(events.find))
        return text(turn.say("events.told_nothing"), look)
    words = turn.say("events.told", outcome=turn.say(f"events.outcome_{outcome}"))
    return text(words).doing(partial(_note, turn=turn, one=one, outcome=Outcome(outcome)))


def _note(tx: Connection, contact_id: ContactId, *, turn: Turn, one: Registered, outcome: Outcome) -> None:
    by, now = turn.register.person, turn.now
    new = attendances.note_outcome(tx, one.id, outcome, source=Source.PERSON, by=by, now=now)
    event = kept.by_id(tx, one.event)
    if new and event is not None and outcome is Outcome.HIRED:
        event_notices.plan_follow_ups(tx, event, one, now=now)
    if outcome is Outcome.LEFT_WORK:
        event_notices.call_off_follow_ups(tx, one, now=now)
    event_notices.call_off_after(tx, one, now=now)
    events.note(tx, contact_id, turn=turn, tag=Tag.EVENT_OUTCOME, one=one)
