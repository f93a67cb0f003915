"""Asks the engine from a terminal: each question is a fresh stranger's, and nothing is stored."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

from bot import knowledge
from bot.circumstances import office_of
from bot.clock import VIETNAM
from bot.conversation import Meaning, Reply, Turn
from bot.domain.ids import ChannelAccountId
from bot.domain.messages import Capabilities, Incoming, Kind, PersonalData
from bot.domain.policies.statements import Cited
from bot.domain.state import State
from bot.domain.text import clean
from bot.register import Register
from bot.router import route
from bot.settings import Settings
from bot.wording import wording
from models.people.contacts import Contact

TERMINAL = Capabilities(PersonalData.NONE, max_text=8000)
LONGEST = 4000


class Asking:
    """Answers questions as on a day, for somebody who is known to nobody."""

    def __init__(self, settings: Settings, *, today: date | None, language: str) -> None:
        self._knowledge = knowledge.load(settings.cache)
        self._office = office_of(settings)
        self._days = settings.keep_days
        self._language = language
        self._now = datetime.combine(today, time(12), VIETNAM) if today else datetime.now(UTC)

    def answer_text(self, question: str) -> str:
        """What the person would read, choices as a numbered list."""
        reply = self._ask(question)
        parts = []
        for message in reply.messages:
            choices = [f"  {number}. {choice.label}" for number, choice in enumerate(message.choices, 1)]
            parts.append("\n".join([message.text, *choices]))
        if reply.effects:
            parts.append(wording(self._language)("ask.nothing_stored"))
        return "\n\n".join(parts)

    def answer_line(self, line: str) -> dict[str, Any]:
        """One answer for one JSON line. A line that is no question is named, not fatal."""
        number, question = _read(line)
        if question is None:
            return {"id": number, **_NO_QUESTION}
        reply = self._ask(question)
        meaning = reply.meaning or Meaning("reply")
        return {
            "id": number,
            "decision": meaning.decision,
            "entries": [self._entry(name) for name in meaning.entries],
            "text": "\n\n".join(message.text for message in reply.messages),
            "sources": [_source(cited) for cited in meaning.sources],
        }

    def _ask(self, question: str) -> Reply:
        words = clean(question)[:LONGEST]
        incoming = Incoming("ask", "terminal", Kind.TEXT, words)
        contact = Contact(ChannelAccountId(0), "terminal", private=True, language=self._language)
        turn = Turn(
            incoming,
            contact,
            State(greeted=True),
            self._now,
            self._office,
            TERMINAL,
            wording(self._language),
            self._knowledge,
            self._days,
            _nothing_is_known,
            Register(_nothing_is_known, contact=None, carries=TERMINAL.personal_data, now=self._now),
        )
        return route(turn)

    def _entry(self, name: str) -> dict[str, Any]:
        entry = self._knowledge.catalogue.entries[name]
        return {
            "id": name,
            "group": entry.group.value,
            "procedures": [procedure.code for procedure in entry.procedures],
        }


_NO_QUESTION = {"decision": "unknown", "entries": [], "text": "", "sources": [], "error": "bad line"}


def _read(line: str) -> tuple[Any, str | None]:
    """The id of a line and its question; None for what is missing or no question."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(asked, dict):
        return None, None
    question = asked.get("question")
    return asked.get("id"), question if isinstance(question, str) and "id" in asked else None


def _nothing_is_known(_query: object) -> None:
    """A stranger in a terminal has no rows to be read."""
    return


def _source(cited: Cited) -> dict[str, Any]:
    return {
        "document": cited.document,
        "article": cited.article,
        "date": cited.date.isoformat(),
        "confidence": cited.confidence.value,
    }
