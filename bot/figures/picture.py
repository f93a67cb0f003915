"""What a picture of a figure shows, before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from bot.domain.figures.query import Query
from bot.domain.figures.result import share
from bot.domain.figures.terms import By, Shape
from bot.domain.formats import date_vi, number
from bot.domain.targets import Outlook
from bot.figures.aims import Aim
from bot.figures.answer import Answer
from bot.figures.hiding import HIDDEN
from bot.figures.target_lines import amount_said, name_of
from bot.figures.telling import Telling
from bot.wording import Wording

_WHOLE = 100
_DRAWN = (Shape.TREND, Shape.COMPARE, Shape.BREAKDOWN, Shape.RANK)


class Kind(Enum):
    """Bars for parts, a line for times, a gauge for how much of a way is done."""

    BARS = "bars"
    LINE = "line"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Picture:
    """Labels and values in order. `before` is compared with, `names` are those of the two.

    Of a gauge `values` are percent of the way, `ahead` where it will be at the end of the year, and `notes`
    tell both in units."""

    kind: Kind
    title: str
    foot: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    before: tuple[float, ...] = ()
    names: tuple[str, ...] = ()
    ahead: tuple[int | None, ...] = ()
    notes: tuple[str, ...] = ()
    percent: bool = False


def drawable(query: Query) -> Query:
    """The query in a form that has parts: a bare figure is drawn hamlet by hamlet."""
    if query.shape in _DRAWN:
        return query
    return query.model_copy(update={"shape": Shape.BREAKDOWN, "by": query.by or By.HAMLET})


def gauge_of(say: Wording, title: str, foot: str, found: Sequence[Aim]) -> Picture:
    """What to draw of targets whose outlook is known."""
    known = [(each, each.outlook) for each in found if each.outlook is not None]
    return Picture(
        Kind.GAUGE,
        title.rstrip(":"),
        foot,
        tuple(name_of(say, each.target.category) for each, _ in known),
        tuple(_percent(seen.share, reached=seen.reached) for _, seen in known),
        ahead=tuple(_ahead(seen) for _, seen in known),
        notes=tuple(_note(say, seen) for _, seen in known),
    )


def _ahead(seen: Outlook) -> int | None:
    """How much of the way will be done at the end of the year."""
    if seen.forecast is None:
        return None
    at_end = replace(seen.progress, now=seen.forecast)
    return _percent(replace(seen, progress=at_end).share, reached=False)


def _percent(share: Decimal | None, *, reached: bool) -> int:
    """How much of the way is done, between none and all."""
    whole = _WHOLE if reached and share is None else int(share or 0)
    return max(0, min(whole, _WHOLE))


def _note(say: Wording, seen: Outlook) -> str:
    wanted = amount_said(say, seen.target.category, seen.target.amount)
    now = number(seen.progress.now.normalize())
    if seen.forecast is None:
        return say("target.drawn", now=now, wanted=wanted)
    return say("target.drawn_ahead", now=now, wanted=wanted, forecast=number(seen.forecast.normalize()))


def picture_of(answer: Answer, telling: Telling) -> Picture:
    """What to draw of an answer. Figures that are not told are not drawn."""
    result, query = answer.result, answer.query
    assert result is not None
    assert query is not None
    parts = [each for each in result.parts if each.count != HIDDEN]
    before = [each.count for each in result.before if each.count != HIDDEN]
    compared = len(before) == len(parts) and bool(before)
    phrases, rate = telling.phrases, query.whole_of_rate is not None
    return Picture(
        Kind.LINE if query.shape is Shape.TREND else Kind.BARS,
        f"{phrases.whom(query)}, {phrases.where(query)}",
        f"{date_vi(result.as_of)}. {telling.source}",
        tuple(telling.part(result, each) for each in parts),
        tuple(share(each.count, each.whole) or 0 if rate else each.count for each in parts),
        tuple(before) if compared else (),
        tuple(phrases.period(each) for each in (query.periods[0], query.periods[-1])) if compared else (),
        percent=rate,
    )
