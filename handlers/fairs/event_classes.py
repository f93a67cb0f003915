"""The book of a class, for those who keep its door: who learned how many days, what may be and was paid.

The sum comes from the catalogue's rate and the days; whether somebody is entitled the commune says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.events.allowance import Due, Rate, due
from bot.domain.events.event import Event
from bot.domain.events.finding import named
from bot.domain.events.terms import EventKind
from bot.domain.formats import vnd
from bot.domain.ids import ContactId, RegistrationId
from bot.domain.messages import Choice
from bot.errors import Moved
from handlers.fairs import event_door
from handlers.fairs.event_class_lines import rate
from handlers.fairs.event_lines import short
from models.audit import Tag
from models.events import class_book, registrations
from models.events.class_book import Paid
from models.events.registrations import Registered

TOPIC = Topic("event_classes")
MOST_CLASSES = 6


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who came at least once, on how many days, what they were paid and what is open."""

    one: Registered
    days: int
    paid: Paid
    open: Due


def classes(turn: Turn) -> list[Event]:
    """The classes the asker keeps the door of: running ones, and those that ended not long ago."""
    found = event_door.at_the_door(turn, since=event_door.OUTCOMES_FOR)
    return [each for each in found if each.plan.kind is EventKind.TRAINING]


def book(turn: Turn, typed: str) -> Reply | None:
    """Show the book of the class that is meant; None for who keeps no class."""
    found = named(typed, classes(turn))
    if not found:
        return None
    if len(found) == 1:
        return show(turn, found[0].code)
    choices = [Choice(short(each.plan.title), TOPIC.do(show, each.code)) for each in found[-MOST_CLASSES:]]
    return text(turn.say("event_door.which"), *choices)


@TOPIC.action
def show(turn: Turn, code: str) -> Reply:
    """Who learned on how many days, and what may be paid for them."""
    event = next((each for each in classes(turn) if each.code == code), None)
    learners = [] if event is None else _learners(turn, event)
    if event is None or not learners:
        return text(turn.say("event_classes.nobody"))
    head = turn.say("event_classes.head", title=event.plan.title, count=len(learners))
    lines = [_line(turn, each) for each in learners]
    open_ = [each for each in learners if each.open.days and each.open.amount is not None]
    choices = (
        [Choice(turn.say("event_classes.pay_all"), TOPIC.do(ask_pay, code, _numbers(open_)))] if open_ else []
    )
    return text("\n".join([head, *lines, _rule(turn)]), *choices).doing(_noting(turn, learners))


def _rule(turn: Turn) -> str:
    """The rate of today with its document, and that it is for the commune to say who gets it."""
    value = rate(turn)(turn.today)
    if value is None:
        return turn.say("event_classes.no_rate")
    return turn.say("event_classes.rule", rate=vnd(value))


def _learners(turn: Turn, event: Event) -> list[Learner]:
    found: list[Learner] = turn.read(partial(_read, event=event, rate=rate(turn)))
    return found


def _read(tx: Connection, *, event: Event, rate: Rate) -> list[Learner]:
    days: Mapping[RegistrationId, Sequence[date]] = class_book.days_of(tx, event.id)
    paid = class_book.paid_of(tx, event.id)
    found = []
    for one in registrations.by_ids(tx, list(days)):
        was = paid.get(one.id, Paid())
        found.append(Learner(one, len(days[one.id]), was, due(days[one.id], was.days, rate)))
    return sorted(found, key=lambda each: each.one.number)


def _line(turn: Turn, learner: Learner) -> str:
    say = turn.say
    parts = [say("event_classes.learner", who=event_door.called(turn, learner.one), days=learner.days)]
    if learner.paid.days:
        parts.append(say("event_classes.paid", days=learner.paid.days, amount=vnd(learner.paid.amount)))
    if learner.open.days and learner.open.amount is not None:
        parts.append(say("event_classes.open", amount=vnd(learner.open.amount)))
    return ", ".join(parts)


def _numbers(learners: Sequence[Learner]) -> str:
    return ",".join(str(each.one.number) for each in learners)


@TOPIC.action
def ask_pay(turn: Turn, code: str, numbers: str) -> Reply:
    """Make sure who was paid how much, before it is written."""
    wanted = {int(each) for each in numbers.split(",") if each}
    event = next((each for each in classes(turn) if each.code == code), None)
    meant = [] if event is None else [each for each in _learners(turn, event) if each.one.number in wanted]
    open_ = [each for each in meant if each.open.days and each.open.amount is not None]
    if event is None or not open_:
        return text(turn.say("event_classes.nothing_open"))
    total = sum(each.open.amount or 0 for each in open_)
    lines = [
        turn.say(
            "event_classes.pays",
            who=event_door.called(turn, each.one),
            days=each.open.days,
            amount=vnd(each.open.amount or 0),
        )
        for each in open_
    ]
    told = "|".join(f"{each.one.number}:{each.open.days}" for each in open_)
    head = turn.say("event_classes.ask_pay", title=event.plan.title, count=len(open_), amount=vnd(total))
    return text(
        "\n".join([head, *lines]),
        Choice(turn.say("event_classes.pay_yes"), TOPIC.do(pay, code, told)),
        Choice(turn.say("event_classes.pay_no"), TOPIC.do(show, code)),
    ).doing(_noting(turn, open_))


def _noting(turn: Turn, learners: Sequence[Learner]) -> partial[None]:
    """Notes whose names and days were shown."""
    found = [each.one for each in learners]
    return partial(event_door.note, turn=turn, tag=Tag.EVENT_PEOPLE_SHOWN, found=found)


@TOPIC.action
def pay(turn: Turn, code: str, told: str) -> Reply:
    """Write that these were paid for so many days."""
    event = next((each for each in classes(turn) if each.code == code), None)
    if event is None:
        return text(turn.say("event_classes.nobody"))
    pairs = (each.split(":") for each in told.split("|"))
    days = {int(number): int(count) for number, count in pairs}
    words = turn.say("event_classes.written", count=len(days))
    return text(words).doing(partial(_pay, turn=turn, event=event, days=days))


def _pay(tx: Connection, contact_id: ContactId, *, turn: Turn, event: Event, days: Mapping[int, int]) -> None:
    """Write it, unless somebody else did meanwhile or the days are others now. Raises `Moved`."""
    learners = {each.one.number: each for each in _read(tx, event=event, rate=rate(turn))}
    for number, count in days.items():
        learner = learners.get(number)
        if learner is None or learner.open.days != count or learner.open.amount is None:
            raise Moved("the days of a learner changed a moment ago")
        class_book.note_paid(tx, learner.one.id, learner.open, by=turn.register.person, now=turn.now)
    found = [learners[number].one for number in days]
    event_door.note(tx, contact_id, turn=turn, tag=Tag.EVENT_OUTCOME, found=found)
