"""Everything the bot knows before anybody writes: the catalogue, its wording, and how to listen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Protocol, Unpack

from bot.domain.policies.answers import Answer, Asked, compose
from bot.domain.policies.catalogue import Catalogue
from bot.domain.policies.wording import EntryWording
from bot.domain.understanding import Decision, Thresholds, Understanding, Understood
from bot.domain.understanding.changes import Changes
from bot.domain.understanding.events import EventTalk
from bot.domain.understanding.giving import Giving
from bot.domain.understanding.masking import Masker
from bot.domain.understanding.officials import Officials
from bot.domain.understanding.received import Received
from bot.domain.understanding.requests import Requests
from bot.domain.understanding.sponsoring import Sponsoring
from bot.domain.words import Lexicon
from bot.log import log
from bot.wording import LANGUAGES
from models import learning
from models.catalogue import ROOT
from models.publishing import settled

REMEMBERED_ANSWERS = 4096
# Who chose a language in which few entries are worded is rather offered one too many than sent away. Khmer is
# written without spaces, so that it shares no whole words with what was learned.
_OF_FEW = Thresholds(known=-0.2, certain=0.15, shared=0.0)


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
    understanding_in: Callable[[str], Understanding | None]
    requests: Requests
    changes: Changes
    sponsoring: Sponsoring
    giving: Giving
    events: EventTalk
    officials: Officials
    received: Received
    lexicon: Lexicon
    masker: Masker

    def heard(self, text: str, *, language: str, today: date, subject: str | None = None) -> Understood:
        """Return what a message means; in the language of the chat, where that makes sense of it."""
        usual = self.understanding.read(text, today=today, subject=subject)
        own = self.understanding_in(language)
        if own is None or usual.urgent is not None or usual.decision is Decision.ANSWER:
            return usual
        understood = own.read(text, today=today, subject=subject)
        return usual if understood.decision is Decision.UNKNOWN else understood

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

    @lru_cache
    def understanding_in(language: str) -> Understanding | None:
        """A few entries are soon learned; most offices never need them in another language."""
        phrases = written.other_phrases.get(language)
        return (
            None
            if phrases is None
            else Understanding.fit(written.documents(language), phrases, thresholds=_OF_FEW)
        )

    masker = Masker(written.masks, written.phrases, loaded.learned.habits)
    return Knowledge(
        catalogue,
        entries,
        answer,
        understanding,
        understanding_in,
        Requests(written.phrases),
        Changes(written.phrases),
        Sponsoring(written.phrases),
        Giving(written.phrases),
        EventTalk(written.phrases),
        Officials(written.phrases),
        Received(written.phrases),
        written.lexicon,
        masker,
    )
