"""When units and families are to be reminded of what: day by day, from the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import AreaId, HouseholdId, SponsorId, SponsorshipId
from bot.domain.lunar import after_tet, in_tet, sen_donta, tet
from bot.domain.register.terms import Need
from bot.domain.reminders.families import ASKED_MONTHS, FamilyKnown, rows_of_family
from bot.domain.reminders.terms import LADDER, DayKind, Done, Ended, Matter, Row, Settings, Told
from bot.domain.reminders.units import NEVER_TOLD, Promise, Sponsored, Unit, WardDay, rows_of_unit, wanted_by
from bot.domain.sponsoring import Able, Match, Waiting, suggested

USUAL = Settings()
SINCE = date(2026, 3, 2)
DAY = timedelta(days=1)
PUBLISHED_TET = {
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 2), 2031: date(2031, 1, 23),
    2032: date(2032, 2, 11), 2033: date(2033, 1, 31),
}  # fmt: skip
"""As printed in calendars of Vietnam; in 2030 China begins a day later."""


def family(**known: object) -> Sponsored:
    return replace(Sponsored(SponsorshipId(7), HouseholdId(12), SINCE), **known)  # type: ignore[arg-type]


def unit(*families: Sponsored, **known: object) -> Unit:
    made = Unit(SponsorId(3), AreaId(1), families or (family(),))
    return replace(made, **known)  # type: ignore[arg-type]


def matters(of: Unit, day: date) -> set[Matter]:
    return {row.matter for row in wanted_by(of, day, USUAL)}


@pytest.mark.parametrize(("year", "first"), PUBLISHED_TET.items(), ids=str)
def test_tet_is_on_the_day_that_calendars_print(year: int, first: date) -> None:
    assert tet(year) == first
    assert in_tet(first - DAY)
    assert not in_tet(first - 2 * DAY)
    assert after_tet(first) == first + 5 * DAY
    assert not in_tet(after_tet(first))


@pytest.mark.parametrize(
    ("year", "published"),
    [(2024, date(2024, 10, 2)), (2025, date(2025, 9, 21)), (2026, date(2026, 10, 10))],
)
def test_sen_donta_is_within_a_day_of_what_was_published(year: int, published: date) -> None:
    assert abs(sen_donta(year) - published) <= DAY


@given(year=st.integers(2024, 2060))
def test_sen_donta_falls_into_september_or_october(year: int) -> None:
    assert date(year, 9, 20) <= sen_donta(year) <= date(year, 10, 19)


def test_the_first_steps_come_after_three_fourteen_and_thirty_days() -> None:
    first = {}
    for count in range(60):
        for row in wanted_by(unit(), SINCE + count * DAY, USUAL):
            first.setdefault(row.matter, count)
    assert {first[matter] for matter in (Matter.LIST_RECEIVED,)} == {3}
    assert first[Matter.SURVEY_DUE] == 14
    assert first[Matter.PLAN_DUE] == 30


def test_whoever_did_a_later_step_is_not_asked_for_those_before() -> None:
    surveyed = family(done={Done.SURVEYED: SINCE + DAY})
    assert matters(unit(surveyed), SINCE + 40 * DAY) >= {Matter.PLAN_DUE}
    assert not matters(unit(surveyed), SINCE + 40 * DAY) & {Matter.LIST_RECEIVED, Matter.SURVEY_DUE}


@pytest.mark.parametrize(("every", "days"), [(None, 91), (30, 30)])
def test_a_visit_is_due_when_the_plans_own_rhythm_or_the_usual_one_passed(
    every: int | None, days: int
) -> None:
    visited = SINCE + 10 * DAY
    of = unit(family(done={Done.VISITED: visited}, visit_every=every))
    assert Matter.VISIT_DUE not in matters(of, visited + (days - 1) * DAY)
    assert Matter.VISIT_DUE in matters(of, visited + days * DAY)


def test_a_promise_is_named_on_its_day_and_no_more_when_kept() -> None:
    due = SINCE + 20 * DAY
    assert Matter.PROMISE_DUE in matters(unit(family(promises=(Promise(1, due),))), due)
    assert Matter.PROMISE_DUE not in matters(unit(family(promises=(Promise(1, due),))), due - DAY)
    assert Matter.PROMISE_DUE not in matters(unit(family(promises=(Promise(1, due, due),))), due)


def test_a_pledge_to_the_ward_is_named_though_the_unit_helps_no_family() -> None:
    due = SINCE + 20 * DAY
    alone = replace(unit(pledges=(Promise(5, due),)), families=())
    assert wanted_by(alone, due - DAY, USUAL) == []
    [row] = wanted_by(alone, due, USUAL)
    assert (row.matter, row.detail, row.household) == (Matter.PROMISE_DUE, "book:5", None)
    assert row.matter.climbs
    assert wanted_by(replace(alone, pledges=()), due, USUAL) == []


@pytest.mark.parametrize("need", Need)
def test_news_of_a_need_is_told_until_the_next_visit_and_never_of_an_illness(need: Need) -> None:
    told = family(needs={need: SINCE + 5 * DAY})
    assert (Matter.FAMILY_NEWS in matters(unit(told), SINCE + 6 * DAY)) is (need not in NEVER_TOLD)
    after = replace(told, done={Done.VISITED: SINCE + 6 * DAY})
    assert Matter.FAMILY_NEWS not in matters(unit(after), SINCE + 6 * DAY)


def test_a_fair_is_told_to_who_helps_somebody_who_wants_work() -> None:
    fair = WardDay(5, DayKind.JOB_FAIR, SINCE + 10 * DAY)
    wants = unit(family(needs={Need.WORK: SINCE}), days=(fair,))
    assert Matter.CHANCE in matters(wants, SINCE + 5 * DAY)
    assert Matter.CHANCE not in matters(wants, SINCE + 10 * DAY)
    assert Matter.CHANCE not in matters(
        unit(family(needs={Need.WATER: SINCE}), days=(fair,)), SINCE + 5 * DAY
    )


def test_seasons_reports_and_the_review_come_round_each_year() -> None:
    old = unit(family(since=date(2020, 1, 1), done={Done.PLANNED: date(2020, 2, 1)}))
    seen = set()
    for count in range(365):
        seen |= {row.name for row in wanted_by(old, date(2027, 1, 1) + count * DAY, USUAL)}
    seasons = {name.split(":")[2] for name in seen if name.startswith("season")}
    assert seasons == {"tet", "chol_chnam_thmay", "sen_donta", "storms", "school"}
    assert {name for name in seen if name.startswith("report_due")} == {
        "report_due:u3:202706",
        "report_due:u3:202711",
    }
    assert {name for name in seen if name.startswith("review")} == {"review:u3:2027"}


def test_a_report_of_the_weeks_before_its_day_counts() -> None:
    old = family(since=date(2020, 1, 1))
    assert Matter.REPORT_DUE in matters(unit(old), date(2027, 6, 15))
    assert Matter.REPORT_DUE not in matters(unit(old, reported=date(2027, 6, 1)), date(2027, 6, 20))
    assert Matter.REPORT_DUE in matters(unit(old, reported=date(2027, 1, 1)), date(2027, 6, 20))


def test_somebody_new_in_charge_is_handed_over() -> None:
    assert Matter.HANDOVER in matters(unit(contact_since=SINCE + 9 * DAY), SINCE + 9 * DAY)
    assert Matter.HANDOVER not in matters(unit(), SINCE + 9 * DAY)


def test_a_decision_is_told_and_a_muted_family_is_not_spoken_of() -> None:
    assert Matter.RESULT in matters(unit(family(decided=SINCE + 9 * DAY)), SINCE + 9 * DAY)
    quiet = family(decided=SINCE + 9 * DAY, muted_to=SINCE + 20 * DAY)
    assert matters(unit(quiet), SINCE + 9 * DAY) == set()


def lived(days: int, *, unread: frozenset[int] = frozenset()) -> list[Row]:
    """What a unit that never answers is told, when each is sent on its day, but for days nobody could."""
    told: dict[str, list[Told]] = {}
    sent = []
    for count in range(days):
        day = SINCE + count * DAY
        for row in rows_of_unit(unit(told=told), day, USUAL):
            ended = Ended.EXPIRED if count in unread else Ended.SENT
            told.setdefault(row.name, []).append(Told(row.step, row.again, ended, day))
            sent.append(replace(row, due=day))
    return sent


def test_the_ladder_goes_unit_unit_leader_committee_each_once() -> None:
    steps = [(row.step, (row.due - SINCE).days) for row in lived(80) if row.matter is Matter.LIST_RECEIVED]
    assert steps == [(1, 3), (2, 10), (3, 17), (4, 24)]


def test_a_step_that_nobody_read_is_said_the_next_day_before_anybody_above_hears() -> None:
    rows = [row for row in lived(80, unread=frozenset({3, 4})) if row.matter is Matter.LIST_RECEIVED]
    assert [(row.step, row.again, (row.due - SINCE).days) for row in rows][:4] == [
        (1, 0, 3), (1, 1, 4), (1, 2, 5), (2, 0, 12),
    ]  # fmt: skip


@given(unread=st.frozensets(st.integers(0, 60), max_size=20), days=st.integers(1, 100))
def test_no_step_is_read_twice_and_none_is_skipped(unread: frozenset[int], days: int) -> None:
    rows = lived(days, unread=unread)
    assert len({row.occurrence for row in rows}) == len(rows)
    for name in {row.name for row in rows if row.matter.climbs}:
        read = [row.step for row in rows if row.name == name and (row.due - SINCE).days not in unread]
        assert read == list(range(1, len(read) + 1))
        assert len(read) <= len(LADDER)


@given(day=st.dates(SINCE, SINCE + 900 * DAY))
def test_planning_is_a_function_of_state_and_day(day: date) -> None:
    assert rows_of_unit(unit(), day, USUAL) == rows_of_unit(unit(), day, USUAL)


ESCAPED = date(2026, 1, 31)


def known(**facts: object) -> FamilyKnown:
    return replace(FamilyKnown(HouseholdId(12), AreaId(1)), **facts)  # type: ignore[arg-type]


def test_an_escaped_family_is_asked_each_month_for_three_years() -> None:
    asked = {
        row.name
        for count in range(1500)
        for row in rows_of_family(known(escaped=ESCAPED), ESCAPED + count * DAY)
        if row.matter is Matter.HOW_ARE_YOU
    }
    assert len(asked) == ASKED_MONTHS


def test_a_card_is_named_thirty_days_before_it_ends_and_a_right_sixty() -> None:
    end = date(2026, 12, 31)
    cards, rights = known(cards=(end, end)), known(rights={"newly_escaped": end})
    assert rows_of_family(cards, end - 31 * DAY) == []
    assert [row.detail for row in rows_of_family(cards, end - 30 * DAY)] == [f"{end}:2"]
    assert rows_of_family(rights, end - 61 * DAY) == []
    assert [row.matter for row in rows_of_family(rights, end - 60 * DAY)] == [Matter.RIGHT_ENDS]
    assert rows_of_family(replace(cards, muted_to=end), end - 30 * DAY) == []


def test_units_of_the_hamlet_come_first_then_who_has_least_to_do_while_there_is_room() -> None:
    own, busy, idle = (
        Able(SponsorId(1), 0, 1, AreaId(5)),
        Able(SponsorId(2), 9),
        Able(SponsorId(3), 0, 1),
    )
    homes = [Waiting(HouseholdId(number), AreaId(5), needs) for number, needs in ((10, 1), (11, 3), (12, 2))]
    assert suggested(homes, [own, busy, idle]) == [
        Match(HouseholdId(11), SponsorId(1), True),
        Match(HouseholdId(12), SponsorId(3), False),
        Match(HouseholdId(10), SponsorId(2), False),
    ]
    assert suggested([Waiting(HouseholdId(1), AreaId(6), 0)], [own]) == []
