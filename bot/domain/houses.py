"""Houses built for poor families out of gifts: the steps from the request to the key, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.ids import SponsorId


class HouseKind(StrEnum):
    """What the house is called; the funds behind it differ."""

    CHARITY = "charity"
    UNITY = "unity"


class HouseStep(StrEnum):
    """How far a house is, in the order of the steps."""

    REQUESTED = "requested"
    SURVEYED = "surveyed"
    APPROVED = "approved"
    SPONSORED = "sponsored"
    BUILDING = "building"
    HANDED = "handed"

    @property
    def place(self) -> int:
        """Its place in the order."""
        return list(HouseStep).index(self)


@dataclass(frozen=True, slots=True)
class Stood:
    """A step with its day; `sponsor` is the unit that pays, for the step where units come in."""

    step: HouseStep
    on: date
    sponsor: SponsorId | None = None


class Amiss(StrEnum):
    """Why a step can not be written as it was told."""

    TO_COME = "to_come"
    OUT_OF_ORDER = "out_of_order"
    NOT_APPROVED = "not_approved"
    OVER = "over"


NEEDS_APPROVAL = frozenset({HouseStep.BUILDING, HouseStep.HANDED})
"""Nobody builds before it was decided. Units may be found before or after."""


def amiss(steps: Sequence[Stood], new: Stood, *, today: date) -> Amiss | None:
    """What is wrong with a further step; None when it may be written."""
    others = [each for each in steps if each.step is not new.step]
    if new.on > today:
        return Amiss.TO_COME
    if any(each.step is HouseStep.HANDED for each in others):
        return Amiss.OVER
    if new.step in NEEDS_APPROVAL and all(each.step is not HouseStep.APPROVED for each in others):
        return Amiss.NOT_APPROVED
    ordered = [each for each in others if HouseStep.SPONSORED not in (each.step, new.step)]
    before = [each.on for each in ordered if each.step.place < new.step.place]
    after = [each.on for each in ordered if each.step.place > new.step.place]
    wrong = any(day > new.on for day in before) or any(day < new.on for day in after)
    return Amiss.OUT_OF_ORDER if wrong else None


def furthest(steps: Sequence[Stood]) -> Stood:
    """The step a house has come to."""
    return max(steps, key=lambda each: (each.step.place, each.on))
