"""Job fairs, job sessions and classes: what fits the person, their tickets, and giving a place back.

Tells what officials published and nothing else; who asks in general is answered by the catalogue."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.conversation import Meaning, Reply, Topic, Turn, text
from bot.domain.events.event import Event
from bot.domain.events.finding import Found, Wanted, Why, fitting
from bot.domain.events.rules import Applicant
from bot.domain.events.terms import EventKind, SeatState
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice, PersonalData
from bot.domain.notices import Quiet
from bot.domain.register.households import Birth
from bot.domain.register.terms import Standard
from bot.domain.roles import Field
from bot.domain.understanding.events import HeardEvent
from bot.errors import Moved
from bot.events import event_notices
from handlers.cases import person
from handlers.fairs.event_class_lines import own_days
from handlers.fairs.event_lines import (
    calendar_file,
    detail_lines,
    found_line,
    short,
    ticket_lines,
    ticket_picture,
    time_of,
)
from models import audit
from models.areas import areas_above
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.events import events as kept
from models.events import registrations
from models.events.registrations import Registered

TOPIC = Topic("events")
LONGEST_LABEL = 55


def open_events(turn: Turn) -> list[Event]:
    """What is open to people of this office's commune, the next first."""
    area = turn.office.area_id
    if area is None:
        return []
    found: list[Event] = turn.read(partial(_open_around, area=area, turn=turn))
    return found


def _open_around(tx: Connection, *, area: AreaId, turn: Turn) -> list[Event]:
    return kept.open_events(tx, kept.around(tx, area), now=turn.now)


def applicant(turn: Turn, *, birth: Birth | None = None, grade: int | None = None) -> Applicant:
    """What is known of who asks: where and as what their household is recognised, if they are linked."""
    own = turn.register.own_households
    wanted = {Field.HAMLET, Field.STATUS}
    home = turn.register.household(own[0], wanted, reason=Reason.OWN_WISH) if len(own) == 1 else None
    if home is None:
        return Applicant(birth, grade)
    areas = turn.read(lambda tx: tuple(areas_above(tx, home.hamlet)))
    recognised = home.recognised_by(Standard.NATIONAL)
    return Applicant(birth, grade, areas, recognised.status if recognised else None)


def asked(turn: Turn, heard: HeardEvent, typed: str) -> Reply | None:
    """Tell what fits whom it is asked for; None where nothing of the kind is open, so that the catalogue
    answers."""
    found = [each for each in open_events(turn) if each.plan.kind in heard.kinds]
    if not found:
        return None
    grade = "" if heard.grade is None else str(heard.grade)
    years = turn.knowledge.events.birth_years(typed, year=turn.today.year)
    birth = str(years[0]) if len(years) == 1 else ""
    return find(turn, ",".join(sorted(heard.kinds)), ",".join(sorted(heard.needs)), grade, birth=birth)


@TOPIC.action
def find(
    turn: Turn, kinds: str = "", needs: str = "", grade: str = "", offset: str = "0", birth: str = ""
) -> Reply:
    """At most three events that fit, with why, and the choice to register."""
    wanted = Wanted(
        frozenset(EventKind(each) for each in kinds.split(",") if each),
        frozenset(Why(each) for each in needs.split(",") if each),
        int(offset),
    )
    born = Birth(int(birth)) if birth else None
    who = applicant(turn, birth=born, grade=int(grade) if grade else None)
    shown, total = fitting(open_events(turn), who, wanted, now=turn.now)
    if not shown:
        return _nothing(turn, kinds, plainly=not (needs or grade or birth))
    lines = [found_line(turn, number, each) for number, each in enumerate(shown, 1)]
    choices = [_sign_up(turn, each, alone=len(shown) == 1) for each in shown]
    choices += [Choice(turn.say("events.more"), TOPIC.do(details, shown[0].event.code))] * (len(shown) == 1)
    if (following := wanted.offset + len(shown)) < total:
        choices.append(
            Choice(turn.say("events.others"), TOPIC.do(find, kinds, needs, grade, str(following), birth))
        )
    choices.append(Choice(turn.say("menu.person"), person.TOPIC.do(person.offer), lasting=True))
    head = turn.say("events.found_one" if total == 1 else "events.found", count=total)
    reply = text("\n".join([head, *lines]), *choices)
    place = TOPIC.do(find, kinds, needs, grade, offset, birth)
    return Reply(reply.messages, meaning=Meaning("events"), place=place)


