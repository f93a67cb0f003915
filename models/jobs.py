"""Long work as rows: its result arrives as a later message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    insert,
    or_,
    select,
    update,
)

from bot.domain.ids import ContactId, JobId
from models.base import UtcDateTime, constant, metadata

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), index=True),
    Column("parameters", Text, nullable=False),
    Column("status", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(60)),
    Column("lease_until", UtcDateTime),
    Column("last_error", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
)


class JobStatus(StrEnum):
    """`failed` was tried three times; the operator sees it."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


Index("ix_job_open", job.c.id, sqlite_where=job.c.status == "open", postgresql_where=job.c.status == "open")


@dataclass(frozen=True, slots=True)
class Job:
    """A job this process has taken."""

    id: JobId
    kind: str
    contact_id: ContactId | None
    parameters: Mapping[str, str]
    attempts: int


def add_job(
    tx: Connection, kind: str, *, contact_id: ContactId | None, parameters: Mapping[str, str], now: datetime
) -> JobId:
    """Ask for long work."""
    made = tx.execute(
        insert(job).values(
            kind=kind,
            contact_id=contact_id,
            parameters=json.dumps(parameters, ensure_ascii=False),
            status=JobStatus.OPEN.value,
            attempts=0,
            created_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    return JobId(made[0])


def claim_job(tx: Connection, *, owner: str, now: datetime, lease_until: datetime) -> Job | None:
    """Take the oldest open job nobody works on."""
    open_job = (
        select(job.c.id)
        .where(
            job.c.status == constant(JobStatus.OPEN.value),
            or_(job.c.lease_until.is_(None), job.c.lease_until <= now),
        )
        .order_by(job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = tx.execute(
        update(job)
        .where(job.c.id == open_job.scalar_subquery())
        .values(owner=owner, lease_until=lease_until, attempts=job.c.attempts + 1)
        .returning(job.c.id, job.c.kind, job.c.contact_id, job.c.parameters, job.c.attempts)
    ).one_or_none()
    if row is None:
        return None
    contact_id = None if row.contact_id is None else ContactId(row.contact_id)
    return Job(JobId(row.id), row.kind, contact_id, json.loads(row.parameters), row.attempts)


def finish_job(
    tx: Connection, job_id: JobId, status: JobStatus, *, now: datetime, error: str | None = None
) -> None:
    """Close a job."""
    tx.execute(
        update(job)
        .where(job.c.id == job_id)
        .values(
            status=status.value, done_at=now, last_error=error and error[:200], owner=None, lease_until=None
        )
    )


def retry_job(tx: Connection, job_id: JobId, *, at: datetime, error: str) -> None:
    """Let a failed job rest until an instant."""
    tx.execute(
        update(job).where(job.c.id == job_id).values(owner=None, lease_until=at, last_error=error[:200])
    )
