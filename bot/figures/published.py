"""Tells published figures: with unit, period, "hơn" or "gần", and where they were printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.domain.figures.result import share
from bot.domain.figures.series import Asked
from bot.domain.formats import date_vi, number, percent
from bot.domain.sample.figures import Figure, FigureUnit, Qualifier
from bot.figures.answer import Answer, Decision
from bot.figures.telling import tenth
from bot.wording import Wording

_MILLION = 1_000_000
_APART = "poor_under_social_protection_left"


@dataclass(frozen=True, slots=True)
class PublishedTelling:
    """The words for published figures; `title` names a measure."""

    say: Wording
    title: Callable[[str], str]

    def answer(self, asked: Asked) -> Answer:
        """All figures of one measure at one place."""
        first, last = asked.figures[0], asked.figures[-1]
        lines = [*self._lines(asked), *self._beside(asked)]
        value: Any = (
            _value(first)
            if len(asked.figures) == 1
            else {self._when(each): _value(each) for each in asked.figures}
        )
        source = self._source(last)
        lines.append(self.say("figures.published_source", source=source))
        alone = len(asked.figures) == 1
        return Answer(
            Decision.ANSWER,
            "\n".join(lines),
            value=value,
            unit=self.say(f"figures.unit_{last.unit}"),
            numerator=int(first.value) if alone and first.of is not None else None,
            denominator=int(first.of) if alone and first.of is not None else None,
            as_of=last.source.published,
            source=source,
            series=_written(asked),
        )

    def label(self, asked: Asked) -> str:
        """What is offered where several measures or places fit."""
        periods = ", ".join(dict.fromkeys(each.period for each in asked.figures))
        title, [first, *_] = self.title(asked.measure), asked.figures
        if first.of is not None:
            title = self.say("figures.published_label_of", title=title, whole=number(first.of))
        return self.say("figures.published_label", title=title, place=asked.place, period=periods)

    def _lines(self, asked: Asked) -> Iterator[str]:
        title = self.title(asked.measure)
        if len(asked.figures) == 1:
            figure = asked.figures[0]
            key = "figures.published_target" if figure.target else "figures.published"
            yield self.say(
                key, title=title, place=asked.place, period=figure.period, figure=self._figure(figure)
            )
            return
        yield self.say("figures.published_many", title=title, place=asked.place)
        for figure in asked.figures:
            yield f"- {self._when(figure)}: {self._figure(figure)}"

    def _when(self, figure: Figure) -> str:
        return f"{figure.period} {self.say('figures.target_mark')}" if figure.target else figure.period

    def _figure(self, figure: Figure) -> str:
        told = self._number(figure.value, figure.unit)
        if figure.up_to is not None:
            most = self._number(figure.up_to, figure.unit)
            told = self.say("figures.up_to", figure=number(figure.value), most=most)
        if figure.of is not None:
            rate = percent(tenth(share(int(figure.value), int(figure.of)) or 0))
            unit = self.say(f"figures.unit_{figure.unit}")
            told = f"{number(figure.value)}/{number(figure.of)} {unit} ({rate})"
        if figure.relative:
            told = self.say("figures.relative", figure=told)
        return (
            told
            if figure.qualifier is Qualifier.EXACTLY
            else self.say(f"figures.{figure.qualifier}", figure=told)
        )

    def _number(self, value: Decimal, unit: FigureUnit) -> str:
        if unit is FigureUnit.VND and value >= _MILLION:
            return self.say("figures.million", count=number((value / _MILLION).normalize()))
        if unit is FigureUnit.PERCENT:
            return percent(value)
        shown = str(value) if unit is FigureUnit.YEAR else number(value)
        return f"{shown} {self.say(f'figures.unit_{unit}')}"

    def _beside(self, asked: Asked) -> Iterator[str]:
        """What keeps figures from being mistaken: points and percent, turns and heads, categories apart."""
        reached = [each for each in asked.figures if not each.target] or list(asked.figures)
        first, last = reached[0], reached[-1]
        if first.unit is FigureUnit.PERCENT and first is not last:
            years = int(last.period) - int(first.period)
            change = last.value - first.value
            mean = (abs(change) / years).quantize(Decimal("0.01"), ROUND_HALF_UP)
            key = "figures.published_change" if change < 0 else "figures.published_change_up"
            yield self.say(key, change=number(abs(change)), mean=number(mean))
        if last.unit.turns:
            yield self.say("figures.turns")
        if asked.measure == _APART:
            yield self.say("figures.special_apart")

    def _source(self, figure: Figure) -> str:
        source = figure.source
        publisher = source.publisher or self.say("figures.press")
        if source.published is None:
            return self.say("figures.published_undated", title=source.title, publisher=publisher)
        day = date_vi(source.published)
        return self.say("figures.published_date", title=source.title, publisher=publisher, day=day)


def _value(figure: Figure) -> Any:
    if figure.up_to is not None:
        return [_plain(figure.value), _plain(figure.up_to)]
    return _plain(figure.value)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _written(asked: Asked) -> dict[str, Any]:
    rows = [each.model_dump(mode="json", exclude_defaults=True, exclude={"source"}) for each in asked.figures]
    return {"series": asked.measure, "place": asked.place, "figures": rows}
