"""When somebody may be written to unasked."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Priority
from bot.domain.notices import CASE_ANSWERED, KINDS, VIETNAM, Circumstances, Never, Quiet, Send, Wait, decide

NIGHT = Quiet(time(21), time(7))
OPEN_TO_ALL = Circumstances(writable=True, reminders_this_week=0, quiet=NIGHT)
UNASKED = [priority for priority in Priority if priority.bulk]


def local(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def verdict(priority: Priority, now: datetime, about: Circumstances = OPEN_TO_ALL, **hours: float) -> object:
    useful = now + timedelta(**(hours or {"hours": 48}))
    return decide(priority, due_at=now, useful_until=useful, now=now, about=about)


@pytest.mark.parametrize("priority", UNASKED)
def test_by_day_everything_may_go(priority: Priority) -> None:
    assert verdict(priority, local(9)) == Send()


@pytest.mark.parametrize("priority", [p for p in UNASKED if p is not Priority.CRITICAL])
@pytest.mark.parametrize(
    ("now", "over"),
    [
        (local(21), local(7, day=24)),
        (local(23, 59), local(7, day=24)),
        (local(0, day=24), local(7, day=24)),
        (local(6, 59), local(7)),
    ],
)
def test_at_night_people_sleep(priority: Priority, now: datetime, over: datetime) -> None:
    assert verdict(priority, now) == Wait(over, "quiet_hours")


@pytest.mark.parametrize("now", [local(7), local(20, 59)])
def test_the_edges_of_the_day_belong_to_the_day(now: datetime) -> None:
    assert verdict(Priority.REMINDER, now) == Send()


def test_a_flood_warning_is_told_at_night_too() -> None:
    assert verdict(Priority.CRITICAL, local(2)) == Send()


@pytest.mark.parametrize("priority", UNASKED)
def test_who_said_stop_is_not_written_to(priority: Priority) -> None:
    assert verdict(priority, local(9), Circumstances(False, 0, NIGHT)) == Never("stopped")


def test_two_reminders_a_week_are_enough() -> None:
    nagged = Circumstances(True, 2, NIGHT)
    assert verdict(Priority.REMINDER, local(9), nagged) == Never("weekly_cap")
    assert verdict(Priority.REQUESTED, local(9), nagged) == Send()


def test_who_did_not_agree_is_not_reminded_and_hears_what_was_asked_for() -> None:
    silent = Circumstances(True, 0, NIGHT, agreed=False)
    assert verdict(Priority.REMINDER, local(9), silent) == Never("not_agreed")
    assert verdict(Priority.REQUESTED, local(9), silent) == Send()


def test_what_came_too_late_is_not_sent() -> None:
    now = local(9)
    late = decide(Priority.REMINDER, due_at=now, useful_until=now, now=now, about=OPEN_TO_ALL)
    assert late == Never("too_late", expired=True)


def test_what_would_be_stale_in_the_morning_is_not_kept_for_it() -> None:
    assert verdict(Priority.REMINDER, local(22), hours=3) == Never("quiet_hours", expired=True)


def test_an_office_may_have_quiet_hours_at_noon() -> None:
    noon = Circumstances(True, 0, Quiet(time(11, 30), time(13, 30)))
    assert verdict(Priority.REMINDER, local(12), noon) == Wait(local(13, 30), "quiet_hours")
    assert verdict(Priority.REMINDER, local(23), noon) == Send()


@given(
    st.timedeltas(timedelta(0), timedelta(days=730)),
    st.times(),
    st.times(),
)
def test_quiet_hours_are_over_when_they_are_said_to_be(since_2026: timedelta, begin: time, end: time) -> None:
    quiet = Quiet(begin, end)
    instant = datetime(2026, 1, 1, tzinfo=UTC) + since_2026
    if quiet.holds(instant):
        over = quiet.over(instant)
        assert instant < over <= instant + timedelta(days=1)
        assert not quiet.holds(over)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_values_are_cut_to_their_greatest_length(kind) -> None:
    long = dict.fromkeys(kind.parameters, "Cán bộ sẽ ghé nhà mình sáng mai. " * 60)
    fitted = kind.fitting(long)
    assert all(len(fitted[name]) <= most for name, most in kind.parameters.items())
    assert all(value.endswith("…") for value in fitted.values())


def test_a_value_that_fits_stays_as_it_is_and_none_may_be_missing() -> None:
    values = {"code": "A7K9C", "answer": "Mai cán bộ ghé.", "office": "UBND phường"}
    assert CASE_ANSWERED.fitting(values) == values
    with pytest.raises(KeyError):
        CASE_ANSWERED.fitting({"code": "A7K9C"})
