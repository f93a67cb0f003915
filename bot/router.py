"""Chooses who answers: a word that always works, the choice offered last, the open form, then the meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import handlers
from bot import forms
from bot.conversation import Reply, Topic, Turn, by_name, run, text
from bot.domain.messages import Action, Kind, PersonalData
from bot.domain.policies.terms import Group
from bot.domain.state import State
from bot.domain.understanding import Decision, Understood, Urgency
from bot.domain.understanding.requests import Request
from bot.domain.words import Control, choice, control, plainly
from handlers import menu, other_kinds, smalltalk, stop, welcome
from handlers.cases import person, talks, urgent
from handlers.catalogue import feedback, places, policy, unanswered
from handlers.changing import change_forms, changes, register_requests
from handlers.fairs import event_requests
from handlers.files import lists
from handlers.giving import book_requests
from handlers.people import consent, linking, my_data, own_number
from handlers.sponsoring import visit_pictures, visits, voice_notes
from handlers.statistics import figures

TOPICS: Mapping[str, Topic] = by_name((*handlers.TOPICS, forms.TOPIC))

CONTROLS: Mapping[Control, Action] = {
    Control.MENU: menu.TOPIC.do(menu.show),
    Control.STOP: stop.TOPIC.do(stop.stop),
    Control.DUNG: stop.TOPIC.do(stop.ask),
    Control.RESTART: welcome.TOPIC.do(welcome.restart),
    Control.HELP: menu.TOPIC.do(menu.explain),
    Control.PERSON: person.TOPIC.do(person.offer),
    Control.LANGUAGE: welcome.TOPIC.do(welcome.languages),
    Control.ERASE: my_data.TOPIC.do(my_data.ask_erase),
    Control.MY_DATA: my_data.TOPIC.do(my_data.show),
}
_LONGEST_DIGITS = 2
# Who tells of a visit tells what was amiss and what was done about it.
_MAY_BE_REPORTED = frozenset({Urgency.HUNGER, Urgency.MEDICAL})


def route(turn: Turn) -> Reply:
    """Answer one turn. The reply's state is complete: where the conversation stands afterwards."""
    if not turn.incoming.private:
        silent = turn.incoming.kind in other_kinds.SILENT
        return Reply() if silent else text(turn.say("group.only_private"))
    turn = talks.present(turn)
    reply = _answer(turn)
    if reply.messages and not turn.state.greeted and turn.incoming.kind is not Kind.START:
        reply = welcome.short(turn).then(reply)
    return _settled(turn.state, reply)


def _settled(before: State, reply: Reply) -> Reply:
    state = reply.state or before
    if reply.messages and not state.greeted:
        state = replace(state, greeted=True)
    if reply.place is not None:
        state = state.at(reply.place)
    if reply.messages:
        state = replace(state, asked=unanswered.remembered(state.asked, reply.meaning))
    return replace(reply, state=state)


def _answer(turn: Turn) -> Reply:
    match turn.incoming.kind:
        case Kind.TEXT:
            return _hear(turn, turn.incoming.text)
        case Kind.CHOICE:
            return _pressed(turn)
        case Kind.START:
            return welcome.start(turn, turn.incoming.payload)
        case Kind.PHONE:
            return _told_phone(turn)
        case Kind.FILE | Kind.PICTURE | Kind.VOICE as kind:
            return _sent(turn, kind)
        case kind:
            return _not_words(turn, kind)


def _sent(turn: Turn, kind: Kind) -> Reply:
    """Something that a person sent: a picture or voice of a unit, a list of who keeps the register."""
    taken = visit_pictures.received(turn) or voice_notes.received(turn)
    if taken is None and kind is Kind.FILE:
        taken = lists.received(turn)
    return taken or lists.not_wanted(turn, _not_words(turn, kind))


