"""What is kept of a question that found no answer: masked words, and what they sounded like.

Must not hold who asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OTHER_THEME = "other"
# Below it, the nearest entry is near by chance.
HOPELESS = -0.15


class Missed(StrEnum):
    """How it came to no answer: nothing known, none of the choices meant, or the answer was called wrong."""

    UNKNOWN = "unknown"
    CHOICES = "choices"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Asked:
    """The masked words of the question before this message, and the entry it was answered with, if it was.

    Words are empty where the entry was chosen from a list."""

    words: str
    told: str | None = None

    def answered(self, told: str) -> Asked:
        """The same question after an entry was told; another entry leaves its words behind."""
        return Asked(self.words if self.told in (None, told) else "", told)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question as it is kept. `same` is what two askings of it share; `nearest` are entries, best first.

    `certainty` is how far the best is ahead of "something else", from about -1 to 1."""

    words: str
    same: str
    missed: Missed
    language: str
    theme: str
    nearest: tuple[str, ...] = ()
    certainty: float | None = None
