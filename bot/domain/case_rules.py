"""How soon a case must be looked at, and what its code looks like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

CODE_LETTERS = "ACDEFGHJKLMNPQRTUVXY3479"
CODE_LENGTH = 5


class CaseKind(StrEnum):
    """Why a person is needed: somebody asked for one, or something can not wait."""

    DESPAIR = "despair"
    CHILD = "child"
    DANGER = "danger"
    RESCUE = "rescue"
    MEDICAL = "medical"
    HUNGER = "hunger"
    SCAM = "scam"
    PERSON_WANTED = "person_wanted"
    OBJECTION = "objection"
    STATUS_PROPOSAL = "status_proposal"

    @property
    def urgent(self) -> bool:
        """Whether it is looked at before everything else."""
        return self not in (CaseKind.PERSON_WANTED, CaseKind.OBJECTION, CaseKind.STATUS_PROPOSAL)


URGENT_WITHIN = timedelta(hours=1)
# NĐ 356/2025: a request about one's data is answered within two working days; others wait no longer.
OTHERS_WITHIN = timedelta(days=2)


def due_at(kind: CaseKind, opened_at: datetime) -> datetime:
    """When somebody must have answered."""
    return opened_at + (URGENT_WITHIN if kind.urgent else OTHERS_WITHIN)


def new_code(pick: Callable[[str], str]) -> str:
    """A code that is easy to read out: no letters that sound or look alike. `pick` chooses one at random."""
    return "".join(pick(CODE_LETTERS) for _ in range(CODE_LENGTH))
