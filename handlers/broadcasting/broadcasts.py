"""Officials write to many families: audience, right, words, preview with count and cost, second person, stop.

Nothing goes out before the preview was seen; sent twice by a slip of the finger, it is sent once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.audience import ALONE_UP_TO, Ground
from bot.domain.case_rules import new_code
from bot.domain.figures.query import Query
from bot.domain.ids import ContactId, HouseholdId
from bot.domain.messages import Choice
from bot.domain.notices import BROADCAST_WAITS
from bot.domain.roles import Field, Role
from bot.errors import Moved
from bot.figures.answer import Decision
from bot.forms import Answers, Form, Question
from handlers.broadcasting.broadcast_lines import audience_said
from handlers.cases.case_news import USEFUL
from handlers.cases.case_work import areas_of
from handlers.cases.talks import name_of
from handlers.files.lists import commune_of
from handlers.statistics.figures import desk_of, written
from models import audit, jobs
from models.areas import areas_above
from models.audit import Reason, Tag
from models.people import roles
from models.sending import audience as audiences
from models.sending import broadcasts, notices
from models.sending.broadcasts import Arrival, Broadcast, BroadcastState, NewBroadcast, Result
from models.sending.notices import NewNotice

TOPIC = Topic("broadcasts")
LONGEST_WORDS = 600
LONGEST_DOCUMENT = 60
MOST_LISTED = 6
MOST_NUMBERS = 40
NONE = "none"
_STOPPABLE = (BroadcastState.DRAFT, BroadcastState.WAITS, BroadcastState.SENDING)


def wanted(turn: Turn, typed: str) -> Reply:
    """Begin to write to the families that the message names, in the words of questions for figures."""
    said, _, words = typed.partition(":")
    whom = turn.knowledge.officials.whom(said)
    if not whom:
        whom, words = turn.knowledge.officials.whom(typed), ""
    answer = desk_of(turn).addressed(whom)
    if answer.decision is not Decision.CHOICES:
        return text(answer.text)
    key, kept = secrets.token_urlsafe(12), _words(words) or ""
    choices = [
        Choice(label, TOPIC.do(begin, key, written(query), kept))
        for label, query in answer.readings
        if isinstance(query, Query)
    ]
    if len(choices) == 1:
        return begin(turn, *choices[0].action.args)
    return text(turn.say("broadcast.which_families"), *choices)


@TOPIC.action
def begin(turn: Turn, key: str, kept: str, words: str) -> Reply:
    """Ask by which right and with which words the families of one reading are written to."""
    query, own = Query.model_validate_json(kept), turn.register.hamlets_listed
    hamlets = set(own) if query.whole else set(query.hamlets)
    if not hamlets or not hamlets <= set(own):
        return text(turn.say("lists.no_hamlet", known=", ".join(own.values())))
    audience = query.model_copy(update={"hamlets": tuple(sorted(hamlets))})
    answers = {"key": key, "audience": audience.model_dump_json(exclude_defaults=True)}
    begun = forms.begin(turn, BROADCAST, answers=answers | ({"words": words} if words else {}))
    return text(audience_said(desk_of(turn).phrases, audience)).then(begun)


def _audience(answers: Answers) -> Query:
    return Query.model_validate_json(answers["audience"])


def _words(typed: str) -> str | None:
    words = typed.strip()
    return words if 0 < len(words) <= LONGEST_WORDS else None


def _document(typed: str) -> str | None:
    return typed.strip()[:LONGEST_DOCUMENT] or None


def _drafted(turn: Turn, answers: Answers) -> Reply:
    area, person = commune_of(turn.register, turn.office), turn.register.person
    if area is None or person is None:
        return text(turn.say("choice.expired"))
    khmer = answers["words_km"]
    new = NewBroadcast(
        new_code(secrets.choice),
        answers["key"],
        area,
        Ground(answers["ground"]),
        _audience(answers),
        answers["words"],
        person,
        answers.get("document"),
        None if khmer == NONE else khmer,
    )
    return text(turn.say("broadcast.looking")).doing(partial(_draft, new=new, turn=turn))


def _draft(tx: Connection, contact_id: ContactId, *, new: NewBroadcast, turn: Turn) -> None:
    broadcasts.draft(tx, contact_id, new, now=turn.now)
    asked = {"form": new.form_key, "speaker": str(turn.register.person)}
    jobs.add_job(tx, "broadcasts.preview", contact_id=contact_id, parameters=asked, now=turn.now)


def find(turn: Turn, code: str) -> Broadcast | None:
    """A broadcast of the asker's area."""
    found: Broadcast | None = turn.read(partial(broadcasts.by_code, code=code, areas=areas_of(turn)))
    return found


