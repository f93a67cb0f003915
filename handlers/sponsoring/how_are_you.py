"""A family that escaped is asked each month how it is. Whoever needs help now has a case at once."""

from __future__ import annotations

from functools import partial

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.ids import HouseholdId
from bot.domain.messages import Action, Choice
from handlers.cases.office_lines import whom_to_call
from handlers.cases.person import opened
from models.sponsors.sponsors import homes_of

TOPIC = Topic("how_are_you")
_ENTITLED = Action("entitled", "begin")
_CALL_BACK = Action("person", "leave_message")


def _home(turn: Turn, number: str) -> HouseholdId | None:
    """The asker's own family of that number, or one they may act for."""
    own = [*turn.register.own_households, *turn.register.cared_for]
    homes = turn.read(partial(homes_of, households=own, day=turn.today))
    meant = (home for home, (known, _) in homes.items() if known == number)
    return next((home for home in meant if turn.register.may_act(home)), None)


@TOPIC.action
def well(turn: Turn, number: str) -> Reply:
    """It goes well."""
    return text(turn.say("how_are_you.well"))


@TOPIC.action
def hard(turn: Turn, number: str) -> Reply:
    """It is getting hard: what the family may have, and a person to talk to."""
    return text(
        turn.say("how_are_you.hard", office=turn.office.name),
        Choice(turn.say("how_are_you.rights"), _ENTITLED),
        Choice(turn.say("person.leave_message"), _CALL_BACK),
    )


@TOPIC.action
def urgent(turn: Turn, number: str) -> Reply:
    """Help is needed now: a case is opened without another question."""
    home = _home(turn, number)
    # Also where the link is to be proven anew: the question went to this chat, and help can not wait.
    code, effect = opened(
        turn,
        CaseKind.FALLING_BACK,
        words=turn.say("how_are_you.case", number=number),
        households=[] if home is None else [home],
    )
    words = "\n".join((turn.say("how_are_you.urgent", code=code), whom_to_call(turn.say, turn.office)))
    return text(words, Choice(turn.say("person.leave_message"), _CALL_BACK)).doing(effect)
