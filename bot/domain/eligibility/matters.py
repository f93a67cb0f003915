"""What a family ticks in a list. Each line settles a fact of all it concerns at once.

A line that is not ticked tells that nobody is meant by it; one that is ticked leads to who, and how."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.eligibility.facts import ADULT, OLD, OLDEST, YOUNG, HouseholdFacts, MemberFacts
from bot.domain.eligibility.terms import Damage, Death, Disability, Hunger, Parents
from bot.domain.register.terms import Ethnicity

Ages = tuple[int, int]
ANYBODY: Ages = (0, OLDEST)
NOT = "-"
"""Before a line that was shown and not ticked."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A line. `absent` is true of the members of those `ages` where it is not ticked; of the household where
    there are none. `named` are the ages of who may be meant by it. `also` are other facts it leads to."""

    name: str
    absent: Mapping[str, Any]
    ages: Ages | None = ANYBODY
    named: Ages = ANYBODY
    also: frozenset[str] = frozenset()

    @property
    def facts(self) -> frozenset[str]:
        """What is known sooner by it."""
        return self.also.union(self.absent)

    def denied(
        self, household: HouseholdFacts, on: date, *, but: Collection[str] = frozenset()
    ) -> HouseholdFacts:
        """The household where nobody but the named is meant. What is known already stays."""
        if self.ages is None:
            return household.model_copy(update=_news(household, self.absent))
        changed = tuple(
            each.model_copy(update=_news(each, self.absent))
            if each.name not in but and is_aged(each, self.ages, on)
            else each
            for each in household.members
        )
        return household.model_copy(update={"members": changed})

    def candidates(self, household: HouseholdFacts, on: date) -> tuple[str, ...]:
        """Who may be meant."""
        return tuple(each.name for each in household.members if is_aged(each, self.named, on))


PEOPLE = (
    Matter("disabled", {"disability": Disability.NONE, "disability_paper": False}),
    Matter("alone", {"lone_parent": ""}, named=ADULT),
    Matter("orphan", {"parents": Parents.RAISING}, ages=YOUNG, named=YOUNG),
    Matter("no_carer", {"has_carer": True}, ages=OLD, named=OLD),
    Matter("pension", {"monthly_pension": 0}, ages=ADULT, named=OLD),
    Matter("assistance", {"on_assistance": False}, also=frozenset({"kwh", "grid"})),
    Matter("unlisted", {"registered": True}),
)
"""Who lives in the house."""
EVENTS = (
    Matter("damage", {"damage": Damage.NONE}, ages=None),
    Matter("died", {"death": Death.NOBODY}, ages=None),
    Matter("accident", {"death_by_disaster": False}, ages=None),
    Matter("injured", {"treated_days": 0}),
    Matter("hunger", {"hunger": Hunger.NO}, ages=None),
    Matter("ethnic", {"ethnicity": Ethnicity.KINH}),
)
"""What befell it lately, and what it is."""
LISTS: Mapping[str, tuple[Matter, ...]] = {"people": PEOPLE, "events": EVENTS}
MATTERS: Mapping[str, Matter] = {each.name: each for lines in LISTS.values() for each in lines}


def kept(shown: Iterable[str], ticked: Collection[str]) -> str:
    """A list as it was answered: every line that was shown, and which were ticked."""
    return " ".join(name if name in ticked else NOT + name for name in shown)


def ticked(answer: str) -> frozenset[str]:
    """The lines that were."""
    return frozenset(name for name in answer.split() if name in MATTERS)


def denied(answer: str) -> Iterator[Matter]:
    """The lines that were shown and not ticked. Who died in an accident has died."""
    said = ticked(answer)
    for name in answer.split():
        if name.startswith(NOT) and not (name == f"{NOT}died" and "accident" in said):
            yield MATTERS[name.removeprefix(NOT)]


def is_aged(member: MemberFacts, ages: Ages, on: date) -> bool:
    """Whether somebody may be of those ages on the day."""
    if member.born is None:
        return False
    least, most = member.born.ages(on)
    return most >= ages[0] and least <= ages[1]


def _news(owner: HouseholdFacts | MemberFacts, told: Mapping[str, Any]) -> dict[str, Any]:
    return {fact: value for fact, value in told.items() if getattr(owner, fact) is None}