def _hear(turn: Turn, typed: str) -> Reply:
    if (ticket := event_requests.code_in(typed)) is not None:
        return event_requests.by_ticket(turn, ticket).then(forms.ask_again(turn, hint=False))
    if (chosen := _chosen_digit(turn, typed)) is not None:
        return _do(turn, chosen)
    word = control(typed, turn.knowledge.lexicon)
    if (passed_on := talks.heard(turn, typed, word)) is not None:
        return passed_on
    if word is not None:
        return talks.left(turn, word, _control(turn, word, typed))
    if _asks_plainly(turn) and not plainly(typed, lexicon=turn.knowledge.lexicon):
        return _unclear(turn)
    if (chosen := _chosen(turn, typed)) is not None:
        return _do(turn, chosen)
    if (said := feedback.heard(turn, typed)) is not None:
        return said
    request = turn.knowledge.requests.heard(typed)
    if (asked := register_requests.own_page_wanted(turn, request)) is not None:
        return asked
    understood = turn.knowledge.heard(
        typed, language=turn.contact.language, today=turn.today, subject=policy.subject(turn)
    )
    if understood.urgent is Urgency.SUSPICION and (known := policy.of_group(turn, understood, Group.SCAMS)):
        warned = policy.open_entry(unanswered.asking(turn), known[0])
        return warned.then(forms.ask_again(turn, hint=False)) if forms.open_form(turn) else warned
    if understood.urgent is not None:
        told = _reported(turn, typed, request) if understood.urgent in _MAY_BE_REPORTED else None
        return told or change_forms.heard_moving(turn, typed) or urgent.answer(turn, understood)
    if (asked := _asked_of_register(turn, typed, request)) is not None:
        return asked
    if forms.open_form(turn) is not None:
        return _in_form(turn, typed, understood)
    return _meant(turn, understood)


