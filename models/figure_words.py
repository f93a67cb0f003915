"""Reads the words by which figures are asked for, and the published figures, from their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.domain.figures.hearing import FigureHearing
from bot.domain.figures.series import SeriesWords
from bot.domain.figures.words import FigureWords
from bot.domain.sample.figures import Figure, Report
from bot.errors import RefusedToStart
from models.phrases import load_phrases
from models.yaml_files import read_named

ROOT = Path(__file__).parent.parent
PUBLISHED = ROOT / "models" / "sample" / "figures.yaml"
FOLDER = ROOT / "locales" / "vi" / "figures"


@cache
def load_figure_words() -> FigureWords:
    """The words of questions for figures. Raises `RefusedToStart` where a file is not right."""
    try:
        return FigureWords.model_validate(read_named(FOLDER / "words.yaml"))
    except ValidationError as problem:
        raise RefusedToStart(f"the words of figures are not right: {problem}") from problem


@cache
def load_series_words() -> SeriesWords:
    """The words of published figures. Raises `RefusedToStart` where a file is not right."""
    try:
        return SeriesWords.model_validate(read_named(FOLDER / "series.yaml"))
    except ValidationError as problem:
        raise RefusedToStart(f"the words of published figures are not right: {problem}") from problem


@cache
def load_published() -> tuple[Figure, ...]:
    """Every published figure with its source. Raises `RefusedToStart` where the file is not right."""
    try:
        read = yaml.load(PUBLISHED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        reports = TypeAdapter(tuple[Report, ...]).validate_python(read)
    except (OSError, ValueError, yaml.YAMLError) as problem:
        raise RefusedToStart(f"the published figures can not be read: {problem}") from problem
    return tuple(figure for report in reports for figure in report.sourced())


@cache
def figure_hearing() -> FigureHearing:
    """What hears questions for figures, of the register and published ones."""
    shortenings = load_phrases().shortenings
    return FigureHearing(load_figure_words(), shortenings, load_series_words(), load_published())
