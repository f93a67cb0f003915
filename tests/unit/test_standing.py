"""The plain marks of a unit that helps well, each from the log alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.domain.ids import HouseholdId, SponsorId
from bot.domain.visits.standing import Helped, Log, Mark, Pledge, marks, worth_proposing

SINCE, DAY = date(2026, 1, 1), date(2026, 7, 1)
VISITS = (date(2026, 3, 1), date(2026, 5, 20))


def log(*families: Helped) -> Log:
    return Log(SponsorId(1), "Chi bộ mẫu", SINCE, date(2027, 1, 1), DAY, families)


def family(**fields: object) -> Helped:
    known: dict[str, object] = {"visits": VISITS, "confirmed": 1}
    return Helped(HouseholdId(1), SINCE, DAY, 91, **(known | fields))  # type: ignore[arg-type]


def test_a_unit_with_every_mark_may_be_proposed() -> None:
    kept = Pledge("máy may", date(2026, 5, 1), date(2026, 4, 30))
    assert worth_proposing(log(family(pledges=(kept,), gifts_arrived=1)))


def test_a_family_visited_too_seldom_is_still_to_do() -> None:
    assert marks(log(family(), family(visits=()))) == frozenset(Mark) - {Mark.VISITED}


def test_visits_that_nobody_confirmed_are_no_evidence() -> None:
    assert Mark.CONFIRMED not in marks(log(family(confirmed=0)))
    assert Mark.CONFIRMED not in marks(log(family(confirmed=1, disputed=1)))


def test_a_promise_kept_late_or_not_at_all_is_still_to_do() -> None:
    late = Pledge("máy may", date(2026, 5, 1), date(2026, 5, 2))
    overdue = Pledge("máy may", date(2026, 6, 1))
    to_come = Pledge("máy may", DAY)
    assert Mark.PROMISES not in marks(log(family(pledges=(late,))))
    assert Mark.PROMISES not in marks(log(family(pledges=(overdue,))))
    assert Mark.PROMISES in marks(log(family(pledges=(to_come,))))


def test_a_gift_that_did_not_arrive_is_still_to_do() -> None:
    assert Mark.GIFTS not in marks(log(family(gifts_amiss=1)))


def test_a_unit_that_did_nothing_is_not_proposed() -> None:
    assert not worth_proposing(log())
    assert not worth_proposing(log(family(visits=(), confirmed=0)))


days = some.dates(SINCE, date(2026, 12, 31))
pledges = some.builds(Pledge, some.just("x"), days, some.none() | days)


@given(some.lists(pledges, max_size=8))
def test_every_promise_is_counted_once(made: list[Pledge]) -> None:
    told = log(family(pledges=tuple(made)))
    assert told.kept + told.late + told.to_come == len(made)


@given(some.integers(1, 365), some.integers(0, 400))
def test_a_rhythm_never_asks_for_more_visits_than_there_are_spans(every: int, length: int) -> None:
    one = Helped(HouseholdId(1), SINCE, SINCE + timedelta(days=length), every)
    assert one.owed * every <= length
