"""Gives families to units by a list of lines: looked at first, then written. Does not ask who may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain.ids import AreaId, HouseholdId, PersonId, SponsorId
from bot.domain.text import fold
from bot.lists.units import UnitLine
from models import areas, audit
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.register import reading
from models.sponsors import sponsors

NEW_KIND = "unit"


@dataclass(frozen=True, slots=True)
class Looked:
    """What lines would bring: how many new units and families given, how many given before, the rows whose
    family nobody knows, and the units that would help more families than they can."""

    lines: int
    new: int
    given: int
    known: int
    strange: tuple[UnitLine, ...]
    over: tuple[str, ...]


def look(tx: Connection, commune: AreaId, lines: Sequence[UnitLine], *, day: date) -> Looked:
    """Tell what lines would bring. Writes nothing."""
    units = {fold(each.name): each for each in sponsors.units_of(tx, [commune], day=day)}
    strange, given, known = [], Counter[str](), 0
    for line in lines:
        home, unit = _household(tx, commune, line.household), units.get(fold(line.unit))
        if home is None:
            strange += [line] if line.household else []
        elif unit is not None and unit.id in sponsors.units_helping(tx, home, day=day):
            known += 1
        else:
            given[fold(line.unit)] += 1
    room = {name: each.capacity for name, each in units.items()}
    room |= {fold(line.unit): line.capacity for line in lines if line.capacity is not None}
    names = {fold(line.unit): line.unit for line in lines}
    helped = {name: each.helps for name, each in units.items()}
    over = [
        unit
        for name, unit in names.items()
        if (most := room.get(name)) is not None and helped.get(name, 0) + given[name] > most
    ]
    new = names.keys() - units.keys()
    return Looked(len(lines), len(new), given.total(), known, tuple(strange), tuple(over))


def write(
    tx: Connection,
    commune: AreaId,
    lines: Sequence[UnitLine],
    *,
    day: date,
    by: PersonId | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Make the units that are new, and give the families. Returns how many were given."""
    hamlets, given = areas.hamlets_by_name(tx, commune), 0
    for line in lines:
        hamlet = hamlets.get(fold(line.hamlet)) if line.hamlet else None
        unit = sponsors.add_unit(
            tx,
            commune,
            name=line.unit,
            kind=NEW_KIND,
            capacity=line.capacity,
            hamlet=hamlet.id if hamlet else None,
            now=now,
        )
        home = _household(tx, commune, line.household)
        if home is not None and sponsors.assign(tx, unit, home, day=day, by=by, now=now) is not None:
            _note(tx, home, unit, actor=actor, now=now)
            given += 1
    return given


def _household(tx: Connection, commune: AreaId, number: str | None) -> HouseholdId | None:
    found = reading.find_by_number(tx, number, communes=[commune]) if number and number.isdecimal() else []
    return found[0] if len(found) == 1 else None


def _note(tx: Connection, home: HouseholdId, unit: SponsorId, *, actor: Actor, now: datetime) -> None:
    subjects = [Subject(SubjectKind.HOUSEHOLD, home), Subject(SubjectKind.SPONSOR, unit)]
    reason = Reason.CASE_WORK
    audit.note(tx, Tag.SPONSOR_ASSIGNED, at=now, actor=actor, subjects=subjects, reason=reason)
