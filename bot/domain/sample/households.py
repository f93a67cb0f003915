"""Families one after the other, as many as are asked for, each with its whole history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, islice
from random import Random

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.change_table import Stay
from bot.domain.register.history import Span
from bot.domain.register.households import Member
from bot.domain.register.terms import Began, Ended
from bot.domain.sample.chance import day_between, drawn, happens, number
from bot.domain.sample.courses import Course, Courses
from bot.domain.sample.families import Draft, kind_of, people
from bot.domain.sample.means import Means
from bot.domain.sample.receipts import past_receipts, yearly_receipts
from bot.domain.sample.recipe import HamletRow, Recipe
from bot.domain.sample.recognition import Recognition
from bot.domain.sample.world import (
    Membership,
    Receipt,
    Residence,
    SampleHousehold,
)

# Province and commune come first.
HAMLETS_FROM = 3
_FEW = timedelta(400)


def households(
    recipe: Recipe, *, seed: str, today: date, limit: int | None = None
) -> Iterator[SampleHousehold]:
    """Yield families until `limit`, without end when there is none; made as they are asked for.

    The first ones are those of the sample world. After them the ward begins anew with other families, and
    numbers go on. Those listed today and those of the past come mixed, about one in four is listed."""
    return islice(_all(recipe, seed, today), limit)


def ward(recipe: Recipe, *, seed: str, today: date) -> list[SampleHousehold]:
    """The families of the sample world alone."""
    return list(_Ward(recipe, seed, today, HouseholdId(1), PersonId(1)).families())


def _all(recipe: Recipe, seed: str, today: date) -> Iterator[SampleHousehold]:
    household, person = HouseholdId(1), PersonId(1)
    for block in count():
        of_block = seed if block == 0 else f"{seed}/{block}"
        made = _Ward(recipe, of_block, today, household, person)
        yield from made.families()
        household, person = made.household, made.person


@dataclass(slots=True)
class _Ward:
    """The ward once over. `household` and `person` are the next free numbers."""

    recipe: Recipe
    seed: str
    today: date
    household: HouseholdId
    person: PersonId
    chance: Random = field(init=False)
    hamlets: dict[str, dict[int, HamletRow]] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.seed}/ward")
        self.hamlets = {part: dict(self.recipe.hamlets_of(part)) for part in self.recipe.flows}

    @property
    def year(self) -> date:
        """The beginning of this year, from which everything is seen that may not change within it."""
        return date(self.today.year, 1, 1)

    def families(self) -> Iterator[SampleHousehold]:
        """Each family draws from a generator of its own, so that a change in one leaves the others alone."""
        courses: list[Course] = []
        past: dict[int, list[Receipt]] = {}
        for name, part in self.recipe.flows.items():
            of_part = Courses(name, part, self.recipe.spread, self.chance).until(self.today)
            received = past_receipts(of_part, self.recipe.spread.past, self.chance)
            past |= {len(courses) + place: receipts for place, receipts in received.items()}
            courses += of_part
        for place, course in enumerate(courses):
            chance = Random(f"{self.seed}/{place}")
            yield self._family(course, past.get(place, []), chance)

    def _family(self, course: Course, past: Sequence[Receipt], chance: Random) -> SampleHousehold:
        spread, words = self.recipe.spread, self.recipe.words
        until = self.today if course.gone is None else course.gone - timedelta(1)
        seen_from = max(self.year, course.came) if course.gone is None else until
        homes = self._homes(course, chance)
        urban = self._urban(homes[0])
        reason = drawn(spread.cannot_escape, chance) if course.cannot_escape else None
        kind = kind_of(course, reason, spread, chance)
        drafts = people(course, kind, today=self.today, spread=spread, words=words, chance=chance)
        means = Means(course, drafts, urban, reason, seen_from, spread, chance)
        means.give_phones()
        traits = means.traits()
        paper = Recognition(course, urban, reason, spread, words.document, chance)
        provincial = course.began is Began.MOVED_IN and happens(spread.provincial_before, chance)
        recognised = tuple(paper.recognised(provincial_before=provincial))
        received = yearly_receipts(course, drafts, spread, self.today, chance)
        decided = sorted(paper.decisions(traits, until), key=lambda decision: decision.on)
        means.insure(traits, self.today)
        return SampleHousehold(
            self._next_household(),
            f"{self.household - 1:04d}",
            kind,
            tuple(homes),
            tuple(self._memberships(drafts)),
            recognised,
            tuple(traits),
            tuple(decided),
            tuple(sorted([*past, *received], key=lambda receipt: receipt.on)),
        )

    def _next_household(self) -> HouseholdId:
        self.household = HouseholdId(self.household + 1)
        return HouseholdId(self.household - 1)

    def _memberships(self, drafts: Sequence[Draft]) -> Iterator[Membership]:
        for draft in drafts:
            person = self.person
            self.person = PersonId(person + 1)
            here = draft.here(self.today)
            phone = phone_of(person, self.recipe.spread.phone_prefix) if draft.phone and here else None
            for time in draft.times:
                member = Member(
                    person,
                    draft.name,
                    time.relation,
                    draft.birth,
                    draft.kin.sex,
                    draft.ethnicity,
                    phone,
                    draft.insured_to if here else None,
                )
                yield Membership(member, time.span, time.left)

    def _homes(self, course: Course, chance: Random) -> list[Residence]:
        """One place, or two where it moved within its old ward and the same poverty line."""
        rows = self.hamlets[course.part]
        first = drawn({place: row.weight for place, row in rows.items()}, chance)
        last = course.gone or self.year
        moves = happens(self.recipe.spread.moved_within, chance) and last - course.came > _FEW
        near = _neighbours(rows, first) if moves else {}
        if not near:
            only = Stay(Span(course.came, course.gone), course.began, course.ended)
            return [self._home(first, only, chance)]
        moved = day_between(course.came + _FEW / 2, last - _FEW / 2, chance)
        before = Stay(Span(course.came, moved), course.began, Ended.MOVED_AWAY)
        after = Stay(Span(moved, course.gone), Began.MOVED_IN, course.ended)
        return [self._home(first, before, chance), self._home(drawn(near, chance), after, chance)]

    def _home(self, place: int, stay: Stay, chance: Random) -> Residence:
        urban = self.recipe.areas.hamlets[place].urban
        pattern = self.recipe.words.address if urban else self.recipe.words.rural_address
        address = pattern.format(house=number(1, 180, chance), lane=number(1, 9, chance))
        return Residence(AreaId(HAMLETS_FROM + place), stay, address)

    def _urban(self, home: Residence) -> bool:
        return self.recipe.areas.hamlets[home.hamlet - HAMLETS_FROM].urban


def _neighbours(rows: Mapping[int, HamletRow], first: int) -> dict[int, int]:
    """Other hamlets of the same old ward and the same poverty line, by their weight."""
    return {
        place: row.weight
        for place, row in rows.items()
        if place != first and row.urban == rows[first].urban and row.old_unit == rows[first].old_unit
    }


def phone_of(person: PersonId, prefix: str) -> str:
    """A number of the dead range, another for each of a million people."""
    return f"{prefix}{person * 7919 % 10**6:06d}"
