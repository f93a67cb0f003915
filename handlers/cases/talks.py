"""An official and a family talk through the bot about a case. Meanwhile the bot is silent towards the family.

Neither sees the other's address. What is said is kept with the case; begin and end are on the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import vietnam_day
from bot.conversation import Reply, Turn, text
from bot.domain import state
from bot.domain.ids import CaseId, ContactId, PersonId
from bot.domain.messages import Priority
from bot.domain.notices import TALK_BEGAN, TALK_LEFT, TALK_PAUSED, TALK_REPLY, TALK_SAID, NoticeKind
from bot.domain.words import Control
from bot.errors import Moved
from bot.privacy import mask_numbers
from handlers.cases import urgent
from models import audit
from models.audit import Actor, Reason, Tag
from models.cases import case_work, cases
from models.cases.case_work import EndedBy, Talk
from models.cases.cases import Case
from models.people import contacts
from models.register import reading
from models.sending import notices
from models.sending.notices import NewNotice

USEFUL = timedelta(days=2)
LEAVES = (Control.MENU, Control.STOP, Control.RESTART, Control.ERASE)
"""The only words by which a family calls the bot back; "dung" and "huy" may be meant for the official."""


def present(turn: Turn) -> Turn:
    """The turn of somebody who may be in a talk, without it where it is over."""
    if turn.state.talk is None or _talk(turn) is not None:
        return turn
    return replace(turn, state=replace(turn.state, talk=None))


def _talk(turn: Turn) -> Talk | None:
    contact_id = turn.contact.id
    return None if contact_id is None else turn.read(lambda tx: case_work.talk_of(tx, contact_id))


def heard(turn: Turn, typed: str, word: Control | None) -> Reply | None:
    """Pass on what is said in a talk; None for what the bot itself is to answer."""
    on = _talk(turn) if turn.state.talk is not None else None
    if on is None:
        return None
    if on.desk == turn.contact.id:
        return None if word in LEAVES or _for_the_bot(turn, typed) else _from_desk(turn, on, typed)
    return None if word in LEAVES else _from_family(turn, on, typed)


def _for_the_bot(turn: Turn, typed: str) -> bool:
    """Whether an official asks the bot something: it must not reach the family."""
    return turn.knowledge.requests.heard(typed) is not None


def _from_desk(turn: Turn, on: Talk, typed: str) -> Reply:
    told = replace(text(turn.say("case.passed_on")), state=turn.state.closing())
    return told.doing(partial(_pass_on, on=on, words=typed, turn=turn, by_desk=True))


def _from_family(turn: Turn, on: Talk, typed: str) -> Reply:
    passed_on = Reply(state=turn.state.closing()).doing(
        partial(_pass_on, on=on, words=mask_numbers(typed), turn=turn, by_desk=False)
    )
    understood = turn.knowledge.understanding.read(typed, today=turn.today)
    # Whom to call in danger is told whoever else listens.
    return passed_on.then(urgent.answer(turn, understood)) if understood.urgent else passed_on


def _pass_on(tx: Connection, _contact: ContactId, *, on: Talk, words: str, turn: Turn, by_desk: bool) -> None:
    still = case_work.talk_of(tx, on.desk)
    if still is None or still.id != on.id:
        raise Moved(str(on.id))
    case_work.said(tx, on, words, by_desk=by_desk, now=turn.now)
    about = cases.case_by_id(tx, on.case)
    number = f"{on.id}:{turn.incoming.key}"
    if by_desk:
        name = name_of(tx, on.person, turn.now)
        _say(tx, TALK_REPLY, about, number, on.family, {"name": name, "words": words}, now=turn.now)
    else:
        _say(tx, TALK_SAID, about, number, on.desk, {"code": about.code, "words": words}, now=turn.now)


def _say(
    tx: Connection,
    kind: NoticeKind,
    case: Case,
    about: str,
    to: ContactId,
    values: dict[str, str],
    *,
    now: datetime,
) -> None:
    """Plan what one side is told. In what can not wait, also at night."""
    priority = Priority.CRITICAL if case.kind.urgent else None
    planned = NewNotice.of(kind, about[-90:], to, values, now=now, useful=USEFUL, priority=priority)
    notices.plan(tx, planned, now=now)


def name_of(tx: Connection, person: PersonId, now: datetime) -> str:
    """What an official is called."""
    return reading.name_of(tx, person, day=vietnam_day(now))


def begin(tx: Connection, case: Case, desk: ContactId, person: PersonId, *, turn: Turn) -> None:
    """Let the bot be silent towards the family from now on. Raises `Moved` where one side talks already."""
    began = case_work.begin_talk(tx, case.id, family=case.contact_id, desk=desk, person=person, now=turn.now)
    if not began:
        raise Moved(case.code)
    stands = state.load(contacts.state_of(tx, case.contact_id))
    silent = replace(stands.closing(), talk=case.id)
    contacts.store_state(tx, case.contact_id, state.dump(silent), now=turn.now)
    values = {"code": case.code, "name": name_of(tx, person, turn.now), "office": turn.office.name}
    _say(tx, TALK_BEGAN, case, f"{case.id}:{turn.incoming.key}", case.contact_id, values, now=turn.now)
    _note(tx, Tag.TALK_BEGAN, case, turn.register.acting(desk, ()), now=turn.now)


def end(
    tx: Connection,
    on: Talk,
    by: EndedBy,
    *,
    actor: Actor,
    tell_family: NoticeKind | None = TALK_PAUSED,
    now: datetime,
) -> None:
    """Let the bot answer again, and tell the side that did not end it. Harmless where it is over."""
    if not case_work.end_talk(tx, on, by, now=now):
        return
    case, about = cases.case_by_id(tx, on.case), f"{on.id}"
    for side in (on.family, on.desk):
        _leave(tx, side, case.id, now=now)
    if by is not EndedBy.FAMILY and tell_family is not None:
        _say(tx, tell_family, case, about, on.family, {"code": case.code}, now=now)
    if by is not EndedBy.DESK:
        _say(tx, TALK_LEFT, case, about, on.desk, {"code": case.code}, now=now)
    _note(tx, Tag.TALK_ENDED, case, actor, now=now)


def _leave(tx: Connection, contact_id: ContactId, case: CaseId, *, now: datetime) -> None:
    kept = contacts.state_of(tx, contact_id)
    stands = state.load(kept)
    if kept is not None and stands.talk == case:
        contacts.store_state(tx, contact_id, state.dump(replace(stands, talk=None)), now=now)


def _note(tx: Connection, tag: Tag, case: Case, actor: Actor, *, now: datetime) -> None:
    audit.note(
        tx,
        tag,
        at=now,
        actor=actor,
        contact_id=case.contact_id,
        reason=Reason.CASE_WORK,
        details={"code": case.code},
    )


def left(turn: Turn, word: Control, reply: Reply) -> Reply:
    """The reply to a word by which a family calls the bot back, and the talk ended."""
    on = _talk(turn) if turn.state.talk is not None and word in LEAVES else None
    if on is None or on.family != turn.contact.id:
        return reply
    after = replace(reply.state or turn.state, talk=None)
    return replace(reply, state=after, effects=(partial(_left, on=on, turn=turn), *reply.effects))


def _left(tx: Connection, contact_id: ContactId, *, on: Talk, turn: Turn) -> None:
    end(tx, on, EndedBy.FAMILY, actor=Actor.contact(contact_id), now=turn.now)


def own(turn: Turn) -> Talk | None:
    """The talk in which the asker speaks for the office."""
    on = _talk(turn) if turn.state.talk is not None else None
    return on if on is not None and on.desk == turn.contact.id else None
