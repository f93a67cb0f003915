"""One answer to a question for a figure, for the chat and for machines alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.domain.figures.query import Query
from bot.domain.figures.question import Question
from bot.domain.figures.result import Result
from bot.domain.figures.series import Asked


class Decision(StrEnum):
    """What became of a question."""

    ANSWER = "answer"
    CHOICES = "choices"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said. `readings` are what may be meant, each with its words, and
    `questions` what was said with each where that differs; `why` is the code of a refusal."""

    decision: Decision
    text: str
    query: Query | None = None
    value: Any = None
    unit: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    as_of: date | None = None
    source: str | None = None
    readings: tuple[tuple[str, Query | Asked], ...] = ()
    questions: tuple[Question, ...] = ()
    why: str | None = None
    result: Result | None = None
    series: Mapping[str, Any] | None = None

    def written(self, number: str) -> dict[str, Any]:
        """The line that machines read."""
        query = self.series or (self.query.written() if self.query else None)
        return {
            "id": number,
            "decision": self.decision.value,
            "query": query,
            "value": self.value,
            "unit": self.unit,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "source": self.source,
            "text": self.text,
        }
