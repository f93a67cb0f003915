"""Who may speak for themselves, by their age."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.consent import Age, age_of
from bot.domain.register.households import Birth

DAYS = st.dates(date(1930, 1, 1), date(2026, 11, 23))
TODAY = date(2026, 11, 23)


@given(DAYS)
def test_a_known_birthday_decides_to_the_day(born: date) -> None:
    age = age_of(Birth(born.year, born), on=TODAY)
    assert (age is Age.CHILD) is (born > date(2010, 11, 23))
    assert (age is Age.ADULT) is (born <= date(2008, 11, 23))


@given(DAYS, st.integers(0, 3000))
def test_nobody_grows_younger(born: date, days: int) -> None:
    birth, order = Birth(born.year, born), list(Age)
    later = age_of(birth, on=TODAY + timedelta(days=days))
    assert order.index(later) >= order.index(age_of(birth, on=TODAY))


def test_with_the_year_alone_nobody_is_taken_for_younger_than_they_may_be() -> None:
    assert age_of(Birth(2010), on=TODAY) is Age.YOUTH
    assert age_of(Birth(2011), on=TODAY) is Age.CHILD
    assert age_of(Birth(2008), on=TODAY) is Age.ADULT
    assert age_of(None, on=TODAY) is Age.ADULT
