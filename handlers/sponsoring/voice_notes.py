"""A unit sends a voice note, which the program can not hear: it asks for a line, and a person listens.

The note is stored with a case of the office; on a channel that must not carry it, that is said at once."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.ids import AttachmentId, ContactId
from bot.domain.messages import File, Kind, PersonalData
from handlers.cases import person
from models.cases import case_files, cases
from models.cases.cases import Case
from models.sending import attachments

TYPES = {
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".amr": "audio/amr",
    ".wav": "audio/wav",
    ".webm": "audio/webm",
}


def received(turn: Turn) -> Reply | None:
    """Keep a voice note and say what becomes of it; None for other things, and from who is of no unit."""
    file = turn.incoming.file
    as_file = turn.incoming.kind is Kind.FILE and file is not None and _suffix(file.name) in TYPES
    if not (turn.incoming.kind is Kind.VOICE or as_file) or not turn.register.helped:
        return None
    if turn.capabilities.personal_data is not PersonalData.FULL or file is None or file.attachment is None:
        return text(turn.say("visit.voice_not_kept"))
    code, opened = person.opened(turn, CaseKind.VOICE_NOTE, words=turn.say("visit.voice_waits"))
    keep = partial(_keep, number=file.attachment, code=code, turn=turn)
    return text(turn.say("visit.voice_kept", code=code)).doing(opened, keep)


def _suffix(name: str) -> str:
    return f".{name.lower().rpartition('.')[2]}"


def _keep(tx: Connection, contact_id: ContactId, *, number: AttachmentId, code: str, turn: Turn) -> None:
    """Move the note from what waits for a decision to the case."""
    sent = attachments.kept(tx, number, contact_id)
    case = cases.case_by_code(tx, code)
    if sent is None or case is None:
        return
    name = f"thoai-{code}{_suffix(sent[0]) if _suffix(sent[0]) in TYPES else '.m4a'}"
    case_files.keep(tx, case.id, contact_id, name, sent[2], now=turn.now)
    attachments.drop(tx, number, contact_id)


def waits(turn: Turn, case: Case) -> bool:
    """Whether a case has something to be heard."""
    found: bool = turn.read(partial(case_files.has_files, case_id=case.id))
    return found


def files_of(turn: Turn, case: Case) -> list[File]:
    """The voice notes of a case."""
    found = turn.read(partial(case_files.of_case, case_id=case.id))
    return [File(each.name, TYPES[_suffix(each.name)], each.content) for each in found]
