"""Writes history: says what holds from a day on, and keeps what was said before.

Rows are gathered and written together by `flush`; one ledger belongs to one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, select, update

from bot.domain.ids import ImportId
from bot.domain.register.history import Kept, Span, revised
from models import sealing
from models.numbering import add_rows
from models.register import tables

Key = tuple[Any, ...]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A table of history: `key` names the subject of a row, `values` what is said of it.

    The `sealed` column is encrypted, bound to the first column of the key."""

    table: Table
    key: tuple[str, ...]
    values: tuple[str, ...]
    sealed: str | None = None


RESIDENCE = Timeline(
    tables.residence, ("household_id",), ("hamlet_id", "address", "began", "ended"), sealed="address"
)
RECOGNITION = Timeline(
    tables.recognition, ("household_id", "standard"), ("status", "cannot_escape", "origin", "document")
)
TRAIT = Timeline(tables.trait, ("household_id", "kind", "code"), ("amount",))
NOTE = Timeline(tables.household_note, ("household_id",), ("text",), sealed="text")
DETAIL = Timeline(
    tables.person_detail, ("person_id",), ("name", "birth_year", "birth_on", "sex", "ethnicity")
)
PHONE = Timeline(tables.person_phone, ("person_id",), ("number",), sealed="number")
MEMBERSHIP = Timeline(tables.membership, ("household_id", "person_id"), ("relation", "ended"))
INSURANCE = Timeline(tables.insurance, ("person_id",), ("insured_to",))

OF_HOUSEHOLDS = (RESIDENCE, RECOGNITION, TRAIT, NOTE, MEMBERSHIP)
OF_PERSONS = (DETAIL, PHONE, INSURANCE)


@dataclass(frozen=True, slots=True)
class Written:
    """Rows of one table of history that were added, and those they stand instead of."""

    timeline: Timeline
    added: tuple[int, ...]
    replaced: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _New:
    values: dict[str, Any]
    instead_of: int | None


