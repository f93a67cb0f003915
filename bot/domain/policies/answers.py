"""Composing an answer from a catalogue entry: short, dated, sourced, true on the day asked about.

Must not write a figure of its own: statements and figures come said from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypedDict

from bot.domain.policies.amounts import about_the_amount
from bot.domain.policies.catalogue import Entry, Span
from bot.domain.policies.statements import Cited, Said, Scene, merged
from bot.domain.policies.terms import Amount, Confidence, Facet, Level
from bot.domain.policies.wording import EntryWording

MAX_SHORT = 320


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said at one level. `checked_on` is the oldest date among its sources, never today.

    `next` are entry ids with the short labels of their buttons; `filed` tells whether one hands in papers."""

    entry_id: str
    text: str
    sources: tuple[Cited, ...]
    checked_on: date
    next: tuple[tuple[str, str], ...]
    level: Level
    has_more: bool
    filed: bool


class Asked(TypedDict):
    """What an answer depends on besides the entry and its language: the arguments of `compose`."""

    on: date
    today: date
    level: int
    province: str | None
    facet: Facet | None
    age: int | None
    amount: Amount | None


def compose(
    entry: Entry,
    wording: EntryWording,
    *,
    on: date,
    today: date,
    level: int = Level.SHORT,
    facet: Facet | None = None,
    province: str | None = None,
    age: int | None = None,
    amount: Amount | None = None,
) -> Answer:
    """Answer about `entry` as it stands on `on`, told on `today`.

    A short answer begins with the `amount` that is named, also where that is over, with what is true for the
    `age` and with the `facet` asked for. A `province` (two-digit code) leaves out the rules of others."""
    scene = Scene(entry=entry, wording=wording, on=on, today=today, province=province, age=age, amount=amount)
    depth = Level(level)
    text, cited = _told(scene, depth, facet)
    return Answer(
        entry_id=entry.id,
        text=text,
        sources=cited,
        checked_on=min(cite.date for cite in cited),
        next=_next(entry, wording),
        level=depth,
        has_more=depth is not Level.SOURCES,
        filed=entry.filed,
    )


def fits(entry: Entry, wording: EntryWording, *, on: date, today: date) -> bool:
    """Whether everything meant for the short answer has room in it."""
    scene = Scene(entry=entry, wording=wording, on=on, today=today, province=None)
    short, left_over = _short(scene)
    return not left_over and len(_joined(scene, short, separator=" ")[0]) <= MAX_SHORT


def named_sources(wording: EntryWording, cited: Sequence[Cited]) -> str:
    """The documents, the freshest first, each with the date its source speaks from."""
    ordered = sorted(cited, key=lambda cite: cite.as_of, reverse=True)
    written = [
        {
            "documents": ", ".join(dict.fromkeys(wording.phrases.named(cite.document) for cite in cites)),
            "as_of": wording.formatter.as_of(as_of),
        }
        for as_of, cites in groupby(ordered, lambda cite: cite.as_of)
    ]
    if len(written) == 1:
        return wording.phrases.source.format(**written[0])
    return wording.phrases.sources.format(
        cites="; ".join(wording.phrases.dated.format(**one) for one in written)
    )


def _next(entry: Entry, wording: EntryWording) -> tuple[tuple[str, str], ...]:
    following = [entry.superseded_by] if entry.superseded_by else []
    return tuple((name, wording.next[name]) for name in [*following, *entry.related] if name in wording.next)


def _told(scene: Scene, level: Level, facet: Facet | None) -> tuple[str, tuple[Cited, ...]]:
    if scene.entry.version_on(scene.on) is None:
        return _before_first(scene)
    if level is Level.SOURCES:
        return _basis(scene)
    if level is Level.SHORT and facet is not None:
        return _about(scene, facet)
    short, left_over = _short(scene)
    if level is Level.SHORT:
        return _joined(scene, short, separator=" ")
    return _joined(scene, [*left_over, *scene.said(Level.HOW)], separator="\n", closing=_where(scene))


def _before_first(scene: Scene) -> tuple[str, tuple[Cited, ...]]:
    first = scene.entry.versions[0]
    cited = scene.cite(first)
    return f"{scene.fill(scene.phrases.before_first, first)} {named_sources(scene.wording, cited)}", cited


def _about(scene: Scene, facet: Facet) -> tuple[str, tuple[Cited, ...]]:
    """A short answer to somebody who asks for one part: that part first, then what there is room for."""
    asked = _begun_with_the_amount(scene, scene.said(Level.SHORT, Level.HOW, facet=facet))
    said = [*asked, *(one for one in scene.said(Level.SHORT) if not _within(one, asked))]
    closing = _where(scene) if facet in (Facet.WHERE, Facet.PAPERS) else []
    told = _joined(scene, said[: _room(scene, said, closing)], separator=" ", closing=closing)
    if len(told[0]) <= MAX_SHORT:
        return told
    return _joined(scene, said[: _room(scene, said)], separator=" ")


