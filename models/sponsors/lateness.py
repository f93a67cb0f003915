"""Which units let a matter pass, for how long, and how far they were urged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from bot.domain.ids import AreaId, SponsorId
from bot.domain.reminders.terms import Ended, Matter, Settings
from bot.domain.reminders.units import wanted_by
from models.people.roles import sponsor
from models.reminders.reminders import reminder, settings_of
from models.reminders.reminding import Range, units_in

_CLIMB = [matter.value for matter in Matter if matter.climbs]


@dataclass(frozen=True, slots=True)
class Late:
    """A unit that is late: with what, since how many days, and at which step of the ladder it is."""

    unit: SponsorId
    name: str
    matters: tuple[Matter, ...]
    days: int
    step: int


def late_units(tx: Connection, communes: Collection[AreaId], *, day: date) -> list[Late]:
    """The units of these communes of which something is due and not answered, the latest first."""
    rows = tx.execute(
        select(
            reminder.c.sponsor_id,
            sponsor.c.name,
            reminder.c.name.label("about"),
            reminder.c.matter,
            func.min(reminder.c.due_on).label("since"),
            func.max(reminder.c.step).label("step"),
        )
        .join(sponsor, sponsor.c.id == reminder.c.sponsor_id)
        .where(
            sponsor.c.commune_id.in_(communes),
            reminder.c.matter.in_(_CLIMB),
            or_(
                reminder.c.status.not_in([Ended.CLEARED.value, Ended.MUTED.value]),
                reminder.c.settled_at.is_(None),
            ),
        )
        .group_by(reminder.c.sponsor_id, sponsor.c.name, reminder.c.name, reminder.c.matter)
    ).all()
    open_ = _still_open(tx, [row.sponsor_id for row in rows], day)
    found: dict[SponsorId, Late] = {}
    for row in rows:
        unit, days = SponsorId(row.sponsor_id), (day - row.since).days
        if row.about not in open_ or days < 1:
            continue
        known = found.get(unit, Late(unit, row.name, (), 0, 0))
        matters = tuple(dict.fromkeys((*known.matters, Matter(row.matter))))
        found[unit] = Late(unit, row.name, matters, max(days, known.days), max(row.step, known.step))
    return sorted(found.values(), key=lambda each: (-each.days, each.name))


def _still_open(tx: Connection, units: Collection[int], day: date) -> set[str]:
    """The matters of these units that nothing answered yet."""
    if not units:
        return set()
    set_: dict[AreaId, Settings] = {}
    found: set[str] = set()
    for unit in units_in(tx, Range(min(units), max(units)), day=day):
        if unit.commune not in set_:
            set_[unit.commune] = settings_of(tx, unit.commune)
        found |= {row.name for row in wanted_by(unit, day, set_[unit.commune])}
    return found
