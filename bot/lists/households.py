"""Puts the rows of a list together to households: one by one, or members under their head.

Must not know files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.register.terms import Relation
from bot.lists.cells import in_usual_case
from bot.lists.facts import (
    POINTS_EACH,
    Blame,
    cannot_escape_of,
    causes_of,
    count_of,
    deprivations_of,
    income_of,
    size_of,
    status_of,
    text_of,
)
from bot.lists.headers import Table
from bot.lists.lines import Fault, FaultCode, HouseholdLine, Layout, MemberLine, Severity
from bot.lists.members import member_of, relation_of
from bot.lists.rows import Entry
from bot.lists.words import Field, key

_TOLD_EVERY = 500


@dataclass(slots=True)
class Seen:
    """Which households the file named already, and where: over all its sheets."""

    numbers: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    """The rows of one household, as far as read."""

    entries: list[Entry]
    number: str
    head: str
    has_head: bool


class HouseholdReader:
    """Reads the lists of one file. `today` is the day by which ages and dates are possible."""

    def __init__(self, today: date, progress: Callable[[int], None]) -> None:
        self._today = today
        self._progress = progress
        self._read = 0
        self._seen = Seen()
        self.households: list[HouseholdLine] = []
        self.faults: list[Fault] = []

    def read(self, table: Table, lines: Sequence[Entry]) -> None:
        """Take the lines of one sheet."""
        if table.layout is Layout.HOUSEHOLDS:
            groups: Iterator[list[Entry]] = ([entry] for entry in lines)
        else:
            groups = self._groups(lines, table.grid.name)
        for group in groups:
            self._take(table, group)
        self._progress(self._read)

    def _groups(self, lines: Sequence[Entry], sheet: str) -> Iterator[list[Entry]]:
        """Members under their head: a new number, another head, or a second one begins a household."""
        group: _Group | None = None
        for entry in lines:
            if group is None or _begins(entry, group):
                if group is not None:
                    yield group.entries
                group = self._begun(entry, sheet)
            else:
                group.entries.append(entry)
                group.has_head = group.has_head or _is_head(entry)
                group.head = group.head or entry.text(Field.HEAD)
        if group is not None:
            yield group.entries

    def _begun(self, entry: Entry, sheet: str) -> _Group | None:
        number, head = entry.text(Field.NUMBER), entry.text(Field.HEAD)
        if not (number or head or _is_head(entry)) and entry.first(Field.RELATION):
            blame = Blame(sheet)
            blame.row(FaultCode.MEMBER_WITHOUT_HOUSEHOLD, entry)
            self.faults += blame.faults
            return None
        return _Group([entry], number, head, _is_head(entry))

    def _take(self, table: Table, group: list[Entry]) -> None:
        blame = Blame(table.grid.name)
        _blame_cells(table, group, blame)
        line = self._line(table, group, blame)
        if line is not None and not _errors(blame):
            self._compare(line, group[0], blame)
        if line is not None and not _errors(blame):
            self.households.append(line)
        self.faults += blame.faults
        self._read += len(group)
        if self._read // _TOLD_EVERY > (self._read - len(group)) // _TOLD_EVERY:
            self._progress(self._read)

    def _line(self, table: Table, group: list[Entry], blame: Blame) -> HouseholdLine | None:
        head = next((entry for entry in group if _is_head(entry)), group[0])
        # What is said of the household stands where its head does, or in its first row.
        rows = [head, *(entry for entry in group if entry is not head)]
        all_members = table.layout is Layout.MEMBERS
        status = status_of(rows, table.status, blame)
        members = self._members(group, blame) if all_members else self._head(head, blame)
        if not members:
            return None
        return HouseholdLine(
            sheet=table.grid.name,
            rows=tuple(entry.row.number for entry in group),
            members=members,
            all_members=all_members,
            number=text_of(rows, Field.NUMBER, blame),
            hamlet=in_usual_case(text_of(rows, Field.HAMLET, blame) or head.hamlet or "") or None,
            address=text_of(rows, Field.ADDRESS, blame),
            status=status,
            cannot_escape=cannot_escape_of(rows, blame),
            size=size_of(rows, blame),
            deprivations=deprivations_of(rows, blame),
            causes=causes_of(rows, blame),
            income_points=count_of(rows, Field.INCOME_POINTS, blame),
            deprivation_points=count_of(rows, Field.DEPRIVATION_POINTS, blame),
            income=income_of(rows, blame),
            note=text_of(rows, Field.NOTE, blame),
        )

    def _head(self, entry: Entry, blame: Blame) -> tuple[MemberLine, ...]:
        head = member_of(entry, Field.HEAD, Relation.HEAD, today=self._today, blame=blame)
        return (head,) if head else ()

    def _members(self, group: list[Entry], blame: Blame) -> tuple[MemberLine, ...]:
        members = []
        failed = False
        for entry in group:
            before = _errors(blame)
            member = self._member(entry, group, blame)
            failed = failed or _errors(blame) > before
            if member is not None:
                members.append(member)
        if failed and len(group) > 1:
            blame.row(FaultCode.MEMBER_NOT_TAKEN, group[0])
        return _head_first(members, group[0], blame)

    def _member(self, entry: Entry, group: list[Entry], blame: Blame) -> MemberLine | None:
        name = Field.MEMBER if entry.first(Field.MEMBER) or not entry.first(Field.HEAD) else Field.HEAD
        if name is Field.HEAD and len(group) > 1 and entry is not group[0]:
            # The head's name repeated beside a member without one.
            name = Field.MEMBER
        relation = relation_of(entry, blame)
        if relation is None and (name is Field.HEAD or _names_head(entry, group)):
            relation = Relation.HEAD
        elif relation is None:
            if entry.cells.get(Field.RELATION):
                column, value = entry.cells[Field.RELATION][0]
                blame.cell(FaultCode.RELATION_UNKNOWN, entry, column, value)
            relation = Relation.OTHER
        return member_of(entry, name, relation, today=self._today, blame=blame)

    def _compare(self, line: HouseholdLine, entry: Entry, blame: Blame) -> None:
        """With what the file said before, and with itself."""
        place = f"{line.sheet} {line.rows[0]}".strip()
        name = (key(line.head.name), key(line.hamlet or ""))
        if line.number is not None:
            before = self._seen.numbers.setdefault(key(line.number), place)
            if before is not place:
                blame.row(FaultCode.NUMBER_TWICE, entry, detail=before)
        elif (before := self._seen.names.setdefault(name, place)) is not place:
            blame.row(FaultCode.NAME_TWICE, entry, detail=before)
        if line.all_members and line.size is not None and line.size != len(line.members):
            blame.row(FaultCode.SIZE_DIFFERS, entry, detail=f"{line.size} ≠ {len(line.members)}")
        points = POINTS_EACH * len(line.deprivations or ())
        if line.deprivations and line.deprivation_points not in (None, points):
            blame.row(FaultCode.POINTS_DIFFER, entry, detail=f"{line.deprivation_points} ≠ {points}")


def _is_head(entry: Entry) -> bool:
    found = entry.first(Field.RELATION)
    if found is not None:
        return relation_of(entry, Blame("")) is Relation.HEAD
    return entry.first(Field.HEAD) is not None and entry.first(Field.MEMBER) is None


def _begins(entry: Entry, group: _Group) -> bool:
    number, head = entry.text(Field.NUMBER), entry.text(Field.HEAD)
    if number and group.number:
        return number != group.number
    if number or (head and group.head and key(head) != key(group.head)):
        return True
    return _is_head(entry) and group.has_head


def _names_head(entry: Entry, group: list[Entry]) -> bool:
    head = next((text for each in group if (text := each.text(Field.HEAD))), "")
    return bool(head) and key(head) == key(entry.text(Field.MEMBER))


def _head_first(members: list[MemberLine], entry: Entry, blame: Blame) -> tuple[MemberLine, ...]:
    heads = [member for member in members if member.relation is Relation.HEAD]
    if not members:
        return ()
    if not heads:
        blame.row(FaultCode.HEAD_MISSING, entry)
        return (replace(members[0], relation=Relation.HEAD), *members[1:])
    if len(heads) > 1:
        blame.row(FaultCode.HEADS_SEVERAL, entry)
    others = [
        replace(member, relation=Relation.OTHER) if member.relation is Relation.HEAD else member
        for member in members
        if member is not heads[0]
    ]
    return (heads[0], *others)


def _blame_cells(table: Table, group: list[Entry], blame: Blame) -> None:
    """Formulas are doubted whatever their last result is; cells that show an error keep the line out."""
    grid = table.grid
    for entry in group:
        for column in table.columns:
            place = (entry.row.number, column.index)
            if column.meaning.field is Field.ORDINAL:
                continue
            if place in grid.broken:
                blame.cell(FaultCode.CELL_BROKEN, entry, column)
            elif place in grid.unfilled:
                blame.cell(FaultCode.FORMULA_EMPTY, entry, column)
            elif grid.formulas and place in grid.formulas:
                blame.cell(FaultCode.FORMULA, entry, column, entry.row.at(column.index))


def _errors(blame: Blame) -> int:
    return sum(fault.severity is Severity.ERROR for fault in blame.faults)
