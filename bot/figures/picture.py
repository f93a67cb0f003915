"""What a picture of a figure shows, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.figures.query import Query
from bot.domain.figures.terms import By, Shape
from bot.domain.formats import date_vi
from bot.figures.answer import Answer
from bot.figures.hiding import HIDDEN
from bot.figures.telling import Telling

_DRAWN = (Shape.TREND, Shape.COMPARE, Shape.BREAKDOWN, Shape.RANK)


class Kind(Enum):
    """Bars for parts, a line for times."""

    BARS = "bars"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Picture:
    """Labels and values in order. `before` is compared with, `names` are those of the two."""

    kind: Kind
    title: str
    foot: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    before: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


def drawable(query: Query) -> Query:
    """The query in a form that has parts: a bare figure is drawn hamlet by hamlet."""
    if query.shape in _DRAWN:
        return query
    return query.model_copy(update={"shape": Shape.BREAKDOWN, "by": query.by or By.HAMLET})


def picture_of(answer: Answer, telling: Telling) -> Picture:
    """What to draw of an answer. Figures that are not told are not drawn."""
    result, query = answer.result, answer.query
    assert result is not None
    assert query is not None
    parts = [each for each in result.parts if each.count != HIDDEN]
    before = [each.count for each in result.before if each.count != HIDDEN]
    compared = len(before) == len(parts) and bool(before)
    phrases = telling.phrases
    return Picture(
        Kind.LINE if query.shape is Shape.TREND else Kind.BARS,
        f"{phrases.whom(query)}, {phrases.where(query)}",
        f"{date_vi(result.as_of)}. {telling.source}",
        tuple(telling.part(result, each) for each in parts),
        tuple(each.count for each in parts),
        tuple(before) if compared else (),
        tuple(phrases.period(each) for each in (query.periods[0], query.periods[-1])) if compared else (),
    )
