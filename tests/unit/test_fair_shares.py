"""Whose gift of which season it is, and that every family stands in exactly one list."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fair_shares import Feast, FeastOf, feast_of, gifts, nearest, shares
from bot.domain.houses import Amiss, HouseStep, Stood, amiss
from bot.domain.ids import HouseholdId, SponsorId
from bot.domain.visits.ledger import Entry, Measure, Stage

homes = st.integers(1, 6).map(HouseholdId)
givers = st.dictionaries(homes, st.sets(st.integers(1, 3).map(SponsorId)))
days = st.dates(date(2024, 1, 1), date(2033, 12, 31))


@given(st.lists(homes, unique=True), givers, givers)
def test_each_family_stands_in_one_list(
    families: list[HouseholdId],
    gave: dict[HouseholdId, set[SponsorId]],
    planned: dict[HouseholdId, set[SponsorId]],
) -> None:
    found = shares(families, gave, planned)
    assert sorted([*found.none, *found.planned, *found.one, *found.several]) == sorted(families)
    assert all(len(gave[each]) > 1 for each in found.several)
    assert all(not gave.get(each) for each in (*found.none, *found.planned))


def test_a_gift_counts_for_its_season_alone() -> None:
    tet = FeastOf(Feast.TET, 2027)
    assert tet.day == date(2027, 2, 6)
    in_time = Entry(Stage.GIVEN, Measure.GOODS, 1, tet.day, SponsorId(1), HouseholdId(1), "quà tết")
    early = Entry(Stage.GIVEN, Measure.MONEY, 1, tet.begins - timedelta(days=1), SponsorId(2), HouseholdId(1))
    work = Entry(Stage.GIVEN, Measure.WORK, 60, tet.day, SponsorId(3), HouseholdId(2))
    assert gifts([in_time, early, work], tet) == {HouseholdId(1): {SponsorId(1)}}


@given(days)
def test_the_nearest_feast_is_not_over(day: date) -> None:
    assert nearest(day).ends >= day


@given(st.sampled_from(Feast), days)
def test_without_a_year_the_feast_that_is_planned_for_or_the_last_one_is_meant(
    feast: Feast, day: date
) -> None:
    meant = feast_of(feast, today=day)
    assert timedelta(days=-370) <= meant.day - day <= timedelta(days=120)


def test_before_tet_the_coming_one_is_meant() -> None:
    assert feast_of(Feast.TET, today=date(2026, 11, 23)).year == 2027
    assert feast_of(Feast.TET, today=date(2026, 5, 1)).year == 2026


step = st.builds(Stood, st.sampled_from(HouseStep), days)


@given(st.lists(step, max_size=12))
def test_whatever_is_told_the_steps_of_a_house_run_forward(told: list[Stood]) -> None:
    stands: list[Stood] = []
    for each in told:
        if amiss(stands, each, today=date(2034, 1, 1)) is None:
            stands = [one for one in stands if one.step is not each.step] + [each]
    ordered = sorted(
        (each for each in stands if each.step is not HouseStep.SPONSORED), key=lambda one: one.step.place
    )
    assert [each.on for each in ordered] == sorted(each.on for each in ordered)
    built = {each.step for each in stands} & {HouseStep.BUILDING, HouseStep.HANDED}
    assert not built or HouseStep.APPROVED in {each.step for each in stands}


def test_a_day_to_come_is_no_step() -> None:
    new = Stood(HouseStep.SURVEYED, date(2026, 11, 24))
    assert amiss([], new, today=date(2026, 11, 23)) is Amiss.TO_COME
