"""Reads the golden questions: what must lead to an entry whatever is changed in the catalogue."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.domain.policy_listening import Golden
from bot.errors import RefusedToStart
from models.catalogue import ROOT
from models.policy_files import FACTS


def load_golden(root: Path = ROOT) -> tuple[Golden, ...]:
    """All golden questions. Raises `RefusedToStart` for a file that is wrong."""
    path = root / FACTS / "shared" / "golden.yaml"
    try:
        written = dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        return tuple(Golden(entry=entry, asked=asked) for entry, asked in written.items())
    except (OSError, TypeError, ValueError, yaml.YAMLError, ValidationError) as problem:
        raise RefusedToStart(f"{path} can not be read: {problem}") from problem
