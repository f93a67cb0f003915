"""Everything the bot knows before anybody writes: the catalogue, its wording, and how to listen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from bot.domain.answers import Answer, compose
from bot.domain.catalogue import Catalogue
from bot.domain.policy_listening import documents
from bot.domain.policy_terms import Facet
from bot.domain.policy_wording import EntryWording
from bot.domain.understanding import Understanding
from bot.domain.words import Lexicon
from bot.wording import LANGUAGES
from models.catalogue import ROOT, load_catalogue, load_wording
from models.phrases import load_lexicon, load_phrases
from models.publishing import settled

REMEMBERED_ANSWERS = 4096


class Answering(Protocol):
    """Composes answers; the same question on the same day is composed once."""

    def __call__(
        self,
        entry_id: str,
        language: str,
        *,
        on: date,
        today: date,
        level: int,
        province: str | None,
        facet: Facet | None,
    ) -> Answer:
        """See `bot.domain.answers.compose`."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Read-only and shared by all turns."""

    catalogue: Catalogue
    entries: Mapping[str, Mapping[str, EntryWording]]
    answer: Answering
    understanding: Understanding
    lexicon: Lexicon

    def entry_wording(self, language: str) -> Mapping[str, EntryWording]:
        """Titles and texts of the entries in a language, where missing in Vietnamese."""
        return self.entries[language]


def load(root: Path = ROOT) -> Knowledge:
    """Read the catalogue and learn to listen to it."""
    home = settled(root)
    entries = {language: load_wording(language, home) for language in LANGUAGES}
    catalogue = load_catalogue(home)
    learned = documents(catalogue, entries["vi"])

    @lru_cache(REMEMBERED_ANSWERS)
    def answer(
        entry_id: str,
        language: str,
        *,
        on: date,
        today: date,
        level: int,
        province: str | None,
        facet: Facet | None,
    ) -> Answer:
        wording = entries[language][entry_id]
        entry = catalogue.entries[entry_id]
        return compose(entry, wording, on=on, today=today, level=level, province=province, facet=facet)

    return Knowledge(
        catalogue, entries, answer, Understanding.fit(learned, load_phrases("vi")), load_lexicon(*LANGUAGES)
    )
