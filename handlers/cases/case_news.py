"""News of cases: officials are told code, kind and due time, nothing of who is in it; families the answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import VIETNAM, vietnam_day
from bot.domain.case_rules import CaseKind
from bot.domain.ids import AreaId
from bot.domain.messages import Priority
from bot.domain.notices import CASE_ANSWERED, CASE_OPENED, CASE_URGENT, NoticeKind
from bot.domain.roles import Role
from bot.domain.text import clean
from bot.wording import DEFAULT, wording
from models.areas import areas_above
from models.cases import case_work
from models.cases.case_work import Step, StepKind
from models.cases.cases import Case, NewCase
from models.people import roles
from models.sending import notices
from models.sending.notices import NewNotice

USEFUL = timedelta(days=2)
ANSWER_USEFUL = timedelta(days=14)


def tell_officials(tx: Connection, new: NewCase, *, now: datetime) -> None:
    """Plan one notice for each official of the case's area; urgent ones also at night."""
    kind = CASE_URGENT if new.kind.urgent else CASE_OPENED
    _tell(tx, kind, new, new.area_id, new.code, to=(Role.OFFICIAL,), now=now)


def tell_again(
    tx: Connection, kind: NoticeKind, case: Case, *, to: Sequence[Role], above: bool = False, now: datetime
) -> None:
    """Plan a notice about a known case, urgent ones also at night; `above` tells those above the commune."""
    about = f"{case.code}:{now:%Y%m%d%H%M%S}"
    _tell(tx, kind, case, case.area_id, about, to=to, above=above, now=now)


def _tell(
    tx: Connection,
    kind: NoticeKind,
    case: Case | NewCase,
    area: AreaId | None,
    about: str,
    *,
    to: Collection[Role],
    above: bool = False,
    now: datetime,
) -> None:
    if area is None:
        return
    areas = list(areas_above(tx, area))[1 if above else 0 :]
    values = {"code": case.code, "kind": kind_said(case.kind), "due": due_said(case.due_at)}
    priority = Priority.CRITICAL if case.kind.urgent else None
    found = [roles.contacts_in(tx, areas, role, day=vietnam_day(now), at=now) for role in to]
    for contact in dict.fromkeys(each for contacts in found for each in contacts):
        planned = NewNotice.of(
            kind, f"{about}:{contact}", contact, values, now=now, useful=USEFUL, priority=priority
        )
        notices.plan(tx, planned, now=now)


def tell_answer(
    tx: Connection, case: Case, words: str, *, office: str, step: Step, promised: bool, now: datetime
) -> None:
    """Plan the answer to the family, and write down that it was given; each answer is told once."""
    before = sum(each.kind is StepKind.ANSWERED for each in case_work.steps_of(tx, case.id))
    case_work.note_step(tx, case.id, step)
    values = {"code": case.code, "answer": clean(words), "office": office}
    about = f"{case.id}:{before}{':promised' if promised else ''}"
    planned = NewNotice.of(CASE_ANSWERED, about, case.contact_id, values, now=now, useful=ANSWER_USEFUL)
    notices.plan(tx, planned, now=now)


def kind_said(kind: CaseKind) -> str:
    """What a case is about, in a few words."""
    return wording(DEFAULT)(f"case.kind_{kind}")


def due_said(due_at: datetime) -> str:
    """When a case is due, as people of the office read it."""
    return due_at.astimezone(VIETNAM).strftime("%d/%m %H:%M")
