"""Despair, danger, a scam going on: whom to call now, and a case. Matters of other desks: where to go."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Meaning, Reply, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.messages import Action, Choice
from bot.domain.policies.terms import Group
from bot.domain.procedures import Procedure
from bot.domain.understanding import Understood, Urgency
from handlers.cases.office_lines import whom_to_ask_first, whom_to_call
from handlers.cases.person import opened
from handlers.catalogue import policy

MENU = Action("menu", "show")
PERSON = Action("person", "offer")
CALL_BACK = Action("person", "leave_message")


# A suspicion that no warning of the catalogue answers is looked at by somebody, like a swindle that happened.
CASES = {
    urgency: CaseKind.SCAM if urgency is Urgency.SUSPICION else CaseKind(urgency.value) for urgency in Urgency
}


# Where the catalogue has more to say about it.
GROUPS = {CaseKind.SCAM: Group.SCAMS, CaseKind.HUNGER: Group.EMERGENCY}


def answer(turn: Turn, understood: Understood) -> Reply:
    """First what to do this minute, then who can be called, and that somebody was told."""
    assert understood.urgent is not None
    kind = CASES[understood.urgent]
    code, effect = opened(turn, kind, words=turn.incoming.text)
    words = "\n\n".join(
        (
            turn.say(f"urgent.{kind}"),
            whom_to_call(turn.say, turn.office),
            turn.say("urgent.case", code=code),
        )
    )
    titles = turn.knowledge.entry_wording(turn.contact.language)
    known = policy.of_group(turn, understood, GROUPS.get(kind))
    more = [policy.choice_of(titles[name].button, name) for name in known]
    reply = text(words, Choice(turn.say("person.leave_message"), CALL_BACK), *more)
    return replace(reply, meaning=Meaning("refer", known)).doing(effect)


def neighbouring(turn: Turn, understood: Understood) -> Reply:
    """Something another desk answers: name the procedure if it is known and the desk, promise nothing."""
    if understood.procedure is not None:
        words = _named(turn, understood.procedure)
    else:
        key = f"matter.{understood.about}"
        words = turn.say(key if turn.say.knows(key) else "matter.other")
    reply = text(words, Choice(turn.say("menu.title"), MENU), Choice(turn.say("menu.person"), PERSON))
    return replace(reply, meaning=Meaning("refer", understood.entries))


def _named(turn: Turn, procedure: Procedure) -> str:
    """The name as the desk knows it, the desk, and what a family should know about the matter besides."""
    desk = turn.say(f"desk.{procedure.desk}")
    also = f"neighbour.also_{procedure.matter}"
    lines = [
        turn.say("neighbour.named", name=procedure.name, desk=desk),
        turn.say(also) if turn.say.knows(also) else None,
        whom_to_ask_first(turn.say, turn.office),
    ]
    return "\n".join(filter(None, lines))