def _sign_up(turn: Turn, found: Found, *, alone: bool) -> Choice:
    """The way to register, or to stand in the row of those who wait."""
    full = found.slot.free == 0
    action = TOPIC.do(begin_sign_up, found.event.code)
    if alone:
        return Choice(turn.say("events.wait" if full else "events.sign_up"), action, lasting=True)
    key = "events.wait_for" if full else "events.sign_up_for"
    return Choice(turn.say(key, title=short(found.event.plan.title)), action, lasting=True)


def _nothing(turn: Turn, kinds: str, *, plainly: bool) -> Reply:
    """Nothing fits: say so, and offer what there is without that condition."""
    choices = []
    if not plainly:
        choices.append(Choice(turn.say("events.all"), TOPIC.do(find, kinds)))
    choices.append(Choice(turn.say("menu.person"), person.TOPIC.do(person.offer), lasting=True))
    return text(turn.say("events.nothing", office=turn.office.name), *choices)


@TOPIC.action
def details(turn: Turn, code: str) -> Reply:
    """All that is known of one event."""
    event = turn.read(partial(kept.by_code, code=code))
    if event is None:
        return text(turn.say("events.gone"))
    choices = [
        Choice(turn.say("events.sign_up"), TOPIC.do(begin_sign_up, code), lasting=True),
        Choice(turn.say("menu.person"), person.TOPIC.do(person.offer), lasting=True),
    ]
    return text("\n".join(detail_lines(turn, event)), *choices)


@TOPIC.action
def begin_sign_up(turn: Turn, code: str) -> Reply:
    """Begin to register for an event."""
    from handlers.fairs.event_sign_up import begin

    return begin(turn, code=code)


def mine(turn: Turn) -> list[Registered]:
    """What the asker, or this chat, is registered for and is not over."""
    if turn.contact.id is None:
        return []
    people = [turn.register.person] if turn.register.person is not None else []
    find_ = partial(registrations.coming, contact_id=turn.contact.id, people=people, since=turn.now)
    found: list[Registered] = turn.read(find_)
    return found


@TOPIC.action
def tickets(turn: Turn) -> Reply:
    """All tickets of the asker; the only one as a whole."""
    own = mine(turn)
    if not own:
        return text(turn.say("events.no_tickets"), Choice(turn.say("events.look"), TOPIC.do(find)))
    if len(own) == 1:
        return ticket(turn, own[0].code)
    choices = [Choice(label(turn, each), TOPIC.do(ticket, each.code)) for each in own]
    return text(turn.say("events.which_ticket"), *choices)


def label(turn: Turn, one: Registered) -> str:
    """A ticket among several: its number, the event, and the name where the channel may carry it."""
    event = turn.read(partial(kept.by_id, event_id=one.event))
    named = turn.say("events.ticket_of", number=one.number, title=short(event.plan.title))
    return f"{named}, {one.name}"[:LONGEST_LABEL] if one.name and shows_names(turn) else named


def shows_names(turn: Turn) -> bool:
    """Whether a name may travel over this channel."""
    return turn.capabilities.personal_data is PersonalData.FULL


@TOPIC.action
def ticket(turn: Turn, code: str) -> Reply:
    """One ticket: picture and words, and what one can do with it."""
    one = next((each for each in mine(turn) if each.code == code), None)
    event = None if one is None else turn.read(partial(kept.by_id, event_id=one.event))
    slot = None if event is None or one is None else event.slot(one.slot)
    if one is None or event is None or slot is None:
        return text(turn.say("events.gone"))
    match one.state:
        case SeatState.WAITING:
            place = turn.read(partial(registrations.place_of, one=one))
            head = turn.say("events.waits", place=place, number=one.number, code=code)
        case SeatState.OFFERED:
            return offer(turn, one, event)
        case _:
            head = turn.say("events.seated", number=one.number, code=code)
    lines = [head, *ticket_lines(turn, event, slot), *own_days(turn, one, event)]
    choices = ticket_choices(turn, code, reminded=one.reminded)
    return text("\n".join(lines), *choices, file=ticket_picture(turn, code))


