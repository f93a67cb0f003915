"""What a conversation remembers: which buttons still hold, and how it is kept."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Action, Choice
from bot.domain.state import KEPT_OFFERS, KEPT_STEPS, FormProgress, Offer, State, dump, load

ONCE = Choice("Xóa hết", Action("my_data", "erase"))
LASTING = Choice("Bảo hiểm y tế", Action("policy", "tell", ("health-insurance-poor",)), lasting=True)


def place(number: int) -> Action:
    return Action("menu", "subject", (str(number),))


def test_a_button_of_the_newest_list_works() -> None:
    state = State().offering(Offer("new", (LASTING, ONCE)))
    assert state.chosen("new.2") == (state.offers[-1], ONCE)


def test_a_button_that_does_something_only_works_while_its_list_is_the_newest() -> None:
    state = State().offering(Offer("old", (ONCE, LASTING))).offering(Offer("new", (LASTING,)))
    assert state.chosen("old.1") is None
    assert state.chosen("old.2") == (state.offers[0], LASTING)


def test_only_a_few_old_lists_are_remembered() -> None:
    state = State()
    for number in range(KEPT_OFFERS + 3):
        state = state.offering(Offer(f"list{number}", (LASTING,)))
    assert len(state.offers) == KEPT_OFFERS
    assert state.chosen("list0.1") is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "new",
        "new.",
        "new.0",
        "new.3",
        "new.-1",
        "new.1.1",
        "old.1",
        "new.1 ",
        "NEW.1",
        "new.一",
        "new.²",
    ],
)
def test_an_invented_token_leads_nowhere(token: str) -> None:
    assert State().offering(Offer("new", (LASTING, ONCE))).chosen(token) is None


@given(st.text(max_size=70))
def test_no_guess_without_the_offers_name_leads_anywhere(token: str) -> None:
    state = State().offering(Offer("Zk3_9QmX", (LASTING, ONCE)))
    assert state.chosen(token) is None or token.startswith("Zk3_9QmX.")


def test_a_digit_chooses_from_the_newest_list_until_other_words_are_asked_for() -> None:
    state = State().offering(Offer("new", (LASTING,)))
    assert state.open_offer is not None
    assert state.closing().open_offer is None
    assert state.closing().offering(Offer("newer", (ONCE,))).open_offer is not None


def test_the_way_back_is_kept_for_a_few_steps_without_standing_still() -> None:
    state = State()
    for number in [*range(KEPT_STEPS + 4), KEPT_STEPS + 3]:
        state = state.at(place(number))
    assert len(state.trail) == KEPT_STEPS
    assert state.trail[-2:] == (place(KEPT_STEPS + 2), place(KEPT_STEPS + 3))


def test_a_conversation_is_the_same_after_a_restart() -> None:
    form = FormProgress("call_back", "phone", {"message": "nhà tui dột 😥"}, editing=True)
    state = replace(State(greeted=True, form=form, misses=1), closed=True).at(place(1))
    state = state.offering(Offer("new", (LASTING, ONCE)))
    assert load(dump(state)) == state


def test_who_never_wrote_starts_with_nothing() -> None:
    assert load(None) == State()
    assert load(dump(State())) == State()
