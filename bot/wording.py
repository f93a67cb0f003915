"""What people read, by key and language. The texts stand in locales/<language>/LC_MESSAGES/donghanh.po."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "locales"
DEFAULT = "vi"
LANGUAGES = ("vi", "km", "en")

# What the keepers of the catalogue and the officials work with is told in Vietnamese, whatever anybody chose.
FOR_OFFICIALS = (
    "sheet.",
    "publish.",
    "breach.",
    "misheard.",
    "confidence.",
    "facet.",
    "unit.",
    "file.",
    "case.",
    "case_",
    "target.",
    "digest.",
    "notice.digest",
    "broadcast.",
    "broadcast_form.",
    "notice.broadcast_waits",
    "notice.broadcast_done",
    "target_",
    "notice.case_opened",
    "notice.call_list",
    "unreached.",
    "notice.case_urgent",
    "notice.unit_reminder",
    "notice.leader_reminder",
    "notice.late_reminder",
    "notice.help_offered",
    "sponsors.",
    "sponsor_",
    "unit_line.",
    "survey.",
    "unit_report.",
    "unit_praise.",
    "notice.case_reopened",
    "notice.case_late",
    "notice.talk_said",
    "notice.talk_left",
    "look_up.",
    "rights.",
    "screen.ask_",
    "screen.head",
    "screen.hint",
    "screen.next",
    "screen.opens",
    "screen.standard_",
    "screen.verdict_",
    "screen.where",
    "official_form.",
    "import.",
    "export.",
    "list.",
    "slip.",
    "slips.",
    "invite.",
    "lists.",
    "changes.",
    "change_",
    "figures.",
    "event_",
    "leaflets.",
    "leaflet_form.",
    "notice.leaflet_waits",
    "walk_in.",
    "visit.",
    "book.",
    "pledge.",
    "correction.",
    "reversal.",
    "fund.",
    "house.",
    "share.",
    "receipt.",
)

_REVIEWED_BY = re.compile(r"^reviewed_by: *(\S.*)$", re.MULTILINE)


class Wording:
    """One language. What it lacks is said in Vietnamese."""

    def __init__(self, language: str, locales: Path = LOCALES) -> None:
        self.language = language
        self._texts = _translations(language, locales)

    def __call__(self, key: str, **values: object) -> str:
        """The text behind a key, with its named values. Raises `KeyError` for a key nobody wrote."""
        text = self._texts.gettext(key)
        if text == key:
            raise KeyError(key)
        return text.format_map(values) if values else text

    def knows(self, key: str) -> bool:
        """Whether there is a text behind a key."""
        return self._texts.gettext(key) != key


@cache
def wording(language: str) -> Wording:
    """The wording of a language; of an unknown one, Vietnamese."""
    return Wording(language if language in LANGUAGES else DEFAULT)


def texts(language: str, prefix: str) -> Mapping[str, str]:
    """All texts whose key starts with a prefix, as the page needs them."""
    say = wording(language)
    keys = [key for key in _catalogue_keys() if key.startswith(prefix)]
    return {key: say(key) for key in keys}


@dataclass(frozen=True, slots=True)
class Translation:
    """How far the texts of a language are: keys said in Vietnamese, and the role of who read the others."""

    missing: tuple[str, ...]
    reviewed_by: str | None


def translation(language: str, locales: Path = LOCALES) -> Translation:
    """What is there in a language now."""
    with _po(DEFAULT, locales).open("rb") as file:
        keys = [str(message.id) for message in read_po(file) if message.id]
    with _po(language, locales).open("rb") as file:
        catalogue = read_po(file, locale=language)
    written = {message.id for message in catalogue if message.string and not message.fuzzy}
    reviewed_by = _REVIEWED_BY.search(catalogue.header_comment.replace("# ", ""))
    return Translation(
        missing=tuple(key for key in keys if key not in written and not key.startswith(FOR_OFFICIALS)),
        reviewed_by=reviewed_by[1] if reviewed_by else None,
    )


@cache
def _catalogue_keys() -> tuple[str, ...]:
    with _po(DEFAULT).open("rb") as file:
        return tuple(str(message.id) for message in read_po(file) if message.id)


@cache
def _translations(language: str, locales: Path) -> GNUTranslations:
    with _po(language, locales).open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    if language != DEFAULT:
        translations.add_fallback(_translations(DEFAULT, locales))
    return translations


def _po(language: str, locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / "donghanh.po"
