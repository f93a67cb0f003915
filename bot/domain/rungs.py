"""Where news goes next that reached nobody: the order of channels, and how long each is waited for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ids import ContactId
from bot.domain.messages import Priority

BY_PHONE = "phone"
PHONE_ADDRESS = "phone:"
"""What the address of somebody begins with who never wrote and agreed to be told at their number."""
ORDER = ("zalo_oa", "zalo_bot", "telegram", "web", BY_PHONE)
"""The channel people look at most comes first; a page has to be opened to show anything; the last is paid."""
PATIENCE = {Priority.CRITICAL: timedelta(minutes=10), Priority.REQUESTED: timedelta(hours=2)}
"""How long a message may be on its way before another channel is tried. Nothing else climbs."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to a person that nobody else reads."""

    contact_id: ContactId
    channel: str


def rung_at(contact_id: ContactId, channel: str, address: str) -> Rung:
    """The rung of a contact: templates to a number are one of their own, whoever carries them."""
    return Rung(contact_id, BY_PHONE if address.startswith(PHONE_ADDRESS) else channel)


def next_rung(rungs: Sequence[Rung], *, tried: Collection[ContactId]) -> Rung | None:
    """The best way that was not tried yet; channels without a place in the order come last."""
    left = [rung for rung in rungs if rung.contact_id not in tried]
    return min(left, key=_place, default=None)


def _place(rung: Rung) -> tuple[int, int]:
    place = ORDER.index(rung.channel) if rung.channel in ORDER else len(ORDER)
    return place, rung.contact_id
