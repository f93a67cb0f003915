"""All that people wrote and the bot goes by: rights and their words, procedures, what is listened for.

Must not decide anything."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pydantic
import regex
from pydantic import BaseModel, ConfigDict

from bot.domain.policies.amounts import amounts
from bot.domain.policies.catalogue import Catalogue
from bot.domain.policies.wording import EntryWording
from bot.domain.procedures import Procedure
from bot.domain.understanding import Document, Phrases
from bot.domain.understanding.habits import Masks
from bot.domain.words import Lexicon
from bot.errors import RefusedToStart
from models.catalogue import FALLBACK, ROOT, Texts, read_catalogue, read_texts, worded
from models.neighbouring import LIST, read_procedures
from models.phrases import read_lexicon, read_masks, read_phrases

_FILES = (
    "models/policies/**/*.yaml",
    "models/procedures/*.csv",
    "locales/*/policies/**/*.yaml",
    "locales/*/understanding/*.yaml",
    "locales/*/words.yaml",
    "locales/*/masking.yaml",
)
# What reads the files and learns from them.
_CODE = ("bot/domain/**/*.py", "models/*.py")
# Somebody may be changing the files: so often they are read before that is given up.
_READINGS = 5
_VERSIONS = (sys.version, np.__version__, pydantic.VERSION, regex.__version__)


class Written(BaseModel):
    """Everything in the files. Short answers and cries for help are heard in all languages at once.

    Questions are heard in Vietnamese by `phrases`, in a chosen language by its `other_phrases` as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogue: Catalogue
    texts: Mapping[str, Texts]
    phrases: Phrases
    other_phrases: Mapping[str, Phrases]
    lexicon: Lexicon
    masks: Masks
    procedures: tuple[Procedure, ...]

    def wording(self, language: str) -> Mapping[str, EntryWording]:
        """Every entry's words in a language, where missing in Vietnamese."""
        return worded(self.catalogue, self.texts, language)

    def documents(self, language: str = FALLBACK) -> list[Document]:
        """What the entries that are worded in a language sound like, in the order of the catalogue."""
        return [
            Document(
                name,
                text.title,
                text.names,
                text.samples,
                near=self.catalogue.near(name),
                twins=self.catalogue.entries[name].ask_back_group,
                status=self.catalogue.entries[name].status,
                amounts=amounts(self.catalogue.entries[name], told),
            )
            for name, told in self.wording(language).items()
            if (text := self.texts[language].entries.get(name)) is not None
        ]

    def sentences(self) -> Iterator[str]:
        """All that is said to people about the entries, and all they may ask, also about other things."""
        for text in (text for texts in self.texts.values() for text in texts.entries.values()):
            yield from (text.title, *text.names, *text.samples)
            yield from (form for statement in text.statements.values() for form in statement.forms())
        for questions in (*self.phrases.negatives.values(), *(each.texts for each in self.procedures)):
            yield from questions

    def packed(self) -> bytes:
        """The whole as JSON, to be read again much faster than the files."""
        raw = self.model_dump(exclude_defaults=True)
        return json.dumps(raw, default=_plain, ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, text: bytes) -> Written:
        """The whole from its JSON. Raises ValueError for what is none."""
        # Not model_validate_json: it takes telephone numbers for fractions.
        return cls.model_validate(json.loads(text))


def read_written(root: Path = ROOT) -> Written:
    """Everything as it stands in the files now. Raises RefusedToStart naming the file that is wrong."""
    languages = sorted(path.name for path in (root / "locales").iterdir())
    texts = {language: read for language in languages if (read := read_texts(language, root))}
    everything = read_phrases(root=root)
    return Written(
        catalogue=read_catalogue(root),
        texts=texts,
        phrases=read_phrases(FALLBACK, root=root).model_copy(update={"urgent": everything.urgent}),
        other_phrases={
            language: read_phrases(language, root=root) for language in texts if language != FALLBACK
        },
        lexicon=read_lexicon(root=root),
        masks=read_masks(root=root),
        procedures=read_procedures(root / "models" / "procedures" / LIST.name),
    )


def read_unchanged(root: Path = ROOT) -> tuple[str, Written]:
    """Everything as it stood in the files at one moment, and its fingerprint.

    Raises RefusedToStart naming the file that is wrong, or when the files change whenever they are read."""
    for _ in range(_READINGS):
        before = fingerprint(root)
        try:
            written = read_written(root)
        except RefusedToStart:
            # While somebody changes several files, one may not fit the others yet.
            if fingerprint(root) == before:
                raise
        else:
            if fingerprint(root) == before:
                return before, written
    raise RefusedToStart("The catalogue was changed while it was read. Start again.")


def fingerprint(root: Path = ROOT) -> str:
    """What changes whenever a file, the code that reads it and learns from it, or a library does."""
    digest = hashlib.sha256(" ".join(_VERSIONS).encode())
    for path, name in _all_files(root):
        try:
            content = path.read_bytes()
        except OSError as problem:
            raise RefusedToStart(f"{path} can not be read: {problem}") from problem
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def places(root: Path) -> list[str]:
    """Every file that is read, relative to the root: a copy of these can be read and learned on its own."""
    return [name for _, name in _found(root, _FILES)]


def _all_files(root: Path) -> Iterator[tuple[Path, str]]:
    yield from _found(root, _FILES)
    yield from _found(ROOT, _CODE)


def _found(top: Path, patterns: Iterable[str]) -> Iterator[tuple[Path, str]]:
    for pattern in patterns:
        for path in sorted(top.glob(pattern)):
            yield path, path.relative_to(top).as_posix()


def _plain(value: object) -> float | str:
    """A fraction as the number it was in the file, a day as its text."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} stands in no file")