def _short(scene: Scene) -> tuple[list[Said], list[Said]]:
    """The statements that fit into a short answer, and those that must wait for the next level."""
    said = _begun_with_the_amount(scene, scene.said(Level.SHORT))
    kept = _room(scene, said)
    return said[:kept], said[kept:]


def _begun_with_the_amount(scene: Scene, said: Sequence[Said]) -> list[Said]:
    """The statements, and before them what is told about the amount that is named, if there is room."""
    for first in about_the_amount(scene):
        if len(_joined(scene, [first], separator=" ")[0]) <= MAX_SHORT:
            return [first, *(one for one in said if not _within(one, [first]))]
    return list(said)


def _within(one: Said, others: Sequence[Said]) -> bool:
    return any(one.text in other.text for other in others)


def _room(scene: Scene, said: Sequence[Said], closing: Sequence[str] = ()) -> int:
    """How many statements, at least one, a short answer holds."""
    kept = len(said)
    while kept > 1 and len(_joined(scene, said[:kept], separator=" ", closing=closing)[0]) > MAX_SHORT:
        kept -= 1
    return kept


def _joined(
    scene: Scene, said: Sequence[Said], *, separator: str, closing: Sequence[str] = ()
) -> tuple[str, tuple[Cited, ...]]:
    cited = _cited(scene, said)
    lines = _lines(said) or [scene.fill(scene.phrases.nothing_sure)]
    return separator.join(
        [*lines, *_additions(scene, said), *closing, named_sources(scene.wording, cited)]
    ), cited


def _cited(scene: Scene, said: Sequence[Said]) -> tuple[Cited, ...]:
    version = scene.entry.version_on(scene.on) or scene.entry.versions[0]
    return merged(cite for one in said for cite in one.cited) or scene.cite(version)


def _lines(said: Sequence[Said]) -> list[str]:
    """The texts in order; neighbours of the same time share one dating sentence."""
    groups = [
        (dating, [one.text for one in group]) for dating, group in groupby(said, lambda one: one.dating)
    ]
    return [line for dating, texts in groups for line in [*texts, *filter(None, [dating])]]


def _additions(scene: Scene, said: Sequence[Said]) -> list[str]:
    """What must stand beside the statements: to be confirmed, a minimum, how far it is known."""
    known_until = [one.known_until for one in said if one.known_until]
    known_until += [scene.day] if scene.beyond else []
    phrases = scene.phrases
    asked = {
        phrases.confirm[scene.entry.confirmed_by]: any(one.computed for one in said),
        phrases.national_minimum: any(one.national_minimum for one in said),
        phrases.known_until: bool(known_until),
        phrases.may_change: not known_until and any(one.may_change for one in said),
    }
    span = Span(valid_to=min(known_until, default=None))
    return [scene.fill(phrase, span) for phrase, needed in asked.items() if needed]


def _where(scene: Scene) -> list[str]:
    names = [scene.phrases.offices[office] for office in scene.entry.offices]
    form = scene.phrases.where if scene.entry.filed else scene.phrases.whom_to_ask
    return [form.format(offices="; ".join(names))] if names else []


def _basis(scene: Scene) -> tuple[str, tuple[Cited, ...]]:
    """Level 3: what all the levels rest on, document by document, then the portal codes."""
    cited, said = _cited(scene, scene.said(*Level)), scene.said(Level.SOURCES)
    lines = [*_lines(said), *_additions(scene, said), scene.phrases.basis]
    for document in dict.fromkeys(cite.document for cite in cited):
        lines.append(f"- {_document(scene, [cite for cite in cited if cite.document == document])}")
    codes = [one.code for one in scene.entry.procedures if one.showable_on(scene.on)]
    lines += [scene.phrases.codes.format(codes=", ".join(codes))] if codes else []
    return "\n".join(lines), cited


def _document(scene: Scene, cites: Sequence[Cited]) -> str:
    """One document with the articles of it that were used."""
    first, phrases = cites[0], scene.phrases
    dates = [(phrases.issued, first.issued), (phrases.in_force, first.in_force)]
    articles = sorted({cite.article for cite in cites if cite.article}, key=_article_order)
    parts = [phrases.named(first.document), *articles]
    parts += [phrase.format(day=scene.formatter.date(day)) for phrase, day in dates if day]
    parts += [phrases.likely] if any(cite.confidence is Confidence.LIKELY for cite in cites) else []
    return phrases.document.format(document=", ".join(parts), as_of=scene.formatter.as_of(first.as_of))


def _article_order(article: str) -> tuple[str, int]:
    kind, _, rest = article.partition(" ")
    number = re.match(r"\d+", rest)
    return kind, int(number.group()) if number else 0
