"""Reads the golden questions: what must lead to an entry whatever is changed in the catalogue."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from bot.domain.policies.listening import Golden
from bot.errors import RefusedToStart
from models.catalogue import ROOT
from models.policy_files import FACTS
from models.yaml_files import read_named


def load_golden(root: Path = ROOT) -> tuple[Golden, ...]:
    """All golden questions. Raises `RefusedToStart` for a file that is wrong."""
    path = root / FACTS / "shared" / "golden.yaml"
    try:
        return tuple(Golden(entry=entry, asked=asked) for entry, asked in read_named(path).items())
    except ValidationError as problem:
        raise RefusedToStart(f"{path} is not right: {problem}") from problem
