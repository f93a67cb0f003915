"""What units did as a spreadsheet, one line for each in the order of their names. Nothing in it acts."""

from __future__ import annotations

import io
from collections.abc import Sequence

from bot.domain.visits.ledger import Measure
from bot.domain.visits.standing import Log
from bot.papers.unit_papers import given_lines
from bot.sheets import Heading, Page, Value, write
from bot.wording import DEFAULT, Wording, wording

COLUMNS = {
    "unit": 34,
    "families": 10,
    "unvisited": 12,
    "visits": 10,
    "confirmed": 14,
    "disputed": 14,
    "money": 16,
    "goods": 40,
    "kept": 14,
    "late": 14,
    "to_come": 14,
    "handed_in": 16,
}


def workbook(logs: Sequence[Log], *, title: str) -> bytes:
    """The sheet, with the sum of all units below."""
    say = wording(DEFAULT)
    headings = [Heading(say(f"unit_report.sheet_{name}"), width) for name, width in COLUMNS.items()]
    rows = [_row(say, each) for each in logs]
    content = io.BytesIO()
    write(content, [Page(title[:31], headings, [*rows, _sum(say, rows)])])
    return content.getvalue()


def _row(say: Wording, log: Log) -> list[Value]:
    money = sum(each.amount for each in log.given if each.measure is Measure.MONEY)
    other = [each for each in log.given if each.measure is not Measure.MONEY]
    return [
        log.name,
        len(log.families),
        len(log.unvisited),
        log.visits,
        log.confirmed,
        log.disputed,
        money,
        "; ".join(given_lines(say, other)),
        log.kept,
        log.late,
        log.to_come,
        log.reported,
    ]


def _sum(say: Wording, rows: Sequence[Sequence[Value]]) -> list[Value]:
    columns = list(zip(*rows, strict=True))
    numbers = [
        sum(each for each in column if isinstance(each, int)) if place not in (0, 7, 11) else None
        for place, column in enumerate(columns)
    ]
    return [say("unit_report.sum"), *numbers[1:]]
