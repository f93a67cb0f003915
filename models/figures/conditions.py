"""The filters of a query as conditions on households, by the facts of one day as known at one instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, FromClause, Table, and_, exists, false, func, not_, or_, select

from bot.domain.figures.filters import Filters, People, Range, Received, Sponsored
from bot.domain.figures.question import Period
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Relation, Trait
from models.areas import area
from models.figures.receipts import receipts_of
from models.people.roles import helping, sponsor, sponsorship
from models.register.reading import holding
from models.register.tables import insurance, membership, person_detail, person_phone, trait

Condition = ColumnElement[bool]


def conditions(
    filters: Filters, household: ColumnElement[int], as_of: AsOf, *, received_in: Period | None
) -> Iterator[Condition]:
    """What must hold of a household for all filters but those of its status."""
    for having in filters.having:
        yield _has_trait(household, having.trait, having.codes, as_of)
    if filters.head:
        yield _has_member(household, filters.head, as_of, head=True)
    if filters.member:
        yield _has_member(household, filters.member, as_of)
    if filters.size:
        yield _within(_members(household, as_of), filters.size)
    if filters.lacks:
        yield _within(_lacks(household, as_of), filters.lacks)
    if filters.phone is not None:
        yield _has_phone(household, as_of) if filters.phone else not_(_has_phone(household, as_of))
    if filters.sponsored is not None:
        yield is_sponsored(household, filters.sponsored, as_of)
    for each in filters.received:
        yield _received(household, each, received_in, as_of)


def in_town(hamlet: ColumnElement[int], urban: bool) -> Condition:
    """Whether a hamlet lies in town, or in the country."""
    return hamlet.in_(select(area.c.id).where(area.c.urban.is_(urban)))


def of_household(household: ColumnElement[int], as_of: AsOf) -> Condition:
    """The members of a household."""
    return and_(
        membership.c.household_id == household, membership.c.relation.is_not(None), holding(membership, as_of)
    )


def people(wanted: People, as_of: AsOf) -> Iterator[Condition]:
    """What must hold of a member. Joined with their details where those are asked for."""
    if wanted.age:
        yield from _aged(wanted.age, as_of.day)
    if wanted.sex:
        yield person_detail.c.sex == wanted.sex.value
    if wanted.ethnicity:
        yield person_detail.c.ethnicity.in_([each.value for each in wanted.ethnicity])
    if wanted.insured is not None:
        card = _card(as_of, insurance.c.insured_to >= as_of.day)
        yield card if wanted.insured else not_(card)


def expiring(period: Period, as_of: AsOf) -> Condition:
    """A member whose card ends within a period."""
    return _card(as_of, insurance.c.insured_to >= period.start, insurance.c.insured_to < period.end)


def is_sponsored(household: ColumnElement[int], wanted: Sponsored, as_of: AsOf) -> Condition:
    """Whether some unit helps a household, or none does."""
    helped = and_(sponsorship.c.household_id == household, sponsoring(as_of))
    query = select(sponsorship.c.id).where(helped).correlate_except(sponsorship)
    if wanted.unit is not None:
        query = query.where(sponsorship.c.sponsor_id == wanted.unit)
    if wanted.kinds:
        of_kind = select(sponsor.c.id).where(sponsor.c.kind.in_(wanted.kinds))
        query = query.where(sponsorship.c.sponsor_id.in_(of_kind))
    return not_(exists(query)) if wanted.absent else exists(query)


def sponsoring(as_of: AsOf) -> Condition:
    """The sponsorships that hold."""
    known = sponsorship.c.recorded_at <= as_of.known_at if as_of.known_at is not None else not_(false())
    return and_(known, helping(as_of.day))


def _has_trait(household: ColumnElement[int], kind: Trait, codes: tuple[str, ...], as_of: AsOf) -> Condition:
    return exists(
        select(trait.c.id)
        .where(
            trait.c.household_id == household,
            trait.c.kind == kind.value,
            trait.c.code.in_(codes),
            holding(trait, as_of),
        )
        .correlate_except(trait)
    )


def _has_member(
    household: ColumnElement[int], wanted: People, as_of: AsOf, *, head: bool = False
) -> Condition:
    query = (
        select(membership.c.id)
        .join(person_detail, person_detail.c.person_id == membership.c.person_id)
        .where(of_household(household, as_of), holding(person_detail, as_of), *people(wanted, as_of))
        .correlate_except(membership, person_detail)
    )
    return exists(query.where(membership.c.relation == Relation.HEAD.value) if head else query)


def _has_phone(household: ColumnElement[int], as_of: AsOf) -> Condition:
    return exists(
        select(membership.c.id)
        .join(person_phone, person_phone.c.person_id == membership.c.person_id)
        .where(of_household(household, as_of), holding(person_phone, as_of))
        .correlate_except(membership, person_phone)
    )


def _received(
    household: ColumnElement[int], wanted: Received, period: Period | None, as_of: AsOf
) -> Condition:
    rows = receipts_of(wanted.what, as_of)
    query = (
        select(rows.c.id)
        .where(rows.c.household_id == household, received(rows, wanted, period, as_of))
        .correlate_except(rows)
    )
    return not_(exists(query)) if wanted.absent else exists(query)


def received(rows: FromClause, wanted: Received, period: Period | None, as_of: AsOf) -> Condition:
    """The receipts of a thing within a period. Any gift of a sponsor unit counts as a gift."""
    code = rows.c.kind == "gift" if wanted.what == "gift" else rows.c.what == wanted.what
    days = [rows.c.received_on >= period.start, rows.c.received_on < period.end] if period else []
    known = [] if as_of.known_at is None else [rows.c.recorded_at <= as_of.known_at]
    return and_(code, *days, *known)


def _card(as_of: AsOf, *that: Condition) -> Condition:
    return exists(
        select(insurance.c.id).where(
            insurance.c.person_id == membership.c.person_id, holding(insurance, as_of), *that
        )
    )


def _members(household: ColumnElement[int], as_of: AsOf) -> ColumnElement[int]:
    return _counted(membership, of_household(household, as_of))


def _lacks(household: ColumnElement[int], as_of: AsOf) -> ColumnElement[int]:
    lacking = and_(trait.c.household_id == household, trait.c.kind == Trait.DEPRIVATION.value)
    return _counted(trait, and_(lacking, holding(trait, as_of)))


def _counted(table: Table, that: Condition) -> ColumnElement[int]:
    return select(func.count(table.c.id)).where(that).correlate_except(table).scalar_subquery()


def _within(number: ColumnElement[int], wanted: Range) -> Condition:
    least = [] if wanted.least is None else [number >= wanted.least]
    most = [] if wanted.most is None else [number <= wanted.most]
    return and_(*least, *most)


def _aged(age: Range, day: date) -> Iterator[Condition]:
    """Full years as `Birth.age` counts them: by the day where it is known, else those of the year's end."""
    yield person_detail.c.birth_year.is_not(None)
    if age.least is not None:
        yield _reached(age.least, day)
    if age.most is not None:
        yield not_(_reached(age.most + 1, day))


def _reached(age: int, day: date) -> Condition:
    year = day.year - age
    try:
        last = day.replace(year=year)
    except ValueError:
        last = date(year, 3, 1) - timedelta(days=1)
    return or_(
        and_(person_detail.c.birth_on.is_not(None), person_detail.c.birth_on <= last),
        and_(person_detail.c.birth_on.is_(None), person_detail.c.birth_year <= year),
    )
