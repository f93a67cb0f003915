"""What is known after a few short answers. Each is kept as it was given; what was not asked is not known.

Must not decide a right, nor what is asked next: that is `asking` and the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bot.domain.eligibility import matters
from bot.domain.eligibility.born import Born
from bot.domain.eligibility.conditions import BORN, last_day
from bot.domain.eligibility.facts import EVERYONE, YOUNG, HouseholdFacts, MemberFacts
from bot.domain.eligibility.matters import MATTERS, is_aged
from bot.domain.eligibility.screening import Rules
from bot.domain.eligibility.telling import at_school, meant, members
from bot.domain.eligibility.terms import Care, Death, Disability, Hunger, Origin, Parents, School
from bot.domain.register.terms import Ethnicity, Status

UNKNOWN, ENOUGH = "unknown", "enough"
NO_ANSWER = frozenset({UNKNOWN, ENOUGH})
REGISTERED = "registered_"
"""Before the name of an answer as the register has it, which the family may see otherwise."""
PLACE = "#"
"""Before the number of somebody in the order they were told."""
SCHOOL_AGES = (3, 17)
STUDENT_AGES = (18, 30)
PAPERS: Mapping[str, tuple[Disability, bool]] = {
    "mild": (Disability.MILD, True),
    "severe": (Disability.SEVERE, True),
    "particularly_severe": (Disability.PARTICULARLY_SEVERE, True),
    "helped": (Disability.SEVERE, False),
    "unhelped": (Disability.MILD, False),
}
"""What the certificate says; without one, whether the person needs help every day."""
POWER = ("few", "many", "none")
LEVELS: Mapping[str, Mapping[str, Any]] = {
    "vocational": {"school": School.VOCATIONAL},
    "college": {"school": School.COLLEGE},
    "university": {"school": School.UNIVERSITY, "first_degree": True},
    "another_degree": {"school": School.UNIVERSITY, "first_degree": False},
}
_PARENT_OLDER_BY = 15
_POWER_RIGHT = "electricity-policy-households"
_AFTER_LEAVING = "loan-newly-escaped"


@dataclass(frozen=True)
class Talk:
    """The answers of a family, by the name of the question. `myself` are words that mean who is writing."""

    answers: Mapping[str, str]
    rules: Rules
    myself: frozenset[str]

    @property
    def day(self) -> date:
        """The day of the answers."""
        return date.fromisoformat(self.answers["on"])

    def said(self, name: str) -> str | None:
        """An answer that tells something."""
        answer = self.answers.get(name)
        return None if answer in NO_ANSWER else answer

    def ticked(self, matter: str) -> bool:
        """Whether a line of a list was."""
        return any(matter in matters.ticked(self.said(name) or "") for name in (*matters.LISTS, "told"))

    @cached_property
    def people(self) -> HouseholdFacts:
        """The household with its members, before anything is told of them."""
        told: dict[str, Any] = {"province": self.answers.get("province")}
        told["receives"] = frozenset(self.answers.get("receives", "").split())
        if said_on := self.answers.get("said_on"):
            told["said_on"] = date.fromisoformat(said_on)
        if area := self.answers.get("area"):
            told["area"] = area
        if status := self.said("status"):
            told["status"] = Status(status)
        if since := self.said("escaped_on"):
            told["escaped_on"] = self._escaped_on(Born.written(since))
        if who := self.said("who"):
            listed = {"registered": True} if self.answers.get("listed") == "yes" else {}
            people = [each.model_copy(update=listed) for each in members(who, on=self.day)]
            told |= {EVERYONE: True, "members": tuple(people)}
        told["origins"] = {fact: Origin.REGISTER for fact in self._registered(told)}
        return HouseholdFacts().model_copy(update=told).on(self.day)

    def _escaped_on(self, since: Born) -> date | None:
        """The first day it may have been; None where it hangs on the day whether the time is over."""
        held = self.rules.figures(_AFTER_LEAVING).on("years_after_leaving", self.day)
        if held is None or since.first == since.last:
            return since.first
        over = {last_day(each, held) < self.day for each in (since.first, since.last)}
        return since.first if len(over) == 1 else None

    def _registered(self, told: Mapping[str, Any]) -> Iterable[str]:
        """The facts that stand as the register has them."""
        if "status" in told and told["status"] == self.answers.get(f"{REGISTERED}status"):
            yield "status"
        if self.said("who") and self.said("who") == self.answers.get(f"{REGISTERED}who"):
            yield from (f"{each.name}.{BORN}" for each in told["members"])

    @cached_property
    def household(self) -> HouseholdFacts:
        """All that is known."""
        household = self.people
        for name in matters.LISTS:
            for matter in matters.denied(self.said(name) or ""):
                household = matter.denied(household, self.day)
        for take in _TAKEN:
            household = take(self, household)
        return household.model_copy(update={"unsure": frozenset(self._unsure(household))})

    def named(self, matter: str) -> tuple[str, ...] | None:
        """Whom a ticked line is about; None where that is not known."""
        if not self.ticked(matter):
            return None
        if said := self.said(matter):
            return self.meant(said) or None
        found = MATTERS[matter].candidates(self.people, self.day)
        return found if len(found) == 1 else None

    def meant(self, said: str) -> tuple[str, ...]:
        """The members an answer names."""
        places = [f"{PLACE}{number}" for number in range(1, len(self.people.members) + 1)]
        return meant(said, self.people, places, myself=self.myself)

    def _unsure(self, household: HouseholdFacts) -> Iterable[str]:
        unknown = {name for name, answer in self.answers.items() if answer == UNKNOWN}
        for name in unknown:
            for fact in FACTS.get(name, ()):
                yield fact
                if fact != EVERYONE:
                    yield from (f"{each.name}.{fact}" for each in household.members if fact in _OF_MEMBERS)


FACTS: Mapping[str, tuple[str, ...]] = {
    "status": ("status",),
    "who": (EVERYONE,),
    **{
        name: tuple(fact for line in lines for fact in sorted(line.facts))
        for name, lines in matters.LISTS.items()
    },
    "school": ("school",),
    "students": ("school",),
    "power": ("kwh", "grid"),
    "hard_area": ("hard_area",),
    "ethnic_area": ("ethnic_area",),
    "hardship": ("hardship",),
}
"""Which facts each question is after, where it is asked only as they are worth it."""
_OF_MEMBERS = frozenset(MemberFacts.model_fields)


def _of(household: HouseholdFacts, names: Iterable[str], told: Mapping[str, Any]) -> HouseholdFacts:
    """The same facts of the named members."""
    wanted = set(names)
    changed = tuple(
        each.model_copy(update=told) if each.name in wanted else each for each in household.members
    )
    return household.model_copy(update={"members": changed})


def _meant_alone(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    """A ticked line is about the named, and so of nobody else."""
    for name, matter in MATTERS.items():
        named = talk.named(name)
        if named is not None and matter.ages is not None and name != "alone":
            household = matter.denied(household, talk.day, but=named)
    return household


def _disabled(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    for number, name in enumerate(talk.named("disabled") or (), 1):
        if said := talk.said(f"paper_{number}"):
            degree, paper = PAPERS[said]
            household = _of(household, [name], {"disability": degree, "disability_paper": paper})
        if said := talk.said(f"care_{number}"):
            household = _of(household, [name], {"care": Care(said)})
    return household


def _alone(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    parents = talk.named("alone")
    if parents is None:
        return household
    children = children_of(household, parents[0], talk.day)
    if said := talk.said("children"):
        children = [name for name in children if name in talk.meant(said)]
    elif shared_house(household, parents[0], talk.day):
        return household
    household = _of(household, children, {"lone_parent": parents[0]})
    return MATTERS["alone"].denied(household, talk.day)


def children_of(household: HouseholdFacts, parent: str, on: date) -> list[str]:
    """Who may be a child of somebody by their age."""
    born = household.member(parent).born
    if born is None:
        return []
    return [
        each.name
        for each in household.members
        if each.born
        and is_aged(each, YOUNG, on)
        and each.born.first.year - born.last.year >= _PARENT_OLDER_BY
    ]


def shared_house(household: HouseholdFacts, parent: str, on: date) -> bool:
    """Whether a child there may be of somebody else, so that it must be asked whose."""
    children = set(children_of(household, parent, on))
    others = (each.name for each in household.members if each.name != parent)
    return any(children.intersection(children_of(household, other, on)) for other in others)


def _orphan(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    named, said = talk.named("orphan") or (), talk.said("parents")
    if said:
        household = _of(household, named, {"parents": Parents(said)})
    if said := talk.said("raised_by"):
        household = _of(household, named, {"care": Care(said)})
    return household


def _listed(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    return _of(household, talk.named("unlisted") or (), {"registered": False})


def _old(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    household = _of(household, talk.named("no_carer") or (), {"has_carer": False})
    return _of(household, talk.named("assistance") or (), {"on_assistance": True})


def _power(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    said = talk.said("power")
    if said is None:
        return household
    if said == "none":
        return household.model_copy(update={"grid": False})
    limit = talk.rules.figures(_POWER_RIGHT).on("max_kwh", talk.day)
    kwh = None if limit is None else int(limit.value) + (said == "many")
    return household.model_copy(update={"grid": True, "kwh": kwh})


def _events(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    told: dict[str, Any] = {}
    if talk.ticked("damage") and (said := talk.said("damage")):
        told["damage"] = said
    if talk.ticked("accident"):
        told["death_by_disaster"] = True
    if said := talk.said("death"):
        told["death"] = Death(said)
    if said := talk.said("death_age"):
        told["death_age"] = int(said)
    if talk.ticked("hunger") and (said := talk.said("hunger")):
        told["hunger"] = Hunger(said)
    told |= {
        fact: said == "yes" for fact in ("hardship", "hard_area", "ethnic_area") if (said := talk.said(fact))
    }
    household = household.model_copy(update=told)
    if said := talk.said("days"):
        household = _of(household, talk.named("injured") or (), {"treated_days": int(said)})
    if talk.ticked("ethnic") and (said := talk.said("ethnic")) in set(Ethnicity):
        household = _of(household, [each.name for each in household.members], {"ethnicity": said})
    return household


def _school(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    pupils = [each.name for each in household.members if is_surely(each, SCHOOL_AGES, talk.day)]
    match talk.said("school"):
        case "all":
            learning = pupils
        case "none":
            learning = []
        case "some" if said := talk.said("pupils"):
            learning = [name for name in pupils if name in talk.meant(said)]
        case _:
            return household
    household = at_school(household, learning, on=talk.day)
    return _of(household, set(pupils).difference(learning), {"school": School.NONE})


def _students(talk: Talk, household: HouseholdFacts) -> HouseholdFacts:
    grown = [each.name for each in household.members if is_aged(each, STUDENT_AGES, talk.day)]
    said = talk.said("students")
    if said is None:
        return household
    learning = () if said == "nobody" else talk.meant(said)
    household = _of(household, set(grown).difference(learning), {"school": School.NONE})
    if level := talk.said("level"):
        household = _of(household, learning, LEVELS[level])
    return household


def is_surely(member: MemberFacts, ages: tuple[int, int], on: date) -> bool:
    """Whether somebody is of those ages, however the year of birth turns out."""
    if member.born is None:
        return False
    least, most = member.born.ages(on)
    return ages[0] <= least and most <= ages[1]


_TAKEN: tuple[Callable[[Talk, HouseholdFacts], HouseholdFacts], ...] = (
    _disabled,
    _alone,
    _orphan,
    _listed,
    _old,
    _power,
    _events,
    _school,
    _students,
    _meant_alone,
)
