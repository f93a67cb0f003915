"""On which days offices work, and by when the law wants an answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import vietnam_day
from bot.domain.calendar import working_day, working_days_after
from bot.domain.case_rules import CARRIED_OUT_DAYS, CaseKind, carried_out_by, due_at
from bot.domain.notices import VIETNAM

YEARS = st.dates(date(2026, 1, 1), date(2045, 12, 31))
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=5000)).map(datetime(2026, 1, 1, tzinfo=UTC).__add__)
TET_2027 = [date(2027, 2, day) for day in range(4, 11)]
DATA_REQUESTS = list(CARRIED_OUT_DAYS)


@pytest.mark.parametrize("day", TET_2027)
def test_at_tet_offices_are_closed_and_the_days_that_fall_on_a_weekend_are_made_up_for(day: date) -> None:
    assert not working_day(day)
    assert working_day(date(2027, 2, 3))
    assert working_day(date(2027, 2, 11))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (date(2026, 11, 25), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 12, 1)),
        (date(2026, 11, 28), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 5)),
        (date(2027, 2, 2), date(2027, 2, 11)),
        (date(2027, 2, 6), date(2027, 2, 12)),
        (date(2027, 4, 29), date(2027, 5, 5)),
    ],
)
def test_two_working_days_are_counted_around_weekends_and_holidays(asked: date, answered: date) -> None:
    assert working_days_after(asked, 2) == answered


def test_a_holiday_that_no_law_made_gives_no_office_another_day() -> None:
    assert working_day(date(2026, 11, 24))
    assert working_days_after(date(2026, 11, 23), 2) == date(2026, 11, 25)
    assert not working_day(date(2029, 11, 24))
    assert working_day(date(2029, 11, 26))


def test_a_saturday_to_which_the_government_moved_a_day_is_a_working_day() -> None:
    assert working_day(date(2026, 8, 22))
    assert not working_day(date(2026, 8, 31))


@given(YEARS, st.integers(0, 15))
def test_between_the_request_and_its_last_day_lie_as_many_working_days_as_the_law_says(
    asked: date, count: int
) -> None:
    last = working_days_after(asked, count)
    days = [asked + timedelta(days=number) for number in range(1, (last - asked).days + 1)]
    assert sum(map(working_day, days)) == count
    assert last == asked or working_day(last)


@given(YEARS)
def test_no_year_lets_anybody_wait_longer_than_the_longest_tet(asked: date) -> None:
    assert working_days_after(asked, 2) - asked <= timedelta(days=14)


@given(st.sampled_from(DATA_REQUESTS), INSTANTS)
def test_a_request_about_ones_data_has_a_day_for_the_answer_and_one_for_the_deed(
    kind: CaseKind, asked: datetime
) -> None:
    answer, deed = due_at(kind, asked), carried_out_by(kind, asked)
    assert deed is not None
    assert answer.astimezone(VIETNAM).date() == working_days_after(vietnam_day(asked), 2)
    assert (deed.astimezone(VIETNAM).date() - vietnam_day(asked)).days == CARRIED_OUT_DAYS[kind]
    assert answer > asked


def test_other_cases_have_no_day_of_the_law() -> None:
    assert carried_out_by(CaseKind.PERSON_WANTED, datetime(2026, 11, 23, tzinfo=UTC)) is None
