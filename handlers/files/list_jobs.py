"""The long part of a list that came in chat: it is read and compared, written, or taken back.

Each begins with asking anew who wants it: a role may have ended, a page have been locked."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot import import_report
from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain.ids import AreaId, AttachmentId, ContactId, ImportId
from bot.domain.messages import Capabilities, Choice, File, Outgoing
from bot.domain.roles import Field, Role
from bot.errors import Moved
from bot.lists.lines import ListRefused, ReadList, Refusal
from bot.lists.reading import read_list
from bot.lists.telling import refusal
from handlers.files import lists, unit_lists
from handlers.files.list_export import carries_lists
from models import audit
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.register import importing, undoing
from models.register.importing import ListToTake, Taken
from models.sending import attachments

MOST_TOLD = 3
"""So many faults of each weight stand in the message; all stand in the report beside it."""
WHOLE, PART = "whole", "part"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A list that waits, read: its file and what it is to be taken as."""

    file: AttachmentId
    read: ReadList
    list: ListToTake


def look(turn: JobTurn) -> Reply:
    """Tell what the list would change, and ask whether to write it."""
    waiting = _waiting(turn)
    return waiting if isinstance(waiting, Reply) else _told(turn, waiting, _compared(turn, waiting))


def take(turn: JobTurn) -> Reply:
    """Write the list, if the register is still the one it was compared with; else tell anew."""
    waiting = _waiting(turn)
    if isinstance(waiting, Reply):
        return waiting
    taken, asked = _compared(turn, waiting), turn.parameters
    if taken.compared != asked["compared"]:
        return _told(turn, waiting, taken, turn.say("lists.register_changed"))
    words = "\n".join((turn.say("import.written", **taken.counts), turn.say("lists.may_undo")))
    return text(words).doing(partial(_take, turn=turn, waiting=waiting))


def undo(turn: JobTurn) -> Reply:
    """Take the last list back, if it still is the last and nobody changed what it wrote."""
    commune, asked = lists.commune_of(turn.register, turn.office), int(turn.parameters["import"])
    last = None if commune is None else turn.read(partial(importing.last_import, commune=commune))
    if last is None or last.id != asked:
        return text(turn.say("import.nothing_to_undo"))
    if turn.read(partial(undoing.changed_since, import_id=last.id)):
        return text(turn.say("import.changed_since"))
    return text(turn.say("lists.undone")).doing(partial(_undo, turn=turn, import_id=last.id))


def _waiting(turn: JobTurn) -> _Waiting | Reply:
    """The list that waits, or why there is none."""
    file, commune = AttachmentId(int(turn.parameters["file"])), lists.commune_of(turn.register, turn.office)
    own = turn.contact.id
    kept = None if own is None else turn.read(partial(attachments.kept, attachment_id=file, contact_id=own))
    if kept is None or commune is None or not carries_lists(turn.capabilities):
        return text(turn.say("lists.send_again"))
    name, _, content = kept
    try:
        read = read_list(content, name, today=turn.today)
    except ListRefused as refused:
        of_units = unit_lists.heard(turn, content, name) if refused.reason is Refusal.NO_LIST else None
        return of_units or text(refusal(refused)).doing(partial(lists.drop, file=file))
    return _Waiting(file, read, _list(turn, commune, name, content, read))


def _list(turn: JobTurn, commune: AreaId, name: str, content: bytes, read: ReadList) -> ListToTake:
    day, whole = date.fromisoformat(turn.parameters["day"]), turn.parameters.get("whole") == WHOLE
    by = turn.register.person
    return ListToTake(commune, day, name, content, read.households, whole=whole, made_by=by)


def _compared(turn: JobTurn, waiting: _Waiting) -> Taken:
    taken: Taken = turn.read(partial(importing.look, wanted=waiting.list, now=turn.now))
    return taken


