"""An operator takes a list of households in from the command line: looks first, writes then, takes back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot import import_report
from bot.commands.command_desk import CommandDesk, commune_of
from bot.errors import RefusedToStart
from bot.lists.lines import ListRefused, ReadList
from bot.lists.reading import read_list
from bot.lists.telling import refusal
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models import audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.register import importing, undoing
from models.register.importing import ListToTake, Taken

MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator asked for. Without `write` it is only looked what would be written."""

    file: Path
    day: date | None = None
    document: str | None = None
    whole: bool = False
    new_hamlets: bool = False
    write: bool = False


def take(settings: Settings, wanted: Wanted) -> Iterator[str]:
    """Read a file and write it, or only tell what would be written. Gives the report line by line.

    Raises `RefusedToStart` where the file or the database can not be used."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        day = wanted.day or desk.today
        content, read = _read(wanted.file, today=desk.today)
        yield from import_report.of_reading(say, read, most=MOST_FAULTS)
        taken = desk.run(partial(_take, wanted=wanted, day=day, content=content, read=read, desk=desk))
        yield from import_report.of_taking(say, taken, written=wanted.write, most=MOST_FAULTS)
        if not wanted.write:
            yield say("import.to_write")


def undo(settings: Settings) -> str:
    """Take the last import of the first office's commune back."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        try:
            withdrawn = desk.run(partial(_undo, desk=desk))
        except undoing.ChangedSince as error:
            raise RefusedToStart(f"{say('import.changed_since')} ({error})") from error
    return say("import.nothing_to_undo") if withdrawn is None else say("import.undone", count=withdrawn)


def _read(file: Path, *, today: date) -> tuple[bytes, ReadList]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RefusedToStart(f"{file}: {error.strerror}") from error
    try:
        return content, read_list(content, file.name, today=today, progress=_progress)
    except ListRefused as refused:
        raise RefusedToStart(refusal(refused)) from refused


def _progress(done: int, whole: int) -> None:
    if sys.stderr.isatty() and whole:
        end = "\n" if done >= whole else ""
        print(f"\r{done:>6}/{whole} {'█' * (30 * done // whole):<30}", end=end, file=sys.stderr, flush=True)


def _take(
    tx: Connection, *, wanted: Wanted, day: date, content: bytes, read: ReadList, desk: CommandDesk
) -> Taken:
    list_ = ListToTake(
        commune_of(tx),
        day,
        wanted.file.name,
        content,
        read.households,
        whole=wanted.whole,
        new_hamlets=wanted.new_hamlets,
        document=wanted.document,
    )
    if not wanted.write:
        return importing.look(tx, list_, now=desk.now)
    taken = importing.take(tx, list_, now=desk.now)
    subjects = [Subject(SubjectKind.HOUSEHOLD, each) for each in taken.touched]
    audit.note(
        tx,
        Tag.LIST_IMPORTED,
        at=desk.now,
        actor=OPERATOR,
        subjects=subjects,
        reason=Reason.REVIEW,
        details=taken.counts,
    )
    return taken


def _undo(tx: Connection, *, desk: CommandDesk) -> int | None:
    last = importing.last_import(tx, commune_of(tx))
    if last is None:
        return None
    withdrawn = undoing.undo(tx, last.id, day=desk.today, now=desk.now)
    audit.note(tx, Tag.IMPORT_UNDONE, at=desk.now, actor=OPERATOR, details={"rows": withdrawn})
    return withdrawn
