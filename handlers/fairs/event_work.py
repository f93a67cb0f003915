"""Officials write an event down, look at it, publish it, change it and call it off. Nothing is told unseen:
before it is published, the preview says who will be told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import new_code
from bot.domain.events.event import Event, Plan
from bot.domain.events.seasons import Season, suits
from bot.domain.events.terms import EventKind, EventState
from bot.domain.ids import ContactId
from bot.domain.messages import Choice
from bot.events import event_notices
from bot.events.event_notices import when
from bot.forms import Answers, Form, Question
from handlers.fairs import event_changing, event_employers, event_own, event_plan, events
from handlers.fairs.event_door import note
from handlers.fairs.event_lines import detail_lines, short
from models.audit import Tag
from models.events import event_audience, registrations
from models.events import events as kept

TOPIC = Topic("event_work")
KEPT_FOR = timedelta(days=30)
MOST_SHOWN = 8


def create(turn: Turn) -> Reply | None:
    """Begin to write an event down; None for who organises none."""
    return forms.begin(turn, NEW_EVENT) if event_own.organised(turn) else None


def _for_whom(turn: Turn, _answers: Answers) -> list[tuple[str, str]]:
    """The whole areas the asker organises for; their hamlets too where they are few, else they are typed."""
    own = event_own.organised(turn)
    granted = turn.register.actor.granted(*event_own.ORGANISERS)
    whole = [grant.area for grant in granted if grant.area is not None]
    shown = own if len(own) <= MOST_SHOWN else list(dict.fromkeys(whole))
    found = turn.read(partial(event_audience.named, areas=shown))
    return [(name, str(number)) for number, name in found]


def _area(turn: Turn, _answers: Answers, typed: str) -> str | None:
    """The only one of the asker's hamlets that is named."""
    found = turn.read(partial(event_audience.named, areas=event_own.organised(turn)))
    named = turn.knowledge.requests.hamlets(typed, dict(found))
    return str(named[0]) if named and len(named) == 1 else None


def _summary(turn: Turn, answers: Answers) -> str:
    plan = event_plan.planned(turn, answers)
    say = turn.say
    limit = say("event_work.no_limit") if plan.capacity is None else str(plan.capacity)
    lines = [] if plan.season is None else [say(f"events.season_{plan.season}")]
    if not suits(plan.season, plan.starts.date()):
        lines.append(say("event_work.other_season"))
    summary = say(
        "event_work.summary",
        kind=say(f"event_new.kind.{plan.kind}"),
        title=plan.title,
        when=when(plan.starts, plan.ends),
        place=plan.place,
        seats=limit,
        target=say(f"event_new.target.{answers['target']}"),
    )
    return "\n".join([summary, *lines])


def _written(turn: Turn, answers: Answers) -> Reply:
    plan = event_plan.planned(turn, answers)
    if plan.area not in event_own.organised(turn) or plan.starts <= turn.now:
        return text(turn.say("event_work.not_possible"))
    code = new_code(secrets.choice)
    reached = len(_audience(turn, plan))
    words = turn.say("event_work.preview", code=code, count=reached)
    reply = text(words, *_publishing(turn, code))
    return reply.doing(partial(_add, turn=turn, plan=plan, code=code))


def _publishing(turn: Turn, code: str) -> list[Choice]:
    return [
        Choice(turn.say("event_work.publish_tell"), TOPIC.do(publish, code, "tell")),
        Choice(turn.say("event_work.publish_only"), TOPIC.do(publish, code)),
        Choice(turn.say("event_work.leave_draft"), TOPIC.do(leave)),
    ]


def _audience(turn: Turn, plan: Plan) -> Sequence[ContactId]:
    """The chats of families the event is for, who agreed to be reminded."""
    find = partial(
        event_audience.chats, within=plan.area, statuses=plan.statuses, day=turn.today, at=turn.now
    )
    found: list[ContactId] = turn.read(find)
    return found


def _add(tx: Connection, contact_id: ContactId, *, turn: Turn, plan: Plan, code: str) -> None:
    kept.add(tx, code, plan, by=turn.register.person, now=turn.now)
    event_own.noted(tx, contact_id, turn=turn, code=code, what="added")


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """It stays a draft."""
    return text(turn.say("event_work.left"))


@TOPIC.action
def publish(turn: Turn, code: str, tell: str = "") -> Reply:
    """Show it to everybody, and tell who agreed to be told."""
    event = event_own.own(turn, code)
    if event is None or event.state is not EventState.DRAFT or event.ends <= turn.now:
        return text(turn.say("event_work.not_possible"))
    chats = _audience(turn, event.plan) if tell else ()
    words = turn.say("event_work.published", title=event.plan.title, count=len(chats))
    open_it = Choice(turn.say("event_work.open"), TOPIC.do(show, code))
    return text(words, open_it).doing(partial(_publish, turn=turn, event=event, chats=chats))


def _publish(
    tx: Connection, contact_id: ContactId, *, turn: Turn, event: Event, chats: Sequence[ContactId]
) -> None:
    kept.set_state(tx, event.id, EventState.OPEN, now=turn.now)
    event_notices.invite(tx, event, chats, now=turn.now)
    event_own.noted(tx, contact_id, turn=turn, code=event.code, what="published")


def manage(turn: Turn) -> Reply | None:
    """The events the asker organises: drafts, coming ones and those of the last month; None for others."""
    areas = event_own.organised(turn)
    if not areas:
        return None
    since = turn.now - KEPT_FOR
    found: list[Event] = turn.read(partial(kept.kept, areas=areas, since=since, limit=MOST_SHOWN))
    choices = [Choice(_label(turn, each), TOPIC.do(show, each.code), lasting=True) for each in found]
    choices.append(Choice(turn.say("event_work.new"), TOPIC.do(begin)))
    return text(turn.say("event_work.which" if found else "event_work.none"), *choices)


