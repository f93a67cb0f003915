"""Reads the policy catalogue: facts from models/policies, wording from locales/<language>/policies.

Must not decide anything; what the files may say is set in bot/domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.policies.catalogue import Catalogue, Entry
from bot.domain.policies.check import Breach, Finding, check
from bot.domain.policies.wording import READ_BY_A_SPEAKER_FIRST, AnswerPhrases, EntryTexts, EntryWording
from bot.errors import RefusedToStart
from models.yaml_files import read_named

ROOT = Path(__file__).parent.parent
FALLBACK = "vi"

Model = TypeVar("Model", bound=BaseModel)


class Texts(BaseModel):
    """The wording files of a language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: Mapping[str, EntryTexts]
    phrases: AnswerPhrases


class Standing(StrEnum):
    """How far the translation of an entry is. Only one that is `TOLD` reaches people."""

    TOLD = "told"
    UNREAD = "not yet read by a speaker"
    BEHIND = "says other things than the Vietnamese text"
    MISSING = "missing"


@cache
def load_catalogue(root: Path = ROOT) -> Catalogue:
    """All entries. Raises RefusedToStart naming the file that is wrong."""
    return read_catalogue(root)


@cache
def load_wording(language: str, root: Path = ROOT, *, drafts: bool = False) -> Mapping[str, EntryWording]:
    """Every entry's words in a language; where none may be told, in Vietnamese, as its `language` tells.

    With `drafts`, translations are taken as they stand: also unread by a speaker, or behind the original."""
    texts = {code: read_texts(code, root) for code in (FALLBACK, language)}
    return worded(load_catalogue(root), texts, language, drafts=drafts)


def read_catalogue(root: Path) -> Catalogue:
    """All entries as they stand in the files now."""
    folder = root / "models" / "policies"
    shared_sources = read_named(folder / "shared" / "sources.yaml")
    shared_parameters = read_named(folder / "shared" / "parameters.yaml")
    entries = {}
    for path in _files(folder):
        raw = _with_shared(read_named(path), shared_sources, shared_parameters)
        entries[path.stem] = _validated(Entry, {"id": path.stem, **raw}, path)
    return _validated(Catalogue, {"entries": entries}, folder)


def read_texts(language: str, root: Path) -> Texts | None:
    """What is written in a language, as it stands in the files now; None when no entry is."""
    folder = _folder(language, root)
    entries = {path.stem: _validated(EntryTexts, read_named(path), path) for path in _files(folder)}
    if not entries:
        return None
    path = folder / "shared" / "phrases.yaml"
    return Texts(entries=entries, phrases=_validated(AnswerPhrases, read_named(path), path))


def worded(
    catalogue: Catalogue, texts: Mapping[str, Texts | None], language: str, *, drafts: bool = False
) -> Mapping[str, EntryWording]:
    """See `load_wording`. Raises RefusedToStart when an entry is worded in neither language."""
    standings = translations(texts, language)
    found = {
        name: (code, known, text)
        for code in (FALLBACK, language)
        if (known := texts.get(code))
        for name, text in known.entries.items()
        if code == FALLBACK or drafts or standings.get(name) is Standing.TOLD
    }
    buttons = {name: text.button for name, (_, _, text) in found.items()}
    wording = {}
    for entry in catalogue.entries.values():
        if entry.id not in found:
            raise RefusedToStart(f"locales/{FALLBACK}/policies/{entry.id}.yaml is missing")
        code, known, text = found[entry.id]
        following = [*entry.related, *filter(None, [entry.superseded_by])]
        labels = {name: text.next.get(name) or buttons[name] for name in following if name in buttons}
        fields = {name: getattr(text, name) for name in EntryTexts.model_fields} | {"next": labels}
        wording[entry.id] = EntryWording(id=entry.id, language=code, phrases=known.phrases, **fields)
    return wording


def translations(texts: Mapping[str, Texts | None], language: str) -> Mapping[str, Standing]:
    """How far the translation of each entry is."""
    originals, translated = texts.get(FALLBACK), texts.get(language)
    return {
        name: _standing(language, translated.entries.get(name) if translated else None, original)
        for name, original in (originals.entries.items() if originals else ())
    }


def _standing(language: str, text: EntryTexts | None, original: EntryTexts) -> Standing:
    if text is None:
        return Standing.MISSING
    if not text.says_as_much_as(original):
        return Standing.BEHIND
    unread = language in READ_BY_A_SPEAKER_FIRST and text.reviewed_by is None
    return Standing.UNREAD if unread else Standing.TOLD


def forget() -> None:
    """Read the files anew the next time they are asked for."""
    load_catalogue.cache_clear()
    load_wording.cache_clear()


def check_catalogue(language: str = FALLBACK, root: Path = ROOT) -> list[Finding]:
    """What `donghanh policies check` prints: every breach of the catalogue's own rules.

    Of a translation only what is translated is checked, drafts too."""
    texts = read_texts(language, root)
    catalogue = load_catalogue(root)
    orphans = sorted(texts.entries.keys() - catalogue.entries.keys()) if texts else []
    findings = [Finding(name, Breach.NO_FACTS) for name in orphans]
    wording = load_wording(language, root, drafts=True)
    written = {name: catalogue.entries[name] for name, words in wording.items() if words.language == language}
    return findings + check(catalogue.model_copy(update={"entries": written}), wording)


def _folder(language: str, root: Path) -> Path:
    return root / "locales" / language / "policies"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _with_shared(raw: dict[str, Any], sources: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The entry with the common parameters it borrows and the common documents it rests on."""
    borrowed = {name: parameters[name] for name in raw.pop("shared_parameters", ()) if name in parameters}
    whole = raw | {"parameters": raw.get("parameters", {}) | borrowed}
    wanted = set(_named_sources(whole)) & sources.keys()
    return whole | {"sources": {name: sources[name] for name in sorted(wanted)} | raw.get("sources", {})}


def _named_sources(raw: object) -> Iterator[str]:
    if isinstance(raw, list):
        for part in raw:
            yield from _named_sources(part)
    elif isinstance(raw, dict):
        for key, part in raw.items():
            if key == "source":
                yield from [part] if isinstance(part, str) else part
            else:
                yield from _named_sources(part)


def _validated(model: type[Model], raw: object, path: Path) -> Model:
    try:
        return model.model_validate(raw)
    except ValidationError as problem:
        raise RefusedToStart(f"{path} is not right: {problem}") from problem
