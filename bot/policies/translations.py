"""What people still read in Vietnamese though they chose another language, for those who keep the words.

Must not change anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.domain.policies.wording import READ_BY_A_SPEAKER_FIRST
from bot.errors import DongHanhError
from bot.wording import DEFAULT, LANGUAGES, translation
from models.catalogue import ROOT, Standing, read_texts, translations

OPEN = (Standing.BEHIND, Standing.UNREAD, Standing.MISSING)
"""What can be wrong with a translation, the quickest to mend first."""


def untranslated(language: str | None = None, root: Path = ROOT) -> str:
    """The entries and interface texts one language, or each but Vietnamese, does not tell, and why."""
    others = [code for code in LANGUAGES if code != DEFAULT]
    if language not in (None, *others):
        raise DongHanhError(f"There is nothing to translate into {language}. Choose {' or '.join(others)}.")
    chosen = others if language is None else [language]
    return "\n".join(line for code in chosen for line in (*_entries(code, root), *_interface(code, root)))


def _entries(language: str, root: Path) -> Iterator[str]:
    texts = {code: written for code in (DEFAULT, language) if (written := read_texts(code, root))}
    standings = translations(texts, language)
    told = sum(standing is Standing.TOLD for standing in standings.values())
    yield f"{language}: {told} of {len(standings)} entries are told"
    for reason in OPEN:
        yield from (f"  {name}: {reason.value}" for name, standing in standings.items() if standing is reason)


def _interface(language: str, root: Path) -> Iterator[str]:
    known = translation(language, root / "locales")
    yield f"{language}: {len(known.missing)} interface texts are missing"
    yield from (f"  {key}" for key in known.missing)
    if language in READ_BY_A_SPEAKER_FIRST and known.reviewed_by is None:
        yield f"{language}: the interface texts are {Standing.UNREAD.value}"
