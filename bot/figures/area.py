"""The area of somebody who asks for figures: its places by name, today's and those of before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Connection

from bot.domain.figures.meaning import Scope
from bot.domain.figures.parts import Names
from bot.domain.figures.result import Part, Result
from bot.domain.figures.terms import By
from bot.domain.ids import AreaId
from bot.domain.roles import Role
from bot.domain.text import fold
from bot.register import Register
from bot.wording import Wording
from models import areas
from models.figures.counting import communes_of
from models.people import roles


class AskersArea:
    """The places of one asker, each read once."""

    def __init__(
        self, register: Register, read: Callable[[Callable[[Connection], Any]], Any], say: Wording
    ) -> None:
        self._register, self._read, self._say = register, read, say

    @cached_property
    def hamlets(self) -> Mapping[AreaId, str]:
        """The hamlets the asker may ask about."""
        return self._register.hamlets_counted

    @property
    def numbered(self) -> dict[int, str]:
        """Their names by their numbers."""
        return {int(each): name for each, name in self.hamlets.items()}

    @property
    def place(self) -> str:
        """What the whole is called."""
        return ", ".join(dict.fromkeys(self._own)) or self._say("figures.own_area")

    @cached_property
    def merged_on(self) -> date | None:
        """Since when the hamlets are what they are now."""
        found: date | None = self._read(partial(areas.merged_on, hamlets=list(self.hamlets)))
        return found

    @cached_property
    def sponsors(self) -> Mapping[int, str]:
        """The sponsor units of its communes."""
        found: Mapping[int, str] = self._read(partial(roles.sponsors_in, communes=self._communes))
        return found

    @cached_property
    def names(self) -> Names:
        """All names a question may use."""
        present = {number: name for number, name in self.numbered.items() if number not in self._gone}
        old = tuple(self._old_units)
        return Names(present, self._own, old, self.sponsors, self._above, self._former(present))

    @property
    def scope(self) -> Scope:
        """What a question may be about."""
        whole = any(grant.role is not Role.HAMLET_HEAD for grant in self._register.actor.grants)
        return Scope(frozenset(self.hamlets), dict(self._old_units), whole_commune=whole)

    def without_gone(self, result: Result) -> Result:
        """A result by hamlet without those that are no more, unless somebody lived there then."""
        if result.query.by is not By.HAMLET or not self._gone:
            return result
        lived = {each.key for each in (*result.parts, *result.before) if each.count or each.whole}

        def kept(parts: Sequence[Part]) -> list[Part]:
            return [each for each in parts if each.key in lived or each.key not in self._gone]

        return replace(result, parts=kept(result.parts), before=kept(result.before))

    def _former(self, present: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
        """Names of before that are no present ones; a hamlet that is no more is meant by its own, too."""
        taken = {fold(each) for each in present.values()}
        found: Mapping[str, frozenset[AreaId]] = self._read(
            partial(areas.former_names, hamlets=list(self.hamlets))
        )
        return {
            name: (*now, *(each for each in self._gone if self.hamlets[each] == name))
            for name, now in found.items()
            if fold(name) not in taken
        }

    @cached_property
    def _gone(self) -> frozenset[AreaId]:
        found: frozenset[AreaId] = self._read(partial(areas.gone, hamlets=list(self.hamlets)))
        return found

    @cached_property
    def _communes(self) -> Sequence[int]:
        found: Sequence[int] = self._read(partial(communes_of, hamlets=list(self.hamlets)))
        return found

    @cached_property
    def _own(self) -> tuple[str, ...]:
        def names(tx: Connection) -> tuple[str, ...]:
            own = (areas.area_by_id(tx, each).name for each in self._register.areas_counted)
            return tuple(name for name in own if name)

        found: tuple[str, ...] = self._read(names)
        return found

    @cached_property
    def _above(self) -> tuple[str, ...]:
        """The names of the areas in which the asker's own lie, the nearest first."""

        def names(tx: Connection) -> tuple[str, ...]:
            own = self._register.areas_counted
            above = dict.fromkeys(up for each in own for up in areas.areas_above(tx, each) if up not in own)
            return tuple(areas.area_by_id(tx, each).name for each in above)

        found: tuple[str, ...] = self._read(names)
        return found

    @cached_property
    def _old_units(self) -> Mapping[str, frozenset[AreaId]]:
        communes = [AreaId(each) for each in self._communes]
        found: Mapping[str, frozenset[AreaId]] = self._read(partial(areas.former_units, areas=communes))
        return found
