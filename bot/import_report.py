"""Tells what a list would change or has changed: in a few lines, and line by line for who looks closer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.lists.lines import HouseholdLine, ReadList, Severity
from bot.lists.telling import told
from bot.wording import Wording
from models.register.importing import Doubt, Taken


def of_reading(say: Wording, read: ReadList, *, most: int) -> Iterator[str]:
    """What was read, and the faults by sheet, row and column, of each weight the first `most`."""
    yield say("import.read", count=len(read.households), sheets=", ".join(each.name for each in read.sheets))
    for severity in Severity:
        faults = read.of(severity)
        if faults:
            yield say(f"import.{severity}", count=len(faults))
            yield from (f"  {told(fault)}" for fault in faults[:most])


def of_taking(say: Wording, taken: Taken, *, written: bool, most: int) -> Iterator[str]:
    """What becomes of the list in numbers, and the first `most` lines that are left to a person."""
    yield say("import.written" if written else "import.would", **taken.counts)
    yield from (f"  {_doubt(say, doubt)}" for doubt in taken.doubtful[:most])


def in_full(say: Wording, read: ReadList, taken: Taken, *, gone: Sequence[str]) -> str:
    """The whole report, for a file. `gone` are the numbers of the households that are not in the list."""
    everything = max(len(read.faults), len(taken.doubtful))
    lines = [*of_taking(say, taken, written=False, most=everything), ""]
    lines += [say("import.new_line", **_line(line)) for line in taken.new]
    lines += [say("import.changed_line", **_line(line)) for line in taken.changed]
    lines += [say("import.gone_line", number=number) for number in gone]
    return "\n".join([*lines, "", *of_reading(say, read, most=everything)])


def _doubt(say: Wording, doubt: Doubt) -> str:
    key = "import.may_be_several" if doubt.may_be else "import.no_hamlet"
    return say(key, **_line(doubt.line))


def _line(line: HouseholdLine) -> dict[str, object]:
    row = line.rows[0] if line.rows else 0
    return {"row": row, "name": line.head.name, "hamlet": line.hamlet or "…"}
