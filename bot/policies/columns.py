"""The pages and columns of the catalogue's spreadsheet.

Must not know how a file is read or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Any

from bot.domain.policies.catalogue import ID, NAME
from bot.domain.policies.terms import Audience, Confidence, Facet, Group, Level, Office, Unit
from bot.domain.policies.wording import MAX_LABEL
from bot.policies.forms import (
    Amount,
    AsOfDay,
    Choice,
    Day,
    Form,
    Line,
    Name,
    Several,
    no_draft,
    web_address,
    whole_braces,
)
from bot.sheets import Value
from bot.wording import DEFAULT, wording
from models.catalogue import load_wording


class Sheet(StrEnum):
    """The pages that may be changed."""

    ENTRIES = "entries"
    VERSIONS = "versions"
    STATEMENTS = "statements"
    NAMES = "names"
    SAMPLES = "samples"
    FIGURES = "figures"
    SOURCES = "sources"


class Need(Enum):
    """Whether a cell may be empty; together the key cells tell which row it is."""

    KEY = "key"
    KEY_OR_EMPTY = "key or empty"
    REQUIRED = "required"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Terms:
    """Words of the catalogue, shown by the labels they have in the wording."""

    words: type[StrEnum]
    family: str

    @property
    def choices(self) -> Sequence[str]:
        return _labelled(self.words, self.family).choices

    def write(self, raw: Any) -> Value:
        return _labelled(self.words, self.family).write(raw)

    def read(self, cell: Value) -> Any:
        return _labelled(self.words, self.family).read(cell)


@cache
def _labelled(words: type[StrEnum], family: str) -> Choice:
    if words is Office:
        phrases = next(iter(load_wording(DEFAULT).values())).phrases
        return Choice({office.value: label for office, label in phrases.offices.items()})
    say = wording(DEFAULT)
    return Choice({word.value: say(f"{family}.{word}") for word in words})


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a page; `label` is the key of its title. A figure has the form of its unit."""

    field: str
    label: str
    form: Form | None
    width: int = 16
    need: Need = Need.FREE

    @property
    def title(self) -> str:
        return wording(DEFAULT)(self.label)

    @property
    def key(self) -> bool:
        return self.need in (Need.KEY, Need.KEY_OR_EMPTY)

    @property
    def required(self) -> bool:
        return self.need in (Need.KEY, Need.REQUIRED)

    def of(self, record: Mapping[str, Any]) -> Form:
        return self.form or Amount(Unit(record["unit"]))


_NAME, _ENTRY = Name(NAME, "nd_351_2025"), Name(ID, "poverty-line")
_TEXT = Line(1200, (whole_braces,))
_LEVELS = Choice({int(level): str(int(level)) for level in Level})

_OF = Column("entry", "sheet.entry", _ENTRY, 24, Need.KEY)
_WHERE = Column("entry", "sheet.where", _ENTRY, 24, Need.KEY)
_CALLED = Column("name", "sheet.name", _NAME, 24, Need.KEY)
_SINCE = Column("valid_from", "sheet.valid_from", Day(), 13)
_KEYED_SINCE = Column("valid_from", "sheet.valid_from", Day(), 13, Need.KEY_OR_EMPTY)
_UNTIL = Column("valid_to", "sheet.valid_to", Day(), 13)
_SOURCE = Column("source", "sheet.source", Several(_NAME, alone=True), 22)
_NEEDED_SOURCE = Column("source", "sheet.source", Several(_NAME, alone=True), 22, Need.REQUIRED)
_ARTICLE = Column("article", "sheet.article", Line(120))
_SURE = Column("confidence", "sheet.confidence", Terms(Confidence, "confidence"), 16, Need.REQUIRED)

COLUMNS: Mapping[Sheet, tuple[Column, ...]] = {
    Sheet.ENTRIES: (
        _OF,
        Column("title", "sheet.title", Line(80), 40, Need.REQUIRED),
        Column("button", "sheet.button", Line(MAX_LABEL), 34, Need.REQUIRED),
        Column("group", "sheet.group", Terms(Group, "group"), 28, Need.REQUIRED),
        Column("offices", "sheet.offices", Several(Terms(Office, "office")), 40),
        Column("related", "sheet.related", Several(_ENTRY), 40),
        Column("ask_back_group", "sheet.ask_back", _ENTRY, 20),
    ),
    Sheet.VERSIONS: (_OF, _KEYED_SINCE, _UNTIL, _NEEDED_SOURCE, _ARTICLE),
    Sheet.STATEMENTS: (
        _OF,
        _CALLED,
        Column("text", "sheet.text", _TEXT, 70, Need.REQUIRED),
        Column("changing", "sheet.changing", _TEXT, 40),
        Column("ahead", "sheet.ahead", _TEXT, 40),
        Column("past", "sheet.past", _TEXT, 40),
        Column("level", "sheet.level", _LEVELS, 8, Need.REQUIRED),
        Column("about", "sheet.about", Several(Terms(Audience, "audience")), 28, Need.REQUIRED),
        _SURE,
        _SOURCE,
        _ARTICLE,
        _SINCE,
        _UNTIL,
        Column("facet", "sheet.facet", Terms(Facet, "facet"), 16),
        Column("province", "sheet.province", Line(2), 10),
    ),
    Sheet.NAMES: (_OF, Column("text", "sheet.one_name", Line(80), 60, Need.KEY)),
    Sheet.SAMPLES: (_OF, Column("text", "sheet.one_sample", Line(200), 90, Need.KEY)),
    Sheet.FIGURES: (
        _WHERE,
        _CALLED,
        Column("unit", "sheet.unit", Terms(Unit, "unit"), 24, Need.REQUIRED),
        _KEYED_SINCE,
        _UNTIL,
        Column("value", "sheet.value", None, 16, Need.REQUIRED),
        _NEEDED_SOURCE,
        _ARTICLE,
        _SURE,
    ),
    Sheet.SOURCES: (
        _WHERE,
        _CALLED,
        Column("document", "sheet.document", Line(120, (no_draft,)), 36, Need.REQUIRED),
        Column("title", "sheet.document_title", Line(200, (no_draft,)), 40),
        Column("issued", "sheet.issued", Day(), 13),
        Column("in_force", "sheet.in_force", Day(), 13),
        Column("checked_on", "sheet.checked_on", AsOfDay(), 13, Need.REQUIRED),
        Column("review_by", "sheet.review_by", Day(), 13),
        Column("url", "sheet.url", Line(500, (web_address,)), 40),
    ),
}
TITLES: Mapping[Sheet, str] = {
    Sheet.ENTRIES: "sheet.entries",
    Sheet.VERSIONS: "sheet.versions",
    Sheet.STATEMENTS: "sheet.statements",
    Sheet.NAMES: "sheet.names",
    Sheet.SAMPLES: "sheet.samples",
    Sheet.FIGURES: "sheet.figures",
    Sheet.SOURCES: "sheet.sources",
}


def title(sheet: Sheet) -> str:
    """What the page is called."""
    return wording(DEFAULT)(TITLES[sheet])


def key_of(sheet: Sheet, record: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells a row from all others of its page."""
    return tuple(record.get(column.field) for column in COLUMNS[sheet] if column.key)


def cells_of(sheet: Sheet, record: Mapping[str, Any]) -> tuple[Value, ...]:
    """What stands in the row of a record."""
    return tuple(
        None if record.get(column.field) is None else column.of(record).write(record[column.field])
        for column in COLUMNS[sheet]
    )