def _label(turn: Turn, event: Event) -> str:
    day = f"{event.starts.astimezone(VIETNAM):%d/%m}"
    state = "event_work.draft_of" if event.state is EventState.DRAFT else "event_work.open_of"
    return turn.say(state, day=day, title=short(event.plan.title))


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """A new event, chosen from the list."""
    return create(turn) or text(turn.say("event_work.not_possible"))


@TOPIC.action
def show(turn: Turn, code: str) -> Reply:
    """One event with what can be done to it."""
    event = event_own.own(turn, code)
    if event is None:
        return text(turn.say("event_work.not_possible"))
    choices = _publishing(turn, code)[:2] if event.state is EventState.DRAFT else []
    if event.starts > turn.now and event.state is not EventState.CANCELLED:
        choices.append(
            Choice(turn.say("event_work.change"), event_changing.TOPIC.do(event_changing.change, code))
        )
        choices.append(Choice(turn.say("event_work.call_off"), TOPIC.do(ask_call_off, code)))
    choices += _about_work(turn, event)
    choices.append(Choice(turn.say("event_work.people"), TOPIC.do(people, code)))
    state = turn.say(f"event_work.state_{event.state}", code=code)
    return text("\n".join([*detail_lines(turn, event), state]), *choices)


def _about_work(turn: Turn, event: Event) -> list[Choice]:
    """Who looks for workers there: more of it, or less."""
    if (
        event.ends <= turn.now
        or event.state is EventState.CANCELLED
        or event.plan.kind not in event_notices.WITH_WORK
    ):
        return []
    work = event_employers
    choices = [Choice(turn.say("event_employers.add"), work.TOPIC.do(work.add, event.code))]
    if event.vacancies:
        label = turn.say("event_employers.offered", count=len(event.vacancies))
        choices.append(Choice(label, work.TOPIC.do(work.offered, event.code)))
    return choices


@TOPIC.action
def people(turn: Turn, code: str) -> Reply:
    """Who means to come, by their numbers; names only where the channel may carry them."""
    event = event_own.own(turn, code)
    if event is None:
        return text(turn.say("event_work.not_possible"))
    found = turn.read(partial(registrations.active_in, event_id=event.id))
    if not found:
        return text(turn.say("event_work.nobody"))
    lines = [
        turn.say(
            f"event_work.seat_{each.state}",
            number=each.number,
            name=each.name if each.name and events.shows_names(turn) else each.code,
        )
        for each in found[:50]
    ]
    head = turn.say("event_work.people_head", count=len(found))
    effect = partial(note, turn=turn, tag=Tag.EVENT_PEOPLE_SHOWN, found=found)
    return text("\n".join([head, *lines])).doing(effect)


@TOPIC.action
def ask_call_off(turn: Turn, code: str) -> Reply:
    """Make sure, and say how many people will be told."""
    event = event_own.own(turn, code)
    if event is None:
        return text(turn.say("event_work.not_possible"))
    count = len(turn.read(partial(registrations.active_in, event_id=event.id)))
    return text(
        turn.say("event_work.ask_call_off", title=event.plan.title, count=count),
        Choice(turn.say("event_work.call_off_yes"), TOPIC.do(call_off, code)),
        Choice(turn.say("event_work.call_off_no"), TOPIC.do(show, code)),
    )


@TOPIC.action
def call_off(turn: Turn, code: str) -> Reply:
    """It does not take place; everybody who registered is told at once."""
    event = event_own.own(turn, code)
    if event is None or event.state is EventState.CANCELLED or event.starts <= turn.now:
        return text(turn.say("event_work.not_possible"))
    effect = partial(_call_off, turn=turn, event=event)
    return text(turn.say("event_work.called_off", title=event.plan.title)).doing(effect)


def _call_off(tx: Connection, contact_id: ContactId, *, turn: Turn, event: Event) -> None:
    kept.hold(tx, event.id)
    kept.set_state(tx, event.id, EventState.CANCELLED, now=turn.now)
    event_notices.tell_cancelled(tx, event, registrations.active_in(tx, event.id), now=turn.now)
    event_own.noted(tx, contact_id, turn=turn, code=event.code, what="called_off")


def _is_class(answers: Answers) -> bool:
    return answers.get("kind") == EventKind.TRAINING


NEW_EVENT = forms.register(
    Form(
        "event_new",
        (
            Question("kind", options=tuple(EventKind)),
            Question(
                "title", read=partial(event_plan.line, longest=event_plan.LONGEST_TITLE), open_ended=True
            ),
            Question("day", read_in_turn=event_plan.day),
            Question("hours", read_in_turn=event_plan.hours),
            Question(
                "place", read=partial(event_plan.line, longest=event_plan.LONGEST_PLACE), open_ended=True
            ),
            Question("seats", options=(event_plan.NO_LIMIT,), read_in_turn=event_plan.seats),
            Question("area", found=_for_whom, read_in_turn=_area),
            Question("target", options=(event_plan.EVERYBODY, event_plan.POOR_ONLY)),
            Question(
                "grade",
                read_in_turn=event_plan.grade,
                needed=_is_class,
            ),
            Question(
                "last_day",
                options=(event_plan.SAME,),
                read_in_turn=event_plan.last_day,
                needed=_is_class,
            ),
            Question("season", options=(event_plan.ANY, *Season), needed=_is_class),
        ),
        _written,
        _summary,
        labels=event_plan.LABELS,
    )
)
