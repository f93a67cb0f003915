"""Reads what the sample world is made of, from models/sample and locales/vi/sample. Decides nothing."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.domain.sample.recipe import Recipe
from bot.errors import RefusedToStart

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "models" / "sample"
WORDS = ROOT / "locales" / "vi" / "sample" / "names.yaml"


@cache
def load_recipe() -> Recipe:
    """What the sample world is made of. Raises `RefusedToStart` when a file is wrong or does not add up."""
    try:
        parts = {
            name: _read(FACTS / f"{name}.yaml")
            for name in ("areas", "flows", "spread", "sponsors", "targets", "figures")
        }
        return Recipe.model_validate({**parts, "words": _read(WORDS)})
    except (OSError, TypeError, ValueError, yaml.YAMLError, ValidationError) as problem:
        raise RefusedToStart(f"the sample world can not be read: {problem}") from problem


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
