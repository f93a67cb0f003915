"""What is kept about a person: shown, given as a file, corrected, erased. Gathering is long work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.clock import VIETNAM
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain import state
from bot.domain.case_rules import CaseKind, carried_out_by, due_at
from bot.domain.ids import ContactId, HouseholdId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.phone import phone_number
from bot.domain.state import State
from bot.forms import Answers, Form, Question
from handlers.cases import person
from handlers.people import consent, delegates, kept_lines, linking
from models import audit, jobs
from models.audit import Actor, Reason
from models.events import attendances
from models.people import contacts, delegations, forgetting, phone_contacts, roles
from models.people.contacts import Contact
from models.register.reading import numbers_of
from models.sending import notices
from models.sponsors import visit_pictures

TOPIC = Topic("my_data")
SHORT = 1500
LONGEST_WORDS = 500


@TOPIC.action
def show(turn: Turn) -> Reply:
    """Begin to gather what is kept."""
    if turn.register.unclear:
        return linking.who_speaks(turn)
    choices = [
        Choice(turn.say("my_data.erase"), TOPIC.do(ask_erase)),
        Choice(turn.say("my_data.download"), TOPIC.do(download)),
        Choice(turn.say("my_data.correct"), TOPIC.do(correct)),
    ]
    if turn.register.people:
        choices.append(Choice(turn.say("consent.list_button"), consent.TOPIC.do(consent.listing)))
    if turn.register.own_households:
        choices.append(Choice(turn.say("delegates.button"), delegates.TOPIC.do(delegates.listing)))
    return text(turn.say("my_data.gathering"), *choices).doing(_asked_for("show", turn))


@TOPIC.action
def download(turn: Turn) -> Reply:
    """Begin to gather the same into a file."""
    if turn.register.unclear:
        return linking.who_speaks(turn)
    return text(turn.say("my_data.gathering")).doing(_asked_for("download", turn))


@TOPIC.action
def ask_erase(turn: Turn) -> Reply:
    """Say what will be gone, and ask once."""
    if turn.register.unclear:
        return linking.who_speaks(turn)
    return text(
        turn.say("my_data.ask_erase"),
        Choice(turn.say("my_data.erase_yes"), TOPIC.do(erase)),
        Choice(turn.say("my_data.erase_no"), TOPIC.do(keep)),
    )


@TOPIC.action
def erase(turn: Turn) -> Reply:
    """Begin to erase."""
    reply = text(turn.say("my_data.erasing")).doing(_asked_for("erase", turn))
    return Reply(reply.messages, State(greeted=True), reply.effects)


@TOPIC.action
def keep(turn: Turn) -> Reply:
    """Nothing is erased."""
    return text(turn.say("my_data.kept"))


@TOPIC.action
def correct(turn: Turn) -> Reply:
    """Ask what is wrong and what is right."""
    return forms.begin(turn, CORRECTION)


def _asked_for(kind: str, turn: Turn) -> partial[None]:
    """Asks for the work on behalf of who is writing: with nobody named, only the chat itself is gathered."""
    speaker = turn.register.person
    parameters = {} if speaker is None else {"speaker": str(speaker)}
    return partial(_ask_for, kind=kind, parameters=parameters, now=turn.now)


def _ask_for(
    tx: Connection, contact_id: ContactId, *, kind: str, parameters: Mapping[str, str], now: datetime
) -> None:
    jobs.add_job(tx, f"my_data.{kind}", contact_id=contact_id, parameters=parameters, now=now)


def gather(turn: JobTurn) -> Reply:
    """Everything that is kept about who is writing, as a text or, when long, as a file."""
    report = "\n".join(kept_lines.all_lines(turn))
    return _as_file(turn, report) if len(report) > SHORT and turn.files else _shown(turn, Outgoing(report))


def gather_file(turn: JobTurn) -> Reply:
    """The same as a file that any phone opens; as a text where the channel has no files."""
    report = "\n".join(kept_lines.all_lines(turn))
    return _as_file(turn, report) if turn.files else _shown(turn, Outgoing(report))


def _as_file(turn: JobTurn, report: str) -> Reply:
    file = File("du-lieu-cua-toi.txt", "text/plain", report.encode())
    return _shown(turn, Outgoing(turn.say("my_data.file"), file=file))


def _shown(turn: JobTurn, outgoing: Outgoing) -> Reply:
    return Reply((outgoing,)).doing(partial(_note, tag=audit.Tag.DATA_SHOWN, turn=turn))


def forget(turn: JobTurn) -> Reply:
    """Erase what rests on the person's own wish. The poverty register is the state's: ask it to erase."""
    done, own = _all_done(turn), turn.register.own_households
    if not own:
        return text(done).doing(partial(_erase, turn=turn))
    numbers = ", ".join(turn.read(partial(numbers_of, households=own)))
    request = _requested(turn, CaseKind.DATA_ERASURE, turn.say("my_data.erasure_of", number=numbers))
    words = turn.say("my_data.register_stays", office=turn.office.name, **request.told)
    return text(f"{done}\n\n{words}").doing(partial(_erase, turn=turn), request.effect)


def _all_done(turn: JobTurn) -> str:
    """What was erased, and that a chat elsewhere was not: it shows only there that it is the person's."""
    elsewhere = turn.read(partial(_chats_elsewhere, turn=turn))
    if not elsewhere:
        return turn.say("my_data.erased")
    return f"{turn.say('my_data.erased')}\n{turn.say('my_data.other_chats', count=elsewhere)}"


