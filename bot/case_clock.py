"""What happens to cases by the clock: late ones are told of further up, talks that went silent end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.domain.case_rules import NEXT_LEVEL_AFTER, TALK_SILENCE
from bot.domain.notices import CASE_LATE
from bot.domain.roles import Role
from handlers.cases import talks
from handlers.cases.case_news import tell_again
from models import audit
from models.audit import PROGRAM, Reason, Tag
from models.cases import case_work
from models.cases.case_work import EndedBy, Step, StepKind
from models.cases.cases import Case

_TOLD = (
    (False, (Role.OFFICIAL, Role.LEADER)),
    (True, (Role.LEADER, Role.PROVINCE)),
)
"""To whom each level goes: those of the commune, then those of the areas above it."""


def look(tx: Connection, *, now: datetime) -> None:
    """Tell of what is late, each level once, and end silent talks."""
    for level, (after, (above, to)) in enumerate(zip(NEXT_LEVEL_AFTER, _TOLD, strict=True)):
        for case in case_work.to_escalate(tx, level=level, late_since=now - after):
            tell_again(tx, CASE_LATE, case, to=to, above=above, now=now)
            _note(tx, case, level=level, now=now)
    for on in case_work.silent_talks(tx, since=now - TALK_SILENCE):
        talks.end(tx, on, EndedBy.SILENCE, actor=PROGRAM, now=now)


def _note(tx: Connection, case: Case, *, level: int, now: datetime) -> None:
    case_work.note_step(tx, case.id, Step(StepKind.ESCALATED, now))
    audit.note(
        tx,
        Tag.CASE_ESCALATED,
        at=now,
        actor=PROGRAM,
        contact_id=case.contact_id,
        reason=Reason.CASE_WORK,
        details={"code": case.code, "level": level},
    )
