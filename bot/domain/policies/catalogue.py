"""The form of the policy catalogue: rights, their dated parameters, statements and sources.

Must not read files, know today, or hold wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import prod
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.domain.policies.terms import AsOfDate, Audience, Confidence, Facet, Group, Level, Mark, Office, Unit
from bot.domain.text import fold

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9_]*")
PORTAL_CODE = re.compile(r"\d\.\d{6}")
DRAFT = re.compile(r"\b(du thao|draft)\b")
WRITTEN = {
    Unit.DAY_OF_YEAR: re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    Unit.DATE: re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    Unit.PHONE: re.compile(r"\d{3,11}"),
}

# Groups of things to know: where nothing is said to the contrary, nobody hands in papers for them.
TO_KNOW = frozenset(
    {Group.SCAMS, Group.BOT, Group.PERSONAL_DATA, Group.PLACES, Group.GIFTS, Group.TELECOMS, Group.EMERGENCY}
)

Value = int | Decimal | str


def names_a_draft(text: str) -> bool:
    """Whether a document is called a draft, with or without accents."""
    return DRAFT.search(fold(text)) is not None


def _several(written: Any) -> Any:
    return (written,) if isinstance(written, str) else written


def _matching(pattern: re.Pattern[str]) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"{text!r} does not have the form {pattern.pattern}")
        return text

    return AfterValidator(check)


Name = Annotated[str, _matching(NAME)]
SourceNames = Annotated[tuple[Name, ...], BeforeValidator(_several), Field(min_length=1)]
Code = Annotated[str, _matching(PORTAL_CODE)]
EntryName = Annotated[str, _matching(ID)]


class Facts(BaseModel):
    """Base of everything read from a policy file: frozen, and a misspelt key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Facts):
    """What rests on one or more of the entry's sources, perhaps on one article of theirs."""

    source: SourceNames
    article: str | None = None


class Span(Facts):
    """Days on which something holds; an open end is written as None."""

    valid_from: date = date.min
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Span:
        if self.last < self.valid_from:
            raise ValueError(f"ends on {self.last}, before it starts on {self.valid_from}")
        return self

    @property
    def last(self) -> date:
        return self.valid_to or date.max

    def covers(self, day: date) -> bool:
        return self.valid_from <= day <= self.last

    def meet(self, other: Span) -> Span:
        """The days both hold. Only asked of spans that share a day."""
        last = min(self.last, other.last)
        return Span(
            valid_from=max(self.valid_from, other.valid_from), valid_to=None if last == date.max else last
        )


class Source(Facts):
    """One legal document or dated public page, as a person may be shown it. A draft is neither.

    `review_by` is the day by which somebody looks again; left out, `policies.review` sets one."""

    document: str
    title: str | None = None
    issued: date | None = None
    in_force: date | None = None
    checked_on: AsOfDate
    review_by: date | None = None
    url: str | None = None

    @model_validator(mode="after")
    def _is_law_or_page(self) -> Source:
        if names_a_draft(self.document) or names_a_draft(self.title or ""):
            raise ValueError(f"{self.document!r} is a draft, which is never cited")
        return self


class Version(Span, Sourced):
    """A period in which the right stood in one form. `valid_to` is also set where nothing later is known."""


class ParameterValue(Span, Sourced):
    value: Value
    confidence: Confidence


class Parameter(Facts):
    """A number or calendar day that the law sets, through time.

    `national_minimum` marks a sum that provinces may raise."""

    unit: Unit
    values: Annotated[tuple[ParameterValue, ...], Field(min_length=1)]
    national_minimum: bool = False

    @model_validator(mode="after")
    def _values_fit(self) -> Parameter:
        _in_order(self.values)
        for dated in self.values:
            if not _fits(dated.value, self.unit):
                raise ValueError(f"{dated.value!r} is no value in {self.unit}")
        return self

    def known_on(self, day: date) -> ParameterValue | None:
        """The value that may be said for a day: in force, or else the last surely known one."""
        sayable = [dated for dated in self.values if dated.confidence.sayable and dated.valid_from <= day]
        return sayable[-1] if sayable else None


class Computed(Facts):
    """A sum worked out from parameters: always said as about, to be confirmed by the commune."""

    unit: Unit
    multiply: Annotated[tuple[Name, ...], Field(min_length=2)]

    def of(self, factors: Iterable[tuple[Value, Unit]]) -> int | Decimal:
        shares = (Decimal(value) / (100 if unit.share else 1) for value, unit in factors)
        exact = prod(shares, start=Decimal(1))
        if self.unit.money:
            return int(exact.to_integral_value())
        return round(exact * 100, 2) if self.unit.share else exact


