"""At the door: who came, who comes without a ticket, and afterwards what came of it.

Hamlet heads, officials and leaders of the event's area may; of people only numbers and names are shown."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.clock import vietnam_day
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import new_code
from bot.domain.events.event import Event, Slot
from bot.domain.events.finding import named
from bot.domain.events.rules import Refusal
from bot.domain.events.terms import Ask, EventKind, EventState, ForWhom, Outcome, Source
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice, Outgoing
from bot.domain.roles import Role
from bot.domain.understanding.events import HeardEvent
from bot.events import event_notices
from bot.forms import Answers, Form, Question
from handlers.fairs import event_answers as answer
from handlers.fairs import events
from handlers.fairs.event_lines import short
from models import audit
from models.areas import areas_above
from models.audit import Reason, Subject, SubjectKind, Tag
from models.events import attendances, registrations
from models.events import events as kept
from models.events.registrations import NewRegistration, Registered

TOPIC = Topic("event_door")
AT_THE_DOOR = (Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER)
OPENS_BEFORE = timedelta(hours=3)
OUTCOMES_FOR = timedelta(days=120)
MOST_EVENTS = 5


def areas_kept(turn: Turn, *roles: Role) -> list[AreaId]:
    """The areas whose events the asker looks after: theirs, with all below."""
    if not turn.register.people:
        return []
    own = [grant.area for grant in turn.register.actor.granted(*roles) if grant.area is not None]
    found: list[AreaId] = turn.read(partial(kept.below, areas=own)) if own else []
    return found


def _door_areas(turn: Turn) -> list[AreaId]:
    """Also the commune's own events, for those who stand at the door for one hamlet of it."""
    own = areas_kept(turn, *AT_THE_DOOR)
    return own and list(dict.fromkeys([*own, *_above(turn, own)]))


def _above(turn: Turn, areas: Sequence[AreaId]) -> list[AreaId]:
    found: list[AreaId] = turn.read(lambda tx: [up for each in areas for up in areas_above(tx, each)])
    return found


def at_the_door(turn: Turn, *, since: timedelta = timedelta()) -> list[Event]:
    """The events whose door is open now, or was within that time; None the asker keeps: empty."""
    areas = _door_areas(turn)
    if not areas:
        return []
    end = turn.now + OPENS_BEFORE
    begin = turn.now - since - timedelta(days=200)
    found: list[Event] = turn.read(partial(kept.held, areas=areas, since=begin, until=end))
    open_ = [each for each in found if each.state is EventState.OPEN]
    return [each for each in open_ if each.ends + timedelta(hours=12) + since > turn.now]


def came(turn: Turn, heard: HeardEvent, typed: str) -> Reply | None:
    """Note who came, by numbers or codes, today or on the day that is named; None for who keeps no door."""
    if not _door_areas(turn):
        return None
    day = turn.knowledge.events.days.read(typed, turn.today) or turn.today
    here = named(typed, _open_on(turn, day))
    if not here:
        return text(turn.say("event_door.no_event"))
    undo = "1" if heard.ask is Ask.ABSENT else ""
    numbers, codes = ",".join(map(str, heard.numbers)), ",".join(heard.codes)
    if not numbers and not codes:
        return text(turn.say("event_door.how"))
    told = numbers, codes, undo, "" if day == turn.today else day.isoformat()
    if len(here) == 1 or codes:
        return check_in(turn, here[0].code, *told)
    choices = [
        Choice(short(each.plan.title), TOPIC.do(check_in, each.code, *told)) for each in here[-MOST_EVENTS:]
    ]
    return text(turn.say("event_door.which"), *choices)


def _open_on(turn: Turn, day: date) -> list[Event]:
    """The events at whose door one can note who came that day: today's, or those that were held then."""
    if day == turn.today:
        return at_the_door(turn)
    if day > turn.today:
        return []
    found = at_the_door(turn, since=OUTCOMES_FOR)
    return [each for each in found if vietnam_day(each.starts) <= day <= vietnam_day(each.ends)]


@TOPIC.action
def check_in(
    turn: Turn, event: str, numbers: str = "", codes: str = "", undo: str = "", day: str = ""
) -> Reply:
    """Note that these came that day, or that one of them did not; what is noted already stays as it is."""
    on = date.fromisoformat(day) if day else turn.today
    here = {each.id: each for each in _open_on(turn, on)}
    meant = next((each for each in here.values() if each.code == event), None)
    if meant is None:
        return text(turn.say("event_door.no_event"))
    wanted = [int(each) for each in numbers.split(",") if each]
    asked = [each for each in codes.split(",") if each]
    found: list[Registered] = turn.read(partial(registrations.by_numbers, event_id=meant.id, numbers=wanted))
    by_code = [turn.read(partial(registrations.by_code, code=each)) for each in asked]
    found += [each for each in by_code if each is not None and each.event in here]
    known = {each.number for each in found if each.event == meant.id} | {each.code for each in found}
    missing = [str(each) for each in [*wanted, *asked] if each not in known]
    if undo:
        return _undone(turn, found, on)
    return _noted(turn, found, missing, on)


