"""Reads the words and phrases the bot listens for from `locales/`. Must not know what is done with them."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.domain.understanding.habits import Masks
from bot.domain.understanding.phrases import Phrases
from bot.domain.visits.words import VisitWords
from bot.domain.words import Lexicon
from bot.errors import RefusedToStart
from models.yaml_files import read_named

ROOT = Path(__file__).parent.parent

Model = TypeVar("Model", bound=BaseModel)


@cache
def load_lexicon(*languages: str) -> Lexicon:
    """Return the words that always work in the languages named, in all of them when none is."""
    return read_lexicon(*languages)


@cache
def load_phrases(*languages: str) -> Phrases:
    """Return what is listened for in the languages named, in all of them when none is."""
    return read_phrases(*languages)


def read_lexicon(*languages: str, root: Path = ROOT) -> Lexicon:
    """The words as they stand in the files now."""
    return _together_as(Lexicon, "words.yaml", languages, root)


def read_phrases(*languages: str, root: Path = ROOT) -> Phrases:
    """The phrases as they stand in the files now."""
    return _together_as(Phrases, "understanding/*.yaml", languages, root)


def read_masks(*languages: str, root: Path = ROOT) -> Masks:
    """The words by which names and places are hidden, as they stand in the files now."""
    return _together_as(Masks, "masking.yaml", languages, root)


def read_visit_words(*languages: str, root: Path = ROOT) -> VisitWords:
    """The words of reports of visits, as they stand in the files now."""
    return _together_as(VisitWords, "visits/*.yaml", languages, root)


def _together_as(model: type[Model], files: str, languages: Iterable[str], root: Path) -> Model:
    locales = root / "locales"
    folders = [locales / language for language in languages] or sorted(locales.iterdir())
    paths = [path for folder in folders for path in sorted(folder.glob(files))]
    try:
        return model.model_validate(_together(read_named(path) for path in paths))
    except ValidationError as problem:
        raise RefusedToStart(f"{files} of {locales} is not right: {problem}") from problem


def _together(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one mapping: lists joined, mappings joined key by key, of single values the first."""
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            known = whole.get(key)
            if isinstance(value, Mapping):
                whole[key] = _together([known or {}, value])
            elif isinstance(value, list):
                whole[key] = [*(known or ()), *value]
            else:
                whole.setdefault(key, value)
    return whole
