"""What may be done with what a family told, purpose by purpose (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP).

Nothing but a plain yes counts: silence, a sticker or "ừm" is none."""

from collections.abc import Mapping
from enum import StrEnum


class Purpose(StrEnum):
    """For what somebody is asked. The question is `consent.ask_…`, its version stands beside it."""

    KEEP_DETAILS = "keep_details"
    REMINDERS = "reminders"
    SPONSOR_SEES_NEEDS = "sponsor_sees_needs"
    PASS_ON = "pass_on"


OF_FAMILY = frozenset({Purpose.SPONSOR_SEES_NEEDS, Purpose.PASS_ON})
"""What only a member of a family is asked; the others concern everybody who is linked."""
WORDING: Mapping[Purpose, str] = {purpose: "2026-11" for purpose in Purpose}
"""Which wording of the question is asked now; a new one asks anew."""
