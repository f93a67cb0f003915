"""What the catalogue pays for a day of learning, and what a learner's own ticket tells of it."""

from __future__ import annotations

from datetime import date
from functools import partial

from bot.conversation import Turn
from bot.domain.events.allowance import RATE, RIGHT, Rate, due
from bot.domain.events.event import Event
from bot.domain.events.terms import EventKind
from bot.domain.formats import vnd
from models.events import class_book
from models.events.class_book import Paid
from models.events.registrations import Registered


def rate(turn: Turn) -> Rate:
    """What the catalogue says a day of learning is paid; None for a day for which it is not sure."""
    entry = turn.knowledge.catalogue.entries[RIGHT]

    def of(day: date) -> int | None:
        dated = entry.parameters[RATE].known_on(day)
        return dated.value if dated and dated.covers(day) and isinstance(dated.value, int) else None

    return of


def own_days(turn: Turn, one: Registered, event: Event) -> list[str]:
    """How many days somebody learned, and what may be paid for them, for their own ticket."""
    if event.plan.kind is not EventKind.TRAINING:
        return []
    days = turn.read(partial(class_book.days_of, event_id=event.id)).get(one.id, [])
    if not days:
        return []
    paid = turn.read(partial(class_book.paid_of, event_id=event.id)).get(one.id, Paid())
    lines = [turn.say("events.learned", days=len(days))]
    lines += [turn.say("events.was_paid", amount=vnd(paid.amount))] if paid.amount else []
    open_ = due(days, paid.days, rate(turn))
    if open_.days and open_.amount is not None:
        lines.append(turn.say("events.may_be_paid", amount=vnd(open_.amount)))
    return lines
