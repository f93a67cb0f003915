"""What a family says about its own case: whether it was answered well, or must be opened again."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import codes_in, due_at
from bot.domain.ids import ContactId
from bot.domain.messages import Choice
from bot.domain.notices import CASE_REOPENED
from bot.domain.roles import Role
from handlers.cases.case_news import due_said, tell_again
from models import audit
from models.audit import Actor, Reason, Tag
from models.cases import case_work, cases
from models.cases.cases import Case, CaseState

TOPIC = Topic("own_case")


def heard(turn: Turn, typed: str) -> Reply | None:
    """How a case stands that the writer opened and names by its code."""
    case = _own(turn, codes) if (codes := codes_in(typed)) else None
    if case is None:
        return None
    if case.state is CaseState.OPEN:
        return text(turn.say("own_case.waits", code=case.code, due=due_said(case.due_at)))
    return text(
        turn.say("own_case.answered", code=case.code),
        Choice(turn.say("own_case.unfinished_button"), TOPIC.do(unfinished, case.code)),
        Choice(turn.say("own_case.fine_button"), TOPIC.do(fine, case.code)),
    )


def _own(turn: Turn, codes: Collection[str]) -> Case | None:
    contact_id = turn.contact.id
    own: list[Case] = [] if contact_id is None else turn.read(lambda tx: cases.cases_of(tx, contact_id))
    return next((each for each in own if each.code in codes), None)


@TOPIC.action
def fine(turn: Turn, code: str) -> Reply:
    """The family has what it needs."""
    return text(turn.say("own_case.glad"))


@TOPIC.action
def unfinished(turn: Turn, code: str) -> Reply:
    """Open the case again: the family says it is not done."""
    case = _own(turn, (code,))
    if case is None:
        return text(turn.say("choice.expired"))
    due = due_at(case.kind, turn.now)
    told = text(turn.say("own_case.reopened", code=code, due=due_said(due)))
    return told if case.state is CaseState.OPEN else told.doing(partial(_reopen, case=case, turn=turn))


def _reopen(tx: Connection, contact_id: ContactId, *, case: Case, turn: Turn) -> None:
    if not case_work.reopen(tx, case.id, due_at=due_at(case.kind, turn.now), now=turn.now):
        return
    again = cases.case_by_id(tx, case.id)
    tell_again(tx, CASE_REOPENED, again, to=(Role.OFFICIAL, Role.LEADER), now=turn.now)
    audit.note(
        tx,
        Tag.CASE_REOPENED,
        at=turn.now,
        actor=Actor.contact(contact_id),
        contact_id=contact_id,
        reason=Reason.OWN_WISH,
        details={"code": case.code},
    )
