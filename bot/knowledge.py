"""Everything the bot knows before anybody writes: the catalogue, its wording, and how to listen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from bot.domain.answers import Answer, compose
from bot.domain.catalogue import Catalogue
from bot.domain.policy_terms import Facet
from bot.domain.policy_wording import EntryWording
from bot.domain.understanding import Document, Understanding
from bot.domain.understanding.masking import Masker
from bot.domain.words import Lexicon
from bot.wording import LANGUAGES
from models.catalogue import load_catalogue, load_wording
from models.phrases import load_lexicon, load_masks, load_phrases

REMEMBERED_ANSWERS = 4096
PLACEHOLDER = re.compile(r"\{[^}]*\}")


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
    masker: Masker

    def entry_wording(self, language: str) -> Mapping[str, EntryWording]:
        """Titles and texts of the entries in a language, where missing in Vietnamese."""
        return self.entries[language]


def load() -> Knowledge:
    """Read the catalogue and learn to listen to it."""
    entries = {language: load_wording(language) for language in LANGUAGES}
    catalogue = load_catalogue()
    documents = [
        Document(
            name,
            wording.title,
            wording.names,
            wording.samples,
            near=catalogue.near(name),
            twins=catalogue.entries[name].ask_back_group,
        )
        for name, wording in entries["vi"].items()
    ]

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
        catalogue,
        entries,
        answer,
        Understanding.fit(documents, load_phrases("vi")),
        load_lexicon(*LANGUAGES),
        _masker(entries),
    )


def _masker(entries: Mapping[str, Mapping[str, EntryWording]]) -> Masker:
    """What hides people in a question, by heart in all that we say and listen for ourselves."""
    own = {wording.title: wording for titles in entries.values() for wording in titles.values()}
    texts = [text for wording in own.values() for text in _texts(wording)]
    others = [question for questions in load_phrases().negatives.values() for question in questions]
    return Masker(
        load_masks(),
        load_phrases("vi"),
        texts=[*texts, *others],
        vocabulary=(load_phrases(), load_lexicon(*LANGUAGES)),
    )


def _texts(wording: EntryWording) -> Iterator[str]:
    yield from (wording.title, *wording.names, *wording.samples)
    for statement in wording.statements.values():
        yield from (PLACEHOLDER.sub(" 0 ", form) for form in statement.forms())
