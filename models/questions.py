"""Questions that found no answer, for the person who keeps the catalogue. Holds nobody who asked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Float,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.domain.ids import ChannelAccountId, QuestionId
from bot.domain.unanswered import Missed, Unanswered
from models.base import metadata
from models.sending.accounts import channel_account

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("missed", String(10), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("words", String(400), nullable=False),
    Column("theme", String(30), nullable=False),
    Column("nearest", Text, nullable=False),
    Column("certainty", Float),
    Column("times", Integer, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False, index=True),
    Column("done_on", Date),
    UniqueConstraint("digest", "missed", "channel", "language"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A row: one question on one channel. `times` is how often it was asked there since `first_on`.

    Rows of the same question share their `digest`.
    """

    id: QuestionId
    digest: str
    words: str
    missed: Missed
    channel: str
    language: str
    theme: str
    nearest: tuple[str, ...]
    certainty: float | None
    times: int
    first_on: date
    last_on: date
    done_on: date | None


def note(tx: Connection, new: Unanswered, *, account: ChannelAccountId, on: date) -> None:
    """Keep a question, or count it again. One that was done with is open again, and counted anew."""
    insert = sqlite_insert if tx.dialect.name == "sqlite" else postgres_insert
    channel = tx.execute(
        select(channel_account.c.channel).where(channel_account.c.id == account)
    ).scalar_one()
    heard = {
        "words": new.words,
        "theme": new.theme,
        "nearest": json.dumps(new.nearest),
        "certainty": new.certainty,
        "last_on": on,
        "done_on": None,
    }
    again = question.c.done_on.is_not(None)
    tx.execute(
        insert(question)
        .values(
            digest=_digest(new),
            missed=new.missed.value,
            channel=channel,
            language=new.language,
            times=1,
            first_on=on,
            **heard,
        )
        .on_conflict_do_update(
            index_elements=["digest", "missed", "channel", "language"],
            set_={
                "times": case((again, 1), else_=question.c.times + 1),
                "first_on": case((again, on), else_=question.c.first_on),
                **heard,
            },
        )
    )


def _digest(new: Unanswered) -> str:
    """What makes two rows one: the words, and for a disputed answer also what was told."""
    told = new.nearest[:1] if new.missed is Missed.DISPUTED else ()
    return hashlib.sha256("\x1f".join((new.same, *told)).encode()).hexdigest()


def list_questions(tx: Connection, *, since: date | None = None, done: bool = False) -> list[Question]:
    """Questions asked since a day, the most often asked first; `done` adds those already handled."""
    wanted = select(question).order_by(question.c.times.desc(), question.c.last_on.desc(), question.c.id)
    if since is not None:
        wanted = wanted.where(question.c.last_on >= since)
    if not done:
        wanted = wanted.where(question.c.done_on.is_(None))
    return [_read(row) for row in tx.execute(wanted)]


def finish(tx: Connection, question_id: QuestionId, *, on: date) -> str | None:
    """Mark a question as handled, wherever it was asked. Returns its words; None when it is not there."""
    found = tx.execute(
        select(question.c.digest, question.c.words).where(question.c.id == question_id)
    ).one_or_none()
    if found is None:
        return None
    tx.execute(
        update(question)
        .where(question.c.digest == found.digest, question.c.done_on.is_(None))
        .values(done_on=on)
    )
    return str(found.words)


def counts(tx: Connection) -> dict[str, int]:
    """How many questions wait, by how they came to no answer."""
    waiting = (
        select(question.c.missed, func.count())
        .where(question.c.done_on.is_(None))
        .group_by(question.c.missed)
    )
    return {missed: count for missed, count in tx.execute(waiting)}


def forget(tx: Connection, *, before: date) -> int:
    """Forget questions nobody asked any more since a day. Returns how many."""
    return tx.execute(delete(question).where(question.c.last_on < before)).rowcount


def _read(row: Row[Any]) -> Question:
    return Question(
        QuestionId(row.id),
        row.digest,
        row.words,
        Missed(row.missed),
        row.channel,
        row.language,
        row.theme,
        tuple(json.loads(row.nearest)),
        row.certainty,
        row.times,
        row.first_on,
        row.last_on,
        row.done_on,
    )
