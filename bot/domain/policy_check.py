"""The catalogue's own rules, checked over facts and wording together.

Must not repair anything; `donghanh policies check` prints what is found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.answers import MAX_SHORT, fits
from bot.domain.catalogue import Catalogue, Entry
from bot.domain.policy_wording import DATES, EntryWording, placeholders
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


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One breach of a rule. `entry` is its id, also where the fault lies in the wording."""

    entry: str
    problem: str

    def __str__(self) -> str:
        return f"{self.entry}: {self.problem}"


def check(catalogue: Catalogue, wording: Mapping[str, EntryWording]) -> list[Finding]:
    found = list(_shared_samples(wording))
    for entry in catalogue.entries.values():
        problems = [*_facts(entry), *_samples(wording[entry.id]), *_texts(entry, wording[entry.id])]
        found += [Finding(entry.id, problem) for problem in problems]
        if not problems:
            found += [Finding(entry.id, problem) for problem in _lengths(entry, wording[entry.id])]
    return sorted(found)


def _facts(entry: Entry) -> Iterator[str]:
    for name in sorted(entry.sources.keys() - entry.source_names()):
        yield f"source {name} is not used"


def _sourceless(entry: Entry, wording: EntryWording) -> Iterator[str]:
    for name, statement in entry.statements.items():
        words = wording.statements.get(name)
        if words and not statement.source and not set(placeholders(words.text)) - DATES:
            yield f"statement {name} has neither a source nor a figure that carries one"


def _samples(wording: EntryWording) -> Iterator[str]:
    plain = [sample for sample in wording.samples if clean(sample).casefold() == fold(sample)]
    if len(wording.samples) < MIN_SAMPLES:
        yield f"has {len(wording.samples)} sample questions, needs {MIN_SAMPLES}"
    if len(plain) < MIN_UNACCENTED:
        yield f"has {len(plain)} sample questions without accents, needs {MIN_UNACCENTED}"


def _shared_samples(wording: Mapping[str, EntryWording]) -> Iterator[Finding]:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for words in wording.values():
        for sample in words.samples:
            owners[fold(sample)].append(words.id)
    for sample, ids in owners.items():
        if len(ids) > 1:
            yield Finding(ids[0], f"sample {sample!r} stands also in {', '.join(ids[1:])}")


def _texts(entry: Entry, wording: EntryWording) -> Iterator[str]:
    for name in sorted(entry.statements.keys() ^ wording.statements.keys()):
        yield f"statement {name} stands in the facts or in the wording, not in both"
    forms = [form for words in wording.statements.values() for form in words.forms()]
    used = {name for form in forms for name in placeholders(form)}
    yield from _placeholders(entry, used)
    yield from _sourceless(entry, wording)
    for form in forms:
        if _DIGIT.search(_NAMED_NUMERAL.sub("", re.sub(r"\{[^}]*\}", "", form))):
            yield f"writes a figure that no parameter gives: {form!r}"


def _placeholders(entry: Entry, used: set[str]) -> Iterator[str]:
    figures = entry.parameters.keys() | entry.computed.keys()
    for placeholder in sorted(used - DATES):
        name, _, suffix = placeholder.partition(".")
        if name not in figures or suffix not in SUFFIXES:
            yield f"placeholder {placeholder} is unknown"
    said = {placeholder.partition(".")[0] for placeholder in used}
    factors = {name for sum_ in entry.computed.values() for name in sum_.multiply}
    for name in sorted(figures - said - factors):
        yield f"parameter {name} is not used"


def _lengths(entry: Entry, wording: EntryWording) -> Iterator[str]:
    """Over every quarter, asked on that day, now and later."""
    for on in QUARTERS:
        for today in (on, LAUNCH, QUARTERS[-1]):
            if not fits(entry, wording, on=on, today=today):
                yield f"says more than {MAX_SHORT} characters about {on} on {today}"
                return