def _told(turn: JobTurn, waiting: _Waiting, taken: Taken, *first: str) -> Reply:
    """The report, and what may be done with the list. With nothing to write the file goes at once."""
    say = turn.say
    lines = [*first, *import_report.of_taking(say, taken, written=False, most=MOST_TOLD)]
    lines += import_report.of_reading(say, waiting.read, most=MOST_TOLD)
    gone = [turn.register.household(each, {Field.NUMBER}, reason=Reason.REVIEW) for each in taken.gone]
    numbers = [each.number for each in gone if each is not None]
    report = import_report.in_full(say, waiting.read, taken, gone=numbers)
    noted = partial(_note, tag=Tag.LIST_COMPARED, turn=turn, taken=taken)
    file = report_file(turn.capabilities, report, day=turn.today)
    if not (taken.new or taken.changed or taken.gone):
        words = "\n".join([*lines, say("lists.no_news")])
        return Reply((Outgoing(words, file=file),)).doing(noted, partial(lists.drop, file=waiting.file))
    return Reply((Outgoing("\n".join(lines), _choices(turn, waiting, taken), file=file),)).doing(noted)


def report_file(can: Capabilities, report: str, *, day: date) -> File:
    """The whole report in a form the channel carries: as a text, else line by line as a sheet."""
    name = f"xem-truoc-{day:%Y-%m-%d}."
    plain = File(name + "txt", "text/plain", report.encode())
    if can.carries(plain):
        return plain
    written = io.StringIO()
    # What a list holds stands behind our own words, or behind a blank: no cell begins like a formula.
    csv.writer(written).writerows(
        [line if line[:1].isalnum() else f" {line}"] for line in report.splitlines()
    )
    return File(name + "csv", "text/csv", written.getvalue().encode("utf-8-sig"))


def _choices(turn: JobTurn, waiting: _Waiting, taken: Taken) -> tuple[Choice, ...]:
    """Whether the list is the whole one is asked only where that makes a difference."""
    say, day = turn.say, waiting.list.day.isoformat()
    known = str(waiting.file), day
    leave = Choice(say("lists.leave"), lists.TOPIC.do(lists.leave, str(waiting.file)))
    part = lists.TOPIC.do(lists.write, *known, PART, taken.compared)
    if not taken.gone:
        return Choice(say("lists.write"), part), leave
    whole = lists.TOPIC.do(lists.write, *known, WHOLE, taken.compared)
    count = len(taken.gone)
    return (
        Choice(say("lists.write_part", gone=count), part),
        Choice(say("lists.write_whole", gone=count), whole),
        leave,
    )


def _take(tx: Connection, contact_id: ContactId, *, turn: JobTurn, waiting: _Waiting) -> None:
    """Write it. Raises `Moved` when the register changed since it was compared a moment ago."""
    taken = importing.take(tx, waiting.list, now=turn.now)
    if taken.compared != turn.parameters["compared"]:
        raise Moved("the register changed while the list was to be written")
    attachments.drop(tx, waiting.file, contact_id)
    _note(tx, contact_id, tag=Tag.LIST_IMPORTED, turn=turn, taken=taken)


def _note(tx: Connection, contact_id: ContactId, *, tag: Tag, turn: JobTurn, taken: Taken) -> None:
    """Name the households that the list changes; those it would only bring have no number yet."""
    actor = _actor(turn, contact_id)
    subjects = [Subject(SubjectKind.HOUSEHOLD, each) for each in taken.touched if each > 0]
    why = Reason.REVIEW
    audit.note(tx, tag, at=turn.now, actor=actor, subjects=subjects, reason=why, details=taken.counts)


def _undo(tx: Connection, contact_id: ContactId, *, turn: JobTurn, import_id: ImportId) -> None:
    withdrawn = undoing.undo(tx, import_id, day=turn.today, now=turn.now)
    actor, details = _actor(turn, contact_id), {"rows": withdrawn}
    audit.note(tx, Tag.IMPORT_UNDONE, at=turn.now, actor=actor, reason=Reason.REVIEW, details=details)


def _actor(turn: JobTurn, contact_id: ContactId) -> Actor:
    roles = [grant.role for grant in turn.register.actor.granted(Role.LEADER, Role.OFFICIAL)]
    return Actor.contact(contact_id, person_id=turn.register.person, role=roles[0].value)


JOBS: Mapping[str, JobHandler] = {"lists.look": look, "lists.take": take, "lists.undo": undo}
