"""What must be true of rules beside the catalogue: names lead somewhere, choices are some, limits fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.domain.eligibility.facts import Fact, facts
from bot.domain.eligibility.figures import Figures
from bot.domain.eligibility.rules import AGE, SUBJECT, Comparison, Rulebook, Sum, Test, figures, tests
from bot.domain.policies.catalogue import Catalogue
from bot.domain.policies.terms import Unit

SPANS = (Unit.MONTHS, Unit.YEARS)


def faults(book: Rulebook, catalogue: Catalogue) -> Iterator[str]:
    """Every fault, in words for whoever writes rules. Entries must exist for the rest to be looked at."""
    missing = [*_missing_entries(book, catalogue)]
    if missing:
        yield from missing
        return
    for entry, condition in book.conditions():
        known = Figures(catalogue, catalogue.entries[entry])
        statements = catalogue.entries[entry].statements
        yield from (f"{entry}: no figure {name}" for name in figures(condition) if not known.knows(name))
        for test in tests(condition):
            if test.statement and test.statement not in statements:
                yield f"{entry}: no statement {test.statement}"
            yield from (f"{entry}: {fault}" for fault in _of_test(test, known))
    yield from _of_rights(book, catalogue)
    yield from _of_changes(book)


def _missing_entries(book: Rulebook, catalogue: Catalogue) -> Iterator[str]:
    named = [right.entry for right in book.rights.values()]
    named += [standard.entry for standard in book.standards.values()]
    named += [change.entry for change in book.changes]
    for entry in dict.fromkeys(named):
        if entry not in catalogue.entries:
            yield f"no entry {entry}"


def _of_test(test: Test, known: Figures) -> Iterator[str]:
    if test.fact == AGE:
        if test.one_of is not None or test.comparison is Comparison.WITHIN:
            yield "an age is compared with a figure"
        return
    fact = facts().get(test.fact)
    if fact is None:
        yield f"no fact {test.fact}"
    elif test.one_of is not None:
        yield from (f"{fact.name} is never {value!r}" for value in test.one_of if not _may_be(fact, value))
    elif test.limit and known.knows(test.limit):
        dated = test.comparison is Comparison.WITHIN
        if (fact.type is date) is not dated or (dated and not _is_span(known, test.limit)):
            yield f"{fact.name} can not be compared with {test.limit}"


def _may_be(fact: Fact, value: bool | str | int) -> bool:
    if fact.choices:
        return value in fact.choices
    if isinstance(value, bool):
        return fact.type is bool
    return value == SUBJECT if fact.name == "lone_parent" else isinstance(value, fact.type)


def _is_span(known: Figures, name: str) -> bool:
    other, _, own = name.rpartition(".")
    entry = known.catalogue.entries[other] if other else known.entry
    return own in entry.parameters and entry.parameters[own].unit in SPANS


def _of_rights(book: Rulebook, catalogue: Catalogue) -> Iterator[str]:
    for name, right in book.rights.items():
        entry = catalogue.entries[right.entry]
        if right.statement not in entry.statements:
            yield f"{name}: no statement {right.statement}"
        known = Figures(catalogue, entry)
        used = [figure for each in right.sums for figure in _figures_of(each)]
        yield from (f"{name}: no figure {figure}" for figure in used if not known.knows(figure))
        beside = right.together.rights if right.together else ()
        yield from (f"{name}: no right {each}" for each in beside if each not in book.rights)
        for given in right.gives:
            if given.fact not in facts() or not _may_be(facts()[given.fact], given.value):
                yield f"{name}: {given.fact} can not be given as {given.value!r}"


def _figures_of(each: Sum) -> Iterator[str]:
    yield from (name for name in (each.figure, each.months) if name)


def _of_changes(book: Rulebook) -> Iterator[str]:
    for change in book.changes:
        values = (*change.away_from, change.to)
        fact = facts().get(change.fact)
        if fact is None or not all(_may_be(fact, value) for value in values):
            yield f"no such change of {change.fact}"
        if change.status_by is not None and change.status_by not in book.standards:
            yield f"no standard {change.status_by}"
