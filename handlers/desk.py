"""What officials ask of their desk by a message goes to whom it concerns; None for everybody else."""

from __future__ import annotations

from functools import partial

from bot.conversation import Reply, Turn
from bot.domain.case_rules import codes_in
from bot.domain.understanding.requests import Request
from handlers.broadcasting import broadcasts
from handlers.cases import case_work, talks
from handlers.statistics import digest, targets
from models.cases import case_work as work

OF_THE_DESK = frozenset(
    {
        Request.TASKS,
        Request.OWN_TASKS,
        Request.GIVE_BACK_TASK,
        Request.SET_TARGET,
        Request.CHECK_TARGETS,
        Request.TARGETS,
        Request.DIGEST,
        Request.BROADCAST,
        Request.BROADCASTS,
        Request.STOP_BROADCAST,
    }
)
"""What only somebody who works for the office asks."""


def heard(turn: Turn, typed: str, request: Request | None) -> Reply | None:
    """Answer somebody who works for the office on what is theirs to do."""
    if request is Request.END_TALK and talks.own(turn) is not None:
        return case_work.finish(turn)
    codes = codes_in(typed)
    if not codes and request not in OF_THE_DESK:
        # Who writes is only looked up where it matters: most messages are questions of people we do not know.
        return None
    if not turn.register.areas_listed:
        return None
    match request:
        case Request.TASKS:
            return case_work.tasks(turn)
        case Request.OWN_TASKS:
            return case_work.tasks(turn, case_work.MINE)
        case Request.GIVE_BACK_TASK:
            return case_work.give_back(turn, *codes[:1])
        case Request.SET_TARGET | Request.CHECK_TARGETS | Request.TARGETS:
            return targets.heard(turn, typed, request)
        case Request.DIGEST:
            return digest.show(turn)
        case Request.BROADCAST:
            return broadcasts.wanted(turn, typed)
        case Request.BROADCASTS | Request.STOP_BROADCAST:
            return broadcasts.listing(turn)
    own = case_work.areas_of(turn)
    known = (code for code in codes if turn.read(partial(work.case_in, code=code, areas=own)))
    return case_work.show(turn, code) if (code := next(known, None)) else None