def _reported(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    """What a unit or the office tells of help to families."""
    return visits.heard(turn, typed) or book_requests.reported(turn, typed, request)


def _asked_of_register(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    """A code, or a request about a family; an open form goes on afterwards."""
    if forms.takes_anything(turn) or forms.amends(turn, typed):
        return None
    reply = linking.heard(turn, typed) or event_requests.answer(turn, typed)
    reply = reply or register_requests.answer(turn, typed, request)
    reply = reply or figures.heard(turn, typed)
    if reply is None or forms.open_form(turn) is None or _begins_a_form(turn, reply):
        return reply
    return reply.then(forms.ask_again(turn, hint=False))


def _begins_a_form(turn: Turn, reply: Reply) -> bool:
    """Whether a new form takes the place of the open one."""
    form = None if reply.state is None else reply.state.form
    return form is not None and form is not turn.state.form


def _chosen_digit(turn: Turn, typed: str) -> Action | None:
    """The plainest answer of all, before anything else is looked at."""
    offer = turn.state.open_offer
    if offer is None or len(typed) > _LONGEST_DIGITS or not (typed.isascii() and typed.isdecimal()):
        return None
    number = int(typed)
    return offer.choices[number - 1].action if 0 < number <= len(offer.choices) else None


def _chosen(turn: Turn, typed: str) -> Action | None:
    offer = turn.state.open_offer
    if offer is None or forms.takes_anything(turn):
        return None
    if offer.plainly:
        typed = plainly(typed, lexicon=turn.knowledge.lexicon)
    number = choice(typed, [each.label for each in offer.choices], lexicon=turn.knowledge.lexicon)
    return None if number is None else offer.choices[number - 1].action


def _control(turn: Turn, word: Control, typed: str) -> Reply:
    if word is Control.BACK:
        return _back(turn)
    if word is Control.CANCEL and _asks_plainly(turn) and (chosen := _chosen(turn, typed)) is not None:
        return _do(turn, chosen)
    if word is Control.CANCEL:
        if forms.open_form(turn) is not None:
            return forms.leave(turn)
        request = turn.knowledge.requests.heard(typed)
        given_up = event_requests.answer(turn, typed) or register_requests.answer(turn, typed, request)
        return given_up or menu.show(turn)
    if word is Control.DUNG and _asks_plainly(turn):
        return _unclear(turn)
    if word is Control.DUNG and (chosen := _chosen(turn, typed)) is not None:
        return _do(turn, chosen)
    return _do(turn, CONTROLS[word])


def _back(turn: Turn) -> Reply:
    if forms.open_form(turn) is not None:
        return forms.back(turn)
    if turn.state.trail and turn.state.trail[-1].topic == changes.TOPIC.name:
        return _do(turn, turn.state.trail[-1])
    if len(turn.state.trail) < 2:
        return menu.show(turn)
    *rest, before, _here = turn.state.trail
    shorter = replace(turn.state, trail=tuple(rest))
    reply = _do(replace(turn, state=shorter), before)
    return replace(reply, state=reply.state or shorter)


def _pressed(turn: Turn) -> Reply:
    found = turn.state.chosen(turn.incoming.choice or "")
    return text(turn.say("choice.expired")) if found is None else _do(turn, found[1].action)


def _do(turn: Turn, action: Action) -> Reply:
    reply = run(TOPICS, action, turn)
    if reply is None:
        return menu.show(turn)
    if reply.onward is None:
        return reply
    return reply.then(_do(replace(turn, state=reply.state or turn.state), reply.onward))


def _asks_plainly(turn: Turn) -> bool:
    offer = turn.state.open_offer
    return offer is not None and bool(offer.plainly) and not forms.takes_anything(turn)


def _unclear(turn: Turn) -> Reply:
    """Neither yes nor no where only a plain answer counts: ask once more, then take it for a no."""
    offer = turn.state.open_offer
    assert offer is not None
    return _do(turn, offer.choices[-1].action) if offer.plainly > 1 else consent.once_more(turn, offer)


def _told_phone(turn: Turn) -> Reply:
    """Take a number that is proven to be the sender's: as an answer, or to see whose it is."""
    number = turn.incoming.phone or ""
    if forms.asks_phone(turn):
        return forms.hear(turn, number) or _not_words(turn, Kind.PHONE)
    if turn.capabilities.personal_data is PersonalData.NONE:
        return _not_words(turn, Kind.PHONE)
    reply = own_number.shared(turn, number)
    return reply if forms.open_form(turn) is None else reply.then(forms.ask_again(turn, hint=False))


def _not_words(turn: Turn, kind: Kind) -> Reply:
    """A kind word for what can not be read; a form goes on with its question."""
    if _asks_plainly(turn) and kind is Kind.STICKER:
        return _unclear(turn)
    reply = other_kinds.answer(turn, kind)
    return reply.then(forms.ask_again(turn, hint=False)) if reply.messages else reply


def _in_form(turn: Turn, typed: str, understood: Understood) -> Reply:
    """Take the words as the answer; a question in the middle is answered and the form goes on."""
    if (answered := forms.hear(turn, typed)) is not None:
        return answered
    if understood.decision is Decision.ANSWER:
        return _meant(turn, understood).then(forms.ask_again(turn, hint=False))
    return forms.ask_again(turn, hint=True)


def _meant(turn: Turn, understood: Understood) -> Reply:
    turn = unanswered.asking(turn)
    reply = _said(turn, understood)
    return replace(reply, state=reply.state or turn.state)


def _said(turn: Turn, understood: Understood) -> Reply:
    if (placed := places.answer(turn, understood)) is not None:
        return placed
    match understood.decision:
        case Decision.ANSWER:
            return policy.answer(turn, understood)
        case Decision.CHOICES:
            return policy.which(turn, understood)
        case Decision.REFER:
            return urgent.neighbouring(turn, understood)
        case Decision.REPLY:
            return smalltalk.answer(turn, understood)
        case Decision.UNKNOWN:
            return policy.unknown(turn)