class Statement(Span, Sourced):
    """One thing the answer may say. `province` limits it to a province (two-digit code) with its own rule.

    `facet` marks what is told first to somebody who asks just for that part. With `ages` (first and last year
    of life) it is told, before all else, only to somebody who asks about such an age.
    `source` may be left out where the figures it tells carry their own."""

    source: Annotated[tuple[Name, ...], BeforeValidator(_several)] = ()
    level: Level
    confidence: Confidence
    about: Annotated[tuple[Audience, ...], Field(min_length=1)]
    province: Annotated[str, Field(pattern=r"^\d{2}$")] | None = None
    facet: Facet | None = None
    ages: tuple[int, int] | None = None


class Ending(Sourced):
    """When something is said to stop, and how well that is known."""

    last_day: date
    confidence: Confidence


class Procedure(Facts):
    """A code of the national public-service portal. Mark C is for recognising, not for showing."""

    code: Code
    mark: Mark
    ends: Ending | None = None

    def showable_on(self, day: date) -> bool:
        """A code is not shown after any announced end, however weak the announcement."""
        return self.mark is not Mark.C and (self.ends is None or day <= self.ends.last_day)


class Entry(Facts):
    """A right that outlives its laws. `confirmed_by` is who answers for the sums that were worked out.

    With a `status` it is for such households alone: no answer to somebody who says another status."""

    id: EntryName
    group: Group
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    statements: Annotated[Mapping[Name, Statement], Field(min_length=1)]
    sources: Annotated[Mapping[Name, Source], Field(min_length=1)]
    parameters: Mapping[Name, Parameter] = {}
    computed: Mapping[Name, Computed] = {}
    procedures: tuple[Procedure, ...] = ()
    offices: tuple[Office, ...] = ()
    confirmed_by: Office = Office.COMMUNE
    related: tuple[EntryName, ...] = ()
    status: Audience | None = None
    ask_back_group: EntryName | None = None
    superseded_by: EntryName | None = None

    @model_validator(mode="after")
    def _names_are_known(self) -> Entry:
        _in_order(self.versions)
        if missing := self.source_names() - self.sources.keys():
            raise ValueError(f"sources without a document: {', '.join(sorted(missing))}")
        factors = {name for sum_ in self.computed.values() for name in sum_.multiply}
        if missing := factors - self.parameters.keys():
            raise ValueError(f"factors without a parameter: {', '.join(sorted(missing))}")
        if twice := self.computed.keys() & self.parameters.keys():
            raise ValueError(f"both parameter and computed: {', '.join(sorted(twice))}")
        return self

    def source_names(self) -> set[str]:
        """The sources that anything in this entry rests on."""
        users: list[Sourced] = [*self.versions, *self.statements.values()]
        users += [dated for parameter in self.parameters.values() for dated in parameter.values]
        users += [procedure.ends for procedure in self.procedures if procedure.ends]
        return {name for user in users for name in user.source}

    def turns(self) -> list[date]:
        """The days from which on anything in this entry is told otherwise than before, in order."""
        spans: list[Span] = [*self.versions, *self.statements.values()]
        spans += [dated for parameter in self.parameters.values() for dated in parameter.values]
        ends = {span.valid_to + timedelta(1) for span in spans if span.valid_to}
        return sorted(ends | {span.valid_from for span in spans})

    @property
    def filed(self) -> bool:
        """Whether it is something one hands in papers for, rather than something to know."""
        return bool(self.procedures) or self.group not in TO_KNOW

    def version_on(self, day: date) -> Version | None:
        """The form in force, or else the last one known before the day."""
        begun = [version for version in self.versions if version.valid_from <= day]
        return begun[-1] if begun else None


class Catalogue(Facts):
    """All rights by id."""

    entries: Mapping[str, Entry]

    def near(self, entry_id: str) -> frozenset[str]:
        """The other entries of the same group, and those named as related."""
        entry = self.entries[entry_id]
        group = {other.id for other in self.entries.values() if other.group is entry.group}
        return frozenset({*group, *entry.related} - {entry_id})

    @model_validator(mode="after")
    def _references_exist(self) -> Catalogue:
        for entry in self.entries.values():
            named = {*entry.related, *filter(None, [entry.superseded_by])}
            if unknown := named - self.entries.keys():
                raise ValueError(f"{entry.id} names unknown entries: {', '.join(sorted(unknown))}")
            if entry.id in named:
                raise ValueError(f"{entry.id} names itself")
        return self


def _in_order(spans: Sequence[Span]) -> None:
    for earlier, later in pairwise(spans):
        if later.valid_from <= earlier.last:
            raise ValueError(f"{later.valid_from} starts before the earlier period ends")


def _fits(value: Value, unit: Unit) -> bool:
    if form := WRITTEN.get(unit):
        return isinstance(value, str) and form.fullmatch(value) is not None
    if isinstance(value, str) or value < 0:
        return False
    return isinstance(value, int) or not unit.money
