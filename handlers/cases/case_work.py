"""Officials work through the cases of their area in chat: see the queue, take one, talk, answer, give back.

Who a case came from is shown to its owner alone, by their role, and of protected kinds to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId, ContactId, HouseholdId
from bot.domain.messages import Choice, PersonalData
from bot.domain.notices import TALK_DONE
from bot.domain.phone import spoken
from bot.domain.roles import Field
from bot.errors import Moved
from bot.forms import Answers, Form, Question
from handlers.cases import talks
from handlers.cases.case_news import due_said, kind_said, tell_answer
from handlers.families.household_lines import short_line
from handlers.people import own_page
from models import areas, audit
from models.audit import Reason, Tag
from models.cases import case_work, cases
from models.cases.case_work import EndedBy, Step, StepKind
from models.cases.cases import Case, CaseState
from models.people import roles
from models.register import reading

TOPIC = Topic("case_work")
MOST_LISTED = 7
MOST_STEPS = 6
LONGEST_WORDS = 600
ALL, MINE, TODAY, LATE, NEW = "all", "mine", "today", "late", "new"
NEW_WITHIN = timedelta(days=1)


def areas_of(turn: Turn) -> list[AreaId]:
    """The areas whose cases the asker works on, with all that lies in them."""
    own = turn.register.areas_listed
    found: list[AreaId] = turn.read(partial(areas.areas_within, areas=own)) if own else []
    return found


@TOPIC.action
def tasks(turn: Turn, which: str = ALL) -> Reply:
    """The open cases, or only one's own, those due today, late or new."""
    own = areas_of(turn)
    if not own:
        return text(turn.say("choice.expired"))
    found = _which(turn, own, which)
    if not found:
        return text(turn.say("case.none"))
    shown = found[:MOST_LISTED]
    choices = [Choice(_line(turn, each), TOPIC.do(show, each.code), lasting=True) for each in shown]
    urgent, late = sum(each.kind.urgent for each in found), sum(each.due_at < turn.now for each in found)
    head = turn.say("case.head", count=len(found), urgent=urgent, late=late)
    return text(head, *choices).doing(partial(_shown, turn=turn, codes=[each.code for each in shown]))


def _which(turn: Turn, own: Sequence[AreaId], which: str) -> list[Case]:
    today = turn.now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    query = partial(case_work.queue, areas=own)
    match which:
        case "mine":
            query = partial(query, taken_by=turn.register.person)
        case "today":
            query = partial(query, due_before=today + timedelta(days=1))
        case "late":
            query = partial(query, due_before=turn.now)
        case "new":
            query = partial(query, opened_since=turn.now - NEW_WITHIN)
    found: list[Case] = turn.read(query)
    return [each for each in found if which != TODAY or each.due_at >= turn.now]


def _line(turn: Turn, case: Case) -> str:
    key = "case.line_late" if case.due_at < turn.now else "case.line"
    return turn.say(key, code=case.code, kind=kind_said(case.kind), due=due_said(case.due_at))


def _shown(tx: Connection, contact_id: ContactId, *, turn: Turn, codes: Sequence[str]) -> None:
    audit.note(
        tx,
        Tag.CASES_SHOWN,
        at=turn.now,
        actor=turn.register.acting(contact_id, ()),
        reason=Reason.CASE_WORK,
        details={"codes": list(codes)},
    )


@TOPIC.action
def show(turn: Turn, code: str) -> Reply:
    """One case: what was said as far as the channel may carry it, and what can be done."""
    case = _case(turn, code)
    if case is None:
        return text(turn.say("case.not_there"))
    noted = partial(_shown, turn=turn, codes=[code])
    lines = [turn.say("case.title", code=code, kind=kind_said(case.kind)), _when(turn, case)]
    if turn.capabilities.personal_data is not PersonalData.FULL:
        return own_page.elsewhere(turn, "\n".join([*lines, turn.say("case.words_elsewhere")])).doing(noted)
    lines += _who(turn, case)
    lines += [case.text] if case.text else []
    lines += _history(turn, case)
    return text("\n".join(lines), *_choices(turn, case)).doing(noted)


def _case(turn: Turn, code: str) -> Case | None:
    found: Case | None = turn.read(partial(case_work.case_in, code=code, areas=areas_of(turn)))
    return found


def _when(turn: Turn, case: Case) -> str:
    if case.state is CaseState.ANSWERED:
        return turn.say("case.answered_already")
    when = turn.say("case.when", opened=due_said(case.opened_at), due=due_said(case.due_at))
    if case.taken_by is None:
        return f"{when} {turn.say('case.free')}"
    owner = turn.read(partial(talks.name_of, person=case.taken_by, now=turn.now))
    return f"{when} {turn.say('case.taken_by', name=owner)}"


