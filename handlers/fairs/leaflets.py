"""News of work for a period: an official writes five lines and a link, a second one looks and sends them, who
agreed gets them by day and ends them with one word. Of opening it is known how many did, never who."""

from __future__ import annotations

import secrets
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import new_code
from bot.domain.consent import Purpose
from bot.domain.ids import AreaId, ContactId
from bot.domain.messages import Choice
from bot.domain.notices import LEAFLET_WAITS
from bot.domain.register.history import AsOf
from bot.domain.text import clean
from bot.errors import Moved
from bot.forms import Answers, Form, Question
from handlers.cases.case_news import USEFUL
from handlers.cases.talks import name_of
from handlers.fairs import event_own, event_plan, leaflet_jobs
from handlers.people import consent
from models import audit, jobs
from models.areas import areas_above
from models.audit import Reason, Tag
from models.events import leaflets
from models.events.leaflets import Leaflet, LeafletState, NewLeaflet
from models.people import roles
from models.sending import notices
from models.sending.notices import NewNotice

TOPIC = Topic("leaflets")
MOST_LINES, LONGEST_LINES = 5, 500
LONGEST_PERIOD, LONGEST_LINK = 40, 300
MOST_LISTED = 6
NONE = "none"


@TOPIC.action
def subscribe(turn: Turn) -> Reply:
    """Show the question and take a plain yes; no news without one."""
    return consent.give(turn, Purpose.JOB_NEWS)


@TOPIC.action
def stop(turn: Turn) -> Reply:
    """No more of it, at once."""
    return consent.withdraw(turn, Purpose.JOB_NEWS)


def wanted(turn: Turn) -> Reply | None:
    """Begin to write a leaflet, or look at the last ones; None for who organises nothing."""
    if _commune(turn) is None:
        return None
    found: list[Leaflet] = turn.read(
        partial(leaflets.newest, areas=event_own.organised(turn), limit=MOST_LISTED)
    )
    if not found:
        return begin(turn)
    choices = [Choice(_label(turn, each), TOPIC.do(look, each.code)) for each in found]
    return text(turn.say("leaflets.which"), Choice(turn.say("leaflets.new"), TOPIC.do(begin)), *choices)


def _commune(turn: Turn) -> AreaId | None:
    """The whole area the asker writes for."""
    if not event_own.organised(turn):
        return None
    granted = turn.register.actor.granted(*event_own.ORGANISERS)
    return next((grant.area for grant in granted if grant.area is not None), None)


def _label(turn: Turn, of: Leaflet) -> str:
    return turn.say("leaflets.line", period=of.period, state=turn.say(f"leaflets.state_{of.state}"))


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """A new leaflet."""
    if _commune(turn) is None:
        return text(turn.say("leaflets.not_there"))
    return forms.begin(turn, LEAFLET_FORM)


def _lines(typed: str) -> str | None:
    """Up to five lines."""
    lines = [" ".join(clean(line).split()) for line in typed.splitlines()]
    told = [line for line in lines if line]
    words = "\n".join(told)
    return words if 0 < len(told) <= MOST_LINES and len(words) <= LONGEST_LINES else None


def _link(typed: str) -> str | None:
    """An address of the web that nobody can change on the way."""
    bare = typed.strip()
    safe = bare.startswith("https://") and len(bare.split()) == 1 and "." in bare[len("https://") :]
    return bare if safe and len(bare) <= LONGEST_LINK else None


def _summary(turn: Turn, answers: Answers) -> str:
    link = "" if answers["link"] == NONE else answers["link"]
    return turn.say("leaflets.summary", period=answers["period"], lines=answers["lines"], link=link)


def _written(turn: Turn, answers: Answers) -> Reply:
    area, person = _commune(turn), turn.register.person
    if area is None or person is None:
        return text(turn.say("leaflets.not_there"))
    code = new_code(secrets.choice)
    link = None if answers["link"] == NONE else answers["link"]
    new = NewLeaflet(code, area, answers["period"], answers["lines"], link, person)
    return text(turn.say("leaflets.waits", code=code)).doing(partial(_write, turn=turn, new=new))


def _write(tx: Connection, contact_id: ContactId, *, turn: Turn, new: NewLeaflet) -> None:
    """Keep it, and ask the others who may send it to look."""
    leaflets.add(tx, new, now=turn.now)
    values = {"code": new.code, "name": name_of(tx, new.made_by, turn.now)}
    areas = list(areas_above(tx, new.area))
    for role in event_own.ORGANISERS:
        for contact in roles.contacts_in(tx, areas, role, day=turn.today, at=turn.now):
            if new.made_by not in roles.people_behind(tx, contact, at=turn.now):
                about = f"{new.code}:{contact}"
                asked = NewNotice.of(LEAFLET_WAITS, about, contact, values, now=turn.now, useful=USEFUL)
                notices.plan(tx, asked, now=turn.now)
    _note(tx, contact_id, Tag.LEAFLET_MADE, new.code, turn)


