"""Composing an answer from a catalogue entry: short, dated, sourced, true on the day asked about.

Must not say as fact what is not surely known, nor write a figure that no parameter gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from itertools import groupby

from bot.domain.catalogue import Entry, Sourced, Span, Statement
from bot.domain.formats import VIETNAMESE, Formatter
from bot.domain.policy_figures import Figure, Figures
from bot.domain.policy_terms import AsOf, Confidence, Level
from bot.domain.policy_wording import AnswerPhrases, EntryWording, StatementWording, placeholders

MAX_SHORT = 320


@dataclass(frozen=True, slots=True)
class Cited:
    """A document an answer rests on. `as_of` is the date the source speaks from."""

    document: str
    article: str | None
    issued: date | None
    in_force: date | None
    as_of: AsOf
    confidence: Confidence

    @property
    def date(self) -> date:
        return self.as_of.day


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said at one level. `checked_on` is the oldest date among its sources, never today."""

    entry_id: str
    text: str
    sources: tuple[Cited, ...]
    checked_on: date
    next: tuple[tuple[str, str], ...]
    level: Level
    has_more: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One statement made, with everything that must be added to it."""

    text: str
    cited: tuple[Cited, ...]
    computed: bool = False
    national_minimum: bool = False
    known_until: date | None = None
    may_change: bool = False


def compose(
    entry: Entry,
    wording: EntryWording,
    *,
    on: date,
    today: date,
    level: int = Level.SHORT,
    formatter: Formatter = VIETNAMESE,
    province: str | None = None,
) -> Answer:
    """Answer about `entry` as it stands on `on`, told on `today`.

    With a `province` (two-digit code) the rules of other provinces are left out."""
    figures = Figures(entry, about=wording.phrases.about, formatter=formatter)
    scene = _Scene(
        entry, wording, on=on, today=today, figures=figures, formatter=formatter, province=province
    )
    depth = Level(level)
    text, cited = scene.text(depth)
    return Answer(
        entry_id=entry.id,
        text=text,
        sources=cited,
        checked_on=min(cite.date for cite in cited),
        next=_next(entry, wording),
        level=depth,
        has_more=depth is not Level.SOURCES,
    )


def _next(entry: Entry, wording: EntryWording) -> tuple[tuple[str, str], ...]:
    following = [entry.superseded_by] if entry.superseded_by else []
    return tuple((name, wording.next[name]) for name in [*following, *entry.related] if name in wording.next)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """One entry seen on one day by somebody living today."""

    entry: Entry = field(kw_only=False)
    wording: EntryWording = field(kw_only=False)
    on: date
    today: date
    figures: Figures
    formatter: Formatter
    province: str | None

    @property
    def phrases(self) -> AnswerPhrases:
        return self.wording.phrases

    @property
    def day(self) -> date:
        """The day whose rules are told: the one asked about, or the last one with known rules before it."""
        version = self.entry.version_on(self.on)
        return min(self.on, version.last) if version else self.on

    def text(self, level: Level) -> tuple[str, tuple[Cited, ...]]:
        if self.entry.version_on(self.on) is None:
            return self._before_first()
        if level is Level.SOURCES:
            return self._basis()
        said = self._said(level)
        cited = _merged(cite for one in said for cite in one.cited) or self._version_sources()
        parts = [one.text for one in said] or [self._fill(self.phrases.nothing_sure)]
        parts += self._additions(said)
        if level is Level.HOW:
            parts += self._where()
            return "\n".join([*parts, self._sources(cited)]), cited
        return " ".join([*parts, self._sources(cited)]), cited

    def _said(self, *levels: Level) -> list[Said]:
        statements = self.entry.statements.items()
        chosen = [(name, one) for name, one in statements if one.level in levels and self._concerns(one)]
        return [said for name, one in chosen if (said := self._say(one, self.wording.statements[name]))]

    def _concerns(self, statement: Statement) -> bool:
        here = self.province is None or statement.province in (None, self.province)
        return here and statement.confidence.sayable and statement.covers(self.day)

    def _say(self, statement: Statement, wording: StatementWording) -> Said | None:
        names = [name for name in placeholders(wording.text) if self.figures.known(name)]
        figures = {name: figure for name in names if (figure := self.figures.at(name, self.day))}
        if len(figures) < len(set(names)):
            return None
        fresh = [figure.span for figure in figures.values() if not figure.stale]
        span = reduce(Span.meet, fresh, Span(valid_from=statement.valid_from, valid_to=statement.valid_to))
        stale = [figure.span.last for figure in figures.values() if figure.stale]
        timeless = wording.model_copy(update={"ahead": None}) if self.day < self.on else wording
        text = self._fill(wording.text, span) if stale else self._in_its_time(timeless, span, figures)
        return Said(
            text=text,
            cited=_merged(
                [*self._cite(statement, statement.confidence), *self._cite_basis(figures.values())]
            ),
            computed=any(figure.computed for figure in figures.values()),
            national_minimum=any(figure.national_minimum for figure in figures.values()),
            known_until=min(stale, default=None),
            may_change=span.covers(self.today) and self.on > self.today and span.valid_to is None,
        )

    def _in_its_time(self, wording: StatementWording, span: Span, figures: dict[str, Figure]) -> str:
        if self.day < self.on and span.covers(self.day) and span.valid_from <= self.today:
            return self._fill(wording.text, span)
        if span.last < self.today:
            return self._form(wording, wording.past, span, self.phrases.ended)
        if span.valid_from > self.today:
            return self._form(wording, wording.ahead, span, self.phrases.since)
        if self._changes_after(span, figures):
            return self._form(wording, wording.changing, span, self.phrases.until)
        return self._fill(wording.text, span)

    def _form(self, wording: StatementWording, form: str | None, span: Span, dating: str) -> str:
        """The form made for this time, or else the plain text and a sentence that dates it."""
        if form is not None and self._can_fill(form, span):
            return self._fill(form, span)
        return f"{self._fill(wording.text, span)} {self._fill(dating, span)}"

    def _changes_after(self, span: Span, figures: dict[str, Figure]) -> bool:
        if span.valid_to is None:
            return False
        later = {name: self.figures.at(name, _day_after(span.valid_to)) for name in figures}
        return any(one and not one.stale and one.text != figures[name].text for name, one in later.items())

    def _can_fill(self, form: str, span: Span) -> bool:
        return all(self._lookup(name, span) is not None for name in placeholders(form))

    def _fill(self, form: str, span: Span | None = None) -> str:
        filled = form
        for name in placeholders(form):
            filled = filled.replace(f"{{{name}}}", self._lookup(name, span or Span()) or "")
        return filled

    def _lookup(self, name: str, span: Span) -> str | None:
        """What stands for a placeholder, or None where nothing is known."""
        if (day := self._named_day(name, span)) is not None:
            return self.formatter.date(day)
        base, _, when = name.partition(".")
        if when == "next" and span.valid_to is None:
            return None
        days = {"": self.day, "today": self.today, "next": _day_after(span.valid_to or self.day)}
        figure = self.figures.at(base, days[when])
        return figure.text if figure and not (when and figure.stale) else None

    def _named_day(self, name: str, span: Span) -> date | None:
        if name == "on":
            return self.on
        if name == "until":
            return span.valid_to
        if name == "next_since":
            return _day_after(span.valid_to) if span.valid_to else None
        start = None if span.valid_from == date.min else span.valid_from
        if name == "eve":
            return start - timedelta(days=1) if start else None
        return start if name == "since" else None

    def _additions(self, said: Sequence[Said]) -> list[str]:
        known_until = [one.known_until for one in said if one.known_until]
        if self.day < self.on:
            known_until.append(self.day)
        asked = {
            self.phrases.confirm: any(one.computed for one in said),
            self.phrases.national_minimum: any(one.national_minimum for one in said),
            self.phrases.known_until: bool(known_until),
            self.phrases.may_change: not known_until and any(one.may_change for one in said),
        }
        span = Span(valid_to=min(known_until, default=None))
        return [self._fill(phrase, span) for phrase, needed in asked.items() if needed]

    def _where(self) -> list[str]:
        names = [self.phrases.offices[office] for office in self.entry.offices]
        return [self.phrases.where.format(offices="; ".join(names))] if names else []

    def _before_first(self) -> tuple[str, tuple[Cited, ...]]:
        first = self.entry.versions[0]
        cited = self._cite(first, Confidence.CERTAIN)
        return f"{self._fill(self.phrases.before_first, first)} {self._sources(cited)}", cited

    def _version_sources(self) -> tuple[Cited, ...]:
        version = self.entry.version_on(self.on) or self.entry.versions[0]
        return self._cite(version, Confidence.CERTAIN)

    def _cite(self, fact: Sourced, confidence: Confidence) -> tuple[Cited, ...]:
        sources = [self.entry.sources[name] for name in fact.source]
        return tuple(
            Cited(one.document, fact.article, one.issued, one.in_force, one.checked_on, confidence)
            for one in sources
        )

    def _cite_basis(self, figures: Iterable[Figure]) -> list[Cited]:
        basis = [value for figure in figures for value in figure.basis]
        return [cite for value in basis for cite in self._cite(value, value.confidence)]

    def _sources(self, cited: Sequence[Cited]) -> str:
        ordered = sorted(cited, key=lambda cite: cite.as_of, reverse=True)
        groups = [(as_of, list(cites)) for as_of, cites in groupby(ordered, key=lambda cite: cite.as_of)]
        cites = [
            self.phrases.cited.format(
                documents=", ".join(dict.fromkeys(cite.document for cite in group)),
                as_of=self.formatter.as_of(as_of),
            )
            for as_of, group in groups
        ]
        return self.phrases.sources.format(cites="; ".join(cites))

    def _basis(self) -> tuple[str, tuple[Cited, ...]]:
        """Level 3: what all the levels rest on, document by document, then the portal codes."""
        cited = _merged(cite for one in self._said(*Level) for cite in one.cited) or self._version_sources()
        documents = dict.fromkeys(cite.document for cite in cited)
        lines = [one.text for one in self._said(Level.SOURCES)] + [self.phrases.basis]
        for document in documents:
            cites = [cite for cite in cited if cite.document == document]
            lines.append(f"- {self._document(cites)}")
        codes = [one.code for one in self.entry.procedures if one.showable_on(self.on)]
        lines += [self.phrases.codes.format(codes=", ".join(codes))] if codes else []
        return "\n".join(lines), cited

    def _document(self, cites: Sequence[Cited]) -> str:
        """One document with the articles of it that were used."""
        first = cites[0]
        dates = [(self.phrases.issued, first.issued), (self.phrases.in_force, first.in_force)]
        parts = [first.document, *sorted({cite.article for cite in cites if cite.article})]
        parts += [phrase.format(day=self.formatter.date(day)) for phrase, day in dates if day]
        parts += [self.phrases.likely] if all(cite.confidence is Confidence.LIKELY for cite in cites) else []
        return self.phrases.cited.format(documents=", ".join(parts), as_of=self.formatter.as_of(first.as_of))


def _merged(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Each document and article once, with the weakest confidence it was cited with."""
    kept: dict[tuple[str, str | None], Cited] = {}
    for cite in cited:
        known = kept.setdefault((cite.document, cite.article), cite)
        if known.confidence is Confidence.CERTAIN:
            kept[cite.document, cite.article] = cite
    return tuple(kept.values())


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
