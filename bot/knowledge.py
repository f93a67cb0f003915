"""Everything the bot knows before anybody writes: the catalogue, its wording, and how to listen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, Unpack

from bot.domain.policies.answers import Answer, Asked, compose
from bot.domain.policies.catalogue import Catalogue
from bot.domain.policies.wording import EntryWording
from bot.domain.understanding import Understanding
from bot.domain.understanding.changes import Changes
from bot.domain.understanding.events import EventTalk
from bot.domain.understanding.giving import Giving
from bot.domain.understanding.masking import Masker
from bot.domain.understanding.officials import Officials
from bot.domain.understanding.requests import Requests
from bot.domain.understanding.sponsoring import Sponsoring
from bot.domain.words import Lexicon
from bot.log import log
from bot.wording import LANGUAGES
from models import learning
from models.catalogue import ROOT
from models.publishing import settled

REMEMBERED_ANSWERS = 4096


class Answering(Protocol):
    """Composes answers; the same question on the same day is composed once."""

    def __call__(self, entry_id: str, language: str, **asked: Unpack[Asked]) -> Answer:
        """See `bot.domain.policies.answers.compose`."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Read-only and shared by all turns."""

    catalogue: Catalogue
    entries: Mapping[str, Mapping[str, EntryWording]]
    answer: Answering
    understanding: Understanding
    requests: Requests
    changes: Changes
    sponsoring: Sponsoring
    giving: Giving
    events: EventTalk
    officials: Officials
    lexicon: Lexicon
    masker: Masker

    def entry_wording(self, language: str) -> Mapping[str, EntryWording]:
        """Titles and texts of the entries in a language, where missing in Vietnamese."""
        return self.entries[language]


def load(cache: Path, root: Path = ROOT) -> Knowledge:
    """Take what was learned from the catalogue, or learn it now, for some seconds, when it was changed."""
    loaded = learning.load(cache, settled(root))
    for trouble in loaded.troubles:
        log.warning("what was learned can not be kept", reason=trouble)
    if loaded.seconds is not None:
        log.info("learned the catalogue", seconds=round(loaded.seconds, 1))
    written = loaded.learned.written
    catalogue = written.catalogue
    entries = {language: written.wording(language) for language in LANGUAGES}
    understanding = Understanding(
        written.documents(), written.phrases, loaded.learned.ranker, procedures=written.procedures
    )

    @lru_cache(REMEMBERED_ANSWERS)
    def answer(entry_id: str, language: str, **asked: Unpack[Asked]) -> Answer:
        return compose(catalogue.entries[entry_id], entries[language][entry_id], **asked)

    masker = Masker(written.masks, written.phrases, loaded.learned.habits)
    return Knowledge(
        catalogue,
        entries,
        answer,
        understanding,
        Requests(written.phrases),
        Changes(written.phrases),
        Sponsoring(written.phrases),
        Giving(written.phrases),
        EventTalk(written.phrases),
        Officials(written.phrases),
        written.lexicon,
        masker,
    )
