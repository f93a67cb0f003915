"""The form of a policy entry's words in one language: titles, sample questions, texts.

Must not know the figures: they are filled in from the catalogue when an answer is composed."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.domain.formats import FORMATTERS, VIETNAMESE, Formatter
from bot.domain.policies.catalogue import EntryName, Facts, Name
from bot.domain.policies.terms import Office

MAX_LABEL = 40

# Not written by native speakers: one must have read a text before it is told, with the Vietnamese below it.
READ_BY_A_SPEAKER_FIRST = frozenset({"km"})

DATES = frozenset({"since", "until", "eve", "next_since", "on"})
"""Placeholders that stand for a day rather than a figure."""

Label = Annotated[str, Field(min_length=1, max_length=MAX_LABEL)]


def placeholders(text: str) -> list[str]:
    """The names between braces, in order."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


class StatementWording(Facts):
    """What one statement says.

    `text` is for a day on which it holds, `changing` when the next figures are already known, `ahead` when
    the day asked about lies in a later period than today, `past` in an earlier one. A missing form is `text`
    followed by a sentence that dates it.

    Placeholders: `{name}` is a parameter or computed sum on the day asked about, `{name.today}` and
    `{name.next}` the same today and after the change; `{since}` and `{until}` are the ends of the period,
    `{eve}` the day before it, `{next_since}` the day after.
    """

    text: str
    changing: str | None = None
    ahead: str | None = None
    past: str | None = None

    def forms(self) -> Iterator[str]:
        yield from filter(None, [self.text, self.changing, self.ahead, self.past])

    def figures(self) -> frozenset[str]:
        """The parameters and sums any form tells."""
        told = {name.partition(".")[0] for form in self.forms() for name in placeholders(form)}
        return frozenset(told - DATES)


def _plain(written: Any) -> Any:
    return {"text": written} if isinstance(written, str) else written


class AnswerPhrases(Facts):
    """The sentences that every answer of a language shares.

    `document_names` tells, in this language, sources that are known by a description and not by a number."""

    about: str
    confirm: Mapping[Office, str]
    national_minimum: str
    since: str
    until: str
    ended: str
    over: str
    over_since: str
    known_until: str
    may_change: str
    before_first: str
    nothing_sure: str
    where: str
    whom_to_ask: str
    source: str
    sources: str
    dated: str
    basis: str
    document: str
    issued: str
    in_force: str
    likely: str
    codes: str
    offices: Mapping[Office, str]
    document_names: Mapping[str, str] = {}

    def named(self, document: str) -> str:
        return self.document_names.get(document, document)


class EntryTexts(Facts):
    """One wording file as written.

    `reviewed_by` is the role of the native speaker who read it, never a private name."""

    title: str
    button: Label
    names: Annotated[tuple[str, ...], Field(min_length=1)]
    samples: Annotated[tuple[str, ...], Field(min_length=1)]
    statements: Mapping[Name, Annotated[StatementWording, BeforeValidator(_plain)]]
    next: Mapping[EntryName, Label] = {}
    reviewed_by: Annotated[str, Field(min_length=1)] | None = None

    def says_as_much_as(self, original: EntryTexts) -> bool:
        """Whether this translation makes the same statements, with the same figures."""
        figures, originals = (
            {name: words.figures() for name, words in texts.statements.items()} for texts in (self, original)
        )
        return figures == originals


class EntryWording(EntryTexts):
    """Everything needed to speak about one entry. `language` tells which language that really is.

    `button` is the entry's own short label; `next` holds the labels of all related entries."""

    id: EntryName
    language: str
    phrases: AnswerPhrases

    @property
    def formatter(self) -> Formatter:
        """Figures are written as the readers of the words around them expect."""
        return FORMATTERS.get(self.language, VIETNAMESE)

    @property
    def beside_vietnamese(self) -> bool:
        """Whether the Vietnamese text is told as well, below."""
        return self.language in READ_BY_A_SPEAKER_FIRST
