"""An official changes an event: its time, place, seats, deadline, bus, or what to bring. Who is told is said
before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import ContactId
from bot.events import event_changes
from bot.events.event_changes import Changes
from bot.events.event_notices import when
from bot.forms import Answers, Form, Question
from handlers.fairs import event_own, event_plan, events
from models.events.registrations import Registered

TOPIC = Topic("event_changing")
TIME, PLACE, SEATS, CLOSES, BUS, BRING = "time", "place", "seats", "closes", "bus", "bring"
NONE = "none"
LAST_MINUTE = time(23, 59)


@TOPIC.action
def change(turn: Turn, code: str) -> Reply:
    """Begin to change something."""
    if event_own.own(turn, code) is None:
        return text(turn.say("event_work.not_possible"))
    return forms.begin(turn, EVENT_CHANGE, answers={"event": code})


def _changes(answers: Answers) -> Changes:
    what = answers["what"]
    told = answers.get(what, NONE)
    match what:
        case "time":
            begins, ends = (time.fromisoformat(each) for each in answers["hours"].split("-"))
            day = date.fromisoformat(answers["day"])
            starts = datetime.combine(day, begins, VIETNAM)
            return Changes(starts=starts, ends=datetime.combine(day, ends, VIETNAM))
        case "seats":
            return Changes(seats=(None if told == NONE else int(told),))
        case "closes":
            last = None if told == NONE else datetime.combine(date.fromisoformat(told), LAST_MINUTE, VIETNAM)
            return Changes(closes=(last,))
        case _:
            return Changes(words={what: None if told == NONE else told})


def _summary(turn: Turn, answers: Answers) -> str:
    event, changes = event_own.own(turn, answers["event"]), _changes(answers)
    if event is None:
        return turn.say("event_work.not_possible")
    told: Sequence[Registered] = turn.read(partial(event_changes.whom_to_tell, event=event, changes=changes))
    return turn.say(
        "event_work.change_summary", title=event.plan.title, new=_new(turn, answers), count=len(told)
    )


def _new(turn: Turn, answers: Answers) -> str:
    """How it will be."""
    what, changes = answers["what"], _changes(answers)
    if changes.starts is not None and changes.ends is not None:
        return when(changes.starts, changes.ends)
    if answers[what] == NONE:
        return turn.say(f"event_change.{what}.none")
    return f"{date.fromisoformat(answers[what]):%d/%m/%Y}" if what == CLOSES else answers[what]


def _done(turn: Turn, answers: Answers) -> Reply:
    event, changes = event_own.own(turn, answers["event"]), _changes(answers)
    if event is None or not event_changes.possible(event, changes, now=turn.now):
        return text(turn.say("event_work.not_possible"))
    key = "event_work.changed" if changes.told else "event_work.changed_quietly"

    def write(tx: Connection, contact_id: ContactId) -> None:
        event_changes.change(tx, event, changes, quiet=events.quiet_of(turn), now=turn.now)
        event_own.noted(tx, contact_id, turn=turn, code=event.code, what=answers["what"])

    return text(turn.say(key, title=event.plan.title)).doing(write)


def _deadline(turn: Turn, answers: Answers, typed: str) -> str | None:
    """A day that is not over, and not after the event's own."""
    told, event = event_plan.day(turn, answers, typed), event_own.own(turn, answers["event"])
    if told is None or event is None or date.fromisoformat(told) > event.starts.astimezone(VIETNAM).date():
        return None
    return told


def _line(what: str, *options: str) -> Question:
    """A line of words, asked for one change alone."""
    read = partial(event_plan.line, longest=event_plan.LONGEST_PLACE)
    return Question(
        what, options=options, read=read, open_ended=not options, needed=lambda told: told.get("what") == what
    )


def _of_time(answers: Answers) -> bool:
    return answers.get("what") == TIME


EVENT_CHANGE = forms.register(
    Form(
        "event_change",
        (
            Question("what", options=(TIME, PLACE, SEATS, CLOSES, BUS, BRING)),
            Question("day", read_in_turn=event_plan.day, needed=_of_time),
            Question("hours", read_in_turn=event_plan.hours, needed=_of_time),
            _line(PLACE),
            Question(
                "seats",
                options=(NONE,),
                read_in_turn=event_plan.seats,
                needed=lambda answers: answers.get("what") == SEATS,
            ),
            Question(
                "closes",
                options=(NONE,),
                read_in_turn=_deadline,
                needed=lambda answers: answers.get("what") == CLOSES,
            ),
            _line(BUS, NONE),
            _line(BRING, NONE),
        ),
        _done,
        _summary,
        labels=event_plan.LABELS,
    )
)
