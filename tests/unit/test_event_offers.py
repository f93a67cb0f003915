"""What an employer offers, told in a line as officials type it, and whom it fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events.event import Employer, Event, Plan, Slot, Vacancy
from bot.domain.events.finding import MOST_SHOWN, Why
from bot.domain.events.rules import Applicant
from bot.domain.events.terms import EventKind, EventState, Mode
from bot.domain.events.work import NEAR_KM, WorkWanted, fitting_work
from bot.domain.ids import AreaId, EventId, SlotId
from bot.domain.notices import VIETNAM
from bot.domain.register.households import Birth
from bot.domain.understanding.events import EventTalk
from bot.domain.understanding.offers import HeardOffer, age_range, heard_offer, pay_range
from models.phrases import load_phrases

TALK = EventTalk(load_phrases())
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        (
            "thợ may, 20 người, 6-8 triệu, cách 5 km, có xe đưa rước",
            HeardOffer("Thợ may", 20, (6 * MILLION, 8 * MILLION), 5, offers=frozenset({Why.TRANSPORT})),
        ),
        ("lot tom, 15 lao dong, khong can bang cap", HeardOffer("Lot tom", 15, grade=0)),
        ("kế toán, 1 người, lớp 12, từ 22 tuổi", HeardOffer("Kế toán", 1, grade=12, ages=(22, None))),
        (
            "50 cong nhan, da giay, 7,5tr, 18-40 tuoi, co cho o",
            HeardOffer(
                "Da giay",
                50,
                (7_500_000, 7_500_000),
                ages=(18, 40),
                offers=frozenset({Why.HOUSING}),
            ),
        ),
    ],
)
def test_an_offer_is_heard_in_one_line(typed: str, heard: HeardOffer) -> None:
    assert heard_offer(TALK, typed) == heard


@pytest.mark.parametrize("typed", ["8-6 triệu", "lương cao", "thỏa thuận", "20 người"])
def test_pay_that_can_not_be_is_not_guessed(typed: str) -> None:
    assert pay_range(typed) is None


@pytest.mark.parametrize("typed", ["45-18 tuổi", "từ 5 tuổi", "tới 99 tuổi", "trẻ"])
def test_ages_that_can_not_be_are_not_guessed(typed: str) -> None:
    assert age_range(typed) is None


@given(st.integers(1, 99), st.integers(0, 99))
def test_any_pay_between_millions_is_read(least: int, more: int) -> None:
    assert pay_range(f"{least}-{least + more} triệu") == (least * MILLION, (least + more) * MILLION)


@given(st.text(max_size=120))
def test_any_line_is_heard_without_an_error(typed: str) -> None:
    heard = heard_offer(TALK, typed)
    assert heard.pay is None or heard.pay[0] <= heard.pay[1]


OFFERS = st.builds(
    Vacancy,
    st.just("Việc"),
    st.integers(1, 9),
    distance_km=st.none() | st.integers(0, 300),
    grade=st.integers(0, 12),
    least_age=st.none() | st.integers(15, 30),
    most_age=st.none() | st.integers(31, 60),
    housing=st.booleans(),
    transport=st.booleans(),
    abroad=st.booleans(),
)


def fair(offers: list[Vacancy]) -> Event:
    starts = NOW + timedelta(days=9)
    employers = (Employer("May Cây Bần", Mode.DIRECT, tuple(offers)),)
    plan = Plan(EventKind.JOB_FAIR, "Hội", "Sân", starts, starts + timedelta(hours=4), AreaId(2))
    slot = Slot(SlotId(1), plan.starts, plan.ends)
    return Event(EventId(1), "E1", replace(plan, employers=employers), EventState.OPEN, (slot,))


@given(
    st.lists(OFFERS, max_size=9),
    st.none() | st.integers(16, 70),
    st.none() | st.integers(0, 12),
    st.booleans(),
    st.booleans(),
)
def test_what_is_shown_fits_and_what_fits_is_counted(
    offers: list[Vacancy], age: int | None, grade: int | None, near: bool, abroad: bool
) -> None:
    who = Applicant(None if age is None else Birth(2026 - age), grade)
    shown, total = fitting_work([fair(offers)], who, WorkWanted(near=near, abroad=abroad), now=NOW)
    assert len(shown) == min(total, MOST_SHOWN)
    for each in shown:
        assert each.vacancy.abroad is abroad
        assert grade is None or each.vacancy.grade <= grade
        assert age is None or (each.vacancy.least_age or 15) <= age <= (each.vacancy.most_age or age)
        assert not near or (each.vacancy.distance_km or 0) <= NEAR_KM
        assert Why.NEAR not in each.why or each.vacancy.distance_km is not None