@TOPIC.action
def send(turn: Turn, code: str, count: str) -> Reply:
    """Send what was seen in the preview, or let a second person agree first where many are written to."""
    of = find(turn, code)
    if of is None or of.state is not BroadcastState.DRAFT or of.made_by != turn.register.person:
        return text(turn.say("broadcast.sent_already", code=code))
    if int(count) > ALONE_UP_TO:
        asks = text(turn.say("broadcast.waits", code=code, most=ALONE_UP_TO))
        return asks.doing(partial(_ask_second, of=of, count=count, turn=turn))
    return text(turn.say("broadcast.begun", code=code)).doing(partial(_begin, of=of, turn=turn))


def _ask_second(tx: Connection, contact_id: ContactId, *, of: Broadcast, count: str, turn: Turn) -> None:
    if not broadcasts.advance(tx, of.id, [BroadcastState.DRAFT], BroadcastState.WAITS, now=turn.now):
        raise Moved(of.code)
    values = {"code": of.code, "name": name_of(tx, of.made_by, turn.now), "count": count}
    areas = list(areas_above(tx, of.area))
    for role in (Role.LEADER, Role.OFFICIAL):
        for contact in roles.contacts_in(tx, areas, role, day=turn.today, at=turn.now):
            if of.made_by in roles.people_behind(tx, contact, at=turn.now):
                continue
            about = f"{of.id}:{contact}"
            new = NewNotice.of(BROADCAST_WAITS, about, contact, values, now=turn.now, useful=USEFUL)
            notices.plan(tx, new, now=turn.now)
    _note(tx, contact_id, Tag.BROADCAST_MADE, of, turn)


def _begin(tx: Connection, contact_id: ContactId, *, of: Broadcast, turn: Turn) -> None:
    if not broadcasts.advance(tx, of.id, [BroadcastState.DRAFT], BroadcastState.SENDING, now=turn.now):
        raise Moved(of.code)
    _address(tx, of, turn)
    _note(tx, contact_id, Tag.BROADCAST_MADE, of, turn)


def _address(tx: Connection, of: Broadcast, turn: Turn) -> None:
    selection = audiences.chosen(of.audience, of.ground, day=turn.today, at=turn.now)
    broadcasts.add_recipients(tx, of.id, selection)


def _note(tx: Connection, contact_id: ContactId, tag: Tag, of: Broadcast, turn: Turn) -> None:
    audit.note(
        tx,
        tag,
        at=turn.now,
        actor=turn.register.acting(contact_id, ()),
        reason=Reason.CASE_WORK,
        details={"code": of.code, "ground": of.ground.value},
    )


@TOPIC.action
def look(turn: Turn, code: str) -> Reply:
    """A broadcast with its words, how far it is, and what can be done."""
    of = find(turn, code)
    if of is None:
        return text(turn.say("broadcast.not_there"))
    maker = turn.read(partial(name_of, person=of.made_by, now=turn.now))
    lines = [
        turn.say("broadcast.title", code=code, name=maker, state=turn.say(f"broadcast.state_{of.state}")),
        audience_said(desk_of(turn).phrases, of.audience),
        of.words,
        *_counted(turn, turn.read(partial(broadcasts.arrivals, of=of.id))),
    ]
    return text("\n".join(lines), *_choices(turn, of))


def _counted(turn: Turn, counts: Mapping[Arrival, int]) -> list[str]:
    return [
        turn.say("broadcast.count", what=turn.say(f"broadcast.arrival_{each}"), count=counts[each])
        for each in Arrival
        if counts.get(each)
    ]


def _choices(turn: Turn, of: Broadcast) -> list[Choice]:
    code, choices = of.code, []
    if of.state is BroadcastState.WAITS and of.made_by != turn.register.person:
        choices.append(Choice(turn.say("broadcast.approve_button"), TOPIC.do(approve, code)))
    if of.state in (BroadcastState.WAITS, BroadcastState.SENDING):
        choices.append(Choice(turn.say("broadcast.stop_button"), TOPIC.do(stop, code)))
    if of.state in (BroadcastState.SENDING, BroadcastState.DONE, BroadcastState.STOPPED):
        choices.append(Choice(turn.say("broadcast.results_button"), TOPIC.do(results, code)))
    return choices


