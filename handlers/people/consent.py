"""May we? Asked in plain words when it is needed, listed and taken back at any time. A refusal costs nothing.

Only a plain yes counts (Luật 91/2025/QH15): the router asks whoever hums once more, then it is a no."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.consent import OF_FAMILY, WORDING, Purpose
from bot.domain.ids import ContactId, PersonId
from bot.domain.messages import Action, Choice, PersonalData
from bot.domain.state import Offer
from handlers.families import household
from models import audit
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.people import consents, roles
from models.people.consents import Answer, Said

TOPIC = Topic("consent")


def ask(turn: Turn, purpose: Purpose, *, then: Action | None = None, **values: str) -> Reply:
    """Ask for a purpose now, then go on with another action, whatever the answer."""
    onward = () if then is None else (then.topic, then.name, *then.args)
    question = text(
        turn.say(f"consent.ask_{purpose}", **values),
        Choice(turn.say("consent.yes"), TOPIC.do(agree, purpose, *onward), plainly=1),
        Choice(turn.say("consent.no"), TOPIC.do(refuse, purpose, *onward), plainly=1),
    )
    asked = (*turn.state.consents_asked, purpose.value)
    return replace(question, state=replace(turn.state, consents_asked=tuple(dict.fromkeys(asked))))


def once_more(turn: Turn, offer: Offer) -> Reply:
    """Nobody can tell what was meant: ask for a plain answer, for the last time."""
    again = (replace(choice, plainly=choice.plainly + 1) for choice in offer.choices)
    return text(turn.say("consent.unclear"), *again)


@TOPIC.action
def agree(turn: Turn, purpose: str, *onward: str) -> Reply:
    """The person said yes."""
    return _answered(turn, Purpose(purpose), onward, given=True)


@TOPIC.action
def refuse(turn: Turn, purpose: str, *onward: str) -> Reply:
    """The person said no, or nothing that could be taken for a yes."""
    return _answered(turn, Purpose(purpose), onward, given=False)


def _answered(turn: Turn, purpose: Purpose, onward: tuple[str, ...], *, given: bool) -> Reply:
    person = turn.register.person
    if person is None:
        return household.not_linked(turn)
    said = Said(person, purpose, given, WORDING[purpose])
    reply = text(turn.say("consent.noted_yes" if given else "consent.noted_no"))
    then = Action(onward[0], onward[1], onward[2:]) if onward else None
    return replace(reply.doing(partial(_note, turn=turn, said=said)), onward=then)


def _note(tx: Connection, contact_id: ContactId, *, turn: Turn, said: Said) -> None:
    consents.note(tx, contact_id, said, now=turn.now)
    audit.note(
        tx,
        Tag.CONSENT_GIVEN if said.given else Tag.CONSENT_REFUSED,
        at=turn.now,
        actor=Actor.contact(contact_id, person_id=said.person),
        subjects=[Subject(SubjectKind.PERSON, said.person)],
        reason=Reason.OWN_WISH,
        details={"purpose": said.purpose.value, "wording": said.wording},
    )


def open_questions(turn: Turn, person: PersonId, *just_answered: str) -> list[Purpose]:
    """What a member of a family was not asked yet, in the words that hold now."""
    known = turn.read(partial(consents.given, person=person))
    answered = {purpose for purpose, said in known.items() if said.wording == WORDING[purpose]}
    wanted = [Purpose.REMINDERS]
    if _sponsors(turn, person):
        wanted.append(Purpose.SPONSOR_SEES_NEEDS)
    return [each for each in wanted if each not in answered and each.value not in just_answered]


def next_question(turn: Turn, person: PersonId, *just_answered: str) -> Reply | None:
    """Ask what was not asked yet, one after the other; None when nothing is left."""
    left = open_questions(turn, person, *just_answered)
    if not left:
        return None
    onward = TOPIC.do(go_on, *just_answered, left[0].value)
    sponsors = ", ".join(_sponsors(turn, person)) if left[0] is Purpose.SPONSOR_SEES_NEEDS else ""
    return ask(turn, left[0], then=onward, **({"sponsor": sponsors} if sponsors else {}))


@TOPIC.action
def go_on(turn: Turn, *just_answered: str) -> Reply:
    """The next question after a link, or the end of them."""
    person = turn.register.person
    following = None if person is None else next_question(turn, person, *just_answered)
    return following or finished(turn)


def finished(turn: Turn) -> Reply:
    """Nothing is left to be asked: what one may ask now."""
    return text(
        turn.say("consent.done"),
        Choice(turn.say("household.ask_status"), household.TOPIC.do(household.status)),
        Choice(turn.say("consent.list_button"), TOPIC.do(listing)),
    )


def with_sponsor_question(turn: Turn, reply: Reply) -> Reply:
    """An answer about the own household, then once the question whether its sponsor may know the needs."""
    person, purpose = turn.register.person, Purpose.SPONSOR_SEES_NEEDS
    if person is None or not turn.register.own_households or purpose in turn.state.consents_asked:
        return reply
    if purpose not in open_questions(turn, person):
        return reply
    return reply.then(ask(turn, purpose, sponsor=", ".join(_sponsors(turn, person))))


def _sponsors(turn: Turn, person: PersonId) -> list[str]:
    """Who sponsors the person's household today; not by name where the channel must not carry it."""
    named: list[str] = turn.read(partial(roles.sponsors_of_family, person=person, day=turn.today))
    if named and turn.capabilities.personal_data is not PersonalData.FULL:
        return [turn.say("consent.a_unit")]
    return named


