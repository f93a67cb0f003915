"""What a failed attempt means for a message: again later, given up, or wait for the reader."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import rendering
from bot.domain.ids import ChannelAccountId, ContactId, OutboxId
from bot.domain.messages import Priority, Receipt, Rendered
from bot.errors import (
    ChannelDown,
    NotAttached,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SendError,
    Unavailable,
    Unreachable,
)
from bot.sending.deliveries import RETRIES, handed_back, judge, sent
from models.sending.outbox import OutboxStatus, Parcel

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def parcel(*, attempts: int = 0, repeatable: bool = True) -> Parcel:
    body = rendering.dump(Rendered("Dạ"))
    return Parcel(
        OutboxId(7), ChannelAccountId(1), ContactId(1), "tu", Priority.REPLY, body, attempts, repeatable
    )


@pytest.mark.parametrize("error", [Unreachable("blocked"), Rejected("too long")])
def test_what_will_never_arrive_is_given_up_at_once(error: SendError) -> None:
    assert judge(parcel(), error, now=NOW).status is OutboxStatus.DEAD


def test_a_reader_who_is_away_costs_no_attempt() -> None:
    result = judge(parcel(), NotAttached("closed"), now=NOW)
    assert (result.status, result.attempted) == (OutboxStatus.WAITING, False)


@pytest.mark.parametrize("seconds", [1, 35, 600])
def test_a_platform_that_asks_for_silence_gets_it_and_no_attempt_is_counted(seconds: int) -> None:
    result = judge(parcel(), RateLimited(timedelta(seconds=seconds)), now=NOW)
    assert result.status is OutboxStatus.READY
    assert result.due_at == NOW + timedelta(seconds=seconds)
    assert not result.attempted


def test_a_refused_account_keeps_its_messages() -> None:
    result = judge(parcel(attempts=99), ChannelDown("token"), now=NOW)
    assert result.status is OutboxStatus.READY
    assert not result.attempted


@pytest.mark.parametrize(("attempts", "wait"), [*enumerate(RETRIES)])
def test_each_failure_waits_longer_than_the_one_before(attempts: int, wait: timedelta) -> None:
    result = judge(parcel(attempts=attempts), Unavailable("timeout"), now=NOW)
    assert result.status is OutboxStatus.READY
    assert result.due_at is not None
    assert NOW + 0.8 * wait <= result.due_at <= NOW + 1.2 * wait


def test_after_the_last_try_the_message_is_dead_and_the_operator_sees_why() -> None:
    result = judge(parcel(attempts=len(RETRIES)), Unavailable("timeout"), now=NOW)
    assert (result.status, result.error) == (OutboxStatus.DEAD, "Unavailable")


def test_what_may_have_arrived_is_repeated_only_if_it_may_arrive_twice() -> None:
    lost = OutcomeUnknown("no answer")
    assert judge(parcel(), lost, now=NOW).status is OutboxStatus.READY
    assert judge(parcel(repeatable=False), lost, now=NOW).status is OutboxStatus.DEAD


def test_what_surely_did_not_leave_may_be_repeated_whatever_it_is() -> None:
    assert judge(parcel(repeatable=False), Unavailable("refused"), now=NOW).status is OutboxStatus.READY


def test_the_words_of_an_error_are_not_kept_only_its_kind() -> None:
    result = judge(parcel(), Rejected("Nguyễn Thị Chim Sẻ is too long"), now=NOW)
    assert result.error == "Rejected"


def test_what_was_sent_keeps_its_name_on_the_platform() -> None:
    result = sent(parcel(), Receipt("901"))
    assert (result.status, result.external_id) == (OutboxStatus.SENT, "901")


def test_what_was_never_tried_goes_back_as_it_was() -> None:
    result = handed_back(parcel())
    assert (result.status, result.attempted, result.due_at) == (OutboxStatus.READY, False, None)
