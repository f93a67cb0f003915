"""Everything the bot knows before anybody writes: the catalogue, its wording, and how to listen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.catalogue import Catalogue
from bot.domain.policy_wording import EntryWording
from bot.domain.understanding import Document, Understanding
from bot.domain.words import Lexicon
from bot.wording import LANGUAGES
from models.catalogue import load_catalogue, load_wording
from models.phrases import load_lexicon, load_phrases


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Read-only and shared by all turns."""

    catalogue: Catalogue
    entries: Mapping[str, Mapping[str, EntryWording]]
    understanding: Understanding
    lexicon: Lexicon

    def entry_wording(self, language: str) -> Mapping[str, EntryWording]:
        """Titles and texts of the entries in a language, where missing in Vietnamese."""
        return self.entries[language]


def load() -> Knowledge:
    """Read the catalogue and learn to listen to it."""
    entries = {language: load_wording(language) for language in LANGUAGES}
    documents = [
        Document(name, wording.title, wording.names, wording.samples)
        for name, wording in entries["vi"].items()
    ]
    return Knowledge(
        load_catalogue(), entries, Understanding.fit(documents, load_phrases("vi")), load_lexicon(*LANGUAGES)
    )
