"""The form of the rules: rights with their conditions, read from data. Numbers are the catalogue's, by name.

Must not judge a household; that is `conditions` and `screening`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.domain.eligibility.terms import Kind, Per, Subject

AGE = "age"
"""Tested like a fact, and told by the fact `born`."""
SUBJECT = "subject"
"""In a rule about several members: the one whose right it is."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
EntryName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Figure = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+\.)?[a-z][a-z0-9_]*$")]
"""A parameter or computed sum of the right's own entry, or `entry.name` of another."""


class Written(BaseModel):
    """Base of what is read from a rule file: frozen, and a misspelt key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Comparison(StrEnum):
    """How a fact is held against what the law says."""

    IS_ONE_OF = "is_one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    UNDER = "under"
    OVER = "over"
    WITHIN = "within"


class Test(Written):
    """One fact compared, with one of the six keys. `within`: since the day it names, no longer than that.

    With `if_set` it holds on days on which the law sets no such limit. `statement` of the entry tells it;
    left out, that of the right. Of numbers only 0 is written, for nothing at all; all others are figures."""

    fact: Name
    one_of: tuple[bool | str | Literal[0], ...] | None = Field(default=None, alias="in", min_length=1)
    at_least: Figure | None = None
    at_most: Figure | None = None
    under: Figure | None = None
    over: Figure | None = None
    within: Figure | None = None
    if_set: bool = False
    statement: Name | None = None

    @model_validator(mode="after")
    def _compares_once(self) -> Self:
        if len([each for each in (self.one_of, *self.limits().values()) if each is not None]) != 1:
            raise ValueError(f"{self.fact}: exactly one comparison is needed")
        return self

    def limits(self) -> Mapping[Comparison, Figure | None]:
        """The figure of each comparison with one."""
        return {each: getattr(self, each.value) for each in Comparison if each is not Comparison.IS_ONE_OF}

    @cached_property
    def limit(self) -> Figure | None:
        """The figure it is compared with, None where it is a choice."""
        return next((figure for figure in self.limits().values() if figure), None)

    @cached_property
    def comparison(self) -> Comparison:
        """Which of the six it is."""
        return next((each for each, figure in self.limits().items() if figure), Comparison.IS_ONE_OF)


class All(Written):
    """Holds when every part does."""

    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(Written):
    """Holds when one part does."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(Written):
    """Holds when its part does not."""

    negated: Condition = Field(alias="not")


class Several(Written):
    """Holds when at least so many of the parts do, as a figure of the catalogue says.

    `counted_while` is a figure: on days for which it is not known, the parts are not those that count."""

    several: tuple[Condition, ...] = Field(min_length=1)
    at_least: Figure
    counted_while: Figure | None = None


class SomeMember(Written):
    """Holds when the part does for a member of the household."""

    member: Condition


class Unheld(Written):
    """A condition the sources known here do not tell: never surely met and never surely failed."""

    unheld: Name


Condition = Test | All | AnyOf | Not | Several | SomeMember | Unheld


class Sum(Written):
    """What is paid `when` a condition holds; the first that does counts. Without a figure it is not known.

    `each` is a condition on members: it is paid for each that meets it. `months` of a year are a figure."""

    when: Condition | None = None
    figure: Figure | None = None
    per: Per = Per.MONTH
    months: Figure | None = None
    each: Condition | None = None


class Together(Written):
    """Rights that are paid beside this one although one person else has only the highest of the group."""

    rights: tuple[EntryName, ...] = Field(min_length=1)
    when: Condition


class Given(Written):
    """What is true once the right is had."""

    fact: Name
    value: bool | str


class Right(Written):
    """Something a household or a member may have. `statement` of its entry says who.

    One that is `rare` follows an event few families meet, and is asked about late."""

    entry: EntryName
    subject: Subject
    kind: Kind
    statement: Name
    when: Condition
    sums: tuple[Sum, ...] = ()
    highest_of: Name | None = None
    together: Together | None = None
    gives: tuple[Given, ...] = ()
    rare: bool = False


class Standard(Written):
    """How income and indicators divide poor from near-poor by one standard: a hint, the commune decides."""

    entry: EntryName
    statement: Name
    poor: Condition
    near_poor: Condition


class Step(StrEnum):
    """What a household may do, and nothing else is ever advised."""

    GET_PAPER = "get_paper"
    REGISTER = "register"
    ASK_REVIEW = "ask_review"
    APPLY = "apply"
    WAIT = "wait"


class Change(Written):
    """A permitted change of one fact from one value to another. `entry` tells how it is done.

    `status_by` names the standard whose result for the household may not be a no."""

    step: Step
    fact: Name
    away_from: tuple[bool | str, ...] = Field(min_length=1)
    to: bool | str
    entry: EntryName
    status_by: Name | None = None


class Rulebook(Written):
    """All rights by id, in files' order, the standards by name, and the permitted changes."""

    rights: Mapping[EntryName, Right]
    standards: Mapping[Name, Standard]
    changes: tuple[Change, ...]

    def facts_of(self, right: str) -> frozenset[str]:
        """The facts that the conditions of a right look at, but the age."""
        return self._facts[right]

    @cached_property
    def _facts(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset(test.fact for test in tests(right.when)) - {AGE}
            for name, right in self.rights.items()
        }

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with the entry whose figures it may name."""
        for right in self.rights.values():
            yield right.entry, right.when
            parts = [part for each in right.sums for part in (each.when, each.each) if part is not None]
            parts += [right.together.when] if right.together else []
            yield from ((right.entry, part) for part in parts)
        for standard in self.standards.values():
            yield standard.entry, standard.poor
            yield standard.entry, standard.near_poor


def parts(condition: Condition) -> Iterator[Condition]:
    """The condition and all within it."""
    yield condition
    match condition:
        case All(all=inner) | AnyOf(any=inner) | Several(several=inner):
            for each in inner:
                yield from parts(each)
        case Not(negated=one) | SomeMember(member=one):
            yield from parts(one)
        case _:
            return


def tests(condition: Condition) -> Iterator[Test]:
    """Every comparison within a condition."""
    return (each for each in parts(condition) if isinstance(each, Test))


def figures(condition: Condition) -> Iterator[Figure]:
    """The names of every figure within a condition."""
    for part in parts(condition):
        match part:
            case Test(limit=str(limit)):
                yield limit
            case Several(at_least=least, counted_while=other):
                yield from (name for name in (least, other) if name)
            case _:
                pass
