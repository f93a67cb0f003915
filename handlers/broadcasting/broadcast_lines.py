"""How the audience of a broadcast is said."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.audience import Audience
from bot.domain.ids import AreaId
from bot.wording import Wording

MOST_NAMED = 6


def audience_said(say: Wording, audience: Audience, names: Mapping[AreaId, str]) -> str:
    """Which families are meant, in words."""
    statuses = ", ".join(say(f"register.status_{each}").lower() for each in audience.statuses)
    known = [names[each] for each in audience.hamlets if each in names]
    everywhere = set(names) <= set(audience.hamlets) or len(known) > MOST_NAMED
    where = say("broadcast.everywhere", count=len(known)) if everywhere else ", ".join(known)
    traits = [say(f"broadcast.trait_{each}") for each in audience.traits]
    return say(
        "broadcast.audience", statuses=statuses, where=where, traits="".join(f", {each}" for each in traits)
    )
