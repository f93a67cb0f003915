"""Somebody who keeps the register sends a list: looked at first, written after one yes, taken back on demand.

What takes time is done in `list_jobs`. Must not be reached by anybody else, nor over a door that must not
carry names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AreaId, AttachmentId, ContactId
from bot.domain.messages import Choice
from bot.forms import Answers, Form, Question
from bot.lists.cells import read_day
from bot.lists.lines import FaultCode
from bot.register import Register
from handlers.files.list_export import carries_lists
from handlers.people import own_page
from models import jobs
from models.offices import Office
from models.register import importing, undoing
from models.sending import attachments

TOPIC = Topic("lists")
TODAY = "today"
FIRST_YEAR = 2000
LONG_AFTER = date(2099, 12, 31)


def received(turn: Turn) -> Reply | None:
    """Begin with a file that came; None from somebody who sends no lists."""
    if not turn.register.hamlets_listed:
        return None
    file = turn.incoming.file
    if not carries_lists(turn.capabilities) or (file is None and not own_page.on_page(turn)):
        return own_page.elsewhere(turn, turn.say("lists.not_taken_here"))
    if file is None or file.attachment is None:
        return text(turn.say("lists.send_again"))
    return forms.begin(turn, LIST, answers={"file": str(file.attachment)})


def not_wanted(turn: Turn, reply: Reply) -> Reply:
    """The answer to something that is of no use; its content goes at once."""
    file = turn.incoming.file
    if file is None or file.attachment is None:
        return reply
    return reply.doing(partial(drop, file=file.attachment))


def commune_of(register: Register, office: Office) -> AreaId | None:
    """The commune whose list somebody may send: the office's where that is one of theirs."""
    own = register.areas_listed
    return office.area_id if office.area_id in own else next(iter(own), None)


def _day(typed: str) -> str | None:
    """A day as people type it; a bare number is none here."""
    read = read_day(typed, today=LONG_AFTER)
    sure = read.fault in (None, FaultCode.DATE_SHORT_YEAR)
    return read.value.isoformat() if read.value and sure and read.value.year >= FIRST_YEAR else None


def _look(turn: Turn, answers: Answers) -> Reply:
    day = turn.today if answers["day"] == TODAY else date.fromisoformat(answers["day"])
    if day > turn.today:
        again = forms.begin(turn, LIST, answers={"file": answers["file"]})
        return text(turn.say("lists.day_to_come")).then(again)
    asked = {"file": answers["file"], "day": day.isoformat()}
    return text(turn.say("lists.looking")).doing(_job(turn, "lists.look", asked))


LIST = forms.register(Form("list", (Question("day", options=(TODAY,), read=_day),), _look, None))


@TOPIC.action
def write(turn: Turn, file: str, day: str, whole: str, compared: str) -> Reply:
    """Write the list that was looked at; `compared` names the register it was compared with."""
    if not turn.register.hamlets_listed:
        return text(turn.say("choice.expired"))
    asked = {"file": file, "day": day, "whole": whole, "compared": compared}
    return text(turn.say("lists.being_taken")).doing(_job(turn, "lists.take", asked))


@TOPIC.action
def give(turn: Turn, file: str, day: str) -> Reply:
    """Give the families of a list to the units it names."""
    if not turn.register.hamlets_listed:
        return text(turn.say("choice.expired"))
    return text(turn.say("lists.being_taken")).doing(_job(turn, "lists.give", {"file": file, "day": day}))


@TOPIC.action
def leave(turn: Turn, file: str) -> Reply:
    """Nothing is written; the file goes."""
    return text(turn.say("lists.left")).doing(partial(drop, file=AttachmentId(int(file))))


def drop(tx: Connection, contact_id: ContactId, *, file: AttachmentId) -> None:
    """Delete a file that waited."""
    attachments.drop(tx, file, contact_id)


def ask_undo(turn: Turn) -> Reply | None:
    """Say which list was the last, and ask; None from somebody who sends no lists."""
    commune = commune_of(turn.register, turn.office)
    if commune is None:
        return None
    last = turn.read(partial(importing.last_import, commune=commune))
    if last is None:
        return text(turn.say("import.nothing_to_undo"))
    if turn.read(partial(undoing.changed_since, import_id=last.id)):
        return text(turn.say("import.changed_since"))
    return text(
        turn.say("lists.ask_undo", file=last.file_name, day=f"{last.day:%d/%m/%Y}", **last.counts),
        Choice(turn.say("lists.undo_yes"), TOPIC.do(undo, str(last.id))),
        Choice(turn.say("lists.undo_no"), TOPIC.do(keep)),
    )


@TOPIC.action
def undo(turn: Turn, import_id: str) -> Reply:
    """Take the last list back."""
    if not turn.register.hamlets_listed:
        return text(turn.say("choice.expired"))
    return text(turn.say("lists.being_undone")).doing(_job(turn, "lists.undo", {"import": import_id}))


@TOPIC.action
def keep(turn: Turn) -> Reply:
    """The last list stays."""
    return text(turn.say("lists.undone_not"))


def _job(turn: Turn, kind: str, asked: Mapping[str, str]) -> partial[None]:
    return partial(_ask, kind=kind, turn=turn, asked=asked)


def _ask(tx: Connection, contact_id: ContactId, *, kind: str, turn: Turn, asked: Mapping[str, str]) -> None:
    jobs.add_job(tx, kind, contact_id=contact_id, parameters=asked, now=turn.now)