def ticket_choices(turn: Turn, code: str, *, reminded: bool = True) -> list[Choice]:
    """What one can do with a ticket."""
    remind = (
        Choice(turn.say("events.no_reminders_button"), TOPIC.do(no_reminders, code), lasting=True)
        if reminded
        else Choice(turn.say("events.reminders_button"), TOPIC.do(reminders, code), lasting=True)
    )
    return [
        Choice(turn.say("events.calendar"), TOPIC.do(calendar, code), lasting=True),
        Choice(turn.say("events.give_back"), TOPIC.do(ask_cancel, code), lasting=True),
        remind,
    ]


@TOPIC.action
def no_reminders(turn: Turn, code: str) -> Reply:
    """Keep the place, and be reminded of it no more; of a change one is still told."""
    one = next((each for each in mine(turn) if each.code == code), None)
    if one is None:
        return text(turn.say("events.gone"))
    again = Choice(turn.say("events.reminders_button"), TOPIC.do(reminders, code), lasting=True)
    return text(turn.say("events.no_reminders"), again).doing(partial(_quieten, turn=turn, one=one))


def _quieten(tx: Connection, _contact_id: ContactId, *, turn: Turn, one: Registered) -> None:
    registrations.set_reminded(tx, one.id, wanted=False)
    event_notices.call_off(tx, one, reason="not_wanted", now=turn.now)


@TOPIC.action
def reminders(turn: Turn, code: str) -> Reply:
    """Be reminded of this ticket again."""
    one = next((each for each in mine(turn) if each.code == code), None)
    if one is None:
        return text(turn.say("events.gone"))
    return text(turn.say("events.reminders")).doing(partial(_remind, turn=turn, one=one))


def _remind(tx: Connection, _contact_id: ContactId, *, turn: Turn, one: Registered) -> None:
    registrations.set_reminded(tx, one.id, wanted=True)
    [again] = registrations.by_ids(tx, [one.id])
    event = kept.by_id(tx, one.event)
    if event is not None and again.state is SeatState.SEATED:
        event_notices.plan_reminders(tx, event, again, quiet=quiet_of(turn), now=turn.now, anew=True)


@TOPIC.action
def calendar(turn: Turn, code: str) -> Reply:
    """The date for the phone's own calendar; as words where the channel has no such files."""
    one = next((each for each in mine(turn) if each.code == code), None)
    event = None if one is None else turn.read(partial(kept.by_id, event_id=one.event))
    slot = None if event is None or one is None else event.slot(one.slot)
    if event is None or slot is None:
        return text(turn.say("events.gone"))
    file = calendar_file(event, slot, code, now=turn.now)
    if turn.capabilities.carries(file):
        return text(turn.say("events.calendar_file"), file=file)
    return text("\n".join(ticket_lines(turn, event, slot)))


@TOPIC.action
def ask_cancel(turn: Turn, code: str = "") -> Reply:
    """Make sure which place is given back."""
    own = [each for each in mine(turn) if code in ("", each.code)]
    if not own:
        return text(turn.say("events.no_tickets"))
    if len(own) > 1:
        choices = [Choice(label(turn, each), TOPIC.do(ask_cancel, each.code)) for each in own]
        return text(turn.say("events.which_back"), *choices)
    event = turn.read(partial(kept.by_id, event_id=own[0].event))
    return text(
        turn.say("events.ask_back", title=event.plan.title, when=time_of(turn, event.slot(own[0].slot))),
        Choice(turn.say("events.back_yes"), TOPIC.do(cancel, own[0].code)),
        Choice(turn.say("events.back_no"), TOPIC.do(keep_it)),
    )


@TOPIC.action
def keep_it(turn: Turn) -> Reply:
    """The place is kept."""
    return text(turn.say("events.kept"))


