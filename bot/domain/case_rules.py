"""How soon a case must be looked at, and what its code looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import working_days_after
from bot.domain.notices import VIETNAM
from bot.domain.text import fold

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
    DATA_CORRECTION = "data_correction"
    DATA_ERASURE = "data_erasure"
    STATUS_PROPOSAL = "status_proposal"
    VISIT_REVIEW = "visit_review"
    FALLING_BACK = "falling_back"
    BROADCAST_REPLY = "broadcast_reply"
    VOICE_NOTE = "voice_note"
    SURVEY = "survey"

    @property
    def urgent(self) -> bool:
        """Whether it is looked at before everything else."""
        return self not in _CAN_WAIT

    @property
    def protected(self) -> bool:
        """Whether nobody of the office is shown who it came from: the one complained about may sit there."""
        return self in _PROTECTED


_CAN_WAIT = {
    CaseKind.PERSON_WANTED,
    CaseKind.OBJECTION,
    CaseKind.DATA_CORRECTION,
    CaseKind.DATA_ERASURE,
    CaseKind.STATUS_PROPOSAL,
    CaseKind.VISIT_REVIEW,
    CaseKind.FALLING_BACK,
    CaseKind.BROADCAST_REPLY,
    CaseKind.VOICE_NOTE,
    CaseKind.SURVEY,
}
_PROTECTED = {CaseKind.SCAM}
URGENT_WITHIN = timedelta(hours=1)
OTHERS_WITHIN = timedelta(days=2)
ANSWERED_WORKING_DAYS = 2
"""NĐ 356/2025/NĐ-CP: a request about one's own data is answered within two working days."""
CARRIED_OUT_DAYS: Mapping[CaseKind, int] = {CaseKind.DATA_CORRECTION: 10, CaseKind.DATA_ERASURE: 15}
"""NĐ 356/2025/NĐ-CP: within how many days it is carried out, or refused with the reason. Of corrections one
summary says 10 to 20: the shorter is kept."""
OFFICE_CLOSES = time(17)
TALK_SILENCE = timedelta(hours=12)
"""After so long without a word on either side a talk is over, and the bot answers again."""
NEXT_LEVEL_AFTER = (timedelta(0), timedelta(days=1))
"""When a late case is told of: to those who lead the commune, then to those above it."""
_CODE = re.compile(rf"(?<![^\W_])[{CODE_LETTERS}{CODE_LETTERS.lower()}]{{{CODE_LENGTH}}}(?![^\W_])")
_LEADS_TO_CODE = ("viec", "ma")


def due_at(kind: CaseKind, opened_at: datetime) -> datetime:
    """When somebody must have answered."""
    if kind in CARRIED_OUT_DAYS:
        return _closing(working_days_after(_day(opened_at), ANSWERED_WORKING_DAYS))
    return opened_at + (URGENT_WITHIN if kind.urgent else OTHERS_WITHIN)


def carried_out_by(kind: CaseKind, opened_at: datetime) -> datetime | None:
    """When what was asked must be done; None where the law sets no day."""
    days = CARRIED_OUT_DAYS.get(kind)
    return None if days is None else _closing(_day(opened_at) + timedelta(days=days))


def _day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM).date()


def _closing(day: date) -> datetime:
    return datetime.combine(day, OFFICE_CLOSES, VIETNAM)


def new_code(pick: Callable[[str], str]) -> str:
    """A code that is easy to read out: no letters that sound or look alike. `pick` chooses one at random."""
    return "".join(pick(CODE_LETTERS) for _ in range(CODE_LENGTH))


def codes_in(text: str) -> tuple[str, ...]:
    """What may be codes of cases in a message: typed like one, or right behind a word that leads to one."""
    found = []
    for match in _CODE.finditer(text):
        before = fold(text[: match.start()]).split()
        like_one = match.group().isupper() or any(each.isdigit() for each in match.group())
        if like_one or (before and before[-1] in _LEADS_TO_CODE):
            found.append(match.group().upper())
    return tuple(dict.fromkeys(found))
