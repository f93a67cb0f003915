"""An operator takes a list of households in from the command line: looks first, writes then, takes back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.command_desk import CommandDesk, commune_of
from bot.domain.ids import AreaId
from bot.domain.text import fold
from bot.errors import RefusedToStart
from bot.lists.lines import HouseholdLine, ListRefused, ReadList, Severity
from bot.lists.reading import read_list
from bot.lists.telling import refusal, told
from bot.settings import Settings
from bot.wording import DEFAULT, Wording, wording
from models import areas, audit
from models.areas import AreaKind
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.register import importing, undoing
from models.register.importing import Doubt, ListToTake, Taken

MOST_FAULTS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator asked for. Without `write` everything is done and given up again."""

    file: Path
    day: date | None = None
    document: str | None = None
    whole: bool = False
    new_hamlets: bool = False
    write: bool = False


class _GivenUp(Exception):
    """Ends the transaction of a dry run; carries what would have been written."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


def take(settings: Settings, wanted: Wanted) -> Iterator[str]:
    """Read a file and write it, or only tell what would be written. Gives the report line by line.

    Raises `RefusedToStart` where the file or the database can not be used."""
    say = wording(DEFAULT)
    with CommandDesk(settings) as desk:
        day = wanted.day or desk.today
        content, read = _read(wanted.file, today=desk.today)
        yield from _read_lines(say, read)
        try:
            taken = desk.run(partial(_take, wanted=wanted, day=day, content=content, read=read, desk=desk))
        except _GivenUp as given_up:
            taken = given_up.taken
        yield from _taken_lines(say, taken, written=wanted.write)


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
    commune = commune_of(tx)
    if wanted.new_hamlets:
        _add_hamlets(tx, commune, read.households)
    list_ = ListToTake(
        commune,
        day,
        wanted.file.name,
        content,
        read.households,
        whole=wanted.whole,
        document=wanted.document,
    )
    taken = importing.take(tx, list_, now=desk.now)
    if not wanted.write:
        raise _GivenUp(taken)
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
    withdrawn = undoing.undo(tx, last, day=desk.today, now=desk.now)
    audit.note(tx, Tag.IMPORT_UNDONE, at=desk.now, actor=OPERATOR, details={"rows": withdrawn})
    return withdrawn


def _add_hamlets(tx: Connection, commune: AreaId, lines: tuple[HouseholdLine, ...]) -> None:
    """Make the hamlets that the list names and nobody knew. A khóm is in town, an ấp in the country."""
    known = set(areas.hamlets_by_name(tx, commune))
    for line in lines:
        name = fold(line.hamlet or "")
        if name and name not in known:
            known.add(name)
            urban = name.startswith(("khom", "khu pho", "to dan pho"))
            areas.add_area(tx, AreaKind.HAMLET, line.hamlet or "", parent=commune, urban=urban)


def _read_lines(say: Wording, read: ReadList) -> Iterator[str]:
    yield say("import.read", count=len(read.households), sheets=", ".join(each.name for each in read.sheets))
    for severity in Severity:
        faults = read.of(severity)
        if faults:
            yield say(f"import.{severity}", count=len(faults))
            yield from (f"  {told(fault)}" for fault in faults[:MOST_FAULTS])


def _taken_lines(say: Wording, taken: Taken, *, written: bool) -> Iterator[str]:
    yield say("import.written" if written else "import.would", **taken.counts)
    for doubt in taken.doubtful[:MOST_FAULTS]:
        yield f"  {_doubt_line(say, doubt)}"
    if not written:
        yield say("import.to_write")


def _doubt_line(say: Wording, doubt: Doubt) -> str:
    line = doubt.line
    row = line.rows[0] if line.rows else 0
    key = "import.may_be_several" if doubt.may_be else "import.no_hamlet"
    return say(key, row=row, name=line.head.name, hamlet=line.hamlet or "…")
