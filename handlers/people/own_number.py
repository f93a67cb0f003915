"""Somebody shares their own number where the platform proves it: who has it in the register may be linked.

A number that is typed proves nothing and never comes here."""

from __future__ import annotations

from functools import partial

from bot.conversation import Reply, Turn, text
from bot.domain.messages import Choice
from bot.domain.phone import phone_number
from bot.domain.register.households import Household, Member
from handlers.people import linking


def shared(turn: Turn, proven: str) -> Reply:
    """Ask whether, or as whom, to link. A number nobody has is answered like that of a child."""
    nobody, commune = text(turn.say("own_number.nobody", office=turn.office.name)), turn.office.area_id
    if commune is None:
        return nobody
    if linking.shut(turn):
        return text(turn.say("linking.locked"))
    number = phone_number(proven)
    known = turn.register.proven_number(number, commune=commune) if number else []
    people = [(home, member) for home, member in known if linking.may_speak(member, turn)]
    match people:
        case []:
            return nobody.doing(partial(linking.missed, turn=turn, number=None))
        case [(home, member)]:
            found = text(turn.say("own_number.found", number=home.number))
            return found.then(linking.agree(turn, str(home.id), str(member.person)))
    return text(turn.say("linking.who_speaks"), *(_choice(turn, home, member) for home, member in people))


def _choice(turn: Turn, home: Household, member: Member) -> Choice:
    label = turn.say("linking.voice", role=linking.label(turn, member), number=home.number)
    return Choice(label, linking.TOPIC.do(linking.agree, str(home.id), str(member.person)))
