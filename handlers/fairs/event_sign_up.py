"""Somebody registers for an event: themselves, a child, a relative, or a family they act for.

Only what the organiser needs is asked; whom the register knows confirms instead of typing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import new_code
from bot.domain.consent import WORDING, Purpose
from bot.domain.events.event import Event, Slot
from bot.domain.events.rules import Applicant, Booked, Refusal, clash, instead, needs_parent, refused
from bot.domain.events.terms import EventKind, ForWhom, Wish
from bot.domain.ids import AreaId, ContactId, PersonId
from bot.domain.messages import Choice, Outgoing, PersonalData
from bot.domain.phone import phone_number, spoken
from bot.domain.register.households import Birth
from bot.errors import Moved
from bot.events import event_notices
from bot.forms import Answers, Form, Question
from handlers.fairs import event_answers as answer
from handlers.fairs import events, sign_up_kept
from handlers.fairs.event_lines import ticket_lines, ticket_picture, time_of
from models.audit import Tag
from models.events import events as kept
from models.events import known_people, registrations
from models.events.registrations import NewRegistration, Registered
from models.people import consents
from models.people.consents import Said

TOPIC = Topic("event_sign_up")
GONE = "gone"
WORKS = (EventKind.JOB_FAIR.value, EventKind.JOB_SESSION.value)
YES, NO = "yes", "no"


def begin(turn: Turn, *, code: str = "", whom: ForWhom | None = None) -> Reply:
    """Open the questions, for one event or for whichever is chosen; what was begun elsewhere can go on."""
    if turn.capabilities.personal_data is PersonalData.NONE:
        return text(turn.say("events.not_here", office=turn.office.name))
    named = "" if whom is None else whom.value
    progress = turn.state.form
    if progress is not None and progress.form == SIGN_UP.name and not named and _same(progress.answers, code):
        return forms.begin(turn, SIGN_UP, answers=progress.answers)
    return _go_on(turn, code, named) or anew(turn, code, named)


def _same(answers: Answers, code: str) -> bool:
    return code in ("", answers.get("event", code))


def go_on(turn: Turn) -> Reply | None:
    """Offer to go on with what was begun; None where nothing was."""
    return _go_on(turn, "", "")


def _go_on(turn: Turn, code: str, whom: str) -> Reply | None:
    told = sign_up_kept.last(turn)
    event = None if told is None else event_of(turn, told.answers)
    if event is None or code not in ("", event.code) or not answer.open_slots(turn, event):
        return None
    return text(
        turn.say("sign_up.ask_resume", title=event.plan.title),
        Choice(turn.say("sign_up.resume"), TOPIC.do(resume)),
        Choice(turn.say("sign_up.anew"), TOPIC.do(anew, code or event.code, whom)),
    )


@TOPIC.action
def resume(turn: Turn) -> Reply:
    """Where it was left, in this chat or another one."""
    told = sign_up_kept.last(turn)
    return anew(turn) if told is None else forms.begin(turn, SIGN_UP, answers=told.answers)


@TOPIC.action
def anew(turn: Turn, code: str = "", whom: str = "") -> Reply:
    """From the first question."""
    answers = {name: value for name, value in (("event", code), ("whom", whom)) if value}
    return forms.begin(turn, SIGN_UP, answers=answers)


def event_of(turn: Turn, answers: Answers) -> Event | None:
    """The event somebody registers for."""
    found: Event | None = turn.read(partial(kept.by_code, code=answers.get("event", "")))
    return found


def _completed(turn: Turn, answers: Answers) -> Answers:
    """What follows: the only slot, what the register knows of a member, and why it can not be."""
    event = event_of(turn, answers)
    if event is None:
        return answers if "event" not in answers else {**answers, "refused": GONE}
    left = {name: value for name, value in answers.items() if name not in ("refused", "minor", "linked")}
    left |= {"kind": event.plan.kind.value} | ({"linked": YES} if answer.members(turn) else {})
    open_slots = answer.open_slots(turn, event)
    if len(open_slots) == 1:
        left["slot"] = str(open_slots[0].id)
    if _is_oneself_unseen(turn, left):
        left["member"] = str(turn.register.person)
    left |= _of_member(turn, left)
    if "birth" in left and needs_parent(Birth(int(left["birth"])), on=event.starts.date()):
        left["minor"] = YES
    if (why := _refusal(turn, event, left)) is not None:
        left["refused"] = why
    return left


def _is_oneself_unseen(turn: Turn, answers: Answers) -> bool:
    """Whether somebody linked registers themselves where the channel shows nobody to choose from."""
    alone = answers.get("whom") == ForWhom.SELF and "linked" not in answers
    return alone and turn.register.person is not None and bool(turn.register.own_households)


def _of_member(turn: Turn, answers: Mapping[str, str]) -> dict[str, str]:
    """What is not asked of somebody whom the register knows."""
    chosen = answers.get("member", "")
    if not chosen.isdecimal():
        return {}
    member = answer.member_of(turn, chosen)
    known = {"name": member.name if member and events.shows_names(turn) else "…"}
    if member is not None and member.birth is not None:
        known["birth"] = str(member.birth.year)
    person = turn.register.person
    agreed = {} if person is None else turn.read(partial(consents.given, person=person))
    if (said := agreed.get(Purpose.PASS_ON)) and said.given and said.wording == WORDING[Purpose.PASS_ON]:
        known["pass_on"] = YES
    return known


def _refusal(turn: Turn, event: Event, answers: Answers) -> str | None:
    """Why it can not be, as far as is known by now."""
    slots = answer.open_slots(turn, event)
    slot = _slot(event, answers) or (slots[0] if slots else event.slots[0])
    why = refused(event, slot, _applicant(turn, answers), now=turn.now)
    if why is None and "slot" in answers:
        why = clash(slot, _booked(turn, answers))
    return why


def _booked(turn: Turn, answers: Answers) -> list[Booked]:
    """When they are registered for what already."""
    member = answers.get("member", "")
    person = PersonId(int(member)) if member.isdecimal() else None
    birth = int(answers["birth"]) if "birth" in answers else None
    name = answers.get("name")
    found: list[Booked] = turn.read(
        partial(registrations.booked_by, person=person, name=name, birth_year=birth)
    )
    return found


def _applicant(turn: Turn, answers: Answers) -> Applicant:
    birth = Birth(int(answers["birth"])) if "birth" in answers else None
    grade = int(answers["grade"]) if "grade" in answers else None
    if answers.get("member", "").isdecimal():
        return events.applicant(turn, birth=birth, grade=grade)
    hamlet = answers.get("hamlet", "")
    areas = answer.areas_of(turn, AreaId(int(hamlet))) if hamlet.isdecimal() else ()
    return Applicant(birth, grade, areas)


def _slot(event: Event, answers: Answers) -> Slot | None:
    return next((slot for slot in event.slots if str(slot.id) == answers.get("slot")), None)


def _summary(turn: Turn, answers: Answers) -> str:
    event = event_of(turn, answers)
    slot = _slot(event, answers) if event else None
    if event is None or slot is None:
        return turn.say("events.gone")
    say = turn.say
    lines = [say("sign_up.summary", title=event.plan.title, when=time_of(turn, slot))]
    if events.shows_names(turn):
        lines.append(say("sign_up.for_name", name=answers["name"], year=answers.get("birth", "…")))
    if events.shows_names(turn) and phone_number(answers.get("phone", "")):
        lines.append(say("sign_up.by_phone", phone=spoken(answers["phone"])))
    passed = "sign_up.passes_on" if answers.get("pass_on") == YES else "sign_up.keeps"
    return "\n".join([*lines, say(passed, office=turn.office.name)])


def _done(turn: Turn, answers: Answers) -> Reply:
    return _ended(turn, answers).doing(sign_up_kept.dropping(turn))


def _ended(turn: Turn, answers: Answers) -> Reply:
    event = event_of(turn, answers)
    if event is None or "refused" in answers:
        return _refused(turn, event, answers)
    if (why := _refusal(turn, event, answers)) is not None:
        return _refused(turn, event, {**answers, "refused": why})
    slot = _slot(event, answers)
    assert slot is not None
    code = new_code(secrets.choice)
    new = _new(turn, event, slot, answers, code=code)
    lines = [*ticket_lines(turn, event, slot), turn.say("events.registering")]
    picture = ticket_picture(turn, code)
    reply = text("\n".join(lines), *events.ticket_choices(turn, code), file=picture)
    return reply.doing(partial(_register, turn=turn, new=new, event=event))


def _refused(turn: Turn, event: Event | None, answers: Answers) -> Reply:
    """A clear reason, and the next event that would fit."""
    if event is None or answers.get("refused") == GONE:
        return text(turn.say("events.gone"), Choice(turn.say("events.look"), events.TOPIC.do(events.find)))
    why = Refusal(answers["refused"])
    values = {
        "title": event.plan.title,
        "age": str((event.plan.most_age if why is Refusal.TOO_OLD else event.plan.least_age) or 15),
        "grade": str(event.plan.grade),
    }
    words = turn.say(f"events.refused_{why}", **values)
    if why in (Refusal.DUPLICATE, Refusal.CLASH):
        own = Choice(turn.say("events.my_tickets"), events.TOPIC.do(events.tickets))
        return text(words, own)
    other = instead(events.open_events(turn), _applicant(turn, answers), event, now=turn.now)
    if other is None:
        return text(words, Choice(turn.say("events.look"), events.TOPIC.do(events.find)))
    next_ = turn.say("events.instead", title=other.plan.title, when=time_of(turn, other.slots[0]))
    go = Choice(turn.say("events.sign_up"), events.TOPIC.do(events.begin_sign_up, other.code))
    return text(f"{words} {next_}", go, Choice(turn.say("events.look"), events.TOPIC.do(events.find)))


def _new(turn: Turn, event: Event, slot: Slot, answers: Answers, *, code: str) -> NewRegistration:
    member = answers.get("member", "")
    hamlet = answers.get("hamlet", "")
    agreed = answers.get("pass_on") == YES
    return NewRegistration(
        event.id,
        slot.id,
        code,
        answer.for_whom(turn, answers),
        answers["name"],
        person=PersonId(int(member)) if member.isdecimal() else None,
        household=answer.household_of(turn, member),
        hamlet=AreaId(int(hamlet)) if hamlet.isdecimal() else None,
        phone=phone_number(answers.get("phone", "")),
        parent_phone=phone_number(answers.get("parent_phone", "")),
        birth_year=int(answers["birth"]) if "birth" in answers else None,
        grade=int(answers["grade"]) if "grade" in answers else None,
        wish=Wish(answers["wish"]) if "wish" in answers else None,
        passed_on=agreed,
        wording=WORDING[Purpose.PASS_ON],
    )


def _register(
    tx: Connection, contact_id: ContactId, *, turn: Turn, new: NewRegistration, event: Event
) -> Outgoing:
    """Take a seat, or a place among those who wait; which of them is known only here. Raises `Moved`."""
    whole = known_people.known(tx, replace(new, contact=contact_id), day=turn.today)
    placed = registrations.register(tx, whole, now=turn.now)
    if isinstance(placed, Refusal):
        raise Moved(placed.value)
    [one] = registrations.by_ids(tx, [placed.id])
    if new.person is not None and turn.register.person is not None:
        said = Said(turn.register.person, Purpose.PASS_ON, new.passed_on, WORDING[Purpose.PASS_ON])
        consents.note(tx, contact_id, said, now=turn.now)
    events.note(tx, contact_id, turn=turn, tag=Tag.EVENT_REGISTERED, one=one)
    return _told(tx, turn, event, one, place=placed.place)


def _told(tx: Connection, turn: Turn, event: Event, one: Registered, *, place: int | None) -> Outgoing:
    if place is not None:
        return Outgoing(turn.say("events.waits", place=place, number=one.number, code=one.code))
    event_notices.plan_reminders(tx, event, one, quiet=events.quiet_of(turn), now=turn.now)
    return Outgoing(turn.say("events.seated", number=one.number, code=one.code))


def _amended(turn: Turn, answers: Answers, typed: str) -> Answers | None:
    """Several things told at once: "Trần Văn Út, 2008, lớp 9, gần nhà"."""
    told = answer.told(turn, typed)
    if answers.get("member", "").isdecimal():
        known = {"name", "phone"} | ({"birth", "years"} if "birth" in answers else set())
        told = {name: value for name, value in told.items() if name not in known}
    return {**answers, **told} if len(told) > 1 or "years" in told else None


def _stranger(answers: Answers) -> bool:
    return not answers.get("member", "").isdecimal()


def _chosen(answers: Answers) -> bool:
    return "event" in answers


SIGN_UP = forms.register(
    Form(
        "sign_up",
        (
            Question("event", found=answer.open_choices, read_in_turn=answer.event),
            Question("slot", found=answer.slot_choices),
            Question(
                "member",
                found=answer.member_choices,
                needed=lambda answers: "linked" in answers,
            ),
            Question(
                "whom",
                options=(ForWhom.SELF.value, ForWhom.CHILD.value, ForWhom.RELATIVE.value),
                read_in_turn=answer.whom,
                needed=_stranger,
            ),
            Question("name", read_in_turn=answer.name, needed=_stranger),
            Question("birth", found=answer.years_of_sign, read_in_turn=answer.birth),
            Question("hamlet", found=answer.hamlet_choices, read_in_turn=answer.hamlet, needed=_stranger),
            Question(
                "phone",
                options=(answer.NO_PHONE,),
                read=phone_number,
                ask_phone=True,
                needed=_stranger,
            ),
            Question("parent_phone", read=phone_number, needed=lambda answers: "minor" in answers),
            Question("grade", read_in_turn=answer.grade),
            Question(
                "wish",
                options=tuple(Wish),
                read_in_turn=answer.wish,
                needed=lambda answers: answers.get("kind") in WORKS,
            ),
            Question("pass_on", options=(YES, NO), plainly=True),
        ),
        _done,
        _summary,
        amended=_amended,
        completed=_completed,
        over=lambda answers: "refused" in answers,
        keeps=sign_up_kept.keeping,
        drops=sign_up_kept.dropping,
        labels=("sign_up.agree", "sign_up.correct", "sign_up.drop"),
    )
)
