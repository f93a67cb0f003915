"""Draws a figure for a phone: upright, large letters, told apart in grey as well as in colour.

Imported only where a picture is asked for: what draws is slow to load."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from bot.domain.formats import number, percent
from bot.figures.picture import Kind, Picture
from bot.figures.telling import tenth

_FONTS = Path(__file__).parent.parent / "fonts"
_USUAL = FontProperties(fname=_FONTS / "NotoSans-Regular.ttf", size=13)
_SMALL = FontProperties(fname=_FONTS / "NotoSans-Regular.ttf", size=10)
_BOLD = FontProperties(fname=_FONTS / "NotoSans-Bold.ttf", size=15)
_INK, _FIRST, _SECOND = "#222222", "#33567a", "#c9b458"
_WIDE, _LEAST_HIGH, _PER_BAR, _PER_GAUGE = 6.0, 4.5, 0.34, 1.0
_DOTS = 150
_WRAPPED = 44


def chart(picture: Picture) -> bytes:
    """The picture as PNG."""
    figure = Figure(figsize=(_WIDE, _height(picture)), dpi=_DOTS, layout="constrained")
    axes = figure.add_subplot()
    if picture.kind is Kind.LINE:
        _line(axes, picture)
    elif picture.kind is Kind.GAUGE:
        _gauges(axes, picture)
    else:
        _bars(axes, picture)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_USUAL)
    figure.suptitle(_wrapped(picture.title), fontproperties=_BOLD, color=_INK)
    figure.supxlabel(_wrapped(picture.foot), fontproperties=_SMALL, color=_INK)
    target = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(target, format="png")
    return target.getvalue()


def _height(picture: Picture) -> float:
    if picture.kind is Kind.LINE:
        return _LEAST_HIGH
    if picture.kind is Kind.GAUGE:
        return 2.0 + len(picture.labels) * _PER_GAUGE
    rows = len(picture.labels) * (2 if picture.before else 1)
    return max(_LEAST_HIGH, 2.0 + rows * _PER_BAR)


def _bars(axes: Axes, picture: Picture) -> None:
    """Lying bars, the first on top, each with its number: nothing must be read off an axis."""
    places = range(len(picture.labels))
    thick = 0.38 if picture.before else 0.7
    shift = thick / 2 if picture.before else 0
    shown = axes.barh([place + shift for place in places], picture.values, thick, color=_FIRST)
    axes.bar_label(shown, [_told(each, picture) for each in picture.values], padding=3, fontproperties=_USUAL)
    if picture.before:
        former = [place - shift for place in places]
        bars = axes.barh(former, picture.before, thick, color=_SECOND, hatch="//", edgecolor=_INK)
        axes.bar_label(
            bars, [_told(each, picture) for each in picture.before], padding=3, fontproperties=_USUAL
        )
        axes.legend([bars, shown], picture.names, prop=_USUAL, frameon=False)
    axes.set_yticks(list(places), picture.labels)
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.margins(x=0.12)


def _gauges(axes: Axes, picture: Picture) -> None:
    """For each target a bar that is filled as far as it is; dashed where the year's end will find it."""
    places = range(len(picture.labels))
    axes.barh(places, [100] * len(picture.labels), 0.34, color="white", edgecolor=_INK, linewidth=1.2)
    axes.barh(places, picture.values, 0.34, color=_FIRST)
    for place, label, value, ahead, note in zip(
        places, picture.labels, picture.values, picture.ahead, picture.notes, strict=True
    ):
        axes.text(0, place - 0.26, f"{label}: {value}%", fontproperties=_USUAL, color=_INK, va="bottom")
        axes.text(0, place + 0.22, note, fontproperties=_SMALL, color=_INK, va="top")
        if ahead is not None:
            axes.vlines(ahead, place - 0.24, place + 0.24, color=_INK, linestyle="--", linewidth=2)
    axes.set_xlim(0, 101)
    axes.set_ylim(len(picture.labels) - 0.4, -0.7)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)


def _told(value: float, picture: Picture) -> str:
    return percent(tenth(value)) if picture.percent else number(int(value))


def _line(axes: Axes, picture: Picture) -> None:
    places = range(len(picture.labels))
    axes.plot(places, picture.values, color=_FIRST, marker="o", linewidth=2.5, markersize=8)
    for place, value in zip(places, picture.values, strict=True):
        axes.annotate(
            _told(value, picture),
            (place, value),
            (0, 9),
            textcoords="offset points",
            ha="center",
            fontproperties=_USUAL,
        )
    turned = 45 if len(picture.labels) > 5 else 0
    axes.set_xticks(list(places), picture.labels, rotation=turned)
    axes.set_ylim(0, max(picture.values, default=1) * 1.2 or 1)
    axes.set_yticks([])


def _wrapped(text: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= _WRAPPED:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
