"""What an examination finds: how serious it is, what it is about, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How serious a finding is."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and what to do about it."""

    grade: Grade
    about: str
    says: str

    @property
    def bad(self) -> bool:
        """Whether people can not be served before it is repaired."""
        return self.grade is Grade.BAD

    def line(self) -> str:
        """The finding as one line."""
        return f"{self.grade.value:>4}  {self.about}: {self.says}"
