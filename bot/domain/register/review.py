"""Why a review ended as it did: the two conditions, each with the household's value and the limit."""

from dataclasses import dataclass
from datetime import date

from bot.domain.register.terms import Deprivation, Standard, Status

# TT 07/2021/TT-BLĐTBXH, Phụ lục III và IV: points of income at the line, ten points for each deprivation.
INCOME_LIMIT_URBAN = 175
INCOME_LIMIT_RURAL = 140
DEPRIVATIONS_OF_THE_POOR = 3
LAST_DAY_OF_THIS_STANDARD = date(2026, 12, 31)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a household, with what was measured then; `None` is not written down.

    `rules` names the version of the rules used, `urban` which line held where it lived."""

    decided_on: date
    status: Status
    standard: Standard
    rules: str
    urban: bool
    document: str | None = None
    income_points: int | None = None
    deprivations: frozenset[Deprivation] | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what was measured and the limit. `met` tells whether it speaks for being poor."""

    value: int
    limit: int
    met: bool


@dataclass(frozen=True, slots=True)
class Grounds:
    """The two conditions of NĐ 07/2021/NĐ-CP, Điều 3, as far as they were written down."""

    income: Condition | None
    deprivation: Condition | None


def grounds(decision: Decision) -> Grounds:
    """Return what a decision under the standard to 31/12/2026 rested on; nothing for another standard."""
    if decision.standard is not Standard.NATIONAL or decision.decided_on > LAST_DAY_OF_THIS_STANDARD:
        return Grounds(None, None)
    limit = INCOME_LIMIT_URBAN if decision.urban else INCOME_LIMIT_RURAL
    points, lacking = decision.income_points, decision.deprivations
    return Grounds(
        None if points is None else Condition(points, limit, points <= limit),
        None
        if lacking is None
        else Condition(len(lacking), DEPRIVATIONS_OF_THE_POOR, len(lacking) >= DEPRIVATIONS_OF_THE_POOR),
    )
