"""The report of events as words and as a spreadsheet, one figure a line: turns and persons stand apart."""

from __future__ import annotations

import io
from collections.abc import Mapping

from bot.domain.events.report import OUTCOMES, Figure, Report
from bot.domain.events.terms import EventKind
from bot.domain.formats import number
from bot.figures.picture import Kind, Picture
from bot.wording import DEFAULT, wording

_HIDDEN = "<5"
_ALWAYS = (Figure.EVENTS, Figure.TURNS, Figure.PERSONS, Figure.REGISTERED)


def lines(report: Report) -> list[str]:
    """What is not nothing, each figure with its unit."""
    say = wording(DEFAULT)
    kinds = [
        say("event_report.kind", kind=say(f"event_new.kind.{kind}"), count=count)
        for kind, count in report.kinds.items()
    ]
    figures = [
        say(f"event_report.figure_{figure}", count=_shown(count))
        for figure, count in report.figures.items()
        if count != 0 or figure in _ALWAYS
    ]
    hamlets = [
        say("event_report.hamlet", name=name, count=_shown(count)) for name, count in report.hamlets.items()
    ]
    return [*kinds, *figures, *hamlets]


def _shown(count: int | None) -> str:
    return _HIDDEN if count is None else number(count)


def workbook(report: Report, parts: Mapping[EventKind, Report], *, title: str) -> bytes:
    """The same as a spreadsheet, with a page for each of the `parts`; nothing in it acts."""
    from bot.sheets import Heading, Page, write

    say = wording(DEFAULT)
    headings = [Heading(say("event_report.column_figure"), 44), Heading(say("event_report.column_count"), 14)]
    pages = [
        Page(title, headings, _rows(report)),
        Page(say("event_report.by_hamlet"), headings, _hamlets(report)),
        *(
            Page(say(f"event_new.kind.{kind}"), headings, [*_rows(part), *_hamlets(part)])
            for kind, part in parts.items()
        ),
    ]
    content = io.BytesIO()
    write(content, pages)
    return content.getvalue()


def _rows(report: Report) -> list[tuple[str, str | int]]:
    say = wording(DEFAULT)
    return [
        (say(f"event_report.name_{figure}"), _HIDDEN if count is None else count)
        for figure, count in report.figures.items()
    ]


def _hamlets(report: Report) -> list[tuple[str, str | int]]:
    return [(name, _HIDDEN if count is None else count) for name, count in report.hamlets.items()]


def pictures(report: Report, *, foot: str) -> list[Picture]:
    """People who came by hamlet, and what came of it for how many. What is hidden is not drawn."""
    say = wording(DEFAULT)
    by_hamlet = {name: count for name, count in report.hamlets.items() if count}
    outcomes = {
        say(f"event_report.name_{each}"): count for each in OUTCOMES if (count := report.figures.get(each))
    }
    drawn = (
        (say("event_report.came_by_hamlet"), by_hamlet),
        (say("event_report.what_came_of_it"), outcomes),
    )
    return [
        Picture(Kind.BARS, title, foot, tuple(parts), tuple(parts.values()))
        for title, parts in drawn
        if parts
    ]
