"""Questions about policies: answered from the catalogue, dated and sourced, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from bot.conversation import Meaning, Reply, Topic, Turn, text
from bot.domain.events.terms import EventKind
from bot.domain.messages import Action, Choice
from bot.domain.policies.answers import MAX_SHORT, Answer
from bot.domain.policies.statements import merged
from bot.domain.policies.terms import Amount, Facet, Group, Level
from bot.domain.policies.wording import EntryWording
from bot.domain.unanswered import Missed
from bot.domain.understanding import Understood
from bot.wording import DEFAULT
from handlers.cases.office_lines import whom_to_call
from handlers.catalogue import unanswered
from models.events import events

TOPIC = Topic("policy")
FOLLOWING = 2
MISSES_BEFORE_A_PERSON = 2
PERSON = Action("person", "offer")
MENU = Action("menu", "show")
OPEN_EVENTS = {
    "job-fair": EventKind.JOB_FAIR,
    "job-session": EventKind.JOB_SESSION,
    "vocational-training": EventKind.TRAINING,
    "livelihood-groups": EventKind.LIVELIHOOD,
}
"""What the office may hold of what an entry tells about."""
WRONG = Action("feedback", "wrong")


def answer(turn: Turn, understood: Understood) -> Reply:
    """Answer what was asked about, on the day it was asked about; several questions one by one."""
    replies = [_one(turn, each) for each in (understood, *understood.more)]
    sources = merged(cited for reply in replies if reply.meaning for cited in reply.meaning.sources)
    told = tuple(each.entries[0] for each in (understood, *understood.more))
    # Only the last answer offers what to ask next.
    quiet = [replace(message, choices=()) for reply in replies[:-1] for message in reply.messages]
    return replace(
        replies[-1],
        messages=(*quiet, *replies[-1].messages),
        meaning=Meaning("answer", told if understood.more else understood.entries, sources),
    )


def _one(turn: Turn, understood: Understood) -> Reply:
    on = understood.on or turn.today
    return _told(
        turn,
        understood.entries[0],
        on,
        Level.SHORT,
        facet=understood.facet,
        age=understood.age,
        amount=understood.amount,
    )


def of_group(turn: Turn, understood: Understood, group: Group | None) -> tuple[str, ...]:
    """Those of the likely entries that belong to a group, the likeliest first."""
    entries = turn.knowledge.catalogue.entries
    return tuple(name for name in understood.entries if entries[name].group is group)


def which(turn: Turn, understood: Understood) -> Reply:
    """Not sure enough to answer: name the likely ones and let the person choose."""
    titles = turn.knowledge.entry_wording(turn.contact.language)
    choices = [choice_of(titles[name].button, name, on=understood.on) for name in understood.entries]
    choices.append(Choice(turn.say("policy.none_of_these"), TOPIC.do(none_of_these)))
    reply = text(turn.say("policy.which"), *choices)
    return replace(reply, meaning=Meaning("choices", understood.entries))


def unknown(turn: Turn, missed: Missed = Missed.UNKNOWN) -> Reply:
    """Say honestly that it is not known; the second time in a row, bring a person in."""
    misses = turn.state.misses + 1
    key = "policy.unknown" if misses < MISSES_BEFORE_A_PERSON else "policy.unknown_again"
    words = turn.say(key)
    if misses >= MISSES_BEFORE_A_PERSON:
        words = f"{words}\n\n{whom_to_call(turn.say, turn.office)}"
    reply = text(words, Choice(turn.say("menu.title"), MENU), Choice(turn.say("menu.person"), PERSON))
    state = replace(turn.state, misses=misses)
    return replace(reply, state=state, meaning=Meaning("unknown")).doing(*unanswered.noted(turn, missed))


@TOPIC.action
def none_of_these(turn: Turn) -> Reply:
    """The person meant something else."""
    return unknown(turn, Missed.CHOICES)


@TOPIC.action
def tell(turn: Turn, entry_id: str, level: str = "1", on: str = "") -> Reply:
    """One entry at one level, about a day or today."""
    if entry_id not in turn.knowledge.catalogue.entries:
        return text(turn.say("choice.expired"))
    return _told(turn, entry_id, date.fromisoformat(on) if on else turn.today, Level(int(level)))


def subject(turn: Turn) -> str | None:
    """The entry spoken of last, while nothing else came between."""
    here = turn.state.trail[-1] if turn.state.trail else None
    return here.args[0] if here and (here.topic, here.name) == (TOPIC.name, tell.__name__) else None


def open_entry(turn: Turn, entry_id: str) -> Reply:
    """The short answer of an entry, as of today."""
    return _told(turn, entry_id, turn.today, Level.SHORT)


def choice_of(label: str, entry_id: str, *, on: date | None = None) -> Choice:
    """A line that leads to an entry, about a day or today."""
    args = (entry_id, "1", on.isoformat()) if on else (entry_id,)
    return Choice(label, TOPIC.do(tell, *args), lasting=True)


def _told(
    turn: Turn,
    entry_id: str,
    on: date,
    level: Level,
    *,
    facet: Facet | None = None,
    age: int | None = None,
    amount: Amount | None = None,
) -> Reply:
    language = turn.contact.language
    wording = turn.knowledge.entry_wording(language)[entry_id]
    ask = partial(
        turn.knowledge.answer,
        entry_id,
        on=on,
        today=turn.today,
        level=level,
        province=turn.office.province_code,
        facet=facet,
        age=age,
        amount=amount,
    )
    composed = ask(language)
    words = _titled(wording, composed)
    if wording.language != language:
        words = f"{turn.say('policy.only_vietnamese')}\n{words}"
    elif wording.beside_vietnamese:
        vietnamese = turn.knowledge.entry_wording(DEFAULT)[entry_id]
        words = f"{words}\n\n{_titled(vietnamese, ask(DEFAULT))}"
    place = TOPIC.do(tell, entry_id, str(int(level)), "" if on == turn.today else on.isoformat())
    return Reply(
        text(words, *_following(turn, composed, on)).messages,
        replace(turn.state, misses=0),
        meaning=Meaning("answer", (entry_id,), composed.sources),
        place=place,
    )


def _open_event(turn: Turn, entry_id: str) -> Choice | None:
    """The way to what is held of that kind, where something is."""
    kind, area = OPEN_EVENTS.get(entry_id), turn.office.area_id
    if kind is None or area is None:
        return None
    found = turn.read(lambda tx: events.any_open(tx, events.around(tx, area), now=turn.now, kind=kind))
    return (
        Choice(turn.say("events.look"), Action("events", "find", (kind.value,)), lasting=True)
        if found
        else None
    )


def _titled(wording: EntryWording, composed: Answer) -> str:
    """The title shows what was understood, unless the answer needs the room itself."""
    titled = f"{wording.title}\n{composed.text}"
    short = composed.level is Level.SHORT and len(titled) <= MAX_SHORT
    return titled if short else composed.text


def _following(turn: Turn, composed: Answer, on: date) -> list[Choice]:
    """What one would ask next: more of the same, then what belongs to it."""
    day = "" if on == turn.today else on.isoformat()
    choices = []
    if composed.has_more:
        how = "policy.how" if composed.filed else "policy.more"
        key = {Level.SHORT: how, Level.HOW: "policy.basis"}[composed.level]
        deeper = TOPIC.do(tell, composed.entry_id, str(int(composed.level) + 1), day)
        choices.append(Choice(turn.say(key), deeper, lasting=True))
    if (open_ := _open_event(turn, composed.entry_id)) is not None:
        choices.append(open_)
    choices += [choice_of(label, entry_id) for entry_id, label in composed.next[:FOLLOWING]]
    choices.append(Choice(turn.say("menu.person"), PERSON, lasting=True))
    # Where digits are all there is, a line more for each answer is too many: there it is said in words.
    if composed.level is Level.SHORT and turn.capabilities.buttons > len(choices):
        choices.append(Choice(turn.say("feedback.not_right"), WRONG))
    return choices
