"""A catalogue of two rights in a folder of its own, learned in no time, for tests that change its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from models.catalogue import ROOT
from tests.catalogues import few_strangers

RIGHTS = ("poverty-line", "electricity-support")


def small_catalogue(root: Path) -> Path:
    """Copy the rights, without their neighbours, and all that is listened for."""
    for folder in ("models/policies/shared", "locales/vi/policies/shared", "locales/vi/understanding"):
        shutil.copytree(ROOT / folder, root / folder)
    for file in ("locales/vi/words.yaml", "locales/vi/masking.yaml", "models/procedures/neighbouring.csv"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, root / file)
    few_strangers(root)
    for right in RIGHTS:
        facts = yaml.safe_load((ROOT / f"models/policies/{right}.yaml").read_text(encoding="utf-8"))
        facts.pop("related", None)
        (root / f"models/policies/{right}.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
        shutil.copy(ROOT / f"locales/vi/policies/{right}.yaml", root / "locales/vi/policies")
    return root


def change(root: Path, file: str, *, old: str, new: str) -> None:
    """Change the first passage of a file that reads so."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
