"""The rhythm of one account: even, slower after a refusal, and never in the way of a reply for long."""

from itertools import pairwise

import pytest

from bot.sending.pacing import HEARD_SECONDS, Pacer


def send_for(pacer: Pacer, seconds: float, *, begin: float = 0.0) -> list[float]:
    """The instants at which a full queue is let through."""
    now, instants = begin, []
    while now < begin + seconds:
        now += pacer.bulk_delay(now)
        pacer.sent(now, bulk=True)
        instants.append(now)
    return instants


def test_a_broadcast_goes_out_evenly_without_a_burst() -> None:
    instants = send_for(Pacer(28), 10)
    gaps = [later - earlier for earlier, later in pairwise(instants)]
    assert min(gaps) == pytest.approx(1 / 28)
    assert max(gaps) == pytest.approx(1 / 28)


def test_a_long_pause_does_not_save_up_a_burst() -> None:
    pacer = Pacer(28)
    pacer.sent(0.0, bulk=True)
    assert len([instant for instant in send_for(pacer, 1, begin=3600) if instant < 3600.5]) in (14, 15)


def test_a_reply_goes_at_once_when_no_broadcast_is_on_its_way() -> None:
    pacer = Pacer(28)
    pacer.sent(100.0, bulk=False)
    assert pacer.reply_delay(100.0) == 0


def test_a_reply_takes_the_next_place_of_a_running_broadcast() -> None:
    pacer = Pacer(10)
    pacer.sent(100.0, bulk=True)
    assert pacer.reply_delay(100.0) == pytest.approx(0.1)
    pacer.sent(100.1, bulk=False)
    assert pacer.bulk_delay(100.1) == pytest.approx(0.1)


def test_a_refusal_silences_everything_for_as_long_as_the_platform_asks() -> None:
    pacer = Pacer(28)
    pacer.refused(10.0, retry_after=35)
    assert pacer.reply_delay(11.0) == pytest.approx(34)
    assert pacer.bulk_delay(11.0) == pytest.approx(34)
    assert pacer.bulk_delay(45.0) == 0


def test_a_shorter_refusal_does_not_cut_a_longer_silence() -> None:
    pacer = Pacer(28)
    pacer.refused(10.0, retry_after=35)
    pacer.refused(11.0, retry_after=1)
    assert pacer.silence(12.0) == pytest.approx(33)


def test_each_refusal_slows_down_by_a_tenth_and_never_below_one_a_second() -> None:
    pacer = Pacer(28)
    pacer.refused(0.0, retry_after=1)
    assert pacer.rate == pytest.approx(25.2)
    for _ in range(100):
        pacer.refused(0.0, retry_after=1)
    assert pacer.rate == 1


def test_the_rate_grows_back_with_quiet_minutes_up_to_what_it_was() -> None:
    pacer = Pacer(28)
    pacer.refused(0.0, retry_after=0)
    pacer.sent(120.0, bulk=True)
    assert pacer.rate == pytest.approx(26.2)
    pacer.sent(24 * 3600.0, bulk=True)
    assert pacer.rate == 28


def test_silence_itself_counts_for_nothing_towards_growing_back() -> None:
    pacer = Pacer(28)
    pacer.refused(0.0, retry_after=600)
    pacer.sent(600.0, bulk=True)
    assert pacer.rate == pytest.approx(25.2)


def test_a_platform_without_a_limit_is_not_slowed_down() -> None:
    pacer = Pacer(None)
    pacer.sent(0.0, bulk=True)
    assert pacer.bulk_delay(0.0) == 0
    pacer.refused(0.0, retry_after=2)
    assert pacer.bulk_delay(0.0) == 2
    assert pacer.rate is None


def test_a_timer_that_wakes_up_a_little_late_does_not_slow_a_broadcast_down() -> None:
    pacer = Pacer(10)
    pacer.sent(100.0, bulk=True)
    pacer.sent(100.105, bulk=True)
    assert pacer.bulk_delay(100.105) == pytest.approx(0.095)
    pacer.sent(100.3, bulk=True)
    assert pacer.bulk_delay(100.3) == pytest.approx(0.1)


def test_processes_that_share_an_account_keep_its_rate_together() -> None:
    one, other = Pacer(28), Pacer(28)
    one.share(0.0, among=2)
    other.share(0.0, among=2)
    both = sorted(send_for(one, 30, begin=HEARD_SECONDS) + send_for(other, 30, begin=HEARD_SECONDS + 0.01))
    assert len(both) == pytest.approx(28 * 30, abs=4)
    one.share(50.0, among=1)
    assert one.rate == pytest.approx(28)


def test_who_hears_of_one_more_waits_with_bulk_until_all_have_heard_but_answers_at_once() -> None:
    pacer = Pacer(28)
    pacer.share(100.0, among=2)
    assert pacer.bulk_delay(100.0) == pytest.approx(HEARD_SECONDS)
    assert pacer.reply_delay(100.0) == 0
    pacer.share(130.0, among=1)
    assert pacer.bulk_delay(130.0) == 0


def test_a_refused_rate_stays_refused_when_it_is_shared() -> None:
    pacer = Pacer(20)
    pacer.refused(0.0, retry_after=1)
    pacer.share(0.0, among=2)
    assert pacer.rate == pytest.approx(9)


def test_what_no_platform_limits_needs_no_sharing() -> None:
    pacer = Pacer(None)
    pacer.share(0.0, among=3)
    assert (pacer.rate, pacer.bulk_delay(0.0)) == (None, 0)
