"""Seals over the trail. Each names its rows, keeps a digest of each, and builds on the seal before it.

They forbid nothing: they show afterwards that a row was changed or removed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from models.audit import Tag, audit, audit_subject
from models.base import UtcDateTime, metadata

audit_seal = Table(
    "audit_seal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("ids", Text, nullable=False),
    Column("digests", LargeBinary, nullable=False),
    Column("before", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)

# Filled by a trigger as rows come. A highest number would not do: on PostgreSQL a lower one may appear later.
audit_unsealed = Table(
    "audit_unsealed", metadata, Column("audit_id", Integer, primary_key=True, autoincrement=False)
)

AT_ONCE = 250
PAGE = 200
LATE = timedelta(minutes=5)
_LOCK = zlib.crc32(b"donghanh:audit_seal")
_DIGEST = 32
_SHOWN = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal just set. Its `mark`, kept elsewhere, shows later that the trail up to it is still the same."""

    rows: int
    mark: str


class Wrong(StrEnum):
    """What can be wrong with a row, or with a seal."""

    ROW_CHANGED = "row_changed"
    ROW_REMOVED = "row_removed"
    ROW_OUTSIDE = "row_outside"
    ROW_LATE = "row_late"
    SEAL_CHANGED = "seal_changed"
    SEAL_REMOVED = "seal_removed"
    BROKEN_BEFORE = "broken_before"

    @property
    def waits(self) -> bool:
        """Whether nothing was tampered with: rows only wait too long for their seal."""
        return self is Wrong.ROW_LATE


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `number` is the row's, or that of the seal (the one after a removed seal)."""

    wrong: Wrong
    number: int


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. `last` is the mark of the last seal, None before the first."""

    faults: tuple[Fault, ...]
    rows: int
    seals: int
    last: str | None
    holds: bool


def seal(tx: Connection, *, now: datetime) -> Sealed | None:
    """Seal up to `AT_ONCE` rows that wait for it, the oldest first. None when none waits.

    Several processes may call it: one after the other, and no row is sealed twice.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    # A row that is gone already stays in the list, as the trace that it was there.
    waiting = select(audit.c.id).join(audit_unsealed, audit_unsealed.c.audit_id == audit.c.id)
    numbers = list(tx.scalars(waiting.order_by(audit.c.id).limit(AT_ONCE)))
    if not numbers:
        return None
    mark = _add_seal(tx, numbers, now=now)
    tx.execute(delete(audit_unsealed).where(audit_unsealed.c.audit_id.in_(numbers)))
    return Sealed(len(numbers), mark)


def _add_seal(tx: Connection, numbers: Sequence[int], *, now: datetime) -> str:
    found = _digests(tx, numbers)
    ids, digests = written(numbers), b"".join(found[number] for number in numbers)
    before = tx.scalar(select(audit_seal.c.hash).order_by(audit_seal.c.id.desc()).limit(1)) or ""
    own = _hash(now, len(numbers), ids, digests, before)
    new = {"at": now, "rows": len(numbers), "ids": ids, "digests": digests, "before": before, "hash": own}
    made = tx.execute(insert(audit_seal).values(new)).inserted_primary_key
    assert made is not None
    return _mark(made[0], own)


def verify(tx: Connection, *, now: datetime, mark: str | None = None) -> Examined:
    """Compare every row with its seal and every seal with the one before it; the trail may grow meanwhile.

    `mark` is one kept elsewhere; `holds` tells whether its seal still stands.
    """
    # In this order, rows that are written or sealed meanwhile are not taken for strangers.
    strangers = set(tx.scalars(select(audit.c.id)))
    rows = len(strangers)
    faults, waiting = _unsealed(tx, now=now)
    strangers -= waiting
    before, seals, last, holds = "", 0, None, mark is None
    for page in _pages(tx):
        numbers = [number for each in page for number in read(each.ids)]
        digests = _digests(tx, numbers)
        for each in page:
            faults += _seal_faults(each, before)
            faults += _row_faults(each, digests)
            before, seals, last = each.hash, seals + 1, _mark(each.id, each.hash)
            holds = holds or last == mark
        strangers.difference_update(numbers)
    faults += [Fault(Wrong.ROW_OUTSIDE, number) for number in sorted(strangers)]
    return Examined((*faults, *_carried(tx)), rows, seals, last, holds)


