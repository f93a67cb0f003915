"""Which household of the register a line of a list means, when names are spelled in several ways.

Never doubles a family for a missing accent, and never takes two for one on a name alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.text import fold

ALIKE = 87
YEARS_APART = 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what a household is recognised, in the register or in a list; `names` begins with the head's."""

    names: tuple[str, ...]
    hamlet: AreaId | None = None
    number: str | None = None
    birth_year: int | None = None
    phones: frozenset[str] = frozenset()

    @property
    def head(self) -> str:
        """The folded name of the head."""
        return fold(self.names[0]) if self.names else ""

    @property
    def plain_number(self) -> str | None:
        """The number without the zeros that some lists put before it."""
        return None if self.number is None else self.number.strip().lstrip("0") or "0"


@dataclass(frozen=True, slots=True)
class Match:
    """The household that is meant, or those that may be; neither for a new one."""

    household: HouseholdId | None = None
    doubtful: tuple[HouseholdId, ...] = ()


class Matcher:
    """Knows the households of a commune and finds the one a line means."""

    def __init__(self, known: Iterable[tuple[HouseholdId, Likeness]]) -> None:
        self._known = dict(known)
        self._numbers: dict[str, list[HouseholdId]] = defaultdict(list)
        self._heads: dict[AreaId | None, dict[HouseholdId, str]] = defaultdict(dict)
        self._called: dict[tuple[AreaId | None, str], list[HouseholdId]] = defaultdict(list)
        self._phones: dict[str, list[HouseholdId]] = defaultdict(list)
        for household, each in self._known.items():
            if each.plain_number is not None:
                self._numbers[each.plain_number].append(household)
            self._heads[each.hamlet][household] = each.head
            self._called[each.hamlet, each.head].append(household)
            for phone in each.phones:
                self._phones[phone].append(household)

    def match(self, line: Likeness) -> Match:
        """Find the household of a line."""
        if (numbered := self._numbers.get(line.plain_number or "")) is not None:
            return self._by_number(line, numbered)
        called = self._called.get((line.hamlet, line.head), ())
        same = [each for each in called if self._of_the_age(line, each)]
        near = same or self._near(line)
        sure = [each for each in near if self._surely(line, each)]
        if len(sure) == 1:
            return Match(sure[0])
        if len(same) == 1 and not sure:
            return Match(same[0])
        return Match(doubtful=tuple(sure or near)) if near else self._by_phone(line)

    def _by_number(self, line: Likeness, numbered: Sequence[HouseholdId]) -> Match:
        fits = [each for each in numbered if self._shares_a_name(line, each)]
        return Match(fits[0]) if len(fits) == 1 else Match(doubtful=tuple(numbered))

    def _by_phone(self, line: Likeness) -> Match:
        """A family that moved keeps its phone and its head; a phone alone is shared by neighbours."""
        called = {each for phone in line.phones for each in self._phones.get(phone, ())}
        moved = [each for each in called if self._known[each].head == line.head]
        return Match(moved[0]) if len(moved) == 1 else Match()

    def _shares_a_name(self, line: Likeness, household: HouseholdId) -> bool:
        known = {fold(name) for name in self._known[household].names}
        return any(_alike(fold(name), other) for name in line.names for other in known)

    def _near(self, line: Likeness) -> list[HouseholdId]:
        """The households of the hamlet whose head is called nearly so."""
        heads = self._heads.get(line.hamlet, {})
        alike = process.extract_iter(line.head, heads, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return sorted(household for _, _, household in alike if self._of_the_age(line, household))

    def _of_the_age(self, line: Likeness, household: HouseholdId) -> bool:
        known = self._known[household].birth_year
        return None in (line.birth_year, known) or abs((line.birth_year or 0) - (known or 0)) <= YEARS_APART

    def _surely(self, line: Likeness, household: HouseholdId) -> bool:
        known = self._known[household]
        same_year = line.birth_year is not None and line.birth_year == known.birth_year
        return same_year or bool(line.phones & known.phones)


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) >= ALIKE
