"""Saying the statements of one entry in their time: in force, about to change, not yet begun, over.

Must not say a statement or figure that is not surely known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce

from bot.domain.formats import Formatter
from bot.domain.policies.catalogue import Entry, Source, Sourced, Span, Statement
from bot.domain.policies.figures import Figure, Figures
from bot.domain.policies.terms import Amount, AsOf, Confidence, Facet, Level
from bot.domain.policies.wording import AnswerPhrases, EntryWording, StatementWording, placeholders


@dataclass(frozen=True, slots=True)
class Cited:
    """A document an answer rests on. `as_of` is the date the source speaks from."""

    document: str
    article: str | None
    issued: date | None
    in_force: date | None
    as_of: AsOf
    confidence: Confidence

    @classmethod
    def of(
        cls, source: Source, article: str | None = None, confidence: Confidence = Confidence.CERTAIN
    ) -> Cited:
        return cls(source.document, article, source.issued, source.in_force, source.checked_on, confidence)

    @property
    def date(self) -> date:
        return self.as_of.day


@dataclass(frozen=True, slots=True)
class Said:
    """One statement made, with everything that must be added to it."""

    text: str
    dating: str | None
    cited: tuple[Cited, ...]
    computed: bool
    national_minimum: bool
    known_until: date | None
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One entry as seen on the day asked about, told to somebody who lives today."""

    entry: Entry
    wording: EntryWording
    on: date
    today: date
    province: str | None
    age: int | None = None
    amount: Amount | None = None
    figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        figures = Figures(self.entry, about=self.phrases.about, formatter=self.formatter)
        object.__setattr__(self, "figures", figures)

    @property
    def formatter(self) -> Formatter:
        return self.wording.formatter

    @property
    def phrases(self) -> AnswerPhrases:
        return self.wording.phrases

    @property
    def day(self) -> date:
        """The day whose rules are told: the one asked about, or the last one with known rules before it."""
        version = self.entry.version_on(self.on)
        return min(self.on, version.last) if version else self.on

    @property
    def beyond(self) -> bool:
        """Whether the day asked about lies after everything known."""
        return self.day < self.on

    def said(self, *levels: Level, facet: Facet | None = None) -> list[Said]:
        """What the statements of the levels say; with a facet only those that are about it."""
        chosen = [
            (name, one)
            for name, one in self.entry.statements.items()
            if one.level in levels and facet in (None, one.facet) and self._concerns(one)
        ]
        chosen.sort(key=lambda each: each[1].ages is None)
        return [said for name, one in chosen if (said := self._say(one, self.wording.statements[name]))]

    def by_figure(self) -> dict[str, Said]:
        """What the first statement that tells each parameter or sum says."""
        told: dict[str, Said] = {}
        for level in (Level.SHORT, Level.HOW):
            for name, one in self.entry.statements.items():
                words = self.wording.statements[name]
                if one.level is level and self._concerns(one) and (said := self._say(one, words)):
                    told = {**dict.fromkeys(placeholders(words.text), said), **told}
        return told

    def fill(self, form: str, span: Span | None = None) -> str:
        filled = form
        for name in placeholders(form):
            filled = filled.replace(f"{{{name}}}", self._lookup(name, span or Span()) or "")
        return filled

    def cite(self, fact: Sourced, confidence: Confidence = Confidence.CERTAIN) -> tuple[Cited, ...]:
        return tuple(Cited.of(self.entry.sources[name], fact.article, confidence) for name in fact.source)

    def _concerns(self, statement: Statement) -> bool:
        here = self.province is None or statement.province in (None, self.province)
        if statement.ages is not None:
            first, last = statement.ages
            here = here and self.age is not None and first <= self.age <= last
        return here and statement.confidence.sayable and statement.covers(self.day)

    def _say(self, statement: Statement, wording: StatementWording) -> Said | None:
        names = [name for name in dict.fromkeys(placeholders(wording.text)) if self.figures.known(name)]
        figures = {name: figure for name in names if (figure := self.figures.at(name, self.day))}
        if len(figures) < len(names):
            return None
        stale = [figure.span.last for figure in figures.values() if figure.stale]
        fresh = [figure.span for figure in figures.values() if not figure.stale]
        span = reduce(Span.meet, fresh, Span(valid_from=statement.valid_from, valid_to=statement.valid_to))
        in_time = (self.fill(wording.text, span), None) if stale else self._in_time(wording, span, figures)
        return Said(
            *in_time,
            cited=merged([*self.cite(statement, statement.confidence), *self._basis(figures.values())]),
            computed=any(figure.computed for figure in figures.values()),
            national_minimum=any(figure.national_minimum for figure in figures.values()),
            known_until=min(stale, default=None),
            may_change=self.entry.filed
            and span.covers(self.today)
            and self.on > self.today
            and span.valid_to is None,
        )

    def _basis(self, figures: Iterable[Figure]) -> list[Cited]:
        basis = [value for figure in figures for value in figure.basis]
        return [cite for value in basis for cite in self.cite(value, value.confidence)]

    def _in_time(
        self, wording: StatementWording, span: Span, figures: dict[str, Figure]
    ) -> tuple[str, str | None]:
        """The text for the time asked about, with a dating sentence where it has no form of its own."""
        if span.valid_from > self.today:
            return self._form(wording, None if self.beyond else wording.ahead, span, self.phrases.since)
        if self.beyond:
            return self.fill(wording.text, span), None
        if span.last < self.today:
            return self._form(wording, wording.past, span, self.phrases.ended)
        if self._changes_after(span, figures):
            return self._form(wording, wording.changing, span, self.phrases.until)
        return self.fill(wording.text, span), None

    def _form(
        self, wording: StatementWording, form: str | None, span: Span, dating: str
    ) -> tuple[str, str | None]:
        if form is not None and all(self._lookup(name, span) is not None for name in placeholders(form)):
            return self.fill(form, span), None
        return self.fill(wording.text, span), self.fill(dating, span)

    def _changes_after(self, span: Span, figures: dict[str, Figure]) -> bool:
        if span.valid_to is None:
            return False
        later = {name: self.figures.at(name, _day_after(span.valid_to)) for name in figures}
        return any(one and one.text != figures[name].text for name, one in later.items())

    def _lookup(self, name: str, span: Span) -> str | None:
        """What stands for a placeholder, or None where nothing is known."""
        if name in ("on", "since", "until", "eve", "next_since"):
            day = self._named_day(name, span)
            return self.formatter.date(day) if day else None
        base, _, when = name.partition(".")
        if when == "next" and span.valid_to is None:
            return None
        days = {"": self.day, "today": self.today, "next": _day_after(span.valid_to or self.day)}
        figure = self.figures.at(base, days[when])
        return figure.text if figure and not (when and figure.stale) else None

    def _named_day(self, name: str, span: Span) -> date | None:
        start = None if span.valid_from == date.min else span.valid_from
        days = {
            "on": self.on,
            "since": start,
            "until": span.valid_to,
            "eve": start - timedelta(days=1) if start else None,
            "next_since": _day_after(span.valid_to) if span.valid_to else None,
        }
        return days[name]


def merged(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Each document and article once, with the weakest confidence it was cited with."""
    kept: dict[tuple[str, str | None], Cited] = {}
    for cite in cited:
        known = kept.setdefault((cite.document, cite.article), cite)
        if known.confidence is Confidence.CERTAIN:
            kept[cite.document, cite.article] = cite
    return tuple(kept.values())


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
