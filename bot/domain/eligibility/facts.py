"""What can be known about a household and its members to tell their rights: typed, plausible, with origins.

What is left out is not known, which is something else than no, none or 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from bot.domain.eligibility.born import Born, BornDay
from bot.domain.eligibility.terms import (
    Area,
    Care,
    Damage,
    Death,
    Disability,
    Hunger,
    Origin,
    Parents,
    School,
)
from bot.domain.register.terms import Ethnicity, Status

OLDEST = 125
EVERYONE = "everyone"
"""Asked for like a fact: are all members named?"""

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
FactValue = bool | int | str | date | Born


ADULT = (16, OLDEST)
AT_WORK = (15, 70)
LEARNING = (0, 30)
YOUNG = (0, 25)
OLD = (55, OLDEST)
"""Ages at which a question makes sense to people; what the law asks for stands in the rules alone."""


def _fact(
    effort: int,
    *,
    ge: int | None = None,
    le: int | None = None,
    ages: tuple[int, int] | None = None,
    volunteered: bool = False,
    unit: str | None = None,
) -> Any:
    """A fact and how hard it is to answer, 1 to 5. One that is `volunteered` is never asked for."""
    told: JsonDict = {"effort": effort}
    if unit:
        told["unit"] = unit
    if ages:
        told["ages"] = list(ages)
    if volunteered:
        told["volunteered"] = True
    return Field(default=None, ge=ge, le=le, json_schema_extra=told)


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MemberFacts(_Told):
    """One member, by a name that is theirs alone in the household. Sums are đồng each month.

    `age` may be given instead of `born`: full years on the day named in `said_on` of the household."""

    name: Name = Field(description="A name or call name, nobody else's in the household.")
    born: BornDay | None = _fact(1)
    age: int | None = Field(
        default=None,
        ge=0,
        le=OLDEST,
        description="Instead of born: full years on the day of said_on.",
        json_schema_extra={"unit": "years"},
    )
    registered: bool | None = _fact(2)
    resident: bool | None = _fact(2)
    monthly_pension: int | None = _fact(2, ages=ADULT, ge=0, le=100_000_000, unit="VND each month")
    has_carer: bool | None = _fact(2, ages=OLD)
    care: Care | None = _fact(2)
    admissible_to_home: bool | None = _fact(4, ages=OLD)
    disability: Disability | None = _fact(2)
    disability_paper: bool | None = _fact(2)
    on_assistance: bool | None = _fact(2)
    on_social_pension: bool | None = _fact(2)
    insured: bool | None = _fact(1)
    parents: Parents | None = _fact(2, ages=YOUNG)
    lone_parent: str | None = _fact(2, ages=YOUNG)
    school: School | None = _fact(1, ages=LEARNING)
    public_school: bool | None = _fact(1, ages=YOUNG)
    first_degree: bool | None = _fact(2, ages=LEARNING)
    school_km: int | None = _fact(2, ages=YOUNG, ge=0, le=100, unit="km")
    cut_off: bool | None = _fact(3, ages=YOUNG)
    boards: bool | None = _fact(2, ages=YOUNG)
    stem: bool | None = _fact(2, ages=LEARNING)
    traditional_arts: bool | None = _fact(3, ages=LEARNING)
    work_accident_child: bool | None = _fact(3, ages=LEARNING)
    ethnicity: Ethnicity | None = _fact(2)
    merit_kin: bool | None = _fact(2)
    ill_for_long: bool | None = _fact(2)
    hiv: bool | None = _fact(5, volunteered=True)
    worker: bool | None = _fact(1, ages=AT_WORK)
    wage: bool | None = _fact(2, ages=ADULT)
    carer: bool | None = _fact(2, ages=ADULT)
    served: bool | None = _fact(2, ages=ADULT)
    trained_before: bool | None = _fact(3, ages=AT_WORK)
    service_ended_on: date | None = _fact(3, ages=ADULT)
    compulsory_insurance: bool | None = _fact(2, ages=AT_WORK)
    insured_months_24: int | None = _fact(4, ages=AT_WORK, ge=0, le=24, unit="months")
    insured_months_36: int | None = _fact(4, ages=AT_WORK, ge=0, le=36, unit="months")
    short_contract: bool | None = _fact(3, ages=AT_WORK)
    left_job_on: date | None = _fact(2, ages=AT_WORK)
    going_abroad: bool | None = _fact(1, ages=AT_WORK)
    land_taken: bool | None = _fact(3, ages=AT_WORK)
    released_prisoner: bool | None = _fact(5, volunteered=True)
    treated_days: int | None = _fact(3, ge=0, le=366, unit="days")

    @model_validator(mode="after")
    def _is_born_once(self) -> Self:
        if self.born is not None and self.age is not None:
            raise ValueError("born and age are both told")
        return self


class HouseholdFacts(_Told):
    """A household as far as it is known. `income` is đồng a person each month, all sources together.

    `everyone` tells that all members are named. `receives` are rights already had, `unsure` facts that the
    person does not know (`fact`, or `name.fact` of a member), `origins` where facts come from if not said."""

    status: Status | None = _fact(1)
    local_status: Status | None = _fact(3, volunteered=True)
    escaped_on: date | None = _fact(2)
    province: Annotated[str, StringConstraints(pattern=r"^\d{2}$")] | None = _fact(1)
    area: Area | None = _fact(1)
    hard_area: bool | None = _fact(2)
    ethnic_area: bool | None = _fact(3)
    poor_commune: bool | None = _fact(3)
    border_commune: bool | None = _fact(2)
    left_hard_areas_on: date | None = _fact(5, volunteered=True)
    income: int | None = _fact(4, ge=0, le=1_000_000_000, unit="VND a person each month")
    lacks_work: bool | None = _fact(2)
    lacks_dependants: bool | None = _fact(3)
    lacks_nutrition: bool | None = _fact(3)
    lacks_health_insurance: bool | None = _fact(1)
    lacks_adult_education: bool | None = _fact(3)
    lacks_school_attendance: bool | None = _fact(2)
    lacks_house_quality: bool | None = _fact(2)
    lacks_house_area: bool | None = _fact(2)
    lacks_water: bool | None = _fact(1)
    lacks_toilet: bool | None = _fact(1)
    lacks_telecoms: bool | None = _fact(1)
    lacks_information: bool | None = _fact(1)
    grid: bool | None = _fact(1)
    kwh: int | None = _fact(3, ge=0, le=5_000, unit="kWh each month")
    business: bool | None = _fact(2)
    on_project_list: bool | None = _fact(2)
    damage: Damage | None = _fact(1)
    hardship: bool | None = _fact(2)
    hunger: Hunger | None = _fact(1)
    death: Death | None = _fact(3)
    death_age: int | None = _fact(3, ge=0, le=OLDEST, unit="years")
    death_by_disaster: bool | None = _fact(3)
    everyone: bool | None = Field(default=None, description="Whether all members are named.")
    members: tuple[MemberFacts, ...] = Field(default=(), max_length=30, description="Who lives there.")
    said_on: date | None = Field(
        default=None, description="The day the ages are of; if left out, the day that is judged."
    )
    receives: frozenset[str] = Field(
        default=frozenset(), description="Rights received already, by the names of the results."
    )
    unsure: frozenset[str] = Field(
        default=frozenset(),
        description="Facts that the person does not know: fact, or name.fact of a member.",
    )
    origins: Mapping[str, Origin] = Field(
        default={}, description="Where facts come from, if they were not said: fact or name.fact."
    )

    @model_validator(mode="after")
    def _is_one_household(self) -> Self:
        names = [member.name for member in self.members]
        if len(set(names)) < len(names):
            raise ValueError("two members have the same name")
        strangers = {each.lone_parent for each in self.members} - {None, "", *names}
        if strangers:
            raise ValueError(
                f"a lone parent is not among the members: {', '.join(sorted(map(str, strangers)))}"
            )
        unknown = {told for told in (*self.unsure, *self.origins) if not self._names_a_fact(told)}
        if unknown:
            raise ValueError(f"no such facts: {', '.join(sorted(unknown))}")
        return self

    def _names_a_fact(self, told: str) -> bool:
        name, _, fact = told.rpartition(".")
        if not name:
            return fact == EVERYONE or (fact in facts() and not facts()[fact].of_member)
        of_member = fact in facts() and facts()[fact].of_member
        return of_member and any(member.name == name for member in self.members)

    def on(self, day: date) -> HouseholdFacts:
        """The same with ages turned into days of birth, said on that day unless they tell another.

        Raises `ValueError` for somebody born later, or longer ago than people live."""
        said_on = self.said_on or day
        members = tuple(_with_birth(member, said_on) for member in self.members)
        for member in members:
            if member.born and not 0 <= member.born.ages(max(day, said_on))[1] <= OLDEST + 1:
                raise ValueError(f"{member.name}: nobody alive is born in {member.born}")
        return self.model_copy(update={"members": members, "said_on": said_on})

    def origin(self, fact: str, member: str | None) -> Origin:
        """Where a fact comes from."""
        return self.origins.get(f"{member}.{fact}" if member else fact, Origin.SAID)

    def member(self, name: str) -> MemberFacts:
        """The member of that name."""
        return next(member for member in self.members if member.name == name)

    def with_fact(self, fact: str, value: FactValue | None, *, member: str | None = None) -> HouseholdFacts:
        """The same with one fact told, taken back or put right."""
        if member is None:
            return self.model_copy(update={fact: value})
        members = tuple(
            each.model_copy(update={fact: value}) if each.name == member else each for each in self.members
        )
        return self.model_copy(update={"members": members})


def _with_birth(member: MemberFacts, said_on: date) -> MemberFacts:
    if member.born is not None or member.age is None:
        return member
    return member.model_copy(update={"born": Born.aged(member.age, on=said_on), "age": None})


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of one fact wherever it stands. `choices` are empty where it is no choice."""

    name: str
    of_member: bool
    type: type
    choices: tuple[str, ...]
    effort: int
    volunteered: bool
    ages: tuple[int, int] | None

    def concerns(self, member: MemberFacts | None, on: date) -> bool:
        """Whether asking makes sense for somebody of that age; before the birth is known, it may not."""
        if self.ages is None or member is None:
            return True
        if member.born is None:
            return False
        least, most = member.born.ages(on)
        return least <= self.ages[1] and most >= self.ages[0]


@cache
def facts() -> Mapping[str, Fact]:
    """All facts by name. Names are unique over household and members."""
    return {fact.name: fact for model in (HouseholdFacts, MemberFacts) for fact in _facts_of(model)}


def _facts_of(model: type[_Told]) -> Iterator[Fact]:
    for name, field in model.model_fields.items():
        told = field.json_schema_extra
        if not isinstance(told, dict) or "effort" not in told:
            continue
        [kind] = [each for each in get_args(field.annotation) if each is not NoneType]
        kind = get_args(kind)[0] if get_args(kind) else kind
        choices = tuple(kind) if issubclass(kind, StrEnum) else ()
        effort, ages = told["effort"], told.get("ages")
        assert isinstance(effort, int)
        span = (int(str(ages[0])), int(str(ages[1]))) if isinstance(ages, list) else None
        volunteered = bool(told.get("volunteered"))
        yield Fact(name, model is MemberFacts, kind, choices, effort, volunteered, span)
