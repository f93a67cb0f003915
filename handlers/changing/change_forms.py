"""The questions of a change: what was not told is asked one by one, then shown before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot import forms, register_changes
from bot.conversation import Reply, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.messages import PersonalData
from bot.domain.phone import phone_number
from bot.domain.register.changes import ChangeKind, Untimely, likely_birth
from bot.domain.register.households import Household, Member
from bot.domain.register.terms import Status
from bot.domain.roles import Actor, changeable
from bot.domain.understanding.changes import Heard
from bot.forms import Answers, Form, Question
from handlers.cases import person
from handlers.changing import change_answers as answer
from handlers.changing.change_lines import (
    after_lines,
    cautions,
    change_lines,
    family_line,
    shown,
    status_lines,
)
from handlers.changing.change_parts import (
    NONE_YET,
    birth_in,
    change_in,
    family_of,
    first_day,
    heirs_of,
    is_known,
    looked_for,
    named,
    told,
    untimely_day,
)
from handlers.changing.changes import TOPIC, offer_undo, undo_choice
from handlers.people import linking
from models.cases.cases import Case, CaseState, cases_of
from models.register import changing

LABELS = ("changes.right", "changes.correct", "changes.drop")


def heard(turn: Turn, typed: str) -> Reply | None:
    """Begin the change a message tells of; None for other messages, and from who may change nothing."""
    kind = turn.knowledge.changes.kind(typed)
    if kind is None or not turn.register.people:
        return None
    if turn.register.unclear:
        grants = turn.register.voices().items()
        asked = any(changeable(Actor(each, held, PersonalData.FULL)) for each, held in grants)
        return linking.who_speaks(turn) if asked else None
    asker = turn.register.actor
    somewhere = changeable(replace(asker, carries=PersonalData.FULL))
    if not somewhere:
        return None
    change = _told(turn, typed)
    if change is None:
        return None
    if kind not in somewhere:
        return text(turn.say("changes.not_yours")) if change.sure else None
    if (refused := _refused(turn, change)) is not None:
        return refused
    return _begun(turn, change)


def heard_moving(turn: Turn, typed: str) -> Reply | None:
    """A household that moves to a place that is named: unaccented, "doi qua" is a cry of hunger too."""
    if turn.knowledge.changes.kind(typed) is not ChangeKind.MOVE or not turn.register.people:
        return None
    change = _told(turn, typed)
    return heard(turn, typed) if change is not None and (change.hamlet or change.away) else None


def _told(turn: Turn, typed: str) -> Heard | None:
    return turn.knowledge.changes.heard(typed, turn.register.hamlets, today=turn.today)


def _refused(turn: Turn, change: Heard) -> Reply | None:
    """Why a channel that carries little of people can not be used for this change."""
    carries = turn.capabilities.personal_data
    if carries is PersonalData.FULL:
        return None
    bare = change.sought.number is not None and not (change.sought.names or change.called)
    if change.kind in turn.register.may_change and bare:
        return None
    return text(turn.say("changes.only_number" if carries is PersonalData.MINIMAL else "changes.not_here"))


def _begun(turn: Turn, change: Heard) -> Reply | None:
    found = looked_for(turn, change.sought, change.kind)
    if not found and not change.sure:
        return None
    answers = told(change)
    if len(found) == 1:
        return _of_one(turn, change, found[0], answers)
    among = {"among": ",".join(str(each.id) for each in found)} if found else {}
    begun = forms.begin(turn, FORMS[change.kind], answers=answers | among)
    if found or change.sought.nothing:
        return begun
    return text(turn.say("look_up.none")).then(begun)


def _of_one(turn: Turn, change: Heard, family: Household, answers: dict[str, str]) -> Reply:
    begun = forms.begin(turn, FORMS[change.kind], answers=answers | {"household": str(family.id)})
    progress = begun.state.form if begun.state else None
    known = progress.answers if progress else {}
    seen = family_of(turn, known, change.kind)
    if seen is not None and is_known(seen, change.kind, known):
        return text(turn.say("changes.known_already", family=family_line(turn, family)))
    notes = _notes(turn, change, known)
    return text("\n".join(notes)).then(begun) if notes else begun


def _notes(turn: Turn, change: Heard, answers: Answers) -> list[str]:
    """Why something that was told is asked for nevertheless."""
    notes = []
    if change.day is not None and "day" not in answers:
        notes.append(_why_not(turn, answers, change.kind, change.day))
    if change.kind is ChangeKind.DEATH and change.called and "person" not in answers:
        notes.append(turn.say("changes.nobody_so"))
    return notes


def _why_not(turn: Turn, answers: Answers, kind: ChangeKind, day: date) -> str:
    if untimely_day(turn, answers, kind, day) is Untimely.FUTURE:
        return turn.say("changes.future", date=shown(day))
    since = first_day(turn, answers, kind) or day
    return turn.say("changes.too_early", date=shown(day), since=shown(since))


def _completed(turn: Turn, answers: Answers, *, kind: ChangeKind) -> Answers:
    """What follows from the answers: who is meant, whether a day can be, and the mark of what is known."""
    family = family_of(turn, answers, kind)
    if family is None:
        return {name: value for name, value in answers.items() if name not in ("household", "known")}
    left = dict(answers)
    if left.get("of") != left["household"]:
        left = {name: value for name, value in left.items() if name not in ("person", "new_head")}
        left["of"] = left["household"]
    if kind in (ChangeKind.DEATH, ChangeKind.PHONE) and "person" not in left:
        left |= _meant(family, left.get("called", ""), kind)
    left = _possible(turn, left, kind)
    heirs = heirs_of(turn, family, left) if kind is ChangeKind.DEATH else []
    left["heirs"] = ",".join(str(each.person) for each in heirs)
    if left.get("new_head") not in left["heirs"].split(","):
        left.pop("new_head", None)
    left["known"] = turn.read(partial(changing.standing, household_id=family.id))
    return left


def _possible(turn: Turn, answers: dict[str, str], kind: ChangeKind) -> dict[str, str]:
    """The answers without days that can not be."""
    wrong = set()
    if "day" in answers and untimely_day(turn, answers, kind, date.fromisoformat(answers["day"])):
        wrong.add("day")
    if "document_day" in answers and date.fromisoformat(answers["document_day"]) > turn.today:
        wrong.add("document_day")
    if "birth" in answers and not likely_birth(birth_in(answers["birth"]), today=turn.today):
        wrong.add("birth")
    return {name: value for name, value in answers.items() if name not in wrong}


def _meant(family: Household, called: str, kind: ChangeKind) -> dict[str, str]:
    """The member that is meant, if it can be only one; a phone is the head's when nobody is named."""
    found: Sequence[Member] = named(family.members, called)
    if not called:
        alone = family.members if len(family.members) == 1 else ()
        found = [family.head] if kind is ChangeKind.PHONE and family.head else alone
    return {"person": str(found[0].person)} if len(found) == 1 else {}