def _chats_elsewhere(tx: Connection, *, turn: JobTurn) -> int:
    if (person := turn.register.person) is None:
        return 0
    linked = {each.contact for each in roles.links_of(tx, person, at=turn.now)}
    erased = {each.id for each in phone_contacts.numbers_told(tx, person, now=turn.now)}
    return len(linked - erased - {turn.contact.id})


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to the office: what the person is told of it, and what opens it."""

    told: Mapping[str, str]
    effect: partial[None]


def _requested(turn: Turn | JobTurn, kind: CaseKind, words: str, *, phone: str | None = None) -> _Request:
    code, effect = person.opened(turn, kind, words=words, phone=phone, households=_concerned(turn))
    done = carried_out_by(kind, turn.now)
    assert done is not None
    return _Request({"code": code, "answer": _date(due_at(kind, turn.now)), "done": _date(done)}, effect)


def _concerned(turn: Turn | JobTurn) -> Sequence[HouseholdId]:
    """The asker's own households, else those in whose place they may ask."""
    register = turn.register
    return register.own_households or [each for each in register.cared_for if register.may_act(each)]


def _date(instant: datetime) -> str:
    return instant.astimezone(VIETNAM).strftime("%d/%m/%Y")


def _erase(tx: Connection, contact_id: ContactId, *, turn: JobTurn) -> None:
    _erase_chat(tx, replace(turn.contact, id=contact_id), now=turn.now)
    visit_pictures.forget_families(tx, turn.register.own_households)
    delegations.end_delegations(tx, turn.register.own_households, day=turn.today, now=turn.now)
    if (erased := turn.register.person) is not None:
        delegations.lay_down(tx, erased, day=turn.today)
        for number in phone_contacts.numbers_told(tx, erased, now=turn.now):
            phone_contacts.end(tx, _erase_chat(tx, number, now=turn.now), now=turn.now)
    contacts.store_state(tx, contact_id, state.dump(State(greeted=True)), now=turn.now)
    _note(tx, contact_id, tag=audit.Tag.DATA_ERASED, turn=turn)


def _erase_chat(tx: Connection, contact: Contact, *, now: datetime) -> ContactId:
    assert contact.id is not None
    forgetting.forget_contact(tx, contact.account, contact.address, contact.id)
    attendances.forget_contact(tx, contact.id, now=now)
    notices.clear(tx, contact.id, reason="erased", now=now)
    return contact.id


def _note(tx: Connection, contact_id: ContactId, *, tag: audit.Tag, turn: JobTurn) -> None:
    actor = Actor.contact(contact_id, person_id=turn.register.person)
    audit.note(tx, tag, at=turn.now, actor=actor, contact_id=contact_id, reason=Reason.OWN_WISH)


def _words(typed: str) -> str | None:
    return typed.strip()[:LONGEST_WORDS] or None


def _sum_up(turn: Turn, answers: Answers) -> str:
    told = {"wrong": answers["wrong"], "right": answers["right"]}
    return turn.say("correction.summary", office=turn.office.name, **told)


def _send(turn: Turn, answers: Answers) -> Reply:
    told = {"wrong": answers["wrong"], "right": answers["right"]}
    concerned = _concerned(turn)
    numbers = ", ".join(turn.read(partial(numbers_of, households=concerned)))
    if numbers:
        case = turn.say("correction.case", number=numbers, **told)
    else:
        case = turn.say("correction.case_of_stranger", **told)
    # What is no phone is masked in the case; the right number must reach who corrects it.
    digits = "".join(character for character in answers["right"] if character in "+0123456789")
    request = _requested(turn, CaseKind.DATA_CORRECTION, case, phone=phone_number(digits))
    words = turn.say("correction.sent", office=turn.office.name, **request.told)
    return text(words).doing(request.effect)


CORRECTION = forms.register(
    Form(
        "correction",
        (
            Question("wrong", read=_words, open_ended=True),
            Question("right", read=_words, open_ended=True),
        ),
        _send,
        _sum_up,
    )
)

JOBS: Mapping[str, JobHandler] = {
    "my_data.show": gather,
    "my_data.download": gather_file,
    "my_data.erase": forget,
}
