"""What may be done with what a family told, purpose by purpose (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP).

Nothing but a plain yes counts: silence, a sticker or "ừm" is none."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from bot.domain.register.households import Birth


class Purpose(StrEnum):
    """For what somebody is asked. The question is `consent.ask_…`, its version stands beside it."""

    KEEP_DETAILS = "keep_details"
    REMINDERS = "reminders"
    SPONSOR_SEES_NEEDS = "sponsor_sees_needs"
    PASS_ON = "pass_on"
    JOB_NEWS = "job_news"


OF_FAMILY = frozenset({Purpose.SPONSOR_SEES_NEEDS, Purpose.PASS_ON})
"""What only a member of a family is asked; the others concern everybody who is linked."""
WORDING: Mapping[Purpose, str] = {purpose: "2026-11" for purpose in Purpose}
"""Which wording of the question is asked now; a new one asks anew."""


class Age(StrEnum):
    """How old somebody must be to speak for themselves: under 16 a parent does (NĐ 147/2024/NĐ-CP); at 16
    and 17 a parent must be within reach, by our own rule."""

    CHILD = "child"
    YOUTH = "youth"
    ADULT = "adult"


def age_of(birth: Birth | None, *, on: date) -> Age:
    """How old somebody is for that on a day; with the year of birth alone, as old as they may be."""
    if birth is None:
        return Age.ADULT
    if birth.surely_under(16, on=on):
        return Age.CHILD
    return Age.YOUTH if birth.surely_under(18, on=on) else Age.ADULT
