"""What is asked of the register goes to whom it concerns; others ask the catalogue the same words."""

from __future__ import annotations

from bot.conversation import Reply, Turn
from bot.domain.understanding.requests import Request
from handlers import change_forms, changes, household, linking, look_up, rights


def answer(turn: Turn, typed: str) -> Reply | None:
    """Answer a request to the register; None when it is none, or not this asker's to make."""
    if (change := change_forms.heard(turn, typed)) is not None:
        return change
    request = turn.knowledge.requests.heard(typed)
    if request is None:
        return None
    if turn.register.unclear and request is not Request.LEAVE:
        return linking.who_speaks(turn)
    if request is Request.OWN_STATUS:
        return household.status(turn)
    if request is Request.OWN_FILE:
        return household.own_file(turn)
    if request is Request.WHO_AM_I:
        return rights.own(turn)
    if not turn.register.people:
        return None
    match request:
        case Request.WHY_STATUS if turn.register.own_households:
            return household.why_status(turn)
        case Request.RECEIVED if turn.register.own_households:
            return household.received(turn)
        case Request.WHO_LOOKED:
            return household.who_looked(turn)
        case Request.LEAVE:
            return linking.leave(turn)
        case Request.WHO_HAS_ROLES:
            return rights.held(turn)
        case Request.UNDO:
            return changes.ask_undo(turn)
        case Request.LOOK_UP:
            return look_up.search(turn, typed)
    return None
