"""The official change table, on lives written out by hand and on lives of every kind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.register.change_table import ChangeTable, Flow, Life, Stage, Stay, change_table
from bot.domain.register.history import Span
from bot.domain.register.terms import Began, Ended, Status

POOR, NEAR_POOR = Status.POOR, Status.NEAR_POOR
LISTED = (POOR, NEAR_POOR)


def day(written: str) -> date:
    return date.fromisoformat(written)


def span(start: str, end: str | None = None) -> Span:
    return Span(day(start), day(end) if end else None)


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number + 1, 1, 1))


def at_home(*stages: tuple[Status, str, str | None]) -> Life:
    """A household that always lived here."""
    return life([Stay(span("1990-01-01"))], *stages)


def life(stays: list[Stay], *stages: tuple[Status, str, str | None]) -> Life:
    return Life(stays, [Stage(span(start, end), status) for status, start, end in stages])


def flows(lived: Life, status: Status, during: int = 2024) -> dict[Flow, int]:
    table = change_table([lived], status=status, period=year(during))
    assert table.balances
    return dict(table.flows)


def test_household_that_stays_poor_is_in_opening_and_closing_alone() -> None:
    table = change_table([at_home((POOR, "2020-12-12", None))], status=POOR, period=year(2024))
    assert (table.opening, table.closing, dict(table.flows)) == (1, 1, {})


def test_review_confirming_the_same_status_is_no_change() -> None:
    assert flows(at_home((POOR, "2020-12-12", "2024-12-12"), (POOR, "2024-12-12", None)), POOR) == {}


def test_escape_past_near_poverty() -> None:
    escaped = at_home((POOR, "2020-12-12", "2024-12-12"), (Status.NEWLY_ESCAPED, "2024-12-12", None))
    assert flows(escaped, POOR) == {Flow.ESCAPED: 1}


def test_step_from_poor_to_near_poor_is_an_escape_there_and_an_increase_here() -> None:
    step = at_home((POOR, "2020-12-12", "2024-12-12"), (NEAR_POOR, "2024-12-12", None))
    assert flows(step, POOR) == {Flow.ESCAPED_TO_NEAR_POOR: 1}
    assert flows(step, NEAR_POOR) == {Flow.CAME_UP: 1}


def test_fall_from_near_poor_to_poor_is_counted_in_both_tables() -> None:
    fall = at_home((NEAR_POOR, "2020-12-12", "2024-12-12"), (POOR, "2024-12-12", None))
    assert flows(fall, POOR) == {Flow.FELL: 1}
    assert flows(fall, NEAR_POOR) == {Flow.BECAME_POOR: 1}


def test_first_time_poor_is_newly_arisen_and_second_time_a_falling_back() -> None:
    assert flows(at_home((POOR, "2024-03-20", None)), POOR) == {Flow.NEWLY_ARISEN: 1}
    again = at_home((POOR, "2015-12-12", "2018-12-12"), (POOR, "2024-03-20", None))
    assert flows(again, POOR) == {Flow.FELL_BACK: 1}


def test_formerly_near_poor_family_that_becomes_poor_is_newly_arisen_among_the_poor() -> None:
    before = at_home((NEAR_POOR, "2015-12-12", "2018-12-12"), (POOR, "2024-03-20", None))
    assert flows(before, POOR) == {Flow.NEWLY_ARISEN: 1}


@pytest.mark.parametrize("ended", Ended)
def test_death_moving_and_merging_are_other_decreases(ended: Ended) -> None:
    gone = life([Stay(span("1990-01-01", "2024-05-05"), ended=ended)], (POOR, "2020-12-12", None))
    assert flows(gone, POOR) == {Flow.OTHER_DECREASE: 1}


def test_poor_household_that_moves_in_is_another_increase() -> None:
    came = life([Stay(span("2024-05-05"), Began.MOVED_IN)], (POOR, "2020-12-12", None))
    assert flows(came, POOR) == {Flow.OTHER_INCREASE: 1}


def test_household_that_moved_in_earlier_and_becomes_poor_later_is_newly_arisen() -> None:
    came = life([Stay(span("2024-05-05"), Began.MOVED_IN)], (POOR, "2024-12-12", None))
    assert flows(came, POOR) == {Flow.NEWLY_ARISEN: 1}


def test_young_family_that_splits_off_poor_is_another_increase() -> None:
    split = life([Stay(span("2024-05-05"), Began.SPLIT)], (POOR, "2024-05-05", None))
    assert flows(split, POOR) == {Flow.OTHER_INCREASE: 1}


def test_household_that_leaves_and_returns_counts_in_both_flows() -> None:
    stays = [
        Stay(span("1990-01-01", "2024-03-01"), ended=Ended.MOVED_AWAY),
        Stay(span("2024-10-01"), Began.MOVED_IN),
    ]
    assert flows(life(stays, (POOR, "2020-12-12", None)), POOR) == {
        Flow.OTHER_DECREASE: 1,
        Flow.OTHER_INCREASE: 1,
    }


def test_family_no_longer_recognised_as_anything_has_escaped_and_not_left() -> None:
    assert flows(at_home((POOR, "2020-12-12", "2024-12-12")), POOR) == {Flow.ESCAPED: 1}
    assert flows(at_home((NEAR_POOR, "2020-12-12", "2024-12-12")), NEAR_POOR) == {Flow.ESCAPED: 1}


def test_moving_to_the_next_hamlet_on_the_day_of_the_fall_is_still_a_fall() -> None:
    stays = [
        Stay(span("1990-01-01", "2024-12-12"), ended=Ended.MOVED_AWAY),
        Stay(span("2024-12-12"), Began.MOVED_IN),
    ]
    fall = life(stays, (NEAR_POOR, "2020-12-12", "2024-12-12"), (POOR, "2024-12-12", None))
    assert flows(fall, POOR) == {Flow.FELL: 1}
    assert flows(fall, NEAR_POOR) == {Flow.BECAME_POOR: 1}


def test_poor_household_the_register_learns_of_later_has_not_fallen_back() -> None:
    learned = life([Stay(span("2024-05-05"))], (POOR, "2020-12-12", None))
    assert flows(learned, POOR) == {Flow.OTHER_INCREASE: 1}


def test_change_on_new_years_day_belongs_to_the_new_year_alone() -> None:
    """The standard changes on such a day; no table may lose it, and none may count it twice."""
    changed = at_home((POOR, "2020-12-12", "2024-01-01"), (NEAR_POOR, "2024-01-01", None))
    assert flows(changed, POOR, during=2023) == {}
    assert flows(changed, POOR, during=2024) == {Flow.ESCAPED_TO_NEAR_POOR: 1}


@pytest.mark.parametrize("period", [span("2024-01-01"), span("2024-01-01", "2024-01-01")])
def test_period_without_an_end_or_without_a_day_is_refused(period: Span) -> None:
    with pytest.raises(ValueError, match="change table"):
        change_table([], status=POOR, period=period)


@pytest.mark.parametrize("status", [Status.NEWLY_ESCAPED, Status.AVERAGE, Status.OTHER])
def test_only_the_poor_and_the_near_poor_have_a_table(status: Status) -> None:
    with pytest.raises(ValueError, match="change table"):
        change_table([], status=status, period=year(2024))


# Few days, so that a move and a change of status often meet on one.
DAYS = st.integers(0, 15).map(lambda number: date(2022, 1, 1) + timedelta(days=100 * number))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Any order of stays and stages, with gaps and without, ended or open."""
    stays = [
        Stay(between, draw(st.sampled_from(Began)), draw(st.sampled_from(Ended)) if between.end else None)
        for between in draw(spans())
    ]
    return Life(stays, [Stage(between, draw(st.sampled_from(Status))) for between in draw(spans())])


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    borders = sorted(draw(st.sets(DAYS, min_size=1, max_size=7)))
    pairs = [Span(start, end) for start, end in zip(borders, [*borders[1:], None], strict=True)]
    kept = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    return [pair for pair, keep in zip(pairs, kept, strict=True) if keep]