@TOPIC.action
def approve(turn: Turn, code: str) -> Reply:
    """A second person of the area agrees; then it is sent."""
    of = find(turn, code)
    if of is None or of.state is not BroadcastState.WAITS:
        return text(turn.say("broadcast.not_there"))
    if turn.register.person is None or of.made_by == turn.register.person:
        return text(turn.say("broadcast.not_oneself"))
    return text(turn.say("broadcast.begun", code=code)).doing(partial(_approve, of=of, turn=turn))


def _approve(tx: Connection, contact_id: ContactId, *, of: Broadcast, turn: Turn) -> None:
    by, before = turn.register.person, [BroadcastState.WAITS]
    if not broadcasts.advance(tx, of.id, before, BroadcastState.SENDING, now=turn.now, approved_by=by):
        raise Moved(of.code)
    _address(tx, of, turn)
    _note(tx, contact_id, Tag.BROADCAST_APPROVED, of, turn)


@TOPIC.action
def stop(turn: Turn, code: str) -> Reply:
    """Send no more of it, or nothing at all."""
    of = find(turn, code)
    if of is None or of.state not in _STOPPABLE:
        return text(turn.say("broadcast.not_there"))
    return text(turn.say("broadcast.stopped", code=code)).doing(partial(_stop, of=of, turn=turn))


def _stop(tx: Connection, contact_id: ContactId, *, of: Broadcast, turn: Turn) -> None:
    if not broadcasts.advance(tx, of.id, _STOPPABLE, BroadcastState.STOPPED, now=turn.now):
        raise Moved(of.code)
    broadcasts.call_off(tx, of.id, now=turn.now)
    _note(tx, contact_id, Tag.BROADCAST_STOPPED, of, turn)


@TOPIC.action
def results(turn: Turn, code: str) -> Reply:
    """Which households it did not reach, by number: somebody may go there."""
    of = find(turn, code)
    if of is None:
        return text(turn.say("broadcast.not_there"))
    found: Mapping[HouseholdId, list[Arrival]] = turn.read(
        partial(broadcasts.households_by_arrival, of=of.id)
    )
    missed = [home for home, each in found.items() if Arrival.SENT not in each]
    lines = [turn.say("broadcast.results_head", reached=len(found) - len(missed), missed=len(missed))]
    for home in missed[:MOST_NUMBERS]:
        seen = turn.register.household(home, {Field.NUMBER, Field.HAMLET}, reason=Reason.CASE_WORK)
        if seen is not None:
            why = turn.say(f"broadcast.arrival_{found[home][0]}")
            hamlet = turn.register.hamlets_listed.get(seen.hamlet, "")
            lines.append(turn.say("broadcast.missed", number=seen.number, hamlet=hamlet, why=why))
    return text("\n".join(lines))


def listing(turn: Turn) -> Reply:
    """The last broadcasts of the area, to be opened."""
    found: list[Broadcast] = turn.read(partial(broadcasts.newest, areas=areas_of(turn), limit=MOST_LISTED))
    if not found:
        return text(turn.say("broadcast.none"))
    choices = [
        Choice(
            turn.say(
                "broadcast.line",
                code=each.code,
                state=turn.say(f"broadcast.state_{each.state}"),
                begins=each.words[:20],
            ),
            TOPIC.do(look, each.code),
        )
        for each in found
    ]
    return text(turn.say("broadcast.which"), *choices)


def _khmer(turn: Turn, answers: Answers) -> Answers:
    """Ask for Khmer words only where somebody reads Khmer."""
    if not {"ground", "words"} <= answers.keys() or "words_km" in answers:
        return answers
    ground = Ground(answers["ground"])
    chosen = audiences.chosen(_audience(answers), ground, day=turn.today, at=turn.now)
    found = turn.read(partial(audiences.groups, selection=chosen))
    reads = any(each.language == "km" and each.result is Result.WAITING for each in found)
    return answers if reads else {**answers, "words_km": NONE}


BROADCAST = forms.register(
    Form(
        "broadcast_form",
        (
            Question("ground", options=(Ground.AGREED.value, Ground.LAWFUL.value)),
            Question(
                "document", read=_document, needed=lambda answers: answers.get("ground") == Ground.LAWFUL
            ),
            Question("words", read=_words, open_ended=True),
            Question("words_km", options=(NONE,), read=_words),
        ),
        _drafted,
        None,
        completed=_khmer,
    )
)
