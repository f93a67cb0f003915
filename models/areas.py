"""Areas with their history: provinces, communes and hamlets, what they lie in and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.ids import AreaId
from bot.domain.text import fold
from models.base import metadata

area = Table(
    "area",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("code", String(10), index=True),
    Column("name", String(120), nullable=False),
    Column("parent_id", ForeignKey("area.id"), index=True),
    Column("urban", Boolean),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

area_succession = Table(
    "area_succession",
    metadata,
    Column("former_id", ForeignKey("area.id"), primary_key=True),
    Column("present_id", ForeignKey("area.id"), primary_key=True),
    Column("since", Date, nullable=False),
)


class AreaKind(StrEnum):
    """The levels of administration since 01/07/2025; there is no district."""

    PROVINCE = "province"
    COMMUNE = "commune"
    HAMLET = "hamlet"


@dataclass(frozen=True, slots=True)
class Area:
    """An area. `urban` of a hamlet decides which poverty line holds there."""

    id: AreaId
    kind: AreaKind
    name: str
    parent: AreaId | None = None
    urban: bool | None = None


def add_area(
    tx: Connection,
    kind: AreaKind,
    name: str,
    *,
    parent: AreaId | None = None,
    code: str | None = None,
    urban: bool | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> AreaId:
    """Make an area."""
    made = tx.execute(
        insert(area).values(
            kind=kind.value,
            name=name,
            parent_id=parent,
            code=code,
            urban=urban,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    ).inserted_primary_key
    assert made is not None
    return AreaId(made[0])


def succeed(tx: Connection, former: AreaId, present: AreaId, *, since: date) -> None:
    """Say what became of an area; one that was split has several successors."""
    tx.execute(insert(area_succession).values(former_id=former, present_id=present, since=since))


def successors(tx: Connection, area_id: AreaId) -> list[AreaId]:
    """What an area is now: itself, or all that it became in the end."""
    later = tx.scalars(
        select(area_succession.c.present_id).where(area_succession.c.former_id == area_id)
    ).all()
    if not later:
        return [area_id]
    return list(dict.fromkeys(last for each in later for last in successors(tx, AreaId(each))))


def area_by_id(tx: Connection, area_id: AreaId) -> Area:
    """An area that is known to exist."""
    row = tx.execute(select(area).where(area.c.id == area_id)).one()
    parent = None if row.parent_id is None else AreaId(row.parent_id)
    return Area(AreaId(row.id), AreaKind(row.kind), row.name, parent, row.urban)


def areas_above(tx: Connection, area_id: AreaId) -> Iterator[AreaId]:
    """An area and those it lies in, upwards."""
    step: int | None = area_id
    while step is not None:
        yield AreaId(step)
        step = tx.scalar(select(area.c.parent_id).where(area.c.id == step))


def areas_around(tx: Connection, areas: Collection[AreaId]) -> set[AreaId]:
    """All that these areas lie in, at once; they themselves are not among it."""
    parent = select(area.c.parent_id.label("id")).where(area.c.id.in_(areas)).cte(recursive=True)
    parent = parent.union(select(area.c.parent_id).join(parent, area.c.id == parent.c.id))
    return {AreaId(row) for row in tx.scalars(select(parent.c.id)) if row is not None}


def hamlets_in(tx: Connection, areas: Collection[AreaId]) -> list[Area]:
    """The hamlets that are, or lie in, these areas, in order of their names."""
    rows = tx.execute(
        select(area)
        .where(area.c.id.in_(_below(areas)), area.c.kind == AreaKind.HAMLET.value)
        .order_by(area.c.name)
    )
    return [Area(AreaId(row.id), AreaKind.HAMLET, row.name, AreaId(row.parent_id), row.urban) for row in rows]


def areas_within(tx: Connection, areas: Collection[AreaId]) -> list[AreaId]:
    """These areas and all that lie in them."""
    return [AreaId(row) for row in tx.scalars(_below(areas))]


def _below(areas: Collection[AreaId]) -> Select[int]:
    below = select(area.c.id).where(area.c.id.in_(areas)).cte(recursive=True)
    below = below.union(select(area.c.id).join(below, area.c.parent_id == below.c.id))
    return select(below.c.id)


def hamlets_by_name(tx: Connection, commune: AreaId) -> dict[str, Area]:
    """The hamlets of a commune by their folded names; a former name leads to the one hamlet it is now."""
    present = {each.id: each for each in hamlets_in(tx, [commune])}
    former = former_names(tx, list(present))
    led = {fold(name): present[min(now)] for name, now in former.items() if len(now) == 1}
    no_more = gone(tx, list(present))
    return led | {fold(each.name): each for each in present.values() if each.id not in no_more}


def gone(tx: Connection, hamlets: Collection[AreaId]) -> frozenset[AreaId]:
    """Those of these hamlets that have become others."""
    became = select(area_succession.c.former_id).where(area_succession.c.former_id.in_(hamlets))
    return frozenset(AreaId(row) for row in tx.scalars(became))


def former_names(tx: Connection, hamlets: Collection[AreaId]) -> dict[str, frozenset[AreaId]]:
    """What hamlets, and those that became them, were called, each name with the hamlets it means today."""
    known, no_more = set(hamlets), gone(tx, hamlets)
    rows = tx.execute(
        select(area.c.name, area_succession.c.present_id)
        .join(area_succession, area_succession.c.former_id == area.c.id)
        .where(area_succession.c.present_id.in_(known))
    )
    found: dict[str, set[AreaId]] = {}
    for row in rows:
        became = AreaId(row.present_id)
        now = set(successors(tx, became)) & known if became in no_more else {became}
        found.setdefault(row.name, set()).update(now)
    return {name: frozenset(now) for name, now in found.items()}


def rename(tx: Connection, hamlet: Area, name: str, *, since: date) -> None:
    """Call a hamlet otherwise from a day on; its old name leads to it."""
    former = add_area(tx, AreaKind.HAMLET, hamlet.name, urban=hamlet.urban, valid_to=since)
    succeed(tx, former, hamlet.id, since=since)
    tx.execute(update(area).where(area.c.id == hamlet.id).values(name=name))


def set_urban(tx: Connection, hamlet: AreaId, *, urban: bool) -> None:
    """Say whether a hamlet lies in town, which decides its poverty line."""
    tx.execute(update(area).where(area.c.id == hamlet).values(urban=urban))


def former_units(tx: Connection, areas: Collection[AreaId]) -> dict[str, frozenset[AreaId]]:
    """The wards of before that hamlets of these areas lay in, by name, each with its hamlets of today."""
    hamlets = [each.id for each in hamlets_in(tx, areas)]
    rows = tx.execute(
        select(area.c.name, area_succession.c.present_id)
        .join(area_succession, area_succession.c.former_id == area.c.id)
        .where(area_succession.c.present_id.in_(hamlets))
    )
    units: dict[str, set[AreaId]] = {}
    for row in rows:
        _, _, unit = row.name.partition(", ")
        if unit:
            units.setdefault(unit, set()).add(AreaId(row.present_id))
    return {unit: frozenset(of_unit) for unit, of_unit in units.items()}


def merged_on(tx: Connection, hamlets: Collection[AreaId]) -> date | None:
    """Since when hamlets are what they are now; None where they always were."""
    found: date | None = tx.scalar(
        select(func.max(area_succession.c.since)).where(area_succession.c.present_id.in_(hamlets))
    )
    return found


def named(tx: Connection, name: str, *, among: Collection[AreaId]) -> list[AreaId]:
    """The areas among these, or what these were before, of that name or code; as they are now."""
    known = set(among)
    former = tx.execute(
        select(area.c.id, area.c.name, area.c.code)
        .outerjoin(area_succession, area_succession.c.former_id == area.c.id)
        .where(or_(area.c.id.in_(known), area_succession.c.present_id.in_(known)))
    )
    wanted = fold(name)
    found = [AreaId(row.id) for row in former if wanted in (fold(row.name), fold(row.code or ""))]
    return [each for each in dict.fromkeys(s for one in found for s in successors(tx, one)) if each in known]
