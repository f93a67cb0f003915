"""The book of help always adds up; copied and impossible reports are found, honest ones are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import HouseholdId, SponsorId
from bot.domain.visits.ledger import (
    Balance,
    Entry,
    Measure,
    Refused,
    Stage,
    balances,
    open_pledges,
    pledges,
    refused,
    reversal,
    shared,
    standing,
)
from bot.domain.visits.patterns import Seen, Unusual, unusual

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)

amounts = st.integers(1, 10**9)
lines = st.builds(
    Entry,
    stage=st.sampled_from(Stage),
    measure=st.sampled_from(Measure),
    amount=amounts,
    on=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    sponsor=st.integers(1, 5).map(SponsorId),
    household=st.integers(1, 9).map(HouseholdId),
)


def numbered(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, number=number) for number, entry in enumerate(entries, 1)]


@given(st.lists(lines, max_size=30), st.data())
def test_a_reversed_line_counts_for_nothing_and_stays(entries: list[Entry], data: st.DataObject) -> None:
    book = numbered(entries)
    wrong = data.draw(st.lists(st.sampled_from(book), unique=True)) if book else []
    whole = [*book, *(reversal(each, on=DAY) for each in wrong)]
    right = [each for each in book if each not in wrong]
    nonzero = {kind: each for kind, each in balances(whole).items() if each != Balance()}
    assert nonzero == dict(balances(right))
    assert standing(whole) == right
    assert len(whole) == len(book) + len(wrong)


@given(st.lists(lines, max_size=30))
def test_units_together_are_the_whole(entries: list[Entry]) -> None:
    units = {each.sponsor for each in entries}
    parts = [balances(each for each in entries if each.sponsor == unit) for unit in units]
    for kind, balance in balances(entries).items():
        assert balance.given == sum(part[kind].given for part in parts if kind in part)
        assert balance.in_fund == sum(part[kind].in_fund for part in parts if kind in part)


@given(amounts, st.integers(1, 12))
def test_nothing_is_lost_where_an_amount_is_shared(amount: int, families: int) -> None:
    parts = shared(amount, [HouseholdId(each) for each in range(families)])
    assert sum(parts.values()) == amount
    assert max(parts.values()) - min(parts.values()) <= 1


UNIT, OTHER, HOME = SponsorId(1), SponsorId(2), HouseholdId(7)


def line(stage: Stage, amount: int, **told: object) -> Entry:
    return Entry(stage, Measure.MONEY, amount, DAY, **{"sponsor": UNIT, **told})  # type: ignore[arg-type]


def left(*entries: Entry) -> list[int]:
    return [each.left for each in pledges(numbered(list(entries)))]


def test_a_pledge_is_open_until_it_is_kept() -> None:
    pledged = line(Stage.PLEDGED, 5_000_000)
    assert left(pledged, line(Stage.GIVEN, 2_000_000)) == [3_000_000]
    assert left(pledged, line(Stage.GIVEN, 2_000_000, sponsor=OTHER)) == [5_000_000]
    assert left(pledged, line(Stage.RECEIVED, 6_000_000)) == [0]


def test_a_gift_keeps_the_pledge_for_its_own_family_first() -> None:
    anyone, home = line(Stage.PLEDGED, 5), line(Stage.PLEDGED, 5, household=HOME)
    assert left(anyone, home, line(Stage.GIVEN, 6, household=HOME)) == [4, 0]
    assert left(anyone, home, line(Stage.GIVEN, 6, household=HouseholdId(8))) == [0, 5]


def test_what_the_fund_gives_on_keeps_no_pledge_a_second_time() -> None:
    pledged, handed = line(Stage.PLEDGED, 10), line(Stage.RECEIVED, 4)
    assert left(pledged, handed, line(Stage.GIVEN, 4, from_fund=True)) == [6]


def test_a_pledge_that_was_taken_back_is_not_open_and_a_gift_that_was_opens_it_again() -> None:
    book = numbered([line(Stage.PLEDGED, 10), line(Stage.GIVEN, 10)])
    assert open_pledges(book) == []
    assert [each.left for each in open_pledges([*book, reversal(book[1], on=DAY)])] == [10]
    assert pledges([*book, reversal(book[0], on=DAY)]) == []


def test_the_fund_gives_only_what_it_has_and_keeps_what_it_gave_on() -> None:
    came, went = line(Stage.RECEIVED, 10), line(Stage.GIVEN, 8, from_fund=True)
    book = numbered([came, went])
    assert refused([], went) is Refused.NOT_THERE
    assert refused(numbered([came]), went) is None
    assert refused(book, reversal(book[0], on=DAY)) is Refused.SPENT_ALREADY
    assert refused(book, reversal(book[1], on=DAY)) is None


steps = st.one_of(lines, st.integers(1, 40))
"""A new line, or the number of a line that is to be taken back."""


def allowed(book: list[Entry], step: Entry | int) -> Entry | None:
    """What a step writes; None where the book refuses it."""
    if isinstance(step, Entry):
        fund = step.stage is Stage.GIVEN and (step.household or 0) % 2 == 0
        new = replace(step, from_fund=fund)
    else:
        meant = next((each for each in book if each.number == step), None)
        if meant is None or meant.reverses is not None:
            return None
        new = reversal(meant, on=DAY)
    return None if refused(book, new) is not None else replace(new, number=len(book) + 1)


@given(st.lists(steps, max_size=60))
def test_the_book_adds_up_whatever_is_pledged_received_given_and_reversed(told: list[Entry | int]) -> None:
    book: list[Entry] = []
    for step in told:
        new = allowed(book, step)
        book += [] if new is None else [new]
        for balance in balances(book).values():
            assert balance.in_fund >= 0
            assert balance.received == balance.spent + balance.in_fund
    stands = standing(book)
    for kind, balance in balances(book).items():
        own = [each for each in stands if each.kind == kind]
        for stage, total in (
            ("pledged", balance.pledged),
            ("received", balance.received),
            ("given", balance.given),
        ):
            assert total == sum(each.amount for each in own if each.stage == stage)
        promised = [each for each in pledges(book) if each.pledge.kind == kind]
        kept = sum(each.pledge.amount - each.left for each in promised)
        came = sum(each.amount for each in own if each.stage is not Stage.PLEDGED and not each.from_fund)
        assert all(0 <= each.left <= each.pledge.amount for each in promised)
        assert balance.pledged == kept + sum(each.left for each in promised)
        assert kept <= came


@given(st.lists(lines, min_size=1, max_size=10), st.data())
def test_a_reversal_of_a_reversal_is_refused_and_so_is_a_second_one(
    entries: list[Entry], data: st.DataObject
) -> None:
    book = numbered(entries)
    wrong = data.draw(st.sampled_from(book))
    back = replace(reversal(wrong, on=DAY), number=len(book) + 1)
    again = replace(back, reverses=back.number, number=None)
    whole = [*book, back]
    assert refused(whole, again) is Refused.IS_REVERSAL
    assert refused(whole, reversal(wrong, on=DAY)) is Refused.REVERSED_BEFORE


def test_a_reversal_is_not_reversed() -> None:
    entry = Entry(Stage.GIVEN, Measure.MONEY, 1, DAY, number=1)
    with pytest.raises(ValueError, match="no reversal"):
        reversal(reversal(entry, on=DAY), on=DAY)


def seen(number: int, told: str, *, minutes: int | None = None, later: int = 0) -> Seen:
    return Seen(number, 7, DAY, NOW + timedelta(hours=later), minutes, told)


def test_words_that_are_copied_are_found() -> None:
    told = "tham ba {}, tang 10kg gao va 2 thung mi, gia dinh rat vui"
    found = unusual([seen(1, told.format("12")), seen(2, told.format("13"), later=3)])
    assert [(each.why, each.numbers) for each in found] == [(Unusual.COPIED, (1, 2))]


def test_one_message_about_several_families_is_no_copy() -> None:
    told = "tham ba Lan va anh Sau, tang moi nha 10kg gao va 2 thung mi"
    assert unusual([seen(1, told), seen(2, told)]) == []


def test_days_of_thirty_hours_are_found() -> None:
    found = unusual([seen(number, "phu don nha", minutes=600, later=number) for number in range(3)])
    assert Unusual.LONG_DAY in [each.why for each in found]


def test_work_longer_than_the_day_was_is_looked_at_again() -> None:
    early = Seen(1, 7, DAY, NOW.replace(hour=8, minute=0), 600)
    assert [each.why for each in unusual([early])] == [Unusual.NOT_YET]
    assert unusual([Seen(1, 7, DAY, NOW.replace(hour=18, minute=0), 600)]) == []


def test_two_hamlets_within_a_minute_are_looked_at_again() -> None:
    def told(number: int, hamlet: int, *, after: int) -> Seen:
        return Seen(number, 7, DAY, NOW + timedelta(seconds=after), hamlet=hamlet)

    [found] = unusual([told(1, 3, after=0), told(2, 4, after=40)])
    assert (found.why, found.numbers) == (Unusual.TWO_PLACES, (1, 2))
    assert unusual([told(1, 3, after=0), told(2, 4, after=400)]) == []
    assert unusual([told(1, 3, after=0), told(2, 3, after=40)]) == []
    assert unusual([told(1, 3, after=0), told(2, 4, after=0)]) == []


def test_one_picture_with_two_reports_is_looked_at_again() -> None:
    def sent(number: int, picture: str, *, later: int = 0) -> Seen:
        return Seen(number, 7, DAY, NOW + timedelta(hours=later), pictures=(picture,))

    [found] = unusual([sent(1, "00ff00ff00ff00ff"), sent(2, "00ff00ff00ff00fe", later=3)])
    assert (found.why, found.numbers) == (Unusual.SAME_PICTURE, (1, 2))
    assert unusual([sent(1, "00ff00ff00ff00ff"), sent(2, "ff00ff00ff00ff00", later=3)]) == []
    assert unusual([sent(1, "00ff00ff00ff00ff"), sent(2, "00ff00ff00ff00ff")]) == []