def _unsealed(tx: Connection, *, now: datetime) -> tuple[list[Fault], set[int]]:
    """What is wrong with rows not yet sealed, and which these are."""
    listed = select(audit_unsealed.c.audit_id, audit.c.at).outerjoin(
        audit, audit.c.id == audit_unsealed.c.audit_id
    )
    waiting = tx.execute(listed.order_by(audit_unsealed.c.audit_id)).all()
    faults = [Fault(Wrong.ROW_REMOVED, number) for number, at in waiting if at is None]
    faults += [Fault(Wrong.ROW_LATE, number) for number, at in waiting if at and at < now - LATE]
    return faults, {number for number, _ in waiting}


def _pages(tx: Connection) -> Iterator[Sequence[Row[Any]]]:
    after, last = 0, tx.scalar(select(func.max(audit_seal.c.id))) or 0
    following = select(audit_seal).where(audit_seal.c.id <= last).order_by(audit_seal.c.id).limit(PAGE)
    while page := tx.execute(following.where(audit_seal.c.id > after)).all():
        yield page
        after = page[-1].id


def _seal_faults(row: Row[Any], before: str) -> Iterator[Fault]:
    if row.before != before:
        yield Fault(Wrong.SEAL_REMOVED, row.id)
    if row.hash != _hash(row.at, row.rows, row.ids, row.digests, row.before):
        yield Fault(Wrong.SEAL_CHANGED, row.id)


def _row_faults(row: Row[Any], digests: dict[int, bytes]) -> Iterator[Fault]:
    for place, number in enumerate(read(row.ids)):
        if number not in digests:
            yield Fault(Wrong.ROW_REMOVED, number)
        elif digests[number] != row.digests[place * _DIGEST : (place + 1) * _DIGEST]:
            yield Fault(Wrong.ROW_CHANGED, number)


def _carried(tx: Connection) -> Iterator[Fault]:
    """What was wrong already when the trail took its present form."""
    for details in tx.scalars(select(audit.c.details).where(audit.c.tag == Tag.TRAIL_CARRIED.value)):
        broken = json.loads(details)["broken"]
        if broken is not None:
            yield Fault(Wrong.BROKEN_BEFORE, broken)


def _digests(tx: Connection, numbers: Sequence[int]) -> dict[int, bytes]:
    """What stands in rows and their subjects, each as a digest; no entry for a row that is gone."""
    digests = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        subjects: defaultdict[int, list[tuple[str, int, str]]] = defaultdict(list)
        for row in tx.execute(select(audit_subject).where(audit_subject.c.audit_id.in_(some))):
            subjects[row.audit_id].append((row.kind, row.number, row.fields))
        for row in tx.execute(select(audit).where(audit.c.id.in_(some))):
            digests[row.id] = _digest(row, sorted(subjects[row.id]))
    return digests


def _digest(row: Row[Any], subjects: list[tuple[str, int, str]]) -> bytes:
    content = (
        row.id,
        row.at.isoformat(),
        row.tag,
        row.actor,
        row.actor_contact_id,
        row.actor_person_id,
        row.role,
        row.reason,
        row.contact_id,
        row.details,
        subjects,
    )
    return hashlib.sha256(json.dumps(content).encode()).digest()


def _hash(at: datetime, rows: int, ids: str, digests: bytes, before: str) -> str:
    head = json.dumps((before, at.astimezone(UTC).isoformat(), rows, ids))
    return hashlib.sha256(head.encode() + digests).hexdigest()


def _mark(number: int, seal_hash: str) -> str:
    """Number and half of the hash, in short groups: a log hides what looks like somebody's number."""
    return ":".join([str(number), *(seal_hash[start : start + 4] for start in range(0, _SHOWN, 4))])


def written(numbers: Iterable[int]) -> str:
    """Ascending numbers in short: 1, 2, 3, 5 are "1-3,5"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{low}-{high}" if low < high else str(low) for low, high in spans)


def read(ids: str) -> list[int]:
    """The numbers behind their short form."""
    ends = (span.partition("-") for span in ids.split(","))
    return [number for low, _, high in ends for number in range(int(low), int(high or low) + 1)]