def _who(turn: Turn, case: Case) -> list[str]:
    """Whom it came from, to its owner; nothing of a protected case, and nothing before it is taken."""
    if case.kind.protected:
        return [turn.say("case.protected")]
    if case.taken_by is None or case.taken_by != turn.register.person:
        return []
    fields = {Field.NUMBER, Field.HAMLET, Field.HEAD, Field.STATUS}
    homes = (
        turn.register.household(each, fields, reason=Reason.CASE_WORK) for each in _households(turn, case)
    )
    known = turn.register.hamlets
    lines = [short_line(turn.say, each, hamlet=known.get(each.hamlet, "")) for each in homes if each]
    return [*lines, *([turn.say("case.call", phone=spoken(case.phone))] if case.phone else [])]


def _households(turn: Turn, case: Case) -> list[HouseholdId]:
    people = turn.read(partial(roles.people_behind, contact_id=case.contact_id, at=turn.now))
    found = (turn.read(partial(reading.households_of, person=each, day=turn.today)) for each in people)
    return list(dict.fromkeys(home for homes in found for home in homes))


def _history(turn: Turn, case: Case) -> list[str]:
    steps: list[Step] = turn.read(partial(case_work.steps_of, case_id=case.id))
    return [
        f"{due_said(each.at)} {turn.say(f'case.step_{each.kind}')}{f': {each.text}' if each.text else ''}"
        for each in steps[-MOST_STEPS:]
    ]


def _choices(turn: Turn, case: Case) -> list[Choice]:
    if case.state is CaseState.ANSWERED:
        return []
    if case.taken_by is not None and case.taken_by != turn.register.person:
        return [Choice(turn.say("case.note_button"), TOPIC.do(note, case.code))]
    mine = case.taken_by is not None
    talking = (on := talks.own(turn)) is not None and on.case == case.id
    offered = [("case.finish_button", finish)] if talking else [("case.talk_button", begin_talk)]
    offered += [("case.answer_button", answer), ("case.note_button", note)]
    offered += [("case.give_back_button", give_back)] if mine else [("case.take_button", take)]
    return [Choice(turn.say(label), TOPIC.do(what, case.code), lasting=True) for label, what in offered]


def _workable(turn: Turn, code: str) -> Case | Reply:
    """An open case that is the asker's or nobody's, on a channel where it may be worked on."""
    case = _case(turn, code)
    if case is None or turn.register.person is None:
        return text(turn.say("case.not_there"))
    if turn.capabilities.personal_data is not PersonalData.FULL:
        return own_page.elsewhere(turn, turn.say("case.words_elsewhere"))
    if case.state is CaseState.ANSWERED:
        return text(turn.say("case.answered_already"))
    if case.taken_by not in (None, turn.register.person):
        return text(_when(turn, case))
    return case


@TOPIC.action
def take(turn: Turn, code: str) -> Reply:
    """Become the owner of a case."""
    case = _workable(turn, code)
    if isinstance(case, Reply):
        return case
    mine = replace(case, taken_by=turn.register.person)
    lines = [turn.say("case.taken", code=code), *_who(turn, mine)]
    return text("\n".join(lines), *_choices(turn, mine)).doing(partial(_take, case=case, turn=turn))


def _take(tx: Connection, contact_id: ContactId, *, case: Case, turn: Turn) -> None:
    person = turn.register.person
    if person is None or not case_work.take(tx, case.id, person, now=turn.now):
        raise Moved(case.code)
    _note(tx, contact_id, Tag.CASE_TAKEN, case, turn)


def _note(tx: Connection, contact_id: ContactId, tag: Tag, case: Case, turn: Turn) -> None:
    audit.note(
        tx,
        tag,
        at=turn.now,
        actor=turn.register.acting(contact_id, ()),
        contact_id=case.contact_id,
        reason=Reason.CASE_WORK,
        details={"code": case.code},
    )


@TOPIC.action
def begin_talk(turn: Turn, code: str) -> Reply:
    """Take the case and let what is typed go to the family, until one side ends it."""
    case = _workable(turn, code)
    if isinstance(case, Reply):
        return case
    if case.contact_id == turn.contact.id:
        return text(turn.say("case.own"))
    if talks.own(turn) is not None or turn.read(partial(case_work.talk_of, contact_id=case.contact_id)):
        return text(turn.say("case.busy"))
    state = replace(turn.state.closing(), talk=case.id)
    reply = Reply(text(turn.say("case.talk_begun", code=code)).messages, state)
    return reply.doing(partial(_begin, case=case, turn=turn))


