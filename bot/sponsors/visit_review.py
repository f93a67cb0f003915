"""Says which reports of visits a person should look at once more, and why. Nobody is accused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.ids import AreaId
from bot.domain.visits.patterns import Finding, Seen, unusual
from bot.wording import DEFAULT, wording
from models.sponsors import visit_pictures, visits
from models.sponsors.visits import Written


@dataclass(frozen=True, slots=True)
class Told:
    """What is said, and how many visits were looked at for it."""

    text: str
    visits: int


def told(tx: Connection, communes: Collection[AreaId], *, since: datetime) -> Told:
    """The reports of these communes since an instant that stand out."""
    say = wording(DEFAULT)
    written = visits.written_since(tx, since, communes=communes)
    looks = visit_pictures.likenesses(tx, [each.id for each in written])
    found = unusual([_seen(each, looks.get(each.id, ())) for each in written])
    if not found:
        return Told(say("visit.unusual_none", count=len(written)), len(written))
    known = {each.id: each for each in written}
    lines = [say("visit.unusual_head"), *(_line(each, known) for each in found)]
    return Told("\n".join(lines), len(written))


def _seen(each: Written, pictures: tuple[str, ...]) -> Seen:
    at = each.recorded_at.astimezone(VIETNAM)
    return Seen(each.id, each.teller, each.visited_on, at, each.minutes, each.told, each.hamlet, pictures)


def _line(finding: Finding, known: dict[int, Written]) -> str:
    shown = [known[each] for each in finding.numbers]
    units = ", ".join(sorted({each.unit for each in shown}))
    days = ", ".join(sorted({f"{each.recorded_at.astimezone(VIETNAM):%d/%m}" for each in shown}))
    return wording(DEFAULT)(f"visit.unusual_{finding.why}", units=units, days=days, count=len(shown))
