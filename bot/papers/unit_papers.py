"""Papers about what units did, to be filled on by people: a unit's report, and a draft for the committee.

What the log knows stands there with its day; what only people know is left blank."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.formats import number, vnd
from bot.domain.ids import HouseholdId
from bot.domain.text import clean
from bot.domain.visits.ledger import GRAIN, Entry, Measure, balances
from bot.domain.visits.standing import Helped, Log, Mark, Period
from bot.wording import DEFAULT, Wording, wording

if TYPE_CHECKING:
    from docx.document import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = "." * 60
_MINUTES = 60
Homes = Mapping[HouseholdId, str]
"""How each family is named: its number and hamlet, never a person."""


def given_lines(say: Wording, entries: Sequence[Entry]) -> list[str]:
    """What was given, each kind once: money, then goods, then hours of work."""
    table = {kind: each.given for kind, each in balances(entries).items() if each.given}
    lines = []
    for kind in sorted(table, key=lambda each: (list(Measure).index(each.measure), each.item or "")):
        amount = table[kind]
        if kind.measure is Measure.MONEY:
            lines.append(vnd(amount))
        elif kind.measure is Measure.GOODS:
            lines.append(" ".join(filter(None, [kind.item, _plain(amount, GRAIN), kind.unit])))
        else:
            lines.append(say("unit_report.hours", hours=_plain(amount, _MINUTES)))
    return lines


def _plain(amount: int, grain: int) -> str:
    return number((Decimal(amount) / grain).quantize(Decimal("0.1")).normalize() + 0)


def period_said(say: Wording, period: Period) -> str:
    """What a span is called."""
    return say(f"unit_report.span_{period.span}", year=period.year)


def report(log: Log, period: Period, homes: Homes, *, office: str) -> bytes:
    """The report of one unit as a document of Word."""
    say, paper = wording(DEFAULT), _paper()
    paper.add_heading(say("unit_report.title", span=period_said(say, period)), level=1)
    paper.add_paragraph(say("unit_report.to", office=office))
    for line in (
        say("unit_report.unit", unit=clean(log.name)),
        say("unit_report.in_charge", blank=BLANK),
        say("unit_report.as_of", since=_day(log.since), day=_day(log.day)),
    ):
        paper.add_paragraph(line)
    paper.add_heading(say("unit_report.part_all"), level=2)
    for line in whole_lines(say, log):
        paper.add_paragraph(line, style="List Bullet")
    paper.add_paragraph(say("unit_report.worth", blank=BLANK), style="List Bullet")
    paper.add_heading(say("unit_report.part_families"), level=2)
    _table(paper, _heads(say), [_row(say, each, homes) for each in log.families])
    for part in ("unit_report.part_trouble", "unit_report.part_proposals"):
        paper.add_heading(say(part), level=2)
        paper.add_paragraph(BLANK)
    paper.add_paragraph(say("unit_report.signed"))
    return _bytes(paper)


def whole_lines(say: Wording, log: Log) -> list[str]:
    """What the unit did in all, with how much of it families confirmed."""
    lines = [
        say("unit_report.families", count=len(log.families), unvisited=len(log.unvisited)),
        say("unit_report.visits", count=log.visits, confirmed=log.confirmed),
    ]
    if log.disputed:
        lines.append(say("unit_report.look_again", count=log.disputed))
    if given := given_lines(say, log.given):
        lines.append(say("unit_report.given", given="; ".join(given)))
    if log.kept or log.late or log.to_come:
        lines.append(say("unit_report.promises", kept=log.kept, late=log.late, to_come=log.to_come))
    return lines


def _heads(say: Wording) -> list[str]:
    columns = ("family", "days", "given", "promised", "needs", "changes", "outlook")
    return [say(f"unit_report.column_{each}") for each in columns]


def _row(say: Wording, family: Helped, homes: Homes) -> list[str]:
    promised = [
        say("unit_report.promised", what=clean(each.what), day=_day(each.due))
        for each in family.pledges
        if each.kept is None
    ]
    return [
        homes.get(family.household, ""),
        ", ".join(f"{each:%d/%m}" for each in family.visits),
        "; ".join(given_lines(say, family.given)),
        "; ".join(promised),
        "; ".join(clean(each) for each in family.needs),
        "",
        say("unit_report.outlook"),
    ]


def draft(logs: Sequence[Log], period: Period, *, office: str) -> bytes:
    """A draft of whom to praise for the committee, in the order of names; it decides."""
    say, paper = wording(DEFAULT), _paper()
    paper.add_heading(say("unit_praise.title", span=period_said(say, period)), level=1)
    paper.add_paragraph(say("unit_praise.draft", office=office))
    paper.add_paragraph(say("unit_praise.rule"))
    for mark in Mark:
        paper.add_paragraph(say(f"unit_praise.mark_{mark}"), style="List Bullet")
    for log in logs:
        paper.add_heading(clean(log.name), level=2)
        for line in evidence_lines(say, log):
            paper.add_paragraph(line, style="List Bullet")
        paper.add_paragraph(say("unit_praise.decision", blank=BLANK))
    paper.add_paragraph(say("unit_report.signed"))
    return _bytes(paper)


def evidence_lines(say: Wording, log: Log) -> list[str]:
    """What speaks for a unit, as figures of the log."""
    arrived = sum(each.gifts_arrived for each in log.families)
    owed = sum(each.owed for each in log.families)
    return [
        say("unit_praise.visits", count=log.visits, families=len(log.families), owed=owed),
        say("unit_praise.confirmed", count=log.confirmed),
        say("unit_praise.promises", kept=log.kept, late=log.late),
        say("unit_praise.gifts", count=arrived),
        say("unit_praise.as_of", since=_day(log.since), day=_day(log.day)),
    ]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _paper() -> Document:
    # Slow to import, and most servers never write one.
    from docx import Document as new_document
    from docx.enum.section import WD_ORIENT

    paper = new_document()
    page = paper.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    return paper


def _table(paper: Document, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = paper.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _bytes(paper: Document) -> bytes:
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()