class Ledger:
    """Says facts of families, all recorded `at` one instant and, if so, with one import.

    `written` tells after a `flush` which rows it wrote.

    With `nothing_known` all subjects are new, and no row of theirs is looked for."""

    def __init__(
        self,
        tx: Connection,
        *,
        at: datetime,
        import_id: ImportId | None = None,
        nothing_known: bool = False,
    ) -> None:
        self._tx = tx
        self._nothing_known = nothing_known
        self._at = at
        self._import_id = import_id
        self._known: dict[str, dict[Key, list[Kept[Values]]]] = defaultdict(dict)
        self._recalled: dict[str, set[int]] = defaultdict(set)
        self._new: dict[str, dict[int, _New]] = defaultdict(dict)
        self._replaced: dict[str, list[int]] = defaultdict(list)
        self._temporary = 0
        self.written: list[Written] = []

    def recall(self, timeline: Timeline, subjects: Sequence[int]) -> None:
        """Read the rows of many subjects at once, so that each need not be read by itself."""
        known = self._known[timeline.table.name]
        self.know_all(timeline, subjects)
        for part in _parts(subjects):
            first = timeline.table.c[timeline.key[0]]
            for row in self._tx.execute(_standing(timeline).where(first.in_(part))).mappings():
                known.setdefault(_key(timeline, row), []).append(self._kept(timeline, row))

    def standing(self) -> Iterator[str]:
        """What stands of all that was read, before anything is said: every row has a name of its own."""
        for table, known in self._known.items():
            for rows in known.values():
                yield from (f"{table}:{row.id}" for row in rows)

    def know_all(self, timeline: Timeline, subjects: Collection[int]) -> None:
        """Take it that these subjects have no rows but those recalled: they were just made, for one."""
        self._recalled[timeline.table.name].update(subjects)

    def say(self, timeline: Timeline, key: Key, values: Values | None, *, day: date) -> bool:
        """Say that `values` hold from a day on; None that nothing does. Returns whether that is news."""
        rows = self._rows(timeline, key)
        revision = revised(rows, values, day=day)
        if not revision:
            return False
        if revision.replaced is not None:
            rows[:] = [row for row in rows if row.id != revision.replaced]
        instead_of = self._withdrawn(timeline, revision.replaced)
        for span, said in revision.added:
            rows.append(Kept(self._gathered(timeline, key, span, said, instead_of), span, said))
        return True

    def now_said(self, timeline: Timeline, key: Key, *, day: date) -> Values | None:
        """What holds of a subject on a day."""
        return next((row.values for row in self._rows(timeline, key) if row.span.holds(day)), None)

    def flush(self) -> None:
        """Write what was gathered."""
        for timeline in (*OF_HOUSEHOLDS, *OF_PERSONS):
            self._write(timeline)

    def _rows(self, timeline: Timeline, key: Key) -> list[Kept[Values]]:
        known = self._known[timeline.table.name]
        if key not in known and (self._nothing_known or key[0] in self._recalled[timeline.table.name]):
            known[key] = []
        if key not in known:
            same = [timeline.table.c[name] == value for name, value in zip(timeline.key, key, strict=True)]
            found = self._tx.execute(_standing(timeline).where(*same)).mappings()
            known[key] = [self._kept(timeline, row) for row in found]
        return known[key]

    def _kept(self, timeline: Timeline, row: RowMapping) -> Kept[Values]:
        values = tuple(self._opened(timeline, name, row) for name in timeline.values)
        return Kept(row["id"], Span(row["valid_from"], row["valid_to"]), values)

    def _opened(self, timeline: Timeline, name: str, row: RowMapping) -> Any:
        if name != timeline.sealed:
            return row[name]
        return sealing.opened(self._tx, timeline.table.c[name], row[name], owner=row[timeline.key[0]])

    def _withdrawn(self, timeline: Timeline, row: int | None) -> int | None:
        """Take a row back. What was gathered only just now was never known; its own forerunner is meant."""
        if row is None:
            return None
        if row < 0:
            return self._new[timeline.table.name].pop(row).instead_of
        self._replaced[timeline.table.name].append(row)
        return row

    def _gathered(
        self, timeline: Timeline, key: Key, span: Span, values: Values, instead_of: int | None
    ) -> int:
        self._temporary -= 1
        row = dict(zip(timeline.key, key, strict=True)) | dict(zip(timeline.values, values, strict=True))
        row |= {"valid_from": span.start, "valid_to": span.end}
        self._new[timeline.table.name][self._temporary] = _New(row, instead_of)
        return self._temporary

    def _write(self, timeline: Timeline) -> None:
        name = timeline.table.name
        gathered, replaced = list(self._new.pop(name, {}).values()), self._replaced.pop(name, [])
        numbers = self._inserted(timeline, gathered)
        standing_in = {
            new.instead_of: number
            for new, number in zip(gathered, numbers, strict=True)
            if new.instead_of is not None
        }
        if replaced:
            self._tx.execute(
                update(timeline.table)
                .where(timeline.table.c.id == bindparam("row"))
                .values(replaced_at=self._at, replaced_by=bindparam("by"), replaced_import=self._import_id),
                [{"row": row, "by": standing_in.get(row)} for row in replaced],
            )
        if numbers or replaced:
            self.written.append(Written(timeline, tuple(numbers), tuple(replaced)))
        self._known.pop(name, None)
        self._recalled.pop(name, None)

    def _inserted(self, timeline: Timeline, gathered: Sequence[_New]) -> list[int]:
        return add_rows(self._tx, timeline.table, [self._sealed(timeline, new.values) for new in gathered])

    def _sealed(self, timeline: Timeline, row: dict[str, Any]) -> dict[str, Any]:
        row = row | {"recorded_at": self._at, "import_id": self._import_id}
        if timeline.sealed:
            column, plain = timeline.table.c[timeline.sealed], row[timeline.sealed]
            row[timeline.sealed] = sealing.seal(self._tx, column, plain, owner=row[timeline.key[0]])
            if timeline is PHONE:
                row["lookup"] = sealing.lookup(self._tx, column, plain)
        return row


def _standing(timeline: Timeline) -> Any:
    return select(timeline.table).where(timeline.table.c.replaced_at.is_(None))


def _key(timeline: Timeline, row: RowMapping) -> Key:
    return tuple(row[name] for name in timeline.key)


def _parts(subjects: Sequence[int], size: int = 900) -> Iterable[Sequence[int]]:
    """Lists short enough for one statement."""
    return (subjects[start : start + size] for start in range(0, len(subjects), size))