def _noted(turn: Turn, found: Sequence[Registered], missing: Sequence[str], day: date) -> Reply:
    lines = [turn.say("event_door.unknown", numbers=", ".join(missing))] if missing else []
    if not found:
        return text("\n".join(lines or [turn.say("event_door.how")]))
    told = ", ".join(called(turn, each) for each in found)
    head = turn.say("event_door.noted", numbers=told)
    if day != turn.today:
        head = turn.say("event_door.noted_on", numbers=told, day=f"{day:%d/%m/%Y}")
    return text("\n".join([head, *lines])).doing(partial(_check_in, turn=turn, found=found, day=day))


def called(turn: Turn, one: Registered) -> str:
    """A number, with the name where the channel may carry it."""
    if one.name is None or not events.shows_names(turn):
        return str(one.number)
    return f"{one.number} {one.name}"


def _check_in(
    tx: Connection, contact_id: ContactId, *, turn: Turn, found: Sequence[Registered], day: date
) -> Outgoing:
    """Note them; how many were new, and how many came until now, is known only here."""
    by, now = turn.register.person, turn.now
    new = attendances.check_in(tx, [each.id for each in found], day=day, by=by, now=now)
    for one in found:
        event = kept.by_id(tx, one.event) if one.id in new else None
        if event is not None:
            event_notices.plan_after(tx, event, one, now=now)
    note(tx, contact_id, turn=turn, tag=Tag.EVENT_CHECKED_IN, found=found)
    here = len(attendances.came_on(tx, found[0].event, day))
    key = "event_door.counted" if day == turn.today else "event_door.counted_on"
    return Outgoing(turn.say(key, new=len(new), here=here))


def _undone(turn: Turn, found: Sequence[Registered], day: date) -> Reply:
    if not found:
        return text(turn.say("event_door.how"))
    words = turn.say("event_door.taken_back", numbers=", ".join(str(each.number) for each in found))
    return text(words).doing(partial(_take_back, turn=turn, found=found, day=day))


def _take_back(
    tx: Connection, contact_id: ContactId, *, turn: Turn, found: Sequence[Registered], day: date
) -> None:
    for one in found:
        attendances.undo_check_in(tx, one.id, day)
        event_notices.call_off_after(tx, one, now=turn.now)
    note(tx, contact_id, turn=turn, tag=Tag.EVENT_CHECKED_IN, found=found)


def note(
    tx: Connection, contact_id: ContactId, *, turn: Turn, tag: Tag, found: Collection[Registered]
) -> None:
    """Write to the trail whose registrations were looked at or changed."""
    subjects = [Subject(SubjectKind.PERSON, each.person) for each in found if each.person is not None]
    actor = turn.register.acting(contact_id, [])
    counts = {"count": len(found)}
    reason = Reason.CASE_WORK
    audit.note(tx, tag, at=turn.now, actor=actor, subjects=subjects, reason=reason, details=counts)


def by_ticket(turn: Turn, code: str) -> Reply | None:
    """A ticket's QR code was opened: whoever keeps the door of its event notes that its owner came. Another
    day they are told so, and see the ticket; None for who keeps no door."""
    if not _door_areas(turn):
        return None
    here = at_the_door(turn)
    one = turn.read(partial(registrations.by_code, code=code)) if here else None
    event = next((each for each in here if one is not None and each.id == one.event), None)
    if event is None:
        return text(turn.say("event_door.no_event")).then(events.plain_ticket(turn, code))
    return check_in(turn, event.code, codes=code)


def walk_in(turn: Turn) -> Reply | None:
    """Register somebody who came without a ticket; None for who keeps no door."""
    if not _door_areas(turn):
        return None
    here = at_the_door(turn)
    if not here:
        return text(turn.say("event_door.no_event"))
    return forms.begin(turn, WALK_IN, answers={"event": here[0].code} if len(here) == 1 else {})


def _events_here(turn: Turn, _answers: Answers) -> list[tuple[str, str]]:
    return [(short(each.plan.title), each.code) for each in at_the_door(turn)[-MOST_EVENTS:]]


