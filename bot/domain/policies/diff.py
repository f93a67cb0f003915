"""What the catalogue says differently on two days: figures and statements, for whom, from which source.

Must not repeat what stays the same, and not phrase anything itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.policies.catalogue import Catalogue, Entry, Statement
from bot.domain.policies.figures import Figure
from bot.domain.policies.statements import Cited, Said, Scene, merged
from bot.domain.policies.terms import Audience, Level
from bot.domain.policies.wording import EntryWording, placeholders


class Turn(StrEnum):
    """What becomes of something between two days."""

    CHANGES = "changes"
    BEGINS = "begins"
    ENDS = "ends"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or statement. `before` and `after` are what is told on the two days, None for nothing."""

    turn: Turn
    name: str
    about: tuple[Audience, ...]
    before: str | None
    after: str | None
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class EntryDifference:
    """Everything that is said differently about one right.

    After `known_until` nothing is known any more, though it was on the first day."""

    entry: str
    title: str
    known_until: date | None
    figures: tuple[Difference, ...]
    statements: tuple[Difference, ...]


def differences(
    catalogue: Catalogue,
    wording: Mapping[str, EntryWording],
    *,
    before: date,
    after: date,
) -> list[EntryDifference]:
    """The rights of which something else is told `after` than `before`, each day asked on that day."""
    found = []
    for entry in catalogue.entries.values():
        pair = _Pair(entry, wording[entry.id], before, after)
        figures, statements, until = tuple(pair.figures()), tuple(pair.statements()), pair.known_until
        if figures or statements or until:
            title = wording[entry.id].title
            found.append(EntryDifference(entry.id, title, until, figures, statements))
    return found


class _Pair:
    """One entry on two days."""

    def __init__(self, entry: Entry, wording: EntryWording, before: date, after: date) -> None:
        self._entry = entry
        self._wording = wording
        self._days = (before, after)
        self._scenes = (self._scene(before, entry.statements), self._scene(after, entry.statements))

    @property
    def known_until(self) -> date | None:
        """The end of everything known, when it lies between the days."""
        old, new = self._scenes
        return new.day if new.beyond and not old.beyond else None

    def figures(self) -> Iterator[Difference]:
        """Figures said on both days, and otherwise on the second."""
        old, new = self._scenes
        for name in [*self._entry.parameters, *self._entry.computed]:
            about = self._audiences(name, old, new)
            was, becomes = old.figures.at(name, old.day), new.figures.at(name, new.day)
            if about and was and becomes and (turn := _turn(was, becomes)):
                cites = [cite for value in becomes.basis for cite in new.cite(value, value.confidence)]
                yield Difference(turn, name, about, was.text, becomes.text, merged(cites))

    def statements(self) -> Iterator[Difference]:
        """Statements made on one of the days only."""
        for name, statement in self._entry.statements.items():
            old, new = (self._said(name, statement, day) for day in self._days)
            if (old is None) is not (new is None):
                turn, cited = (Turn.BEGINS, new) if new else (Turn.ENDS, old)
                was, becomes = old.text if old else None, new.text if new else None
                yield Difference(turn, name, statement.about, was, becomes, cited.cited if cited else ())

    def _said(self, name: str, statement: Statement, day: date) -> Said | None:
        age = statement.ages[0] if statement.ages else None
        said = self._scene(day, {name: statement}, age).said(*Level)
        return said[0] if said else None

    def _scene(self, day: date, statements: Mapping[str, Statement], age: int | None = None) -> Scene:
        """The entry as told on a day about that day, in its plain form."""
        plain = {
            name: words.model_copy(update={"changing": None, "ahead": None, "past": None})
            for name, words in self._wording.statements.items()
        }
        return Scene(
            entry=self._entry.model_copy(update={"statements": statements}),
            wording=self._wording.model_copy(update={"statements": plain}),
            on=day,
            today=day,
            province=None,
            age=age,
        )

    def _audiences(self, name: str, old: Scene, new: Scene) -> tuple[Audience, ...]:
        """Whom the statements are about that tell the figure on both days."""
        told = [
            statement.about
            for key, statement in self._entry.statements.items()
            if statement.confidence.sayable
            and statement.covers(old.day)
            and statement.covers(new.day)
            and name in placeholders(self._wording.statements[key].text)
        ]
        return tuple(dict.fromkeys(one for about in told for one in about))


def _turn(old: Figure, new: Figure) -> Turn | None:
    if old.text != new.text:
        return Turn.CHANGES
    return Turn.UNSURE if new.stale and not old.stale else None
