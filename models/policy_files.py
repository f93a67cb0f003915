"""The catalogue's files as they are written: what each says, which would change, what they all amount to.

Must not judge them; that is done after loading."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.yaml_files import read_named
from models.yaml_layout import rewritten

FACTS = "models/policies"
WORDS = "locales/vi/policies"
SHARED_SOURCES = f"{FACTS}/shared/sources.yaml"
SHARED_PARAMETERS = f"{FACTS}/shared/parameters.yaml"

Said = dict[str, Any]


@dataclass
class PolicyFiles:
    """What the files of facts and Vietnamese words say, by their place below the root."""

    root: Path
    said: dict[str, Said] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """The entries, by the names of their files of facts."""
        return sorted(Path(place).stem for place in self.said if Path(place).parent == Path(FACTS))

    def facts(self, entry: str) -> Said:
        return self.said.setdefault(f"{FACTS}/{entry}.yaml", {})

    def words(self, entry: str) -> Said:
        return self.said.setdefault(f"{WORDS}/{entry}.yaml", {})

    @property
    def shared_sources(self) -> Said:
        return self.said[SHARED_SOURCES]

    @property
    def shared_parameters(self) -> Said:
        return self.said[SHARED_PARAMETERS]

    def copy(self) -> PolicyFiles:
        """The same, to be changed."""
        return PolicyFiles(self.root, deepcopy(self.said))

    def texts_that_differ_from(self, old: PolicyFiles) -> Mapping[str, str]:
        """The files that say something else than before, in the layout they had.

        Raises `ValueError` for a value that no file can hold."""
        return {
            place: rewritten(_text(self.root / place), said)
            for place, said in self.said.items()
            if said != old.said.get(place)
        }


def read_files(root: Path) -> PolicyFiles:
    """What stands in the files now."""
    folders = (FACTS, f"{FACTS}/shared", WORDS)
    paths = [path for folder in folders for path in sorted((root / folder).glob("*.yaml"))]
    return PolicyFiles(root, {path.relative_to(root).as_posix(): read_named(path) for path in paths})


def places(root: Path) -> list[str]:
    """All files of the catalogue, in all languages, relative to the root."""
    folders = [root / FACTS, *sorted(root.glob("locales/*/policies"))]
    found = [path for folder in folders for path in [*folder.glob("*.yaml"), *folder.glob("shared/*.yaml")]]
    return sorted(path.relative_to(root).as_posix() for path in found)


def signature(root: Path) -> str:
    """What all files together amount to: two catalogues share it only when they are the same."""
    whole = sha256()
    for place in places(root):
        content = (root / place).read_bytes()
        whole.update(f"{place}\n{len(content)}\n".encode() + content)
    return whole.hexdigest()[:16]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
