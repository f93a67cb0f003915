"""The words lists are read by, from `locales/vi/lists`: names of columns and what stands in cells.

Must not decide anything; comparing is done without accents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar
from unicodedata import normalize

import yaml

from bot.domain.register.terms import CannotEscape, Cause, Deprivation, Ethnicity, Relation, Sex, Status
from bot.domain.text import fold
from bot.wording import LOCALES

E = TypeVar("E", bound=StrEnum)

_FOLDER = LOCALES / "vi" / "lists"
_PUNCTUATION = re.compile(r"[\W_]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class Field(StrEnum):
    """What a column tells."""

    ORDINAL = "ordinal"
    NUMBER = "number"
    HEAD = "head"
    MEMBER = "member"
    NAME = "name"
    BIRTH = "birth"
    BIRTH_MALE = "birth_male"
    BIRTH_FEMALE = "birth_female"
    SEX = "sex"
    MALE = "male"
    FEMALE = "female"
    RELATION = "relation"
    ETHNICITY = "ethnicity"
    INSURED_TO = "insured_to"
    HAMLET = "hamlet"
    ADDRESS = "address"
    PHONE = "phone"
    STATUS = "status"
    POOR = "poor"
    NEAR_POOR = "near_poor"
    NEWLY_ESCAPED = "newly_escaped"
    AVERAGE = "average"
    OTHER = "other"
    SIZE = "size"
    SIZE_MALE = "size_male"
    SIZE_FEMALE = "size_female"
    INCOME_POINTS = "income_points"
    DEPRIVATION_POINTS = "deprivation_points"
    INCOME = "income"
    DEPRIVATIONS = "deprivations"
    CAUSES = "causes"
    CANNOT_ESCAPE = "cannot_escape"
    NO_ONE_ABLE_TO_WORK = "no_one_able_to_work"
    SOCIAL_ASSISTANCE = "social_assistance"
    NOTE = "note"
    IDENTITY = "identity"


STATUS_MARKS = {
    Field.POOR: Status.POOR,
    Field.NEAR_POOR: Status.NEAR_POOR,
    Field.NEWLY_ESCAPED: Status.NEWLY_ESCAPED,
    Field.AVERAGE: Status.AVERAGE,
    Field.OTHER: Status.OTHER,
}


@lru_cache(4_096)
def key(text: str) -> str:
    """What two spellings of a heading or a word share: no accents, no case, no punctuation."""
    return _PUNCTUATION.sub(" ", fold(text)).strip()


@lru_cache(4_096)
def spelled(text: str) -> str:
    """A heading or a word as spelled with its accents, without case and punctuation."""
    return _PUNCTUATION.sub(" ", normalize("NFC", text).casefold()).strip()


def without_brackets(text: str) -> str:
    """A heading without what it says in brackets."""
    return _IN_BRACKETS.sub(" ", text)


class Terms(Generic[E]):
    """Codes by what people write for them; what means two things without accents needs them."""

    def __init__(self, names: Mapping[str, Iterable[str]], codes: type[E]) -> None:
        """Raises `ValueError` where one spelling means two things."""
        self._exact: dict[str, E] = {}
        folded: dict[str, set[E]] = defaultdict(set)
        for code, spellings in names.items():
            for spelling in spellings:
                if self._exact.setdefault(spelled(spelling), codes(code)) is not codes(code):
                    raise ValueError(f"{spelling} is both {self._exact[spelled(spelling)]} and {code}")
                folded[key(spelling)].add(codes(code))
        self.by_key = {written: one for written, (one, *more) in folded.items() if not more}

    def knows(self, text: str) -> bool:
        """Whether the text is one of them with all its accents."""
        return spelled(text) in self._exact

    def get(self, text: str) -> E | None:
        """What the text stands for as spelled, else without accents."""
        return self._exact.get(spelled(text)) or self.by_key.get(key(text))


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """Names of columns, of headings over several, and of what is no line."""

    fields: Terms[Field]
    groups: Mapping[str, str]
    parts: Mapping[str, str]
    deprivations: Terms[Deprivation]
    causes: Terms[Cause]
    statuses: Terms[Status]
    hamlets: frozenset[str]
    hamlets_spelled: frozenset[str]
    totals: frozenset[str]
    totals_before: tuple[str, ...]
    endings: tuple[str, ...]
    thousands: tuple[str, ...]
    millions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueWords:
    """What stands in cells. Marks are by their folded form, for a key keeps no signs."""

    marked: frozenset[str]
    unmarked: frozenset[str]
    statuses: Terms[Status]
    cannot_escape: Terms[CannotEscape]
    relations: Terms[Relation]
    sexes: Terms[Sex]
    ethnicities: Terms[Ethnicity]
    between_phones: tuple[str, ...]
    old_phones: Mapping[str, str]
    day: Mapping[str, str]
    counted: frozenset[str]
    unknown: frozenset[str]


@cache
def header_words() -> HeaderWords:
    """The names of columns."""
    raw = _raw("headers")
    return HeaderWords(
        fields=Terms(raw["fields"], Field),
        groups={key(name): group for group, names in raw["groups"].items() for name in names},
        parts={key(name): part for part, names in raw["parts"].items() for name in names},
        deprivations=Terms(raw["deprivations"], Deprivation),
        causes=Terms(raw["causes"], Cause),
        statuses=Terms(raw["statuses"], Status),
        hamlets=frozenset(map(key, raw["hamlet_words"])),
        hamlets_spelled=frozenset(map(spelled, raw["hamlet_words"])),
        totals=frozenset(map(key, raw["totals"])),
        totals_before=tuple(_totals_before(raw["totals_before"])),
        endings=_keys(raw["endings"]),
        thousands=_keys(raw["thousands"]),
        millions=_keys(raw["millions"]),
    )


@cache
def value_words() -> ValueWords:
    """The words of cells."""
    raw = _raw("values")
    return ValueWords(
        marked=frozenset(map(fold, raw["marked"])),
        unmarked=frozenset(map(fold, raw["unmarked"])),
        statuses=Terms(raw["statuses"], Status),
        cannot_escape=Terms(raw["cannot_escape"], CannotEscape),
        relations=Terms(raw["relations"], Relation),
        sexes=Terms(raw["sexes"], Sex),
        ethnicities=Terms(raw["ethnicities"], Ethnicity),
        between_phones=_keys(raw["between_phones"]),
        old_phones=raw["old_phones"],
        day={key(name): unit for unit, names in raw["day_words"].items() for name in names},
        counted=frozenset(map(fold, raw["people_words"])),
        unknown=frozenset(map(fold, raw["unknown_words"])),
    )


def _raw(name: str) -> dict[str, Any]:
    return dict(
        yaml.load((_FOLDER / name).with_suffix(".yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    )


def legacy_tables() -> dict[str, Any]:
    """How letters were written before Unicode, and the parts of syllables, as the file has them."""
    return _raw("legacy")


def _totals_before(names: Iterable[str]) -> Iterator[str]:
    """As spelled, and without accents where there are two words: a family name is one word."""
    for name in names:
        yield spelled(name)
        if " " in name:
            yield key(name)


def _keys(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(key, names), key=len, reverse=True))
