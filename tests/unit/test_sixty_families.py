"""Sixty families talk with the bot: few questions, nearly all their money, and nothing that is not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from statistics import median, quantiles

import pytest

from bot.domain.eligibility.facts import HouseholdFacts
from bot.domain.eligibility.screening import Outcome, Screening
from bot.domain.eligibility.terms import Verdict
from models.eligibility_files import load_rules
from tests.eligibility_reference import of_member
from tests.eligibility_reference_households import of_household
from tests.sixty import DAY, SIXTY, Facts
from tests.talked import answers_of, known_after

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Told:
    """A talk: its questions, what was found, what the reference says of the whole family."""

    questions: list[str]
    found: Screening
    whole: Screening
    reference: dict[Key, bool | None]
    answers: dict[str, str]

    @property
    def had(self) -> set[Key]:
        return {key for key, held in self.reference.items() if held}

    def verdict(self, verdict: Verdict) -> set[Key]:
        return {key_of(each) for each in self.found.outcomes if each.verdict is verdict}

    def money(self) -> dict[Key, int]:
        paid = [each for each in self.whole.outcomes if each.paid and each.cash and each.amount]
        return {key_of(each): each.amount.yearly for each in paid if each.amount and key_of(each) in self.had}


def key_of(outcome: Outcome) -> Key:
    return outcome.right, outcome.member


def told(written: Facts) -> Told:
    true = {name: value for name, value in written.items() if name != "unsure"}
    rules, talks = load_rules(), list(answers_of(written, DAY))
    reference = {(right, None): held for right, (held, _) in of_household(true, DAY).items()}
    for member in true["members"]:
        found = of_member(true, member, DAY).items()
        reference |= {(right, member["name"]): held for right, (held, _) in found}
    whole = HouseholdFacts.model_validate(true).on(DAY)
    known = known_after(talks[-1][1])
    asked = [question for question, _ in talks]
    return Told(asked, rules.screen(known, DAY), rules.screen(whole, DAY), reference, talks[-1][1])


@pytest.fixture(scope="module")
def talks() -> dict[str, Told]:
    return {name: told(written) for name, written in SIXTY.items()}


def test_there_are_sixty() -> None:
    assert len(SIXTY) == 60


def test_half_of_them_are_done_after_six_questions_and_nearly_all_after_ten(talks: dict[str, Told]) -> None:
    counts = [len(each.questions) for each in talks.values()]
    assert median(counts) <= 6
    assert quantiles(counts, n=20)[-1] <= 10


@pytest.mark.parametrize("name", SIXTY)
def test_nothing_is_promised_or_refused_that_the_reference_says_otherwise(
    talks: dict[str, Told], name: str
) -> None:
    talk = talks[name]
    assert talk.verdict(Verdict.YES) <= talk.had
    assert not talk.verdict(Verdict.NO) & talk.had


@pytest.mark.parametrize("name", [name for name, written in SIXTY.items() if "unsure" not in written])
def test_nearly_all_money_is_found(talks: dict[str, Told], name: str) -> None:
    money, found = talks[name].money(), talks[name].verdict(Verdict.YES)
    missed = {key: sum_ for key, sum_ in money.items() if key not in found}
    assert sum(missed.values()) <= 0.05 * sum(money.values()), missed


@pytest.mark.parametrize("name", [name for name, written in SIXTY.items() if "unsure" in written])
def test_what_hangs_on_what_nobody_knows_is_left_open_and_named(talks: dict[str, Told], name: str) -> None:
    talk = talks[name]
    for key in talk.money().keys() - talk.verdict(Verdict.YES):
        [outcome] = [each for each in talk.found.outcomes if key_of(each) == key]
        assert outcome.verdict is Verdict.UNKNOWN
        assert outcome.missing


def test_in_which_order_things_were_told_does_not_matter(talks: dict[str, Told]) -> None:
    for number, talk in enumerate(talks.values()):
        names = list(talk.answers)
        Random(number).shuffle(names)
        assert known_after({name: talk.answers[name] for name in names}) == known_after(talk.answers)


def test_nobody_is_asked_the_same_twice(talks: dict[str, Told]) -> None:
    for talk in talks.values():
        assert len(talk.questions) == len(set(talk.questions))
