"""What must be true of every invented family, whatever the seed; each check names what is wrong."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from bot.domain.phone import phone_number
from bot.domain.register.households import Birth, Member
from bot.domain.register.terms import (
    CannotEscape,
    Cause,
    Deprivation,
    Ended,
    Left,
    Origin,
    Relation,
    Standard,
    Status,
    Trait,
)
from bot.domain.sample.world import SampleHousehold, World

LISTED = (Status.POOR, Status.NEAR_POOR)
FIRST_REVIEW_BY_TWELVE = date(2021, 12, 12)
CHILDREN = (Relation.CHILD, Relation.GRANDCHILD)
NOBODY_ABLE = {
    CannotEscape.ALONE_PAST_WORKING_AGE,
    CannotEscape.NO_ONE_ABLE_TO_WORK,
    CannotEscape.SOCIAL_ASSISTANCE,
}


def faults(family: SampleHousehold, world: World) -> list[str]:
    """Everything that can not be true of one family."""
    checks = (members, generations, headship, stays, statuses, decisions, lacks, insurance)
    return [f"{family.number} {family.kind}: {fault}" for check in checks for fault in check(family, world)]


def born(member: Member) -> Birth:
    assert member.birth is not None
    return member.birth


def last_day(family: SampleHousehold, world: World) -> date:
    end = family.residences[-1].stay.span.end
    return world.today if end is None else end - timedelta(1)


def members(family: SampleHousehold, world: World) -> Iterator[str]:
    names = {each.member.person: each.member.name for each in family.members}
    if len(set(names.values())) < len(names):
        yield "two are called alike"
    came = family.residences[0].stay.span.start
    for each in family.members:
        birth, span = born(each.member), each.span
        if (
            span.start < came
            or span.start > world.today
            or span.start < (birth.day or date(birth.year, 1, 1))
        ):
            yield f"{each.member.name} is there too early or too late"
        if span.end is not None and not span.start < span.end <= world.today:
            yield f"{each.member.name} goes before coming"
        if birth.age(span.end or world.today) > 101:
            yield f"{each.member.name} is too old"
        if each.left is Left.MARRIED and birth.age(span.end or world.today) < 18:
            yield f"{each.member.name} married as a child"
        if each.member.phone is not None and (
            birth.age(world.today) < 18 or phone_number(each.member.phone) != each.member.phone
        ):
            yield f"{each.member.name} can not have that phone"


def generations(family: SampleHousehold, _: World) -> Iterator[str]:
    """Parents are 15 to 50 years older than their children."""
    of: dict[Relation, list[Member]] = {}
    for each in family.members:
        of.setdefault(each.member.relation, []).append(each.member)
    older = [*of.get(Relation.HEAD, []), *of.get(Relation.SPOUSE, [])]
    heads = of.get(Relation.HEAD, [])
    pairs = [(parent, child, 15, 50) for parent in older for child in of.get(Relation.CHILD, [])]
    pairs += [(parent, head, 15, 50) for parent in of.get(Relation.PARENT, []) for head in heads]
    pairs += [(head, child, 30, 100) for head in heads for child in of.get(Relation.GRANDCHILD, [])]
    if len(of.get(Relation.CHILD, [])) == 1 and of.get(Relation.GRANDCHILD):
        pairs += [(of[Relation.CHILD][0], child, 15, 50) for child in of[Relation.GRANDCHILD]]
    for elder, younger, least, most in pairs:
        if not least <= born(younger).year - born(elder).year <= most:
            yield f"{elder.name} ({born(elder).year}) and {younger.name} ({born(younger).year})"
    for couple in of.get(Relation.SPOUSE, []):
        others = [head for head in heads if head.person != couple.person]
        if others and all(head.sex is couple.sex for head in others):
            yield f"{couple.name} has a spouse of the same sex"


def headship(family: SampleHousehold, world: World) -> Iterator[str]:
    """One grown-up head on every day on which somebody comes or goes."""
    first, last = family.residences[0].stay.span.start, last_day(family, world)
    days = {first, last, *(each.span.start for each in family.members)}
    days |= {each.span.end for each in family.members if each.span.end and each.span.end <= last}
    for day in days:
        heads = [member for member in family.living(day) if member.relation is Relation.HEAD]
        if len(heads) != 1 or born(heads[0]).age(day) < 18:
            yield f"on {day} headed by {heads}"


def stays(family: SampleHousehold, world: World) -> Iterator[str]:
    for before, after in pairwise(family.residences):
        if before.stay.span.end != after.stay.span.start or before.stay.ended is not Ended.MOVED_AWAY:
            yield "lives nowhere for a time"
    last = family.residences[-1].stay
    if (last.ended is None) != (last.span.end is None) or last.span.start > world.today:
        yield f"ends {last}"
    if last.ended is Ended.DIED and len(list(family.living(last_day(family, world)))) != 1:
        yield "died with somebody left"


def statuses(family: SampleHousehold, world: World) -> Iterator[str]:
    national = [each for each in family.recognised if each.standard is Standard.NATIONAL]
    for before, after in pairwise(national):
        if before.span.end is None or before.span.end > after.span.start:
            yield "two statuses at once"
    for each in national:
        if each.span.start > world.today:
            yield f"recognised on {each.span.start}"
        if each.status is Status.NEWLY_ESCAPED and (each.span.end or world.today) > date(
            each.span.start.year + 3, each.span.start.month, each.span.start.day
        ):
            yield "newly escaped for more than three years"
        if each.cannot_escape in NOBODY_ABLE:
            ages = [born(member).age(world.today) for member in family.living(world.today)]
            if any(16 <= age < 62 for age in ages):
                yield f"{each.cannot_escape} with ages {ages}"
        ill = Cause.ILLNESS in family.codes(Trait.CAUSE, world.today)
        if each.cannot_escape is CannotEscape.SERIOUS_ILLNESS and not ill:
            yield "gravely ill without illness as a cause"
        if each.cannot_escape is not None and each.status is not Status.POOR:
            yield "can not escape without being poor"


def decisions(family: SampleHousehold, world: World) -> Iterator[str]:
    """Points as the status demands: 175 in town, 140 in the country; three deprivations and more if poor."""
    urban = {area.id: area.urban for area in world.areas}
    for each in family.decisions:
        if each.on > world.today or each.status is not family.status(each.on):
            yield f"{each.document} of {each.on} says {each.status}"
        if (each.income_points is None) != (each.on < FIRST_REVIEW_BY_TWELVE):
            yield f"{each.on} has points {each.income_points}"
        if each.income_points is None or each.deprivation_points is None:
            continue
        hamlet = family.hamlet(each.on)
        assert hamlet is not None
        under = each.income_points <= (175 if urban[hamlet] else 140)
        lacking = len(set(family.codes(Trait.DEPRIVATION, each.on)))
        poor = under and each.deprivation_points >= 30
        near_poor = under and each.deprivation_points < 30
        if (poor, near_poor) != (each.status is Status.POOR, each.status is Status.NEAR_POOR):
            yield f"{each.status} by {each.income_points} and {each.deprivation_points}"
        if lacking * 10 != each.deprivation_points:
            yield f"{lacking} deprivations make {each.deprivation_points}"
    for each in family.recognised:
        papers = {(decision.document, decision.on) for decision in family.decisions}
        if each.origin is not Origin.IMPORT and (each.document, each.span.start) not in papers:
            yield f"no decision behind {each}"


def lacks(family: SampleHousehold, world: World) -> Iterator[str]:
    living = list(family.living(world.today))
    ages = [born(member).age(world.today) for member in living]
    has = set(family.codes(Trait.DEPRIVATION, world.today))
    if not living:
        return
    if Deprivation.SCHOOL_ATTENDANCE in has and not any(2 <= age <= 16 for age in ages):
        yield f"school with ages {ages}"
    if Deprivation.NUTRITION in has and not any(age <= 16 for age in ages):
        yield f"nutrition with ages {ages}"
    if Deprivation.INFORMATION in has and any(member.phone for member in living):
        yield "has a phone and no information"
    if family.status(world.today) in LISTED and not family.codes(Trait.CAUSE, world.today):
        yield "is listed without a cause"
    for trait in Trait:
        codes = family.codes(trait, world.today)
        if len(set(codes)) < len(codes) or any(code not in set(trait.codes) for code in codes):
            yield f"{trait} twice or unknown: {codes}"


def insurance(family: SampleHousehold, world: World) -> Iterator[str]:
    listed = family.status(world.today) in LISTED
    lacking = Deprivation.HEALTH_INSURANCE in family.codes(Trait.DEPRIVATION, world.today)
    without = [m for m in family.living(world.today) if m.insured_to is None or m.insured_to < world.today]
    if listed and bool(without) != lacking:
        yield f"{len(without)} without a card"
