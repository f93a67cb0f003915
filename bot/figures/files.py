"""Writes a figure as a spreadsheet: what was counted and from where, then the figures."""

from __future__ import annotations

import io
from collections.abc import Iterator

from bot.domain.figures.terms import Shape
from bot.domain.register.terms import Standard
from bot.figures.answer import Answer
from bot.figures.desk import Figures
from bot.figures.hiding import HIDDEN
from bot.sheets import Heading, Page, Value, write
from bot.wording import Wording


def workbook(say: Wording, desk: Figures, answer: Answer) -> bytes:
    """The file of an answer that has a result."""
    target = io.BytesIO()
    write(target, [*_pages(say, desk, answer)])
    return target.getvalue()


def _pages(say: Wording, desk: Figures, answer: Answer) -> Iterator[Page]:
    about = [Heading(say("figures.column_what"), 18), Heading(say("figures.column_value"), 70)]
    yield Page(say("figures.sheet_about"), about, [*_about(say, desk, answer)])
    result, query = answer.result, answer.query
    assert result is not None
    assert query is not None
    if result.parts:
        counted = [
            Heading(say(f"figures.column_{each}"), 22) for each in ("part", "count", "before", "whole")
        ]
        yield Page(say("figures.sheet_figures"), counted, [*_parts(desk, answer)])
    if result.table is not None and isinstance(answer.value, dict):
        counted = [Heading(say(f"figures.column_{each}"), 40) for each in ("part", "count")]
        lines = [line.rpartition(": ") for line in answer.text.split("\n")[1:-2]]
        yield Page(say("figures.sheet_figures"), counted, [(name, count) for name, _, count in lines])
    if query.shape is Shape.LIST:
        shown = [
            Heading(say(f"figures.column_{each}"), 24) for each in ("number", "head", "hamlet", "status")
        ]
        yield Page(say("figures.sheet_households"), shown, [*_households(say, desk, answer)])


def _about(say: Wording, desk: Figures, answer: Answer) -> Iterator[tuple[Value, ...]]:
    query, result = answer.query, answer.result
    assert query is not None
    assert result is not None
    yield say("figures.row_question"), desk.phrases.whom(query)
    yield say("figures.row_where"), desk.phrases.where(query)
    yield say("figures.row_day"), result.as_of
    yield say("figures.row_source"), answer.source
    yield say("figures.row_figure"), answer.text
    yield say("figures.row_made"), desk.phrases.today


def _parts(desk: Figures, answer: Answer) -> Iterator[tuple[Value, ...]]:
    result = answer.result
    assert result is not None
    before = {each.key: each.count for each in result.before}
    for part in result.parts:
        was = before.get(part.key)
        yield desk.telling.part(result, part), _told(part.count), _told(was), _told(part.whole)


def _told(count: int | None) -> Value:
    return None if count == HIDDEN else count


def _households(say: Wording, desk: Figures, answer: Answer) -> Iterator[tuple[Value, ...]]:
    result = answer.result
    assert result is not None
    for each in desk.listed(result):
        known = each.recognised_by(Standard.NATIONAL)
        status = say(f"figures.status_{known.status}") if known else None
        yield (
            each.number,
            each.head.name if each.head else None,
            desk.phrases.hamlets.get(each.hamlet),
            status,
        )
