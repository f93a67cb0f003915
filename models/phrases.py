"""Reads the words and phrases the bot listens for from `locales/`. Must not know what is done with them."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.words import Lexicon

LOCALES = Path(__file__).parent.parent / "locales"


@cache
def load_lexicon(*languages: str) -> Lexicon:
    """Return the words that always work in the languages named, in all of them when none is."""
    paths = [LOCALES / language / "words.yaml" for language in languages] or sorted(
        LOCALES.glob("*/words.yaml")
    )
    return Lexicon.model_validate(_together(_read(path) for path in paths))


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return dict(yaml.load(file, Loader=yaml.CSafeLoader))


def _together(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one mapping with the lists of all, joined key by key."""
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            nested = isinstance(value, Mapping)
            whole[key] = _together([whole.get(key, {}), value]) if nested else [*whole.get(key, ()), *value]
    return whole
