"""Many people in the middle of a conversation, and what they write next."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bot.domain.text import fold
from models.inbox import inbox
from models.people.contacts import contact, conversation
from models.sealing import opened, seal
from models.sending.outbox import outbox
from tests.benchmarks.sides import Ours
from tests.benchmarks.stub import FIRST_CHAT, message
from tests.world import known

PEOPLE = 5_000
NUMBERS = itertools.count(700_000_001)
TO_THE_FORM = ("/person", "1", "Xin gọi lại cho tôi nhé")
"""Brings somebody to the question for a number to call back."""
IN_THE_FORM = ("1", "2", "2")
"""No number; correct something; the number. After the third the form stands where it stood before."""
GREETED = ("Hộ nghèo có được cấp thẻ bảo hiểm y tế miễn phí không?",)
"""Brings somebody to an answer, with a list of what one would ask next."""
QUESTIONS_USED = 40


async def gather(side: Ours, *, after: Sequence[str] = TO_THE_FORM, people: int = PEOPLE) -> None:
    """Let one person say some things, and put all others where that led."""
    for text in after:
        await side.settle(message(next(NUMBERS), FIRST_CHAT, text))
    await side.running.uow.run(partial(_multiply, people=people))


def _multiply(tx: Connection, *, people: int) -> None:
    first = tx.execute(select(contact).where(contact.c.address == str(FIRST_CHAT))).one()
    sealed = tx.scalar(select(conversation.c.state).where(conversation.c.contact_id == first.id))
    state = opened(tx, conversation.c.state, sealed, owner=first.id)
    shared = {name: value for name, value in first._mapping.items() if name not in ("id", "address")}
    addresses = [str(FIRST_CHAT + number) for number in range(1, people)]
    tx.execute(insert(contact), [{**shared, "address": address} for address in addresses])
    others = tx.execute(select(contact.c.id, contact.c.created_at).where(contact.c.id != first.id))
    rows = [
        {
            "contact_id": number,
            "state": seal(tx, conversation.c.state, state, owner=number),
            "version": 1,
            "updated_at": created_at,
        }
        for number, created_at in others
    ]
    tx.execute(insert(conversation), rows)


def digits() -> Iterator[dict[str, Any]]:
    """Everybody answers the form's question in turn, again and again; every digit is a choice offered."""
    for step in itertools.cycle(IN_THE_FORM):
        for number in range(PEOPLE):
            yield message(next(NUMBERS), FIRST_CHAT + number, step)


def questions() -> Iterator[dict[str, Any]]:
    """Everybody asks about something, as people type it: without accents and without marks."""
    samples = [sample for entry in known().entries["vi"].values() for sample in entry.samples]
    asked = [fold(sample).rstrip("?.!") for sample in samples[:: max(1, len(samples) // QUESTIONS_USED)]]
    for number, text in zip(itertools.cycle(range(PEOPLE)), itertools.cycle(asked), strict=False):
        yield message(next(NUMBERS), FIRST_CHAT + number, text)


def _states(tx: Connection) -> Iterator[str]:
    for row in tx.execute(select(conversation)):
        yield opened(tx, conversation.c.state, row.state, owner=row.contact_id) or ""


def standing(tx: Connection) -> dict[str, int]:
    """Where everybody and everything is: proof that what was measured really happened."""

    def count(query: Any) -> int:
        return tx.scalar(select(func.count()).select_from(query.subquery())) or 0

    return {
        "in the form": sum('"call_back"' in state for state in _states(tx)),
        "unanswered": count(select(inbox.c.id).where(inbox.c.status.in_(("new", "parked")))),
        "unsent": count(select(outbox.c.id).where(outbox.c.status != "sent")),
    }
