"""Who lives together: relations, sexes and ages of one family, such that they can be true.

Ages are full years at the beginning of the year that is looked from."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from bot.domain.register.terms import Relation, Sex
from bot.domain.sample.chance import drawn, happens, number, one
from bot.domain.sample.recipe import FamilyKind

OLD: Final = 62
_EACH_SEX = (Sex.FEMALE, Sex.MALE)
_HOW_MANY_CHILDREN = {1: 0.36, 2: 0.40, 3: 0.17, 4: 0.07}
_HOW_MANY_GRANDCHILDREN = {1: 0.6, 2: 0.4}


@dataclass(slots=True)
class Kin:
    """One member. `line` is whose family name is borne where it is another's: the head's, the spouse's, …"""

    relation: Relation
    sex: Sex
    age: int
    line: Relation | None = None
    dies: bool = False


def family(kind: FamilyKind, least: int, chance: Random) -> list[Kin]:
    """A family whose head is at least so old, where people get so old; the head comes first."""
    return _KINDS[kind](least, chance)


def other(sex: Sex) -> Sex:
    """The other of the two sexes."""
    return Sex.MALE if sex is Sex.FEMALE else Sex.FEMALE


def _age(low: int, high: int, least: int, chance: Random) -> int:
    low = max(low, least)
    return min(number(low, max(high, low + 5), chance), 96)


def _head(low: int, high: int, least: int, chance: Random, *, women: float = 0.5) -> Kin:
    sex = Sex.FEMALE if happens(women, chance) else Sex.MALE
    return Kin(Relation.HEAD, sex, _age(low, high, least, chance))


def _spouse(head: Kin, chance: Random) -> Kin:
    older = number(-3, 7, chance)
    age = head.age + (older if head.sex is Sex.FEMALE else -older)
    return Kin(Relation.SPOUSE, other(head.sex), min(max(age, 20), 97))


def _children(mother: int, father: int, chance: Random, relation: Relation = Relation.CHILD) -> list[Kin]:
    """Children by their parents' ages: first between 19 and 31, then every two to five years, up to 43."""
    at = number(19, 31, chance)
    born = []
    for _ in range(drawn(_HOW_MANY_CHILDREN, chance)):
        if at <= min(mother, 43) and 18 <= father - (mother - at) <= 49:
            born.append(mother - at)
        at += number(2, 5, chance)
    return [Kin(relation, one(_EACH_SEX, chance), age) for age in born]


def _old_alone(least: int, chance: Random) -> list[Kin]:
    return [_head(OLD, 88, least, chance, women=0.7)]


def _old_couple(least: int, chance: Random) -> list[Kin]:
    head = _head(OLD + 3, 84, least, chance, women=0.3)
    spouse = _spouse(head, chance)
    spouse.age = max(spouse.age, OLD)
    return [head, spouse]


def _couple(least: int, chance: Random) -> list[Kin]:
    head = _head(23, 56, least, chance, women=0.3)
    spouse = _spouse(head, chance)
    mother, father = (head, spouse) if head.sex is Sex.FEMALE else (spouse, head)
    children = _children(mother.age, father.age, chance)
    for child in children:
        child.line = father.relation
    return [head, spouse, *children]


def _single_parent(least: int, chance: Random) -> list[Kin]:
    """Mostly a mother; often a widow, whose husband headed the family while he lived."""
    head = _head(23, 54, least, chance, women=0.85)
    spouse = _spouse(head, chance)
    spouse.dies = True
    mother, father = (head, spouse) if head.sex is Sex.FEMALE else (spouse, head)
    children = _children(mother.age, father.age, chance) or [
        Kin(Relation.CHILD, one(_EACH_SEX, chance), max(0, head.age - 24))
    ]
    bereaved = happens(0.45, chance)
    for child in children:
        child.line = father.relation if bereaved else Relation.HEAD
    return [head, *([spouse] if bereaved else []), *children]


def _three_generations(least: int, chance: Random) -> list[Kin]:
    people = _couple(min(least, 58), chance)
    sex = Sex.FEMALE if happens(0.7, chance) else Sex.MALE
    parent = Kin(Relation.PARENT, sex, people[0].age + number(19, 36, chance))
    if sex is Sex.MALE:
        people[0].line = Relation.PARENT
    parent.dies = parent.age > 90 or happens(0.25, chance)
    return [*people, parent]


def _elder_head(least: int, chance: Random) -> list[Kin]:
    head = _head(55, 82, least, chance, women=0.6)
    child = Kin(Relation.CHILD, one(_EACH_SEX, chance), head.age - number(22, min(38, head.age - 20), chance))
    child.line = Relation.HEAD
    grandchildren = _grandchildren([child.age - number(19, 34, chance) for _ in range(2)], chance)
    return [head, child, *(each for each in grandchildren if each.age >= 0)]


def _grandparents(least: int, chance: Random) -> list[Kin]:
    head = _head(58, 78, least, chance, women=0.75)
    return [head, *_grandchildren([number(4, 14, chance), number(2, 14, chance)], chance)]


def _grandchildren(ages: list[int], chance: Random) -> list[Kin]:
    count = drawn(_HOW_MANY_GRANDCHILDREN, chance)
    return [Kin(Relation.GRANDCHILD, one(_EACH_SEX, chance), age) for age in ages[:count]]


def _siblings(least: int, chance: Random) -> list[Kin]:
    head = _head(32, 66, least, chance)
    age = max(20, head.age + number(-12, 10, chance))
    return [head, Kin(Relation.SIBLING, one(_EACH_SEX, chance), age, Relation.HEAD)]


_KINDS: dict[FamilyKind, Callable[[int, Random], list[Kin]]] = {
    "old_alone": _old_alone,
    "old_couple": _old_couple,
    "grandparents": _grandparents,
    "single_parent": _single_parent,
    "couple": _couple,
    "three_generations": _three_generations,
    "elder_head": _elder_head,
    "siblings": _siblings,
}