@TOPIC.action
def listing(turn: Turn) -> Reply:
    """What was agreed to, each with the choice to change it."""
    person = turn.register.person
    if person is None:
        return household.not_linked(turn)
    answers: list[Answer] = turn.read(partial(consents.answers, person=person))
    last = {answer.said.purpose: answer for answer in answers}
    offered = [purpose for purpose in Purpose if purpose in last or _may_answer(turn, purpose)]
    lines = [_line(turn, purpose, last.get(purpose)) for purpose in offered]
    changes = [
        _change(turn, purpose, last.get(purpose))
        for purpose in offered
        if purpose is not Purpose.KEEP_DETAILS
    ]
    return text("\n".join([turn.say("consent.head"), *lines]), *changes)


def _may_answer(turn: Turn, purpose: Purpose) -> bool:
    return purpose not in OF_FAMILY or bool(turn.register.own_households)


def _line(turn: Turn, purpose: Purpose, answer: Answer | None) -> str:
    name = turn.say(f"consent.name_{purpose}")
    if answer is None:
        return turn.say("consent.never_asked", purpose=name)
    day = answer.at.astimezone(VIETNAM).strftime("%d/%m/%Y")
    return turn.say("consent.said_yes" if answer.said.given else "consent.said_no", purpose=name, date=day)


def _change(turn: Turn, purpose: Purpose, answer: Answer | None) -> Choice:
    if answer is not None and answer.said.given:
        return Choice(turn.say(f"consent.withdraw_{purpose}"), TOPIC.do(withdraw, purpose))
    return Choice(turn.say(f"consent.give_{purpose}"), TOPIC.do(give, purpose))


@TOPIC.action
def give(turn: Turn, purpose: str) -> Reply:
    """Somebody wants to allow it of their own accord: show the very words and take a plain yes."""
    person, wanted = turn.register.person, Purpose(purpose)
    if person is None or not _may_answer(turn, wanted):
        return household.not_linked(turn)
    if wanted is not Purpose.SPONSOR_SEES_NEEDS:
        return ask(turn, wanted)
    sponsors = _sponsors(turn, person)
    return (
        ask(turn, wanted, sponsor=", ".join(sponsors)) if sponsors else text(turn.say("consent.no_sponsor"))
    )


@TOPIC.action
def withdraw(turn: Turn, purpose: str) -> Reply:
    """Take it back, at once and without a question."""
    person, unwanted = turn.register.person, Purpose(purpose)
    if person is None:
        return household.not_linked(turn)
    said = Said(person, unwanted, False, WORDING[unwanted])
    again = Choice(turn.say(f"consent.give_{unwanted}"), TOPIC.do(give, unwanted))
    return text(turn.say(f"consent.withdrawn_{unwanted}"), again).doing(partial(_note, turn=turn, said=said))