def _summary(turn: Turn, answers: Answers, *, kind: ChangeKind) -> str:
    family = family_of(turn, answers, kind)
    if family is None:
        return turn.say("look_up.none")
    if kind is ChangeKind.STATUS and answers["document"] == NONE_YET:
        return "\n".join([*_proposal(turn, family, answers), turn.say("changes.only_proposed")])
    change = change_in(turn, kind, answers)
    return "\n".join([*change_lines(turn, family, change), *cautions(turn, change)])


def _proposal(turn: Turn, family: Household, answers: Answers) -> list[str]:
    status, day = Status(answers["status"]), date.fromisoformat(answers["day"])
    return [family_line(turn, family), *status_lines(turn, family, status, day)]


def _done(turn: Turn, answers: Answers, *, kind: ChangeKind) -> Reply:
    who = register_changes.asker(turn.register, now=turn.now)
    family = family_of(turn, answers, kind)
    if who is None or family is None:
        return text(turn.say("look_up.none"))
    if turn.read(partial(changing.standing, household_id=family.id)) != answers.get("known"):
        return text(turn.say("changes.meanwhile", family=family_line(turn, family)))
    if is_known(family, kind, answers):
        return text(turn.say("changes.known_already", family=family_line(turn, family)))
    if kind is ChangeKind.STATUS and answers["document"] == NONE_YET:
        return _proposed(turn, family, answers)
    change = change_in(turn, kind, answers)
    lines = [turn.say("changes.done"), *change_lines(turn, family, change), *after_lines(turn, change)]
    done = text("\n".join(lines), undo_choice(turn, family.id))
    effect = register_changes.writing(who, family.id, change, known=answers["known"])
    return replace(done, place=TOPIC.do(offer_undo)).doing(effect)


