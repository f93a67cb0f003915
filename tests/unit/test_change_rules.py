"""What a change may be, from when, what follows from it, and who may make it."""

from datetime import date

import pytest

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.register.changes import (
    ChangeKind,
    Untimely,
    heirs,
    how_ended,
    joined,
    likely_birth,
    reaches_back,
    relation_to,
    untimely,
)
from bot.domain.register.households import Birth, Member
from bot.domain.register.terms import Ended, Left, Relation
from bot.domain.roles import Actor, Grant, Place, Role, changeable, changing_role

TODAY = date(2026, 11, 23)
WARD, HAMLET, OTHER_WARD = AreaId(1), AreaId(3), AreaId(2)
PLACE = Place(HouseholdId(12), (HAMLET, WARD))
IN_THE_HAMLET = {ChangeKind.DEATH, ChangeKind.LEAVE, ChangeKind.MOVE, ChangeKind.PHONE}
# Written out by hand: what each role may change of its own households where everything may be told.
MAY_CHANGE: dict[Role, set[ChangeKind]] = {role: set() for role in Role} | {
    Role.HAMLET_HEAD: IN_THE_HAMLET,
    Role.OFFICIAL: set(ChangeKind),
    Role.LEADER: set(ChangeKind),
}
CARRIED = {
    PersonalData.FULL: set(ChangeKind),
    PersonalData.MINIMAL: {ChangeKind.STATUS},
    PersonalData.NONE: set[ChangeKind](),
}


def grant(role: Role, area: AreaId) -> Grant:
    return Grant(role, area) if role.by_area else Grant(role, households=frozenset({PLACE.household}))


@pytest.mark.parametrize("carries", PersonalData)
@pytest.mark.parametrize("role", Role)
def test_each_role_changes_its_kinds_of_its_own_area_as_far_as_the_channel_carries(
    role: Role, carries: PersonalData
) -> None:
    actor = Actor(PersonId(1), (grant(role, HAMLET),), carries)
    may = MAY_CHANGE[role] & CARRIED[carries]
    assert changeable(actor, PLACE) == may
    for kind in ChangeKind:
        assert changing_role(actor, PLACE, kind) == (role if kind in may else None)


@pytest.mark.parametrize("role", [role for role in Role if role.by_area])
def test_nobody_changes_a_household_of_another_area(role: Role) -> None:
    actor = Actor(PersonId(1), (grant(role, OTHER_WARD),), PersonalData.FULL)
    assert not changeable(actor, PLACE)


def test_who_belongs_to_the_family_and_is_hamlet_head_elsewhere_changes_nothing_of_it() -> None:
    grants = (grant(Role.HOUSEHOLD, HAMLET), grant(Role.HAMLET_HEAD, OTHER_WARD))
    assert not changeable(Actor(PersonId(1), grants, PersonalData.FULL), PLACE)


def member(number: int, relation: Relation, born: int | None = 1980) -> Member:
    return Member(PersonId(number), f"Lan {number}", relation, Birth(born) if born else None)


def test_grown_ups_can_become_head_and_children_only_where_nobody_else_is() -> None:
    head, wife = member(1, Relation.HEAD), member(2, Relation.SPOUSE)
    child, unknown = member(3, Relation.CHILD, 2018), member(4, Relation.OTHER, None)
    assert heirs([head, unknown, child, wife], without=head.person, on=TODAY) == [wife, unknown]
    assert heirs([head, child], without=head.person, on=TODAY) == [child]
    assert heirs([head], without=head.person, on=TODAY) == []


def test_a_household_ends_with_its_last_member() -> None:
    head, child = member(1, Relation.HEAD), member(2, Relation.CHILD)
    assert how_ended([head, child], without=head.person, left=Left.DIED) is None
    assert how_ended([head], without=head.person, left=Left.DIED) is Ended.DIED
    assert how_ended([head], without=head.person, left=Left.MOVED_AWAY) is Ended.MOVED_AWAY


@pytest.mark.parametrize(
    ("new_head", "other", "now"),
    [
        (Relation.SPOUSE, Relation.CHILD, Relation.CHILD),
        (Relation.CHILD, Relation.SPOUSE, Relation.PARENT),
        (Relation.CHILD, Relation.CHILD, Relation.SIBLING),
        (Relation.PARENT, Relation.CHILD, Relation.GRANDCHILD),
        (Relation.SIBLING, Relation.PARENT, Relation.PARENT),
        # Whether a grandchild is the new head's child or a brother's is not known.
        (Relation.CHILD, Relation.GRANDCHILD, Relation.OTHER),
        (Relation.OTHER, Relation.CHILD, Relation.OTHER),
    ],
)
def test_what_the_others_are_to_the_new_head(new_head: Relation, other: Relation, now: Relation) -> None:
    assert relation_to(new_head, other) is now


def test_no_day_ahead_and_none_before_what_it_changes() -> None:
    since = date(2026, 1, 1)
    assert untimely(date(2026, 11, 24), since=since, today=TODAY) is Untimely.FUTURE
    assert untimely(date(2025, 12, 31), since=since, today=TODAY) is Untimely.TOO_EARLY
    assert untimely(TODAY, since=since, today=TODAY) is None
    assert untimely(since, since=since, today=TODAY) is None


def test_a_day_of_a_past_month_changes_figures_that_were_told() -> None:
    assert reaches_back(date(2026, 10, 31), today=TODAY)
    assert not reaches_back(date(2026, 11, 1), today=TODAY)
    assert reaches_back(date(2025, 12, 1), today=TODAY)


def test_a_baby_counts_from_its_birth_and_a_grown_up_from_today() -> None:
    since = date(2026, 1, 1)
    assert joined(Birth(2026, date(2026, 3, 12)), since=since, today=TODAY) == date(2026, 3, 12)
    assert joined(Birth(2025, date(2025, 12, 24)), since=since, today=TODAY) == since
    assert joined(Birth(1985, date(1985, 3, 12)), since=since, today=TODAY) == TODAY
    assert joined(Birth(2026), since=since, today=TODAY) == TODAY


def test_nobody_is_born_tomorrow_or_older_than_people_get() -> None:
    assert likely_birth(Birth(2026, TODAY), today=TODAY)
    assert not likely_birth(Birth(2026, date(2026, 11, 24)), today=TODAY)
    assert not likely_birth(Birth(1900), today=TODAY)
    assert likely_birth(Birth(1910), today=TODAY)
