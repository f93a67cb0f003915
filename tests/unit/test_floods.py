"""Who writes far faster than a person can is warned once, then passed over until they calm down."""

from hypothesis import given
from hypothesis import strategies as st

from bot.floods import REMEMBERED, FloodGate, Verdict

ANSWER, WARN, DROP = Verdict.ANSWER, Verdict.WARN, Verdict.DROP


def verdicts(
    gate: FloodGate, sender: object, count: int, *, begin: float = 0.0, per_second: float = 100
) -> list:
    return [gate.judge(sender, now=begin + number / per_second) for number in range(count)]


def test_a_person_who_types_fast_is_always_answered() -> None:
    assert set(verdicts(FloodGate(), "Bảy", 500, per_second=1.5)) == {ANSWER}


def test_a_flood_gets_its_burst_answered_one_warning_and_then_silence() -> None:
    heard = verdicts(FloodGate(burst=20, per_second=2), "flood", 300)
    assert heard[:20] == [ANSWER] * 20
    assert heard.count(WARN) == 1
    assert heard[heard.index(WARN) + 1 :].count(WARN) == 0
    assert heard.count(DROP) > 270


def test_others_do_not_feel_a_flood() -> None:
    gate = FloodGate()
    verdicts(gate, "flood", 1000)
    assert gate.judge("Bảy", now=10.0) is ANSWER


def test_who_calmed_down_is_answered_again() -> None:
    gate = FloodGate(burst=20, per_second=2)
    verdicts(gate, "Bảy", 100)
    assert gate.judge("Bảy", now=60.0) is ANSWER


def test_who_floods_again_after_calming_down_is_warned_again() -> None:
    gate = FloodGate(burst=20, per_second=2)
    verdicts(gate, "Bảy", 100)
    assert verdicts(gate, "Bảy", 100, begin=60.0).count(WARN) == 1


def test_a_trickle_between_drops_is_not_warned_again() -> None:
    gate = FloodGate(burst=20, per_second=2)
    verdicts(gate, "Bảy", 100)
    later = verdicts(gate, "Bảy", 400, begin=1.0, per_second=10)
    assert WARN not in later


def test_a_million_senders_do_not_fill_the_memory() -> None:
    gate = FloodGate()
    for sender in range(3 * REMEMBERED):
        gate.judge(sender, now=0.0)
    assert len(gate._levels) <= REMEMBERED


def test_strangers_can_not_make_a_flood_be_forgotten_one_by_one() -> None:
    """The one who writes is remembered longest; only who is silent drops out."""
    gate = FloodGate()
    verdicts(gate, "flood", 100)
    for stranger in range(2 * REMEMBERED):
        gate.judge(stranger, now=1.0)
        if stranger % 100 == 0:
            assert gate.judge("flood", now=1.0) is not WARN


@given(st.lists(st.floats(0, 3), max_size=200))
def test_never_more_is_answered_than_the_burst_and_what_time_refilled(pauses: list[float]) -> None:
    gate, now, answered = FloodGate(burst=5, per_second=2), 0.0, 0
    for pause in pauses:
        now += pause
        answered += gate.judge("anybody", now=now) is ANSWER
    assert answered <= 5 + 2 * now + 1
