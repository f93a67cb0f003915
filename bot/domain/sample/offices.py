"""The ward's places and the people who speak for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.domain.ids import AreaId, PersonId
from bot.domain.register.terms import Ethnicity, Sex
from bot.domain.sample.chance import drawn, one
from bot.domain.sample.households import HAMLETS_FROM, phone_of
from bot.domain.sample.recipe import Recipe
from bot.domain.sample.world import Official, SampleArea, SamplePerson

_PROVINCE, _COMMUNE = AreaId(1), AreaId(2)


@dataclass(slots=True)
class Invented:
    """Makes up people who hold an office, numbered on from the members of families."""

    recipe: Recipe
    chance: Random
    next: PersonId
    _names: set[str] = field(default_factory=set)

    def person(self) -> SamplePerson:
        """Somebody new, called like none of the others."""
        made = self._anybody()
        while made.name in self._names:
            made = self._anybody()
        self._names.add(made.name)
        self.next = PersonId(self.next + 1)
        return made

    def _anybody(self) -> SamplePerson:
        group: Ethnicity = drawn(self.recipe.spread.ethnicity, self.chance)
        sex = one((Sex.FEMALE, Sex.MALE), self.chance)
        people = self.recipe.words.people(group)
        middle, given = people.of(sex).middle, people.of(sex).given
        parts = (one(people.families, self.chance), one(middle, self.chance), one(given, self.chance))
        name = " ".join(part for part in parts if part)
        return SamplePerson(self.next, name, sex, phone_of(self.next, self.recipe.spread.phone_prefix))


def areas(recipe: Recipe) -> tuple[SampleArea, ...]:
    """The province, the ward and its hamlets in their written order."""
    written = recipe.areas
    province = SampleArea(_PROVINCE, "province", written.province.name, code=written.province.code)
    commune = SampleArea(
        _COMMUNE, "commune", written.commune.name, _PROVINCE, written.commune.code, urban=True
    )
    hamlets = (
        SampleArea(
            AreaId(HAMLETS_FROM + place),
            "hamlet",
            row.name,
            _COMMUNE,
            urban=row.urban,
            old_name=row.old_name,
            old_unit=row.old_unit,
        )
        for place, row in enumerate(written.hamlets)
    )
    return (province, commune, *hamlets)


def officials(recipe: Recipe, hamlets: Sequence[SampleArea], invented: Invented) -> Iterator[Official]:
    """A head for each hamlet, and the written number of people in the ward's offices."""
    for hamlet in hamlets:
        yield Official("hamlet_head", hamlet.id, invented.person())
    for role, count in recipe.spread.officials.items():
        for _ in range(count):
            yield Official(role, _COMMUNE, invented.person())