def _proposed(turn: Turn, family: Household, answers: Answers) -> Reply:
    """Without a decision nothing is changed: the proposal waits for the commune."""
    about = "\n".join(_proposal(turn, family, answers))
    if (open_already := _open_already(turn, about)) is not None:
        return text(turn.say("changes.proposed", code=open_already))
    code, effect = person.opened(turn, CaseKind.STATUS_PROPOSAL, words=about)
    return text(turn.say("changes.proposed", code=code)).doing(effect)


def _open_already(turn: Turn, about: str) -> str | None:
    """The code of the open case in which this proposal stands already."""
    if turn.contact.id is None:
        return None
    known: list[Case] = turn.read(partial(cases_of, contact_id=turn.contact.id))
    same = (each for each in known if each.kind is CaseKind.STATUS_PROPOSAL and about in (each.text or ""))
    return next((each.code for each in same if each.state is CaseState.OPEN), None)


def _form(kind: ChangeKind, *questions: Question) -> Form:
    household = Question(
        "household", found=answer.households, read_in_turn=partial(answer.household, kind=kind)
    )
    return forms.register(
        Form(
            f"change_{kind}",
            (household, *questions),
            partial(_done, kind=kind),
            partial(_summary, kind=kind),
            completed=partial(_completed, kind=kind),
            labels=LABELS,
        )
    )


def _decided(answers: Answers) -> bool:
    return answers.get("document") != NONE_YET


def _has_heirs(answers: Answers) -> bool:
    return bool(answers.get("heirs"))


FORMS: dict[ChangeKind, Form] = {
    ChangeKind.STATUS: _form(
        ChangeKind.STATUS,
        Question("status", found=answer.statuses, read_in_turn=answer.status),
        answer.when(ChangeKind.STATUS),
        Question("document", options=(NONE_YET,), read_in_turn=answer.document),
        Question("document_day", found=answer.today, read_in_turn=answer.past_day, needed=_decided),
    ),
    ChangeKind.PHONE: _form(
        ChangeKind.PHONE,
        answer.who(ChangeKind.PHONE),
        Question("phone", read=phone_number),
    ),
    ChangeKind.MEMBER: _form(
        ChangeKind.MEMBER,
        Question("name", read=answer.name, open_ended=True),
        Question("birth", read_in_turn=answer.birth),
        Question("relation", found=answer.relations, read_in_turn=answer.relation),
    ),
    ChangeKind.DEATH: _form(
        ChangeKind.DEATH,
        answer.who(ChangeKind.DEATH),
        answer.when(ChangeKind.DEATH),
        Question("new_head", found=answer.heirs, read_in_turn=answer.heir, needed=_has_heirs),
    ),
    ChangeKind.MOVE: _form(
        ChangeKind.MOVE,
        Question("to", found=answer.places, read_in_turn=answer.place),
        answer.when(ChangeKind.MOVE),
    ),
}
