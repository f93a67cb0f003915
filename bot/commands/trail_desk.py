"""What whoever watches over the trail does with it: examine it, and tell who saw a household's data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import partial

from sqlalchemy import Connection

from bot.circumstances import clock_of
from bot.clock import VIETNAM
from bot.settings import Settings
from models import audit, audit_seals, schema
from models.audit import OPERATOR, Look, Reason, Subject, SubjectKind, Tag
from models.audit_seals import Examined, Fault, Wrong
from models.unit_of_work import UnitOfWork

SHOWN = 50
EVER = datetime.min.replace(tzinfo=UTC)
SAID = {
    Wrong.ROW_CHANGED: "row {number} was changed",
    Wrong.ROW_REMOVED: "row {number} was removed",
    Wrong.ROW_OUTSIDE: "row {number} stands in no seal and waits for none: a seal was removed, or a trigger",
    Wrong.ROW_LATE: "row {number} has waited for its seal for more than five minutes: is the server running?",
    Wrong.SEAL_CHANGED: "seal {number} was changed",
    Wrong.SEAL_REMOVED: "before seal {number} a seal was removed",
    Wrong.BROKEN_BEFORE: "row {number} was already changed when the trail took its present form",
}


def verify(settings: Settings, *, mark: str | None) -> tuple[str, bool]:
    """What is wrong with the trail in plain words, and whether it is whole."""
    now = clock_of(settings, schema.ready_for(settings.database_url)).now()
    uow = UnitOfWork(settings.database_url)
    try:
        examined: Examined = uow.read(partial(audit_seals.verify, now=now, mark=mark))
    finally:
        uow.close()
    lines = [*_faults(examined.faults), *([] if examined.holds else [f"No seal has the mark {mark}."])]
    whole = not lines
    lines.append(f"{examined.rows} rows, {examined.seals} seals{'; the trail is whole' if whole else ''}.")
    if examined.last is not None:
        lines.append(f"Mark of the last seal, to be noted elsewhere: {examined.last}")
    return "\n".join(lines), whole


def _faults(faults: Sequence[Fault]) -> list[str]:
    lines = [SAID[fault.wrong].format(number=fault.number) for fault in faults[:SHOWN]]
    more = len(faults) - len(lines)
    return [*lines, f"… and {more} more faults"] if more else lines


async def who(settings: Settings, *, household: int, since: date | None) -> str:
    """Who saw or changed a household's data, the newest first."""
    now = clock_of(settings, schema.ready_for(settings.database_url)).now()
    begin = EVER if since is None else datetime.combine(since, time(), VIETNAM)
    uow = UnitOfWork(settings.database_url)
    try:
        looks = await uow.run(partial(_looks, household=household, since=begin, now=now))
    finally:
        uow.close()
    return "\n".join(map(_line, looks)) or f"Nobody saw or changed the data of household {household}."


def _looks(tx: Connection, *, household: int, since: datetime, now: datetime) -> list[Look]:
    looks = audit.looked_at(tx, SubjectKind.HOUSEHOLD, household, since=since)
    shown = Subject(SubjectKind.HOUSEHOLD, household, frozenset({"trail"}))
    audit.note(tx, Tag.TRAIL_SHOWN, at=now, actor=OPERATOR, subjects=[shown], reason=Reason.OVERSIGHT)
    return looks


def _line(look: Look) -> str:
    person = f" (person {look.person_id})" if look.person_id is not None else ""
    told = [
        f"{look.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
        look.tag,
        f"{look.role or look.actor.value}{person}",
        ", ".join(look.fields) or "-",
        look.reason or "-",
    ]
    return "  ".join(told)