def _begin(tx: Connection, contact_id: ContactId, *, case: Case, turn: Turn) -> None:
    if case.taken_by is None:
        _take(tx, contact_id, case=case, turn=turn)
    assert turn.register.person is not None
    talks.begin(tx, case, contact_id, turn.register.person, turn=turn)


@TOPIC.action
def finish(turn: Turn, code: str = "") -> Reply:
    """End the talk; the case is answered."""
    on = talks.own(turn)
    if on is None:
        return text(turn.say("case.no_talk"))
    state = replace(turn.state.closing(), talk=None)
    return Reply(text(turn.say("case.finished")).messages, state).doing(partial(_finish, turn=turn))


def _finish(tx: Connection, contact_id: ContactId, *, turn: Turn) -> None:
    on = case_work.talk_of(tx, contact_id)
    if on is None:
        raise Moved(str(contact_id))
    case, person = cases.case_by_id(tx, on.case), on.person
    actor = turn.register.acting(contact_id, ())
    talks.end(tx, on, EndedBy.DESK, actor=actor, tell_family=TALK_DONE, now=turn.now)
    case_work.note_step(tx, case.id, Step(StepKind.ANSWERED, turn.now, person))
    cases.answer_case(tx, case.id, owner=talks.name_of(tx, person, turn.now), now=turn.now)
    _note(tx, contact_id, Tag.CASE_ANSWERED, case, turn)


@TOPIC.action
def give_back(turn: Turn, code: str = "") -> Reply:
    """Let the case wait for anybody again; a talk about it ends."""
    on = talks.own(turn)
    case = turn.read(partial(cases.case_by_id, case_id=on.case)) if on and not code else _case(turn, code)
    if case is None or case.taken_by is None or case.taken_by != turn.register.person:
        return text(turn.say("case.not_there"))
    state = replace(turn.state.closing(), talk=None)
    reply = Reply(text(turn.say("case.given_back", code=case.code)).messages, state)
    return reply.doing(partial(_give_back, case=case, turn=turn))


def _give_back(tx: Connection, contact_id: ContactId, *, case: Case, turn: Turn) -> None:
    actor = turn.register.acting(contact_id, ())
    for on in case_work.talks_of(tx, case.id):
        talks.end(tx, on, EndedBy.DESK, actor=actor, now=turn.now)
    assert turn.register.person is not None
    if not case_work.give_back(tx, case.id, turn.register.person, now=turn.now):
        raise Moved(case.code)
    _note(tx, contact_id, Tag.CASE_GIVEN_BACK, case, turn)


@TOPIC.action
def answer(turn: Turn, code: str) -> Reply:
    """Ask for the one answer that closes the case."""
    case = _workable(turn, code)
    return case if isinstance(case, Reply) else forms.begin(turn, ANSWER, answers={"code": code})


@TOPIC.action
def note(turn: Turn, code: str) -> Reply:
    """Ask for a note that stays in the office."""
    return forms.begin(turn, NOTE, answers={"code": code})


def _words(typed: str) -> str | None:
    return typed.strip()[:LONGEST_WORDS] or None


def _sum_up(turn: Turn, answers: Answers) -> str:
    return turn.say("case_answer.summary", code=answers["code"], words=answers["words"])


def _answered(turn: Turn, answers: Answers) -> Reply:
    case = _workable(turn, answers["code"])
    if isinstance(case, Reply):
        return case
    done = text(turn.say("case.answered", code=case.code))
    return done.doing(partial(_close, case=case, words=answers["words"], turn=turn))


def _close(tx: Connection, contact_id: ContactId, *, case: Case, words: str, turn: Turn) -> None:
    if case.taken_by is None:
        _take(tx, contact_id, case=case, turn=turn)
    person = turn.register.person
    assert person is not None
    step = Step(StepKind.ANSWERED, turn.now, person, words)
    tell_answer(tx, case, words, office=turn.office.name, step=step, promised=False, now=turn.now)
    cases.answer_case(tx, case.id, owner=talks.name_of(tx, person, turn.now), now=turn.now)
    _note(tx, contact_id, Tag.CASE_ANSWERED, case, turn)


def _noted(turn: Turn, answers: Answers) -> Reply:
    case = _case(turn, answers["code"])
    if case is None:
        return text(turn.say("case.not_there"))
    step = Step(StepKind.NOTE, turn.now, turn.register.person, answers["words"])
    return text(turn.say("case.noted")).doing(partial(_keep, case=case, step=step))


def _keep(tx: Connection, _contact: ContactId, *, case: Case, step: Step) -> None:
    case_work.note_step(tx, case.id, step)


_WORDS = (Question("words", read=_words, open_ended=True),)
ANSWER = forms.register(Form("case_answer", _WORDS, _answered, _sum_up))
NOTE = forms.register(Form("case_note", _WORDS, _noted, None))
