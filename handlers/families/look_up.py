"""An official looks for a household by name, number or phone, in the own area and as far as the role sees."""

from __future__ import annotations

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import HouseholdId
from bot.domain.messages import Choice
from bot.domain.register.households import Household
from bot.domain.roles import Field
from bot.register import MOST_SHOWN
from handlers.families.household import hamlet_name
from handlers.families.household_lines import file_lines, short_line
from models.audit import Reason

TOPIC = Topic("look_up")


def search(turn: Turn, typed: str) -> Reply | None:
    """The household that is meant, or those it may be; None from somebody who may look for none."""
    hamlets = turn.register.hamlets
    if not hamlets:
        return None
    sought = turn.knowledge.requests.sought(typed, hamlets)
    if sought.nothing:
        return text(turn.say("look_up.how"))
    found = turn.register.find(sought, hamlets=sought.hamlets)
    match found:
        case []:
            return text(turn.say("look_up.none"))
        case [one]:
            return show(turn, str(one.id))
    more = turn.say("look_up.more") if len(found) == MOST_SHOWN else turn.say("look_up.which")
    return text(more, *(_choice(turn, each) for each in found))


@TOPIC.action
def show(turn: Turn, household: str) -> Reply:
    """One household's file."""
    found = turn.register.household(HouseholdId(int(household)), frozenset(Field), reason=Reason.LOOKED_UP)
    if found is None:
        return text(turn.say("look_up.none"))
    lines = file_lines(turn.say, found, hamlet=hamlet_name(turn, found), today=turn.today)
    lines.append(turn.say("household.as_of", date=turn.today.strftime("%d/%m/%Y"), office=turn.office.name))
    return text("\n".join(lines))


def _choice(turn: Turn, household: Household) -> Choice:
    label = short_line(turn.say, household, hamlet=turn.register.hamlets[household.hamlet])
    return Choice(label, TOPIC.do(show, str(household.id)))