def _walked_in(turn: Turn, answers: Answers) -> Reply:
    event = next((each for each in at_the_door(turn) if each.code == answers["event"]), None)
    if event is None:
        return text(turn.say("event_door.no_event"))
    slot = _slot_now(turn, event)
    hamlet = answers["hamlet"]
    new = NewRegistration(
        event.id,
        slot.id,
        new_code(secrets.choice),
        ForWhom.WALK_IN,
        answers["name"],
        birth_year=int(answers["birth"]),
        hamlet=AreaId(int(hamlet)) if hamlet.isdecimal() else None,
    )
    more = Choice(turn.say("event_door.one_more"), TOPIC.do(one_more))
    reply = text(turn.say("event_door.writing", title=event.plan.title), more)
    return reply.doing(partial(_write, turn=turn, new=new))


@TOPIC.action
def one_more(turn: Turn) -> Reply:
    """Another one without a ticket."""
    return walk_in(turn) or text(turn.say("event_door.no_event"))


def _slot_now(turn: Turn, event: Event) -> Slot:
    """The slot people come to now."""
    running = [slot for slot in event.slots if slot.ends > turn.now]
    return running[0] if running else event.slots[-1]


def _write(tx: Connection, contact_id: ContactId, *, turn: Turn, new: NewRegistration) -> Outgoing:
    placed = registrations.register(tx, new, now=turn.now)
    if isinstance(placed, Refusal):
        return Outgoing(turn.say("event_door.known_already"))
    attendances.check_in(tx, [placed.id], day=turn.today, by=turn.register.person, now=turn.now)
    note(tx, contact_id, turn=turn, tag=Tag.EVENT_CHECKED_IN, found=registrations.by_ids(tx, [placed.id]))
    return Outgoing(turn.say("event_door.written", number=placed.number))


def outcome(turn: Turn, heard: HeardEvent, typed: str) -> Reply | None:
    """Note what came of it for these numbers; None for who keeps no door."""
    if not _door_areas(turn):
        return None
    here = named(typed, at_the_door(turn, since=OUTCOMES_FOR))
    if not here or heard.outcome is None or not heard.numbers:
        return text(turn.say("event_door.how_outcome"))
    numbers = ",".join(map(str, heard.numbers))
    if len(here) == 1:
        return note_outcome(turn, here[0].code, numbers, heard.outcome)
    choices = [
        Choice(short(each.plan.title), TOPIC.do(note_outcome, each.code, numbers, heard.outcome.value))
        for each in reversed(here[-MOST_EVENTS:])
    ]
    return text(turn.say("event_door.which"), *choices)


@TOPIC.action
def note_outcome(turn: Turn, event: str, numbers: str, outcome: str) -> Reply:
    """Note an outcome of these numbers of an event."""
    meant = next((each for each in at_the_door(turn, since=OUTCOMES_FOR) if each.code == event), None)
    if meant is None:
        return text(turn.say("event_door.no_event"))
    if meant.plan.kind is EventKind.TRAINING and outcome == Outcome.ALLOWANCE:
        from handlers.fairs.event_classes import ask_pay

        return ask_pay(turn, event, numbers)
    wanted = [int(each) for each in numbers.split(",")]
    found: list[Registered] = turn.read(partial(registrations.by_numbers, event_id=meant.id, numbers=wanted))
    missing = sorted(set(wanted) - {each.number for each in found})
    lines = [turn.say("event_door.unknown", numbers=", ".join(map(str, missing)))] if missing else []
    if not found:
        return text("\n".join(lines))
    told = ", ".join(called(turn, each) for each in found)
    head = turn.say("event_door.outcome", outcome=turn.say(f"event_door.outcome_{outcome}"), numbers=told)
    effect = partial(_note_outcomes, turn=turn, event=meant, found=found, outcome=Outcome(outcome))
    return text("\n".join([head, *lines])).doing(effect)


def _note_outcomes(
    tx: Connection,
    contact_id: ContactId,
    *,
    turn: Turn,
    event: Event,
    found: Sequence[Registered],
    outcome: Outcome,
) -> None:
    by = turn.register.person
    for one in found:
        new = attendances.note_outcome(tx, one.id, outcome, source=Source.OFFICIAL, by=by, now=turn.now)
        event_notices.call_off_after(tx, one, now=turn.now)
        if new and outcome is Outcome.HIRED:
            event_notices.plan_follow_ups(tx, event, one, now=turn.now)
    note(tx, contact_id, turn=turn, tag=Tag.EVENT_OUTCOME, found=found)


WALK_IN = forms.register(
    Form(
        "walk_in",
        (
            Question("event", found=_events_here),
            Question("name", read_in_turn=answer.name),
            Question("birth", found=answer.years_of_sign, read_in_turn=answer.birth),
            Question("hamlet", found=answer.hamlet_choices, read_in_turn=answer.hamlet),
        ),
        _walked_in,
        None,
    )
)
