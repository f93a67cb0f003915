"""What people read, by key and language. The texts stand in locales/<language>/LC_MESSAGES/donghanh.po."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
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
        self._texts = _written(language, locales)

    def __call__(self, key: str, **values: object) -> str:
        """The text behind a key, with its named values. Raises `KeyError` for a key nobody wrote."""
        text = self._texts[key]
        return text.format_map(values) if values else text

    def knows(self, key: str) -> bool:
        """Whether there is a text behind a key."""
        return key in self._texts


@cache
def wording(language: str) -> Wording:
    """The wording of a language; of an unknown one, Vietnamese."""
    return Wording(language if language in LANGUAGES else DEFAULT)


def texts(language: str, prefix: str) -> Mapping[str, str]:
    """All texts whose key starts with a prefix, as the page needs them."""
    say = wording(language)
    return {key: say(key) for key in _written(DEFAULT, LOCALES) if key.startswith(prefix)}


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
    written = {message.id for message in catalogue if _is_written(message)}
    reviewed_by = _REVIEWED_BY.search(catalogue.header_comment.replace("# ", ""))
    return Translation(
        missing=tuple(key for key in keys if key not in written and not key.startswith(FOR_OFFICIALS)),
        reviewed_by=reviewed_by[1] if reviewed_by else None,
    )


@cache
def _written(language: str, locales: Path) -> Mapping[str, str]:
    """Every key with its text. Not compiled first: that took as long again, and the first asker waited."""
    with _po(language, locales).open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    texts = {str(each.id): str(each.string) for each in catalogue if each.id and _is_written(each)}
    return texts if language == DEFAULT else {**_written(DEFAULT, locales), **texts}


def _is_written(message: Message) -> bool:
    return bool(message.string) and not message.fuzzy


def _po(language: str, locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / "donghanh.po"
