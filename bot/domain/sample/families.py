"""The people of a family: names, births, who came, married, moved or died, and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.domain.register.history import Span
from bot.domain.register.households import Birth
from bot.domain.register.terms import Began, CannotEscape, Ended, Ethnicity, Left, Relation, Sex
from bot.domain.sample.chance import day_between, drawn, happens, number, one
from bot.domain.sample.courses import Course
from bot.domain.sample.kin import OLD, Kin, family
from bot.domain.sample.recipe import FamilyKind, Spread
from bot.domain.sample.words import Words

_GROWN_UP = 19
_STILL_AT_HOME = 0.35
_DAY_KNOWN_SINCE = 1975


@dataclass(frozen=True, slots=True)
class Time:
    """When somebody was in the family as what, and why that ended."""

    relation: Relation
    span: Span
    left: Left | None = None


@dataclass(slots=True)
class Draft:
    """One of the family. `born` is a day also where the register knows the year alone; times have no gap."""

    kin: Kin
    name: str
    ethnicity: Ethnicity
    born: date
    times: list[Time]
    phone: bool = False
    insured_to: date | None = None

    @property
    def birth(self) -> Birth:
        """What the register knows of the birth: of the old and the border years often the year alone."""
        known = self.born.year >= _DAY_KNOWN_SINCE or self.born.toordinal() % 2
        return Birth(self.born.year, self.born if known else None)

    def here(self, on: date) -> bool:
        """Whether it belonged to the family on a day."""
        if not self.times or on < self.times[0].span.start:
            return False
        end = self.times[-1].span.end
        return end is None or on < end

    def age(self, on: date) -> int:
        """Full years on a day."""
        return Birth(self.born.year, self.born).age(on)


def kind_of(course: Course, reason: CannotEscape | None, spread: Spread, chance: Random) -> FamilyKind:
    """What kind of family could go such a way."""
    if reason is not None:
        return _who_cannot_escape(reason, chance)
    if course.ended is Ended.DIED:
        return "old_alone"
    if course.ended is Ended.MERGED:
        return "old_alone" if happens(0.5, chance) else "single_parent"
    if course.began is Began.SPLIT:
        return "couple"
    return drawn(spread.families, chance)


def _who_cannot_escape(reason: CannotEscape, chance: Random) -> FamilyKind:
    match reason:
        case CannotEscape.ALONE_PAST_WORKING_AGE:
            return "old_alone"
        case CannotEscape.NO_ONE_ABLE_TO_WORK:
            return "grandparents"
        case CannotEscape.SOCIAL_ASSISTANCE:
            return "old_couple" if happens(0.5, chance) else "old_alone"
        case CannotEscape.SERIOUS_ILLNESS:
            return "three_generations" if happens(0.5, chance) else "couple"


def people(
    course: Course, kind: FamilyKind, *, today: date, spread: Spread, words: Words, chance: Random
) -> list[Draft]:
    """The family from the day it came, as it was when the year began or when it went."""
    seen_from = course.gone or max(date(today.year, 1, 1), course.came)
    least = _GROWN_UP + seen_from.year - course.came.year
    kin = family(kind, max(least, OLD) if course.cannot_escape and kind == "grandparents" else least, chance)
    ethnicity = drawn(spread.ethnicity, chance)
    named = _names(kin, ethnicity, spread, words, chance)
    drafts = [
        Draft(each, name, group, _born(each.age, seen_from, chance), [])
        for each, (name, group) in zip(kin, named, strict=True)
    ]
    _Story(course, seen_from, drafts, chance).tell()
    return [draft for draft in drafts if draft.times]


def _born(age: int, seen_from: date, chance: Random) -> date:
    return date(seen_from.year - 1 - age, 1, 1) + timedelta(number(0, 364, chance))


def _names(
    kin: list[Kin], ethnicity: Ethnicity, spread: Spread, words: Words, chance: Random
) -> list[tuple[str, Ethnicity]]:
    """A name and a group for each; children bear the family name of the line they belong to."""
    married_in = drawn(spread.ethnicity, chance) if happens(spread.mixed_marriage, chance) else ethnicity
    groups = [married_in if each.relation is Relation.SPOUSE else ethnicity for each in kin]
    own = {
        each.relation: one(words.people(group).families, chance)
        for each, group in zip(kin, groups, strict=True)
        if each.line is None
    }
    head = kin[0]
    own.setdefault(Relation.HEAD, own.get(head.line or Relation.HEAD, ""))
    given: set[str] = set()
    named = []
    for each, group in zip(kin, groups, strict=True):
        if each.line is Relation.SPOUSE:
            group = married_in
        bears = own.get(each.line) if each.line else own[each.relation]
        name = bears or one(words.people(group).families, chance)
        named.append((f"{name} {_given(each.sex, group, given, words, chance)}", group))
    return named


def _given(sex: Sex, group: Ethnicity, used: set[str], words: Words, chance: Random) -> str:
    """Middle and given name; nobody in a family is called like another."""
    names = words.people(group).of(sex)
    free = [name for name in names.given if name not in used] or list(names.given)
    chosen = one(free, chance)
    used.add(chosen)
    return f"{one(names.middle, chance)} {chosen}".strip()


@dataclass(slots=True)
class _Story:
    """Gives everybody of one family their times in it."""

    course: Course
    seen_from: date
    drafts: list[Draft]
    chance: Random

    def tell(self) -> None:
        """Fill in the times; who was gone before the family was known has none."""
        for draft in self.drafts:
            self._times(draft)
        self._pass_on_headship()

    def _times(self, draft: Draft) -> None:
        came, kin = self.course.came, draft.kin
        start = max(came, draft.born)
        end, left = self.course.gone, None
        if end is not None:
            left = Left.DIED if self.course.ended is Ended.DIED else Left.MOVED_AWAY
        leaves = self._leaves(draft)
        if leaves is not None:
            end, left = leaves
        if end is None or start < end:
            draft.times.append(Time(kin.relation, Span(start, end), left))

    def _leaves(self, draft: Draft) -> tuple[date, Left] | None:
        """The day and reason of who goes before the family does."""
        if draft.kin.dies:
            youngest = max(other.born for other in self.drafts)
            first = max(youngest, self.seen_from - timedelta(3000))
            return day_between(first, self.seen_from - timedelta(1), self.chance), Left.DIED
        child = draft.kin.relation in {Relation.CHILD, Relation.GRANDCHILD}
        needed = len(self.drafts) < 3 or draft.kin.age < _GROWN_UP
        if not child or needed or happens(_STILL_AT_HOME, self.chance):
            return None
        grown = draft.born + timedelta(days=_GROWN_UP * 365)
        day = day_between(grown, self.seen_from - timedelta(1), self.chance)
        married = happens(0.7 if draft.kin.sex is Sex.FEMALE else 0.35, self.chance)
        return day, Left.MARRIED if married else Left.MOVED_AWAY

    def _pass_on_headship(self) -> None:
        """A husband who died had headed the family; then she does."""
        spouse = next((draft for draft in self.drafts if draft.kin.relation is Relation.SPOUSE), None)
        if spouse is None or not spouse.kin.dies or spouse.kin.sex is Sex.FEMALE or not spouse.times:
            return
        if spouse.age(self.course.came) < _GROWN_UP:
            return
        head, time = self.drafts[0], spouse.times[0]
        widowed = time.span.end
        assert widowed is not None
        own = head.times[0]
        spouse.times = [Time(Relation.HEAD, time.span, Left.DIED)]
        head.times = [
            Time(Relation.SPOUSE, Span(own.span.start, widowed)),
            Time(Relation.HEAD, Span(widowed, own.span.end), own.left),
        ]
