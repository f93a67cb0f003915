"""The catalogue's own rules, checked over facts and wording together.

Must not repair anything; `donghanh policies check` prints what is found."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.policies.answers import MAX_SHORT, fits
from bot.domain.policies.catalogue import Catalogue, Entry
from bot.domain.policies.wording import DATES, EntryWording, placeholders
from bot.domain.text import clean, fold

MIN_SAMPLES = 8
MIN_UNACCENTED = 4
SUFFIXES = frozenset({"", "today", "next"})
LAUNCH = date(2026, 12, 1)
QUARTERS = tuple(date(year, month, 1) for year in range(2024, 2029) for month in (1, 4, 7, 10))

# Names of forms, grades and wards may carry a numeral; any other digit is a figure: a parameter.
_NAMED_NUMERAL = re.compile(
    r"(Mẫu|Phụ lục|[Pp]hiếu|[Cc]ấp|lớp|[Pp]hường|[Kk]hóm|Form|Annex|grade|Ward) (số )?[0-9A-Z]+[a-zđ]?"
)
_DIGIT = re.compile(r"\d")


class Breach(StrEnum):
    """The rules that can be broken, as they are told to whoever keeps the files."""

    NO_FACTS = "has wording but no facts"
    SOURCE_UNUSED = "source {about} is not used"
    SOURCELESS = "statement {about} has neither a source nor a figure that carries one"
    FEW_SAMPLES = "has {about} sample questions, needs {detail}"
    FEW_PLAIN = "has {about} sample questions without accents, needs {detail}"
    SAMPLE_TWICE = "sample {about!r} stands also in {detail}"
    ONE_SIDED = "statement {about} stands in the facts or in the wording, not in both"
    FIGURE_WRITTEN = "writes a figure that no parameter gives: {detail!r}"
    PLACEHOLDER_UNKNOWN = "placeholder {detail} is unknown"
    PARAMETER_UNUSED = "parameter {about} is not used"
    TOO_LONG = "says more than {detail} characters about {about}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One breach of a rule. `entry` is its id, also where the fault lies in the wording.

    `about` names the statement, parameter, source or sample at fault."""

    entry: str
    breach: Breach
    about: str = ""
    detail: str = ""

    @property
    def problem(self) -> str:
        return self.breach.format(about=self.about, detail=self.detail)

    def __str__(self) -> str:
        return f"{self.entry}: {self.problem}"


def check(catalogue: Catalogue, wording: Mapping[str, EntryWording]) -> list[Finding]:
    found = list(_shared_samples(wording))
    for entry in catalogue.entries.values():
        words = wording[entry.id]
        problems = [*_facts(entry), *_samples(words), *_texts(entry, words)]
        found += problems or _lengths(entry, words)
    return sorted(found)


def _facts(entry: Entry) -> Iterator[Finding]:
    for name in sorted(entry.sources.keys() - entry.source_names()):
        yield Finding(entry.id, Breach.SOURCE_UNUSED, name)


def _sourceless(entry: Entry, wording: EntryWording) -> Iterator[Finding]:
    for name, statement in entry.statements.items():
        words = wording.statements.get(name)
        if words and not statement.source and not set(placeholders(words.text)) - DATES:
            yield Finding(entry.id, Breach.SOURCELESS, name)


def _samples(wording: EntryWording) -> Iterator[Finding]:
    plain = [sample for sample in wording.samples if clean(sample).casefold() == fold(sample)]
    if len(wording.samples) < MIN_SAMPLES:
        yield Finding(wording.id, Breach.FEW_SAMPLES, str(len(wording.samples)), str(MIN_SAMPLES))
    if len(plain) < MIN_UNACCENTED:
        yield Finding(wording.id, Breach.FEW_PLAIN, str(len(plain)), str(MIN_UNACCENTED))


def _shared_samples(wording: Mapping[str, EntryWording]) -> Iterator[Finding]:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for words in wording.values():
        for sample in words.samples:
            owners[fold(sample)].append(words.id)
    for sample, ids in owners.items():
        if len(ids) > 1:
            yield Finding(ids[0], Breach.SAMPLE_TWICE, sample, ", ".join(ids[1:]))


def _texts(entry: Entry, wording: EntryWording) -> Iterator[Finding]:
    for name in sorted(entry.statements.keys() ^ wording.statements.keys()):
        yield Finding(entry.id, Breach.ONE_SIDED, name)
    yield from _placeholders(entry, wording)
    yield from _sourceless(entry, wording)
    for name, words in wording.statements.items():
        for form in words.forms():
            if _DIGIT.search(_NAMED_NUMERAL.sub("", re.sub(r"\{[^}]*\}", "", form))):
                yield Finding(entry.id, Breach.FIGURE_WRITTEN, name, form)


def _placeholders(entry: Entry, wording: EntryWording) -> Iterator[Finding]:
    figures = entry.parameters.keys() | entry.computed.keys()
    used = {
        placeholder: name
        for name, words in wording.statements.items()
        for form in words.forms()
        for placeholder in placeholders(form)
    }
    for placeholder in sorted(used.keys() - DATES):
        name, _, suffix = placeholder.partition(".")
        if name not in figures or suffix not in SUFFIXES:
            yield Finding(entry.id, Breach.PLACEHOLDER_UNKNOWN, used[placeholder], placeholder)
    said = {placeholder.partition(".")[0] for placeholder in used}
    factors = {name for sum_ in entry.computed.values() for name in sum_.multiply}
    for name in sorted(figures - said - factors):
        yield Finding(entry.id, Breach.PARAMETER_UNUSED, name)


def _lengths(entry: Entry, wording: EntryWording) -> Iterator[Finding]:
    """Over every quarter, asked on that day, now and later."""
    turns = entry.turns()
    seen = set()
    for on in QUARTERS:
        for today in (on, LAUNCH, QUARTERS[-1]):
            # Between two turns of the entry the same is told, and nothing but dates is written otherwise.
            written = len(wording.formatter.date(on)), len(wording.formatter.date(today))
            told = bisect(turns, on), bisect(turns, today), on < today, on > today, written
            if told not in seen and not fits(entry, wording, on=on, today=today):
                yield Finding(entry.id, Breach.TOO_LONG, f"{on} on {today}", str(MAX_SHORT))
                return
            seen.add(told)
