"""The histories that the official change table is computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.change_table import Life, Stage, Stay
from bot.domain.register.history import AsOf, Span
from bot.domain.register.terms import Began, Ended, Standard, Status
from models.register.reading import known
from models.register.tables import household, recognition, residence

_TOLD = {"household_id", "hamlet_id", "began", "ended", "standard", "status", "valid_from", "valid_to"}


def lives(
    tx: Connection,
    commune: AreaId,
    *,
    hamlets: Collection[AreaId] | None = None,
    standard: Standard = Standard.NATIONAL,
    as_of: AsOf | None = None,
) -> list[Life]:
    """What is known of every household of a commune, or of some of its hamlets, by one standard.

    Only the instant of `as_of` counts: a life is all its days."""
    of_commune = residence.c.household_id.in_(select(household.c.id).where(household.c.commune_id == commune))
    found = lives_by_household(tx, of_commune, hamlets=hamlets, standard=standard, as_of=as_of)
    return list(found.values())


def lives_by_household(
    tx: Connection,
    wanted: ColumnElement[bool],
    *,
    hamlets: Collection[AreaId] | None = None,
    standard: Standard = Standard.NATIONAL,
    as_of: AsOf | None = None,
) -> dict[HouseholdId, Life]:
    """The lives of the households, perhaps of some hamlets alone, of which a condition on their number holds.

    The condition is on `residence.c.household_id`."""
    numbers = select(residence.c.household_id).where(wanted)
    if hamlets is not None:
        numbers = numbers.where(residence.c.hamlet_id.in_(hamlets))
    stays, stages = _histories(tx, numbers, standard, as_of)
    return {HouseholdId(each): Life(_stays(rows, hamlets), stages[each]) for each, rows in stays.items()}


def lives_by_hamlet(
    tx: Connection, commune: AreaId, hamlets: Collection[AreaId], *, standard: Standard = Standard.NATIONAL
) -> dict[AreaId, list[Life]]:
    """What is known of the households that ever lived in each of these hamlets, read once for all."""
    numbers = select(household.c.id).where(household.c.commune_id == commune)
    stays, stages = _histories(tx, numbers, standard, None)
    found: dict[AreaId, list[Life]] = {hamlet: [] for hamlet in hamlets}
    for number, rows in stays.items():
        for hamlet in found.keys() & {row.hamlet_id for row in rows}:
            found[hamlet].append(Life(_stays(rows, (hamlet,)), stages[number]))
    return found


def _histories(
    tx: Connection, numbers: Select[Any], standard: Standard, as_of: AsOf | None
) -> tuple[dict[int, list[Row[Any]]], dict[int, list[Stage]]]:
    stays: dict[int, list[Row[Any]]] = defaultdict(list)
    stages: dict[int, list[Stage]] = defaultdict(list)
    for row in _rows(tx, residence, numbers, as_of):
        stays[row.household_id].append(row)
    for row in _rows(tx, recognition, numbers, as_of):
        if row.standard == standard.value:
            stages[row.household_id].append(Stage(Span(row.valid_from, row.valid_to), Status(row.status)))
    return stays, stages


def _rows(tx: Connection, table: Any, numbers: Select[Any], as_of: AsOf | None) -> Sequence[Row[Any]]:
    standing = table.c.replaced_at.is_(None) if as_of is None else known(table, as_of)
    columns = [each for each in table.c if each.name in _TOLD]
    return tx.execute(
        select(*columns)
        .where(table.c.household_id.in_(numbers), standing)
        .order_by(table.c.household_id, table.c.valid_from)
    ).all()


def _stays(rows: Sequence[Row[Any]], hamlets: Collection[AreaId] | None) -> list[Stay]:
    """The times within the area. Who left has a row without a hamlet, from the day they were gone."""
    found = []
    for place, row in enumerate(rows):
        if row.hamlet_id is None or (hamlets is not None and row.hamlet_id not in hamlets):
            continue
        following = rows[place + 1] if place + 1 < len(rows) else None
        ended = Ended(following.ended) if following is not None and following.ended else None
        found.append(Stay(Span(row.valid_from, row.valid_to), Began(row.began), ended))
    return found
