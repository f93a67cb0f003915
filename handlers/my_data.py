"""What is kept about a person: shown and erased on request. Both are long work with a later result."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain import state
from bot.domain.ids import ContactId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.state import State
from bot.transcript import recent_lines
from models import audit, cases, contacts, forgetting, jobs, notices
from models.audit import Actor, Reason

TOPIC = Topic("my_data")
LINES = 500
SHORT = 1500


@TOPIC.action
def show(turn: Turn) -> Reply:
    """Begin to gather what is kept."""
    choices = (Choice(turn.say("my_data.erase"), TOPIC.do(ask_erase)),)
    return text(turn.say("my_data.gathering"), *choices).doing(partial(_ask_for, kind="show", turn=turn))


@TOPIC.action
def ask_erase(turn: Turn) -> Reply:
    """Say what will be gone, and ask once."""
    return text(
        turn.say("my_data.ask_erase"),
        Choice(turn.say("my_data.erase_yes"), TOPIC.do(erase)),
        Choice(turn.say("my_data.erase_no"), TOPIC.do(keep)),
    )


@TOPIC.action
def erase(turn: Turn) -> Reply:
    """Begin to erase."""
    reply = text(turn.say("my_data.erasing")).doing(partial(_ask_for, kind="erase", turn=turn))
    return Reply(reply.messages, State(greeted=True), reply.effects)


@TOPIC.action
def keep(turn: Turn) -> Reply:
    """Nothing is erased."""
    return text(turn.say("my_data.kept"))


def _ask_for(tx: Connection, contact_id: ContactId, *, kind: str, turn: Turn) -> None:
    jobs.add_job(tx, f"my_data.{kind}", contact_id=contact_id, parameters={}, now=turn.now)


def gather(turn: JobTurn) -> Reply:
    """Everything that is kept about this contact, as a text or, when long, as a file."""
    report = _report(turn)
    if len(report) <= SHORT or not turn.files:
        return text(report).doing(partial(_note, tag=audit.Tag.DATA_SHOWN, turn=turn))
    file = File("du-lieu-cua-toi.txt", "text/plain", report.encode())
    return Reply((Outgoing(turn.say("my_data.file"), file=file),)).doing(
        partial(_note, tag=audit.Tag.DATA_SHOWN, turn=turn)
    )


def _report(turn: JobTurn) -> str:
    contact = turn.contact
    contact_id = contact.id
    assert contact_id is not None
    lines = turn.read(
        partial(
            recent_lines,
            account=contact.account,
            address=contact.address,
            parse=turn.parse,
            limit=LINES,
            now=turn.now,
            patience=turn.capabilities.locks_after,
        )
    )
    own_cases = turn.read(lambda tx: cases.cases_of(tx, contact_id))
    say = turn.say
    head = [
        say("my_data.head"),
        say("my_data.language", language=say("language.name")),
        say(f"my_data.standing_{contact.standing}"),
    ]
    body = [say("my_data.cases", count=len(own_cases))]
    body += [f"- {case.code}: {case.text or '…'}" for case in own_cases]
    body += [say("my_data.messages", count=len(lines))]
    body += [
        f"- {line.at.astimezone(VIETNAM):%d/%m/%Y %H:%M} "
        f"{say('my_data.us') if line.number else say('my_data.you')}: {line.body.text}"
        for line in lines
    ]
    return "\n".join([*head, *body])


def forget(turn: JobTurn) -> Reply:
    """Erase what this contact said and was told, its cases' words, its files, and what was planned for it."""
    return text(turn.say("my_data.erased")).doing(partial(_erase, turn=turn))


def _erase(tx: Connection, contact_id: ContactId, *, turn: JobTurn) -> None:
    forgetting.forget_contact(tx, turn.contact.account, turn.contact.address, contact_id)
    notices.clear(tx, contact_id, reason="erased", now=turn.now)
    contacts.store_state(tx, contact_id, state.dump(State(greeted=True)), now=turn.now)
    _note(tx, contact_id, tag=audit.Tag.DATA_ERASED, turn=turn)


def _note(tx: Connection, contact_id: ContactId, *, tag: audit.Tag, turn: JobTurn) -> None:
    actor = Actor.contact(contact_id)
    audit.note(tx, tag, at=turn.now, actor=actor, contact_id=contact_id, reason=Reason.OWN_WISH)


JOBS: Mapping[str, JobHandler] = {"my_data.show": gather, "my_data.erase": forget}
