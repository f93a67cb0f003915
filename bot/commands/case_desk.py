"""What the operator does with cases at the command line: see them, answer them. Officials do it in chat."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from textwrap import indent

from sqlalchemy import Connection

from bot.circumstances import clock_of
from bot.clock import VIETNAM
from bot.domain.case_rules import carried_out_by
from bot.domain.text import clean
from bot.errors import DongHanhError
from bot.keys.key_ring import ring_for
from bot.settings import Settings
from handlers.cases.case_news import tell_answer
from models import audit, offices, schema
from models.audit import OPERATOR, Reason, Tag
from models.cases import cases
from models.cases.case_work import Step, StepKind
from models.cases.cases import Case, CaseState
from models.unit_of_work import UnitOfWork

LONGEST_NAME = 50


async def listing(settings: Settings, *, everything: bool) -> str:
    """All open cases as lines, the urgent ones first. That they were shown is written down."""
    purpose = schema.ready_for(settings.database_url)
    now = clock_of(settings, purpose).now()
    uow = UnitOfWork(settings.database_url, vault=ring_for(settings, purpose))
    try:
        found = await uow.run(partial(_shown, state=None if everything else CaseState.OPEN, now=now))
    finally:
        uow.close()
    return "\n".join(_line(case) for case in found) or "No case is open."


async def answer(settings: Settings, *, code: str, words: str, by: str, later: bool = False) -> str:
    """Close a case and plan the message to the person; `later` keeps it open until the law wants it done.

    Raises `DongHanhError` for an unknown code, and when the law sets no later day."""
    purpose = schema.ready_for(settings.database_url)
    now = clock_of(settings, purpose).now()
    uow = UnitOfWork(settings.database_url, vault=ring_for(settings, purpose))
    try:
        until = await uow.run(
            partial(_answer, code=code, words=words, by=clean(by)[:LONGEST_NAME], now=now, later=later)
        )
    finally:
        uow.close()
    open_ = f" It stays open until {until.astimezone(VIETNAM):%d/%m}." if until else ""
    return f"{code} is answered; the person is told outside the quiet hours.{open_}"


def _shown(tx: Connection, *, state: CaseState | None, now: datetime) -> list[Case]:
    found = cases.list_cases(tx, state=state)
    if found:
        details = {"codes": [case.code for case in found]}
        audit.note(tx, Tag.CASES_SHOWN, at=now, actor=OPERATOR, reason=Reason.CASE_WORK, details=details)
    return found


def _line(case: Case) -> str:
    opened, due = (
        instant.astimezone(VIETNAM).strftime("%d/%m %H:%M") for instant in (case.opened_at, case.due_at)
    )
    by_law = carried_out_by(case.kind, case.opened_at)
    done = f" · to be done by {by_law.astimezone(VIETNAM):%d/%m}" if by_law else ""
    phone = f" · {case.phone}" if case.phone else ""
    words = "\n" + indent(case.text, "    ") if case.text else ""
    return (
        f"{case.code} {case.kind.value} · {case.state.value} · since {opened} · due {due}{done}{phone}{words}"
    )


def _answer(tx: Connection, *, code: str, words: str, by: str, now: datetime, later: bool) -> datetime | None:
    case = cases.case_by_code(tx, code)
    if case is None or case.state is not CaseState.OPEN:
        raise DongHanhError(f"There is no open case {code}.")
    until = _later(case) if later else None
    if until is None:
        cases.answer_case(tx, case.id, owner=by, now=now)
    else:
        cases.promise(tx, case.id, owner=by, due_at=until)
    _tell(tx, case, words, promised=until is not None, now=now)
    return until


def _later(case: Case) -> datetime:
    """The day until which something must be done. Refuses where it was promised before, or none is set."""
    until = carried_out_by(case.kind, case.opened_at)
    if until is None or case.due_at >= until:
        raise DongHanhError(f"{case.code} can not be put off; answer it.")
    return until


def _tell(tx: Connection, case: Case, words: str, *, promised: bool, now: datetime) -> None:
    office = offices.first_office(tx)
    name, step = office.name if office else "", Step(StepKind.ANSWERED, now, text=clean(words))
    tell_answer(tx, case, words, office=name, step=step, promised=promised, now=now)
    audit.note(
        tx,
        Tag.CASE_ANSWERED,
        at=now,
        actor=OPERATOR,
        contact_id=case.contact_id,
        reason=Reason.CASE_WORK,
        details={"code": case.code, "promised": promised},
    )
