"""A spreadsheet that gives families to units came in chat: told what it would bring, written after one yes.

Reached only by who may give families to units, through a door that carries lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply, text
from bot.domain.ids import AreaId, AttachmentId, ContactId
from bot.domain.messages import Choice
from bot.lists.lines import ListRefused
from bot.lists.units import UnitLine, read_units
from bot.sponsors import assigning
from bot.sponsors.assigning import Looked
from handlers.files import lists
from handlers.files.list_export import carries_lists
from handlers.sponsoring.sponsor_office import communes_of
from models.phrases import load_phrases
from models.reminders import reminders
from models.sending import attachments

MOST_TOLD = 8


def heard(turn: JobTurn, content: bytes, name: str) -> Reply | None:
    """What such a file would bring, to be confirmed; None for a file that names no units."""
    commune, lines = _commune(turn), _lines(content, name)
    if commune is None or not lines:
        return None
    return _told(turn, turn.read(partial(assigning.look, commune=commune, lines=lines, day=_day(turn))))


def _commune(turn: JobTurn) -> AreaId | None:
    commune = lists.commune_of(turn.register, turn.office)
    return commune if commune in communes_of(turn) else None


def _day(turn: JobTurn) -> date:
    return date.fromisoformat(turn.parameters["day"])


def _lines(content: bytes, name: str) -> list[UnitLine]:
    try:
        return read_units(content, name, columns=load_phrases().sponsoring.columns)
    except ListRefused:
        return []


def _told(turn: JobTurn, looked: Looked) -> Reply:
    say, file = turn.say, turn.parameters["file"]
    lines = [
        say("lists.units", lines=looked.lines, new=looked.new, given=looked.given, known=looked.known),
        *_some(turn, "lists.units_strange", [f"{each.household} ({each.row})" for each in looked.strange]),
        *_some(turn, "lists.units_over", looked.over),
    ]
    if not (looked.new or looked.given):
        gone = partial(lists.drop, file=AttachmentId(int(file)))
        return text("\n".join([*lines, say("lists.no_news")])).doing(gone)
    return text(
        "\n".join(lines),
        Choice(say("lists.units_write"), lists.TOPIC.do(lists.give, file, turn.parameters["day"])),
        Choice(say("lists.leave"), lists.TOPIC.do(lists.leave, file)),
    )


def _some(turn: JobTurn, key: str, named: Sequence[str]) -> list[str]:
    shown = ", ".join(named[:MOST_TOLD])
    more = len(named) - MOST_TOLD
    return [turn.say(key, shown=f"{shown} (+{more})" if more > 0 else shown)] if named else []


def give(turn: JobTurn) -> Reply:
    """Write what was told; whoever asks, and what the file holds, is looked at anew."""
    file, own, commune = AttachmentId(int(turn.parameters["file"])), turn.contact.id, _commune(turn)
    kept = None if own is None else turn.read(partial(attachments.kept, attachment_id=file, contact_id=own))
    if kept is None or commune is None or not carries_lists(turn.capabilities):
        return text(turn.say("lists.send_again"))
    name, _, content = kept
    lines = _lines(content, name)
    looked = turn.read(partial(assigning.look, commune=commune, lines=lines, day=_day(turn)))
    told = text(turn.say("lists.units_written", new=looked.new, given=looked.given))
    return told.doing(partial(_write, turn=turn, commune=commune, lines=lines, file=file))


def _write(
    tx: Connection,
    contact_id: ContactId,
    *,
    turn: JobTurn,
    commune: AreaId,
    lines: Sequence[UnitLine],
    file: AttachmentId,
) -> None:
    by, actor = turn.register.person, turn.register.acting(contact_id, ())
    assigning.write(tx, commune, lines, day=_day(turn), by=by, actor=actor, now=turn.now)
    reminders.plan_anew(tx, since=turn.today)
    attachments.drop(tx, file, contact_id)


JOBS: Mapping[str, JobHandler] = {"lists.give": give}