@TOPIC.action
def cancel(turn: Turn, code: str) -> Reply:
    """Give the place back; the next who waits is asked at once."""
    one = next((each for each in mine(turn) if each.code == code), None)
    if one is None:
        return text(turn.say("events.gone"))
    look = Choice(turn.say("events.look"), TOPIC.do(find))
    return text(turn.say("events.given_back"), look).doing(partial(_cancel, turn=turn, one=one))


def quiet_of(turn: Turn) -> Quiet:
    """When this office's people are left in peace."""
    return Quiet(turn.office.quiet_from, turn.office.quiet_to)


def _cancel(tx: Connection, contact_id: ContactId, *, turn: Turn, one: Registered) -> None:
    kept.hold(tx, one.event)
    if not registrations.cancel(tx, one.id, now=turn.now):
        raise Moved("the place was given back a moment ago")
    event_notices.call_off(tx, one, reason="called_off", now=turn.now)
    event = kept.by_id(tx, one.event)
    if event is not None:
        event_notices.refill(tx, event, quiet=quiet_of(turn), now=turn.now)
    note(tx, contact_id, turn=turn, tag=Tag.EVENT_CALLED_OFF, one=one)


def note(tx: Connection, contact_id: ContactId, *, turn: Turn, tag: Tag, one: Registered) -> None:
    """Write to the trail what was done about somebody's place."""
    subjects = [] if one.person is None else [Subject(SubjectKind.PERSON, one.person)]
    actor = Actor.contact(contact_id, person_id=turn.register.person)
    details_ = {"registration": one.id, "event": one.event}
    audit.note(tx, tag, at=turn.now, actor=actor, subjects=subjects, reason=Reason.OWN_WISH, details=details_)


def offer(turn: Turn, one: Registered, event: Event) -> Reply:
    """A seat is kept for somebody who waited: take it or not."""
    slot = event.slot(one.slot)
    assert slot is not None
    assert one.offered_until is not None
    until = event_notices.short_instant(one.offered_until)
    words = turn.say("events.offered", title=event.plan.title, when=time_of(turn, slot), until=until)
    return text(
        words,
        Choice(turn.say("events.take"), TOPIC.do(accept, one.code)),
        Choice(turn.say("events.leave"), TOPIC.do(cancel, one.code)),
    )


@TOPIC.action
def accept(turn: Turn, code: str = "") -> Reply:
    """Take the seat that was kept."""
    offered = [each for each in mine(turn) if each.state is SeatState.OFFERED and code in ("", each.code)]
    if not offered:
        return text(turn.say("events.no_offer"), Choice(turn.say("events.look"), TOPIC.do(find)))
    one = offered[0]
    event = turn.read(partial(kept.by_id, event_id=one.event))
    slot = event.slot(one.slot)
    head = turn.say("events.seated", number=one.number, code=one.code)
    lines = [head, *ticket_lines(turn, event, slot)]
    reply = text("\n".join(lines), *ticket_choices(turn, one.code), file=ticket_picture(turn, one.code))
    return reply.doing(partial(_accept, turn=turn, one=one, event=event))


def _accept(tx: Connection, contact_id: ContactId, *, turn: Turn, one: Registered, event: Event) -> None:
    kept.hold(tx, one.event)
    if not registrations.accept(tx, one.id, now=turn.now):
        raise Moved("the offer ended a moment ago")
    event_notices.plan_reminders(tx, event, one, quiet=quiet_of(turn), now=turn.now)
    note(tx, contact_id, turn=turn, tag=Tag.EVENT_REGISTERED, one=one)


def plain_ticket(turn: Turn, code: str) -> Reply:
    """What somebody sees who opens another one's ticket: where and when, and nobody's name."""
    one = turn.read(partial(registrations.by_code, code=code))
    event = None if one is None else turn.read(partial(kept.by_id, event_id=one.event))
    slot = None if event is None or one is None else event.slot(one.slot)
    if event is None or slot is None:
        return text(turn.say("events.gone"))
    return text("\n".join([turn.say("events.plain", code=code), *ticket_lines(turn, event, slot)]))
