"""Questions written apart from the catalogue's own samples, in three spellings, and what became of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.text import fold

FOLDER = Path(__file__).parent
SLIPS = 0.05
SHORT = {
    "khong": ("ko", "k", "hong", "hok", "hk"),
    "duoc": ("dc", "dk"),
    "toi": ("t", "tui"),
    "bao nhieu": ("bn", "bao nhiu"),
    "bao hiem y te": ("bhyt",),
    "ho tro": ("htro",),
    "vay": ("z", "zay"),
    "nguoi": ("ng",),
    "minh": ("mk", "mik"),
    "gi": ("j",),
    "biet": ("bt",),
    "muon": ("mun",),
    "truoc": ("trc",),
    "nhieu": ("nhiu",),
    "vo": ("vk",),
    "chong": ("ck",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the entries that answer it; `*` stands for any ending, none for no entry at all."""

    text: str
    entries: tuple[str, ...] = ()

    def right(self, entry: str) -> bool:
        return any(fnmatch(entry, wanted) for wanted in self.entries)


@dataclass(frozen=True, slots=True)
class Questions:
    """`entries` have an answer; `neighbouring` belong to another desk, `outside` to nobody here."""

    entries: tuple[Asked, ...]
    neighbouring: tuple[Asked, ...]
    outside: tuple[Asked, ...]


@cache
def questions(name: str) -> Questions:
    """The questions of one set; those of the neighbours may stand in a file of their own."""
    raw = {}
    for path in sorted(FOLDER.glob(f"*{name}.yaml")):
        raw |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return Questions(*(tuple(_asked(raw.get(part, ()))) for part in ("entries", "neighbouring", "outside")))


def _asked(rows: Iterable[Mapping[str, Any]]) -> Iterator[Asked]:
    for row in rows:
        wanted = row.get("id", ())
        # The honest refusal to speak of another family is an entry of its own.
        allowed = ("neighbour-status",) if row.get("kind") == "neighbour" else ()
        yield Asked(row["q"], (wanted,) if isinstance(wanted, str) else (*wanted, *allowed))


def as_written(text: str) -> str:
    return text


def unaccented(text: str) -> str:
    return fold(text)


def noisy(text: str) -> str:
    """Without accents, with teencode and typing slips; the same text is always spoiled alike."""
    chance = random.Random(text)
    folded = fold(text)
    for word, written in SHORT.items():
        if chance.random() < 0.6:
            folded = re.sub(rf"\b{word}\b", chance.choice(written), folded)
    return "".join(_slipped(letter, chance) for letter in folded)


def _slipped(letter: str, chance: random.Random) -> str:
    if not letter.isalpha() or chance.random() >= SLIPS:
        return letter
    return chance.choice(("", letter * 2, chance.choice("aeiouhntg")))


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "as written": as_written,
    "unaccented": unaccented,
    "noisy": noisy,
}
