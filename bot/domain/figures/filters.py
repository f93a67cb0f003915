"""Which households and people are meant: what must hold of each. Says nothing of where, when and how many."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from bot.domain.case_rules import CaseKind
from bot.domain.figures.terms import Facet
from bot.domain.register.terms import CannotEscape, Ethnicity, Sex, Trait

_FACETS = {
    Trait.DEPRIVATION: Facet.DEPRIVATIONS,
    Trait.CAUSE: Facet.CAUSES,
    Trait.NEED: Facet.NEEDS,
    Trait.LAND: Facet.LAND,
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(_Part):
    """From `least` to `most`, both counted; None is open."""

    least: int | None = None
    most: int | None = None


class People(_Part):
    """Which members of a household: every part given holds of the same person. Ages are full years."""

    age: Range | None = None
    sex: Sex | None = None
    ethnicity: tuple[Ethnicity, ...] = ()
    insured: bool | None = None
    expiring: int | None = None

    def __bool__(self) -> bool:
        return self != People()


class Having(_Part):
    """A trait of a household: one of these codes."""

    trait: Trait
    codes: tuple[str, ...]


class Received(_Part):
    """A household that received something, or did not."""

    what: str
    absent: bool = False


class Sponsored(_Part):
    """A household with a sponsor unit, or without; of a kind, or one unit by its number."""

    absent: bool = False
    kinds: tuple[str, ...] = ()
    unit: int | None = None


class Cases(_Part):
    """What waits for somebody of the office: of these kinds, or any; still open, answered, or both."""

    kinds: tuple[CaseKind, ...] = ()
    open: bool | None = None


class Filters(_Part):
    """Which households: all that is given holds of each."""

    urban: bool | None = None
    cannot_escape: tuple[CannotEscape, ...] = ()
    with_cannot_escape: bool | None = None
    having: tuple[Having, ...] = ()
    head: People = People()
    member: People = People()
    size: Range | None = None
    lacks: Range | None = None
    phone: bool | None = None
    sponsored: Sponsored | None = None
    received: tuple[Received, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()

    def facets(self) -> Iterator[Facet]:
        """What is looked at of a household, beside where it lives and what it is recognised as."""
        if self.with_cannot_escape is not None:
            yield Facet.CANNOT_ESCAPE
        yield from (_FACETS[each.trait] for each in self.having)
        for people in (self.head, self.member):
            yield from _of_people(people)
        if self.size:
            yield Facet.MEMBERS
        if self.lacks:
            yield Facet.DEPRIVATIONS
        if self.phone is not None:
            yield Facet.PHONE
        if self.sponsored:
            yield Facet.SPONSOR
        if self.received:
            yield Facet.RECEIPTS


def _of_people(people: People) -> Iterator[Facet]:
    if people.age:
        yield Facet.BIRTH
    if people.sex:
        yield Facet.SEX
    if people.ethnicity:
        yield Facet.ETHNICITY
    if people.insured is not None or people.expiring is not None:
        yield Facet.INSURANCE