PERIODS = st.lists(DAYS, min_size=3, max_size=3, unique=True).map(sorted)
PLACES = st.lists(lives(), max_size=5)


def table(place: list[Life], status: Status, start: date, end: date) -> ChangeTable:
    return change_table(place, status=status, period=Span(start, end))


@given(place=PLACES, borders=PERIODS, status=st.sampled_from(LISTED))
def test_every_table_balances_and_follows_on_the_one_before(
    place: list[Life], borders: list[date], status: Status
) -> None:
    first, middle, last = borders
    one, two = table(place, status, first, middle), table(place, status, middle, last)
    whole = table(place, status, first, last)
    assert one.balances
    assert two.balances
    assert (one.opening, one.closing, two.closing) == (whole.opening, two.opening, whole.closing)
    assert one.flows + two.flows == whole.flows


@given(place=PLACES, borders=PERIODS)
def test_who_leaves_one_table_for_the_other_arrives_there(place: list[Life], borders: list[date]) -> None:
    start, _, end = borders
    poor, near_poor = (table(place, status, start, end).flows for status in LISTED)
    assert poor[Flow.FELL] == near_poor[Flow.BECAME_POOR]
    assert poor[Flow.ESCAPED_TO_NEAR_POOR] == near_poor[Flow.CAME_UP]


@given(place=PLACES, borders=PERIODS, status=st.sampled_from(LISTED))
def test_the_table_of_a_place_is_the_sum_of_its_households(
    place: list[Life], borders: list[date], status: Status
) -> None:
    start, _, end = borders
    single = [table([each], status, start, end) for each in place]
    whole = table(place, status, start, end)
    assert whole.opening == sum(each.opening for each in single)
    assert all(whole.flows[flow] == sum(each.flows[flow] for each in single) for flow in Flow)
