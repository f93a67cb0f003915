"""How far the targets of an area are, for the chat, for a picture and for machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.domain.ids import AreaId
from bot.domain.targets import Category, Outlook, Target, outlook, slowest
from bot.domain.understanding.officials import Officials
from bot.domain.understanding.requests import Request, Requests
from bot.figures.answer import Answer, Decision
from bot.figures.desk import Asker
from bot.figures.target_lines import name_of, outlook_line, unknown_line
from bot.register import Register
from bot.wording import Wording
from models import progress, targets
from models.areas import area_by_id
from models.progress import Ground

Read = Callable[[Callable[[Connection], Any]], Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """The commune whose targets are asked for, its hamlets, and the one area that is meant."""

    commune: AreaId
    hamlets: dict[AreaId, str]
    area: AreaId
    name: str

    @property
    def within(self) -> list[AreaId]:
        """The hamlets that are counted."""
        return list(self.hamlets) if self.area == self.commune else [self.area]

    @property
    def names(self) -> dict[AreaId, str]:
        """What the areas are called."""
        return {**self.hamlets, self.area: self.name}


@dataclass(frozen=True, slots=True)
class Aim:
    """A target and where it is; None where nothing is written down about it. `slowest` names a hamlet."""

    target: Target
    outlook: Outlook | None
    slowest: str | None = None

    def line(self, say: Wording) -> str:
        """It in words."""
        if self.outlook is None:
            return unknown_line(say, self.target)
        return outlook_line(say, self.outlook, slowest=self.slowest)


def whose(read: Read, register: Register, commune: AreaId, hamlet: AreaId | None = None) -> Whose | None:
    """The area that is meant, within what the asker keeps; None for another's."""
    hamlets = register.hamlets_listed
    area = commune if hamlet is None else hamlet
    if area != commune and area not in hamlets:
        return None
    name: str = read(partial(area_by_id, area_id=area)).name
    return Whose(commune, hamlets, area, name)


def standing(tx: Connection, of: Whose, year: int, category: Category | None = None) -> list[Target]:
    """The targets of an area for a year, or the one of a category."""
    found = targets.standing(tx, [of.area], [year])
    return [each for each in found if category in (None, each.category)]


def aims(tx: Connection, *, of: Whose, year: int, wanted: Sequence[Target], today: date) -> list[Aim]:
    """Where each target is, and which hamlet is slowest on the way to its own."""
    day = progress.counted_to(year, today)
    if day is None:
        return [Aim(each, None) for each in wanted]
    ground = progress.whole(tx, of.commune, of.within, year=year, day=day)
    own = targets.standing(tx, list(of.hamlets), [year]) if of.area == of.commune else []
    parts = parts_of(tx, of, year, day) if own else {}
    return [_aim(of, each, ground, own, parts, today) for each in wanted]


def _aim(
    of: Whose,
    wanted: Target,
    ground: Ground,
    own: Sequence[Target],
    parts: dict[AreaId, Ground],
    today: date,
) -> Aim:
    """A target, where it is, and which of the hamlets with an `own` one for the same is slowest."""
    seen = _outlook(ground, wanted, today)
    if seen is None:
        return Aim(wanted, None)
    found = {
        each.area: _outlook(parts[each.area], each, today)
        for each in own
        if each.category is wanted.category and each.area in parts
    }
    last = slowest({area: each for area, each in found.items() if each is not None})
    return Aim(wanted, seen, None if last is None else of.hamlets[last])


def _outlook(ground: Ground, wanted: Target, today: date) -> Outlook | None:
    seen = progress.progress(ground, wanted.category)
    return None if seen is None else outlook(wanted, seen, today=today)


def parts_of(tx: Connection, of: Whose, year: int, day: date) -> dict[AreaId, Ground]:
    """Every hamlet for itself."""
    return progress.each_hamlet(tx, of.commune, list(of.hamlets), year=year, day=day)


def targets_of(tx: Connection, of: Whose, year: int, category: Category) -> dict[AreaId, Target]:
    """The targets of the hamlets for one category."""
    found = targets.standing(tx, list(of.hamlets), [year])
    return {each.area: each for each in found if each.category is category}


@dataclass(frozen=True, slots=True)
class Aims:
    """Answers questions for targets as `Figures` answers those for figures."""

    requests: Requests
    officials: Officials

    def asked(self, asker: Asker, text: str) -> Answer | None:
        """The targets that a text asks for; None where it asks for none, or none that stands."""
        of, said = self._whose(asker, text), self.officials.target(text)
        if of is None:
            return None
        year = said.year or asker.today.year
        wanted: list[Target] = asker.read(partial(standing, of=of, year=year, category=said.category))
        if not wanted:
            return None
        found: list[Aim] = asker.read(partial(aims, of=of, year=year, wanted=wanted, today=asker.today))
        return _answer(asker, of, year, found)

    def unset(self, asker: Asker, text: str) -> Answer | None:
        """That no target is set, to who asks for one; None to any other question."""
        of, year = self._whose(asker, text), self.officials.target(text).year or asker.today.year
        if of is None:
            return None
        return Answer(Decision.UNKNOWN, asker.say("target.none", area=of.name, year=year))

    def _whose(self, asker: Asker, text: str) -> Whose | None:
        """Whose targets are asked for; None where none are, or none that the asker keeps."""
        own = asker.register.areas_listed
        if not own or self.requests.heard(text) is not Request.TARGETS:
            return None
        named = self.requests.hamlets(text, asker.register.hamlets_listed)
        return None if named is None or len(named) > 1 else whose(asker.read, asker.register, own[0], *named)


def _answer(asker: Asker, of: Whose, year: int, found: Sequence[Aim]) -> Answer:
    say = asker.say
    head = say("target.head", area=of.name, year=year, day=f"{asker.today:%d/%m/%Y}")
    amounts = {name_of(say, each.target.category): float(each.target.amount) for each in found}
    [alone, *others] = found
    now = None if alone.outlook is None or others else alone.outlook.progress.now
    whole = now is not None and alone.target.category.unit.whole
    return Answer(
        Decision.ANSWER,
        "\n".join([head, *(each.line(say) for each in found)]),
        value=amounts if others else next(iter(amounts.values())),
        unit=None if others else say(f"target.counted_{alone.target.category.unit}"),
        numerator=int(now) if whole and now is not None else None,
        denominator=int(alone.target.amount) if whole else None,
        as_of=asker.today,
        source=say("target.source", area=of.name),
        series={
            "targets": [each.target.category.value for each in found],
            "area": of.name,
            "year": year,
        },
    )
