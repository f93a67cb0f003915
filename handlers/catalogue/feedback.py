"""Whether an answer was right, said in a word: a yes is thanked for; a no is noted, with other ways on."""

from __future__ import annotations

from dataclasses import replace

from bot import forms
from bot.conversation import Meaning, Reply, Topic, Turn, text
from bot.domain.messages import Choice
from bot.domain.unanswered import Missed, Unanswered
from bot.domain.words import verdict, yes_or_no
from handlers import menu
from handlers.cases import person
from handlers.catalogue import policy, unanswered

TOPIC = Topic("feedback")
OTHERS = 3


def heard(turn: Turn, typed: str) -> Reply | None:
    """The reply to a word about the answer before it, or to a yes or no that nothing waits for."""
    if forms.open_form(turn) is not None:
        return None
    lexicon = turn.knowledge.lexicon
    match verdict(typed, lexicon=lexicon):
        case True:
            return right(turn)
        case False:
            return wrong(turn)
    return None if yes_or_no(typed, lexicon=lexicon) is None else _all_said(turn)


@TOPIC.action
def right(turn: Turn) -> Reply:
    """Thanks; what was offered with the answer stays open."""
    if turn.state.asked is None or turn.state.asked.told is None:
        return _all_said(turn)
    return replace(text(turn.say("feedback.right")), meaning=Meaning("right"))


@TOPIC.action
def wrong(turn: Turn) -> Reply:
    """Say sorry, offer what else may have been meant and a person, and keep the question.

    Said of choices, it means none of them.
    """
    asked = turn.state.asked
    if asked is None:
        return _sorry(turn)
    if asked.told is None:
        return policy.none_of_these(turn)
    question = unanswered.sounded(turn, asked, Missed.DISPUTED)
    titles = turn.knowledge.entry_wording(turn.contact.language)
    choices = [policy.choice_of(titles[name].button, name) for name in _others(turn, question)]
    choices.append(Choice(turn.say("menu.person"), person.TOPIC.do(person.offer)))
    reply = text(turn.say("feedback.wrong"), *choices).doing(unanswered.keeping(turn, question))
    state = replace(turn.state, misses=turn.state.misses + 1)
    return replace(reply, state=state, meaning=Meaning("disputed", question.nearest))


def _others(turn: Turn, question: Unanswered) -> list[str]:
    """Other entries the question sounded like, then those that belong to the one that was told."""
    told, *likely = question.nearest
    related = turn.knowledge.catalogue.entries[told].related
    return list(dict.fromkeys((*likely, *related)))[:OTHERS]


def _all_said(turn: Turn) -> Reply:
    return replace(text(turn.say("person.enough_said")), meaning=Meaning("reply"))


def _sorry(turn: Turn) -> Reply:
    """Something was wrong, and not an answer just given."""
    choices = (
        Choice(turn.say("menu.title"), menu.TOPIC.do(menu.show), lasting=True),
        Choice(turn.say("menu.person"), person.TOPIC.do(person.offer)),
    )
    return replace(text(turn.say("smalltalk.insult"), *choices), meaning=Meaning("reply"))
