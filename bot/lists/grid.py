"""A sheet as plain cells, and how a file of any kind becomes such.

Must not know what a list of households is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.lists.legacy import converter, encoding_of, fits
from bot.lists.lines import Encoding

Value = str | int | float | bool | date | None
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, by its number as people see it; cells from column A on."""

    number: int
    cells: tuple[Value, ...]

    def at(self, column: int) -> Value:
        """The cell of a column counted from 0; None beyond the last."""
        return self.cells[column] if column < len(self.cells) else None

    @property
    def filled(self) -> list[int]:
        """The columns in which something stands."""
        return [column for column, value in enumerate(self.cells) if value is not None]


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells shown as one: rows as people count them, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. Places are (row as people count, column from 0).

    `formulas` is None where the kind of file does not let them be told from values; `unfilled` are
    formulas nobody calculated, `broken` cells that show an error."""

    name: str
    rows: Sequence[Row]
    hidden: bool = False
    merged: Sequence[Merged] = ()
    formulas: frozenset[Place] | None = frozenset()
    unfilled: frozenset[Place] = frozenset()
    broken: frozenset[Place] = frozenset()
    converted: tuple[tuple[int, Encoding], ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((len(row.cells) for row in self.rows), default=0)


def in_unicode(grid: Grid, *, known: Callable[[str], bool]) -> Grid:
    """The sheet with every column of an old encoding converted, and which those were.

    `known` tells words that are sure to be what they look like."""
    texts = {
        column: [value for row in grid.rows if isinstance(value := row.at(column), str)]
        for column in range(grid.width)
    }
    found = {column: old for column in texts if (old := encoding_of(texts[column])) is not None}
    if not found:
        return grid
    most = Counter(found.values()).most_common(1)[0][0]
    found |= {column: most for column in texts.keys() - found if fits(texts[column], most, known=known)}
    reading = {column: converter(texts[column], old) for column, old in found.items()}
    rows = [
        Row(
            row.number,
            tuple(
                reading[column](value) if isinstance(value, str) and column in reading else value
                for column, value in enumerate(row.cells)
            ),
        )
        for row in grid.rows
    ]
    return replace(grid, rows=rows, converted=tuple(sorted(found.items())))