def _note(tx: Connection, contact_id: ContactId, tag: Tag, code: str, turn: Turn) -> None:
    actor = turn.register.acting(contact_id, ())
    audit.note(tx, tag, at=turn.now, actor=actor, reason=Reason.CASE_WORK, details={"code": code})


def _find(turn: Turn, code: str) -> Leaflet | None:
    found: Leaflet | None = turn.read(partial(leaflets.by_code, code=code, areas=event_own.organised(turn)))
    return found


@TOPIC.action
def look(turn: Turn, code: str) -> Reply:
    """A leaflet as it reads; how far it came, or the choice to send it."""
    of = _find(turn, code)
    if of is None:
        return text(turn.say("leaflets.not_there"))
    maker = turn.read(partial(name_of, person=of.made_by, now=turn.now))
    lines = [
        turn.say("leaflets.by", name=maker, state=turn.say(f"leaflets.state_{of.state}")),
        turn.say("leaflets.summary", period=of.period, lines=of.lines, link=of.link or ""),
    ]
    if of.state is LeafletState.WAITS:
        lines.append(turn.say("leaflets.goes_to", count=len(_readers(turn, of))))
        return text("\n".join(lines), *_choices(turn, of))
    far = turn.read(partial(leaflets.reached, of=of.id))
    told = turn.say("leaflets.reached", copies=far.copies, delivered=far.delivered, opened=far.opened)
    return text("\n".join([*lines, told]))


def _choices(turn: Turn, of: Leaflet) -> list[Choice]:
    drop_it = Choice(turn.say("leaflets.drop_button"), TOPIC.do(drop, of.code))
    if of.made_by == turn.register.person:
        return [drop_it]
    return [Choice(turn.say("leaflets.send_button"), TOPIC.do(send, of.code)), drop_it]


def _readers(turn: Turn, of: Leaflet) -> list[ContactId]:
    find = partial(leaflets.readers, area=of.area, at=turn.now, day=AsOf(turn.today))
    found: list[ContactId] = turn.read(find)
    return found


@TOPIC.action
def send(turn: Turn, code: str) -> Reply:
    """A second person agrees: now it goes out, at night not before the morning."""
    of = _find(turn, code)
    if of is None or of.state is not LeafletState.WAITS:
        return text(turn.say("leaflets.not_there"))
    if turn.register.person is None or of.made_by == turn.register.person:
        return text(turn.say("leaflets.not_oneself"))
    words = turn.say("leaflets.sent", count=len(_readers(turn, of)))
    return text(words).doing(partial(_send, turn=turn, of=of))


def _send(tx: Connection, contact_id: ContactId, *, turn: Turn, of: Leaflet) -> None:
    by = turn.register.person
    if not leaflets.settle(tx, of.id, LeafletState.SENT, by=by, now=turn.now):
        raise Moved(of.code)
    asked = {"code": of.code, "page": turn.page or "", "after": "0"}
    jobs.add_job(tx, leaflet_jobs.SEND, contact_id=contact_id, parameters=asked, now=turn.now)
    _note(tx, contact_id, Tag.LEAFLET_SENT, of.code, turn)


@TOPIC.action
def drop(turn: Turn, code: str) -> Reply:
    """Give a leaflet up that was not sent yet."""
    of = _find(turn, code)
    if of is None or of.state is not LeafletState.WAITS:
        return text(turn.say("leaflets.not_there"))
    return text(turn.say("leaflets.dropped")).doing(partial(_drop, turn=turn, of=of))


def _drop(tx: Connection, _contact_id: ContactId, *, turn: Turn, of: Leaflet) -> None:
    if not leaflets.settle(tx, of.id, LeafletState.DROPPED, now=turn.now):
        raise Moved(of.code)


LEAFLET_FORM = forms.register(
    Form(
        "leaflet_form",
        (
            Question("period", read=partial(event_plan.line, longest=LONGEST_PERIOD), open_ended=True),
            Question("lines", read=_lines, open_ended=True),
            Question("link", options=(NONE,), read=_link),
        ),
        _written,
        _summary,
        labels=event_plan.LABELS,
    )
)
