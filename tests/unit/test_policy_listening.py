"""Whether questions lead to the right they are about, and what is told when they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.domain.policies.listening import (
    Golden,
    Landing,
    Misheard,
    Mishearing,
    landings,
    misheard,
    missed,
)
from bot.domain.text import fold
from bot.domain.understanding import Document, Understanding
from models.catalogue import load_catalogue
from models.golden import load_golden
from models.written import read_written
from tests.world import known

TODAY = date(2026, 11, 22)
LEARNED = read_written().documents()


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return known().understanding


def test_every_golden_question_leads_to_its_right(understanding: Understanding) -> None:
    assert missed(load_golden(), understanding, today=TODAY) == []


def test_golden_questions_are_many_and_none_was_learned() -> None:
    learned = {fold(sample) for document in LEARNED for sample in document.texts}
    asked = [question for golden in load_golden() for question in golden.asked]
    assert len(asked) >= 60
    assert not [question for question in asked if fold(question) in learned]
    assert sum(fold(question) == question.lower() for question in asked) >= 25


def test_golden_questions_belong_to_rights_that_are_there() -> None:
    assert {golden.entry for golden in load_golden()} <= load_catalogue().entries.keys()


def test_no_question_of_the_catalogue_is_lost(understanding: Understanding) -> None:
    found = misheard(landings(understanding, LEARNED), LEARNED)
    assert [str(one) for one in found if one.kind.serious] == []


def test_a_golden_question_that_leads_elsewhere_is_told(understanding: Understanding) -> None:
    golden = Golden(entry="work-abroad", asked=("chuan ngheo o nong thon bay gio may trieu",))
    [one] = missed([golden], understanding, today=TODAY)
    assert one.kind is Mishearing.MISSED
    assert "leads to poverty-line" in str(one)


def document(name: str, samples: int = 10, twins: str | None = None) -> Document:
    return Document(name, name, (name,), tuple(f"{name} {number}" for number in range(samples)), twins=twins)


def found(landed: Sequence[Landing], *learned: Document) -> list[Misheard]:
    return misheard(landed, learned)


def test_a_right_that_is_never_first_can_not_be_reached() -> None:
    landed = [Landing("a", "a?", ("b", "a", "c"), 0.5), Landing("b", "b?", ("b", "a", "c"), 0.5)]
    assert Misheard("a", Mishearing.UNREACHABLE) in found(landed, document("a"), document("b"))
    assert Misheard("b", Mishearing.UNREACHABLE) not in found(landed, document("a"), document("b"))


def test_a_question_that_is_not_even_offered_its_right_is_lost() -> None:
    landed = [Landing("a", "a?", ("b", "c", "d"), 0.5), Landing("a", "a!", ("a", "c", "d"), 0.5)]
    assert Misheard("a", Mishearing.LOST, "a?", "b") in found(landed, document("a"), document("b"))


def test_rights_taken_for_each_other_belong_into_one_group() -> None:
    landed = [Landing("a", f"a{number}", ("a", "b", "c"), 0.02) for number in range(3)]
    confused = Misheard("a", Mishearing.CONFUSED, "3", "b")
    assert confused in found(landed, document("a"), document("b"))
    assert found(landed, document("a", twins="g"), document("b", twins="g")) == []
    assert found(landed[:2], document("a"), document("b")) == []
