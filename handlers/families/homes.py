"""A family by its number and hamlet, for whoever may know of it: each time it is said, that is noted."""

from __future__ import annotations

from functools import partial

from bot.conversation import JobTurn, Turn
from bot.domain.ids import HouseholdId
from bot.domain.register.households import Household
from bot.domain.roles import Field
from models.areas import area_by_id
from models.audit import Reason


def sees(turn: Turn | JobTurn, household: HouseholdId) -> bool:
    """Whether the asker may know of a family; noted on the trail."""
    return turn.register.household(household, {Field.NUMBER}, reason=Reason.CASE_WORK) is not None


def home_said(turn: Turn | JobTurn, household: HouseholdId) -> str:
    """A family by number and hamlet; without both where it is not the asker's to know of any more."""
    fields = {Field.NUMBER, Field.HAMLET}
    seen = turn.register.household(household, fields, reason=Reason.CASE_WORK)
    if seen is None:
        return turn.say("unit_line.home_unseen")
    return said_of(turn, seen)


def for_home(turn: Turn | JobTurn, household: HouseholdId | None) -> str:
    """The end of a line about what is meant for a family; nothing where it is for nobody in particular."""
    return "" if household is None else " " + turn.say("pledge.for_home", home=home_said(turn, household))


def said_of(turn: Turn | JobTurn, seen: Household) -> str:
    """The same of a family that was looked up, and noted, already."""
    hamlet: str = turn.read(partial(area_by_id, area_id=seen.hamlet)).name
    return turn.say("unit_line.home", number=seen.number, hamlet=hamlet)
