"""What a list says of a household of the register. What its reader may not see is already left out."""

from __future__ import annotations

from bot.domain.register.households import Household, Member
from bot.domain.register.terms import Relation, Standard
from bot.domain.roles import Field
from bot.lists.lines import HouseholdLine, MemberLine

LISTED = frozenset(Field) - {
    *(Field.NEEDS, Field.LAND, Field.DECISIONS, Field.RECEIPTS, Field.NOTE, Field.PICTURES),
}
"""The fields of a file that a list holds."""


def line_of(household: Household, *, hamlet: str) -> HouseholdLine | None:
    """The line of a household; None for one of which no member is known."""
    members = sorted(household.members, key=lambda member: member.relation is not Relation.HEAD)
    if not members:
        return None
    recognised = household.recognised_by(Standard.NATIONAL)
    return HouseholdLine(
        sheet="",
        rows=(),
        members=tuple(map(_member, members)),
        all_members=True,
        number=household.number,
        hamlet=hamlet,
        address=household.address,
        status=recognised.status if recognised else None,
        cannot_escape=recognised.cannot_escape if recognised else None,
        size=len(members),
        deprivations=household.deprivations,
        causes=household.causes,
    )


def _member(member: Member) -> MemberLine:
    return MemberLine(
        row=0,
        name=member.name,
        relation=member.relation,
        birth=member.birth,
        sex=member.sex,
        ethnicity=member.ethnicity,
        phones=(member.phone,) if member.phone else (),
        insured_to=member.insured_to,
    )
