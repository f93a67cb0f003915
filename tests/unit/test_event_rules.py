"""Who may come, who does not fit and why, when one is reminded, and what is heard of all that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events.event import Employer, Event, Plan, Slot, Vacancy
from bot.domain.events.finding import MOST_SHOWN, Wanted, Why, fitting
from bot.domain.events.reminders import BEFORE, follow_ups, reminders
from bot.domain.events.report import Figure, Line, counted, for_outside
from bot.domain.events.rules import (
    NO_OFFER_BEFORE,
    SHORTEST_OFFER,
    Applicant,
    Booked,
    Refusal,
    clash,
    instead,
    needs_parent,
    offered_until,
    refused,
)
from bot.domain.events.terms import Ask, EventKind, EventState, Mode, Outcome, SeatState
from bot.domain.ids import AreaId, EventId, SlotId
from bot.domain.notices import VIETNAM, Quiet
from bot.domain.register.households import Birth
from bot.domain.register.terms import Sex, Status
from bot.domain.understanding.events import EventTalk, count_in
from models.catalogue import load_wording
from models.phrases import load_phrases

NIGHT = Quiet(time(21), time(7))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
SATURDAY = datetime(2026, 12, 5, 7, 30, tzinfo=VIETNAM)
HAMLET, COMMUNE, PROVINCE, ELSEWHERE = AreaId(3), AreaId(2), AreaId(1), AreaId(9)
HOME = (HAMLET, COMMUNE, PROVINCE)
TALK = EventTalk(load_phrases())


def event(number: int = 1, **changes: object) -> Event:
    plan = Plan(EventKind.JOB_FAIR, f"Hội {number}", "Sân", SATURDAY, SATURDAY + timedelta(hours=4), COMMUNE)
    plan = replace(plan, **changes)
    slot = Slot(SlotId(number), plan.starts, plan.ends, plan.capacity)
    return Event(EventId(number), f"E{number}", plan, EventState.OPEN, (slot,))


@pytest.mark.parametrize(
    ("changes", "applicant", "why"),
    [
        ({}, Applicant(), None),
        ({}, Applicant(Birth(1970), 0, HOME), None),
        ({}, Applicant(Birth(2012)), Refusal.TOO_YOUNG),
        ({"least_age": 18}, Applicant(Birth(2009)), Refusal.TOO_YOUNG),
        ({"least_age": 18}, Applicant(Birth(2008)), None),
        ({"most_age": 45}, Applicant(Birth(1970)), Refusal.TOO_OLD),
        ({"grade": 5}, Applicant(grade=4), Refusal.GRADE),
        ({"grade": 5}, Applicant(grade=5), None),
        ({"area": ELSEWHERE}, Applicant(areas=HOME), Refusal.AREA),
        ({"area": HAMLET}, Applicant(areas=HOME), None),
        ({"statuses": frozenset({Status.POOR})}, Applicant(status=Status.AVERAGE), Refusal.STATUS),
        ({"statuses": frozenset({Status.POOR})}, Applicant(), None),
        ({"closes": NOW}, Applicant(), Refusal.CLOSED),
    ],
)
def test_who_may_come_and_why_not(changes: dict, applicant: Applicant, why: Refusal | None) -> None:
    one = event(**changes)
    assert refused(one, one.slots[0], applicant, now=NOW) is why


def test_what_was_called_off_or_is_over_takes_nobody() -> None:
    one = event()
    off = replace(one, state=EventState.CANCELLED)
    assert refused(off, off.slots[0], Applicant(), now=NOW) is Refusal.CANCELLED
    assert refused(one, one.slots[0], Applicant(), now=SATURDAY + timedelta(hours=5)) is Refusal.OVER
    assert refused(one, one.slots[0], Applicant(), now=SATURDAY) is Refusal.CLOSED


def test_nobody_is_at_two_places_at_once() -> None:
    slot = event().slots[0]
    assert clash(slot, [Booked(slot.id, slot.starts, slot.ends)]) is Refusal.DUPLICATE
    elsewhere = Booked(SlotId(7), slot.starts + timedelta(hours=1), slot.ends + timedelta(hours=1))
    assert clash(slot, [elsewhere]) is Refusal.CLASH
    assert clash(slot, [Booked(SlotId(7), slot.ends, slot.ends + timedelta(hours=1))]) is None


def test_who_can_not_come_is_told_of_the_next_one_that_would_take_them() -> None:
    young = Applicant(Birth(2009))
    adults, all_ages = event(1, least_age=18), event(2)
    assert instead([adults, all_ages], young, adults, now=NOW) == all_ages
    assert instead([adults], young, adults, now=NOW) is None


def test_a_parent_is_needed_until_somebody_is_of_age() -> None:
    assert needs_parent(Birth(2009), on=SATURDAY.date())
    assert not needs_parent(Birth(2008), on=SATURDAY.date())


@given(minutes=st.integers(0, 20 * 24 * 60), hours=st.integers(0, 400))
def test_reminders_come_by_day_before_the_event_and_at_most_one_a_day(minutes: int, hours: int) -> None:
    starts = SATURDAY + timedelta(minutes=minutes)
    now = starts - timedelta(hours=hours)
    planned = reminders(starts, now=now, quiet=NIGHT)
    assert all(now < each.due < starts and not NIGHT.holds(each.due) for each in planned)
    days = [each.due.astimezone(VIETNAM).date() for each in planned]
    assert len(set(days)) == len(days)
    assert all(each.due < each.useful_until <= starts for each in planned)
    assert {each.name for each in planned} <= set(BEFORE)


def test_an_early_event_is_announced_the_evening_before_and_not_at_night() -> None:
    told = [each.due.astimezone(VIETNAM) for each in reminders(SATURDAY, now=NOW, quiet=NIGHT)]
    assert [f"{due:%d/%m %H:%M}" for due in told] == ["28/11 07:30", "04/12 20:00"]


def test_who_registers_on_the_last_day_still_gets_the_reminder_that_is_due() -> None:
    afternoon = SATURDAY.replace(hour=14)
    told = reminders(afternoon, now=afternoon - timedelta(hours=5), quiet=NIGHT)
    assert [each.name for each in told] == ["2h"]
    assert reminders(afternoon, now=afternoon - timedelta(hours=1), quiet=NIGHT) == ()


@given(hours=st.integers(0, 300), minutes=st.integers(0, 59))
def test_a_seat_is_kept_long_enough_to_answer_and_never_into_the_last_hours(hours: int, minutes: int) -> None:
    now = SATURDAY - timedelta(hours=hours, minutes=minutes)
    until = offered_until(SATURDAY, now=now, quiet=NIGHT)
    if until is not None:
        assert until - now >= SHORTEST_OFFER
        assert until <= SATURDAY - NO_OFFER_BEFORE


def test_who_was_hired_is_asked_three_times_by_day() -> None:
    asked = follow_ups(NOW.replace(hour=23))
    assert [days for days, _ in asked] == [30, 60, 90]
    assert {due.astimezone(VIETNAM).hour for _, due in asked} == {9}


def test_at_most_three_are_shown_the_near_and_the_free_first() -> None:
    full = replace(event(1), slots=(Slot(SlotId(1), SATURDAY, SATURDAY + timedelta(hours=1), 1, 1, 1),))
    bus = event(2, bus="7 giờ, chợ")
    near = event(3, area=HAMLET)
    far = [event(number, area=PROVINCE) for number in (4, 5)]
    shown, total = fitting([full, bus, near, *far], Applicant(areas=HOME), Wanted(), now=NOW)
    assert (len(shown), total) == (MOST_SHOWN, 5)
    assert [each.event.id for each in shown] == [3, 2, 4]
    assert shown[0].why[0] is Why.HAMLET
    assert Why.BUS in shown[1].why


def test_what_is_asked_for_is_what_is_shown() -> None:
    driven = Employer("May Cây Bần", Mode.DIRECT, (Vacancy("Thợ may", 3, transport=True),))
    with_bus, without = event(1, employers=(driven,)), event(2)
    wanted = Wanted(frozenset({EventKind.JOB_FAIR}), frozenset({Why.TRANSPORT}))
    shown, _ = fitting([with_bus, without], Applicant(), wanted, now=NOW)
    assert [each.event for each in shown] == [with_bus]


HIRED = frozenset({Outcome.HIRED})
PEOPLE = [
    Line(
        "a", SeatState.SEATED, False, 2, Status.POOR, Sex.FEMALE, True, "Khóm 1", frozenset({Outcome.HIRED})
    ),
    Line("a", SeatState.SEATED, False, 1, Status.POOR, Sex.FEMALE, True, "Khóm 1"),
    Line("b", SeatState.SEATED, True, 1, Status.NEAR_POOR, Sex.MALE, False, "Khóm 1"),
    Line("c", SeatState.CANCELLED, False, 0, None, None, None, None),
]


def test_turns_and_persons_are_counted_apart() -> None:
    report = counted([event()], PEOPLE)
    told = {figure: report.figures[figure] for figure in (Figure.TURNS, Figure.PERSONS, Figure.REGISTERED)}
    assert told == {Figure.TURNS: 4, Figure.PERSONS: 2, Figure.REGISTERED: 4}
    assert report.figures[Figure.HIRED] == 1
    assert report.figures[Figure.WAITED] == 1
    assert report.hamlets == {"Khóm 1": 2}


@given(counts=st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_no_small_part_leaves_the_ward_and_none_can_be_calculated(counts: list[int]) -> None:
    statuses = (Status.POOR, Status.NEAR_POOR, Status.NEWLY_ESCAPED, Status.AVERAGE)
    people = [
        Line(f"{status}{number}", SeatState.SEATED, False, 1, status)
        for status, count in zip(statuses, counts, strict=True)
        for number in range(count)
    ]
    shown = for_outside(counted([event()], people)).figures
    parts = (Figure.POOR, Figure.NEAR_POOR, Figure.NEWLY_ESCAPED, Figure.OTHERS)
    assert all(shown[part] is None or shown[part] == 0 or (shown[part] or 0) >= 5 for part in parts)
    hidden = [part for part in parts if shown[part] is None]
    whole = [count for count in counts if count >= 5]
    assert len(hidden) != 1 or not whole


@pytest.mark.parametrize(
    ("typed", "ask"),
    [
        ("khi nao co hoi viec lam", Ask.FIND),
        ("lop nao gan nha", Ask.FIND),
        ("toi hoc lop 5 hoc nghe gi duoc", Ask.FIND),
        ("phien giao dich viec lam gan day khi nao", Ask.FIND),
        ("xem lich", Ask.FIND),
        ("dang ky su kien", Ask.SIGN_UP),
        ("dang ky ngay hoi viec lam cho con trai toi", Ask.SIGN_UP),
        ("muốn đi hội việc làm", Ask.SIGN_UP),
        ("toi muon di hoi viec lam", Ask.SIGN_UP),
        ("chừng nào có ngày hội việc làm, tui chưa có bằng cấp", Ask.FIND),
        ("thoi khoi di", Ask.CANCEL),
        ("bữa đó không đi được", Ask.CANCEL),
        ("hủy đăng ký", Ask.CANCEL),
        ("cho toi xem ve", Ask.MINE),
        ("nhan cho", Ask.ACCEPT),
        ("con lam", Ask.STILL_WORKS),
        ("nghi roi", Ask.LEFT_WORK),
        ("can giup", Ask.NEEDS_HELP),
        ("co mat: 12, 15, 18", Ask.CAME),
        ("bo co mat 12", Ask.ABSENT),
        ("ket qua 12: phong van", Ask.OUTCOME),
        ("tạo sự kiện", Ask.CREATE),
        ("su kien", Ask.MANAGE),
        ("bao cao hoi viec lam", Ask.REPORT),
        ("hoi viec lam la gi", None),
        ("đi hội việc làm có tốn tiền không", None),
        ("nhà tôi thuộc diện gì", None),
        ("bao hiem y te khi nao co", None),
    ],
)
def test_what_is_asked_of_events_is_heard_as_people_type_it(typed: str, ask: Ask | None) -> None:
    heard = TALK.heard(typed)
    assert (heard.ask if heard else None) is ask


ABOUT_EVENTS = {
    *("job-fair", "job-session", "vocational-training", "livelihood-groups"),
    *("national-job-exchange", "job-counselling"),
}


def test_no_question_about_other_rights_is_taken_for_one_about_events() -> None:
    taken = [
        f"{name}: {asked}"
        for name, texts in load_wording("vi").items()
        for asked in (*texts.samples, *texts.names)
        if name not in ABOUT_EVENTS and TALK.heard(asked) is not None
    ]
    assert not taken


def test_numbers_and_codes_at_the_door_are_all_heard() -> None:
    heard = TALK.heard("Có mặt: 12, 15,18 và K7DA3")
    assert heard is not None
    assert (heard.numbers, heard.codes) == ((12, 15, 18), ("K7DA3",))
    outcome = TALK.heard("kết quả 4, 5: được nhận")
    assert outcome is not None
    assert (outcome.numbers, outcome.outcome) == ((4, 5), Outcome.HIRED)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("tuổi Dần", (2010, 1998, 1986, 1974, 1962)),
        ("sanh nam 85", (1985,)),
        ("1990", (1990,)),
        ("45 tuổi", (1981,)),
        ("0912 345 678", ()),
        ("không nhớ", ()),
    ],
)
def test_a_year_of_birth_is_told_in_many_ways(typed: str, years: tuple[int, ...]) -> None:
    assert TALK.birth_years(typed, year=2026) == years


@given(st.dates(date(1940, 1, 1), date(2012, 1, 1)))
def test_every_year_that_is_written_out_is_read(born: date) -> None:
    assert TALK.birth_years(f"sinh năm {born.year}", year=2026) == (born.year,)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("7h30 tới 11h30", [(7, 30), (11, 30)]),
        ("7 giờ - 11 giờ", [(7, 0), (11, 0)]),
        ("13:00 đến 16:30", [(13, 0), (16, 30)]),
        ("1 giờ tới 4 giờ chiều", [(13, 0), (16, 0)]),
        ("sáng mai", []),
    ],
)
def test_hours_are_read_as_officials_write_them(typed: str, hours: list[tuple[int, int]]) -> None:
    assert [(each.hour, each.minute) for each in TALK.hours(typed)] == hours


@given(st.text(max_size=80))
def test_nothing_that_is_typed_upsets_the_listening(typed: str) -> None:
    TALK.heard(typed)
    TALK.birth_years(typed, year=2026)
    TALK.name(typed)
    TALK.hours(typed)
    TALK.grade(typed)
    count_in(typed)
