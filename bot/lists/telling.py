"""What is wrong with a list, said by sheet, row and column in Vietnamese."""

from __future__ import annotations

from bot.lists.lines import Fault, ListRefused
from bot.wording import DEFAULT, wording


def told(fault: Fault) -> str:
    """One sentence about one fault, led by where it is."""
    say = wording(DEFAULT)
    problem = say(f"lists.fault_{fault.code}", value=fault.value, detail=_detail(fault))
    places = [
        say("lists.at_sheet", sheet=fault.sheet) if fault.sheet else "",
        say("lists.at_row", row=fault.row) if fault.row else "",
        say("lists.at_column", column=fault.column) if fault.column else "",
    ]
    place = ", ".join(filter(None, places))
    if fault.header:
        place = say("lists.with_header", place=place, header=fault.header)
    return say("lists.at_place", place=place, problem=problem) if place else problem


def refusal(refused: ListRefused) -> str:
    """Why a file is not taken, and what helps."""
    return wording(DEFAULT)(f"lists.refused_{refused.reason}", detail=refused.detail)


def _detail(fault: Fault) -> str:
    """Codes among the details have names of their own."""
    say = wording(DEFAULT)
    detail = fault.detail
    for key in (f"lists.column_{detail}", f"lists.status_{detail}", f"lists.cannot_escape_{detail}"):
        if detail and say.knows(key):
            return say(key)
    return detail
