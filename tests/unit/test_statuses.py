"""Who says what kind of household theirs is gets no answer meant for another kind."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.domain.policies.catalogue import Entry
from bot.domain.policies.terms import Audience
from bot.domain.understanding import Decision, Understanding
from bot.domain.understanding.patterns import marked
from bot.domain.understanding.phrases import Rule
from bot.domain.understanding.rules import Listener
from bot.domain.understanding.spelling import Speller
from models.catalogue import load_catalogue
from models.phrases import load_phrases
from tests.world import TODAY, known

DAY = TODAY.date()
POOR, NEAR_POOR, ESCAPED, AVERAGE = (
    Audience.POOR,
    Audience.NEAR_POOR,
    Audience.NEWLY_ESCAPED,
    Audience.AVERAGE,
)


@pytest.fixture(scope="module")
def listener() -> Understanding:
    return known().understanding


def spoken(text: str) -> set[Audience]:
    """The kinds of household that the message speaks of."""
    phrases = load_phrases("vi")
    line = marked(Speller(phrases.shortenings).words(text))
    return set(Listener(phrases.statuses).all(line))


def only_for(status: Audience) -> set[str]:
    """The entries for such households alone."""
    return {entry.id for entry in entries() if entry.status is status}


def entries() -> list[Entry]:
    return list(load_catalogue().entries.values())


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("ho ngheo co duoc bao hiem y te khong", "health-insurance-poor"),
        ("Nhà tui hộ nghèo có được bảo hiểm y tế hông", "health-insurance-poor"),
        ("can ngheo co duoc bao hiem y te khong", "health-insurance-near-poor"),
        (
            "nha lam ruong muc song trung binh duoc giam tien bao hiem y te khong",
            "insurance-average-households",
        ),
        ("lam giay ho muc song trung binh o dau", "average-living-standard"),
    ],
)
def test_the_kind_of_household_decides_which_answer_is_meant(
    listener: Understanding, question: str, entry: str
) -> None:
    understood = listener.read(question, today=DAY)
    assert (understood.decision, understood.entries[0]) == (Decision.ANSWER, entry)


@pytest.mark.parametrize(
    "question", ["ho ngheo co duoc bao hiem y te khong", "ho ngheo vay von duoc bao nhieu"]
)
def test_a_poor_household_is_not_even_offered_what_is_for_others(
    listener: Understanding, question: str
) -> None:
    others = only_for(AVERAGE) | only_for(NEAR_POOR) | only_for(ESCAPED)
    assert len(only_for(AVERAGE)) >= 2
    assert not set(listener.rank(question).best) & others


@pytest.mark.parametrize(
    ("said", "statuses"),
    [
        ("nhà tui hộ nghèo", {POOR}),
        ("ho can ngheo", {NEAR_POOR}),
        ("moi thoat ngheo nam ngoai", {ESCAPED}),
        ("bị cắt sổ hộ nghèo rồi", {ESCAPED}),
        ("được cho ra hộ nghèo rồi", {ESCAPED}),
        ("đang nợ diện hộ nghèo, năm nay ra cận nghèo", {POOR, NEAR_POOR, ESCAPED}),
        ("hộ mức sống trung bình", {AVERAGE}),
        ("nha trung binh chu khong phai ngheo", {AVERAGE}),
        ("diện trung bình", {AVERAGE}),
        ("con tui học lực trung bình", set()),
        ("hộ nghèo với hộ cận nghèo khác gì", {POOR, NEAR_POOR}),
        ("không thuộc hộ nghèo, cận nghèo thì có được bảo hiểm không", set()),
        ("nha tui ko phai ho ngheo", set()),
        ("ko phai can ngheo, lam bien thi duoc gi", set()),
        ("không phải hộ nghèo hay cận nghèo", set()),
        ("chưa có sổ hộ nghèo", set()),
        ("không phải hộ nghèo mà là hộ cận nghèo", {NEAR_POOR}),
        ("không phải hộ cận nghèo mà là hộ nghèo", {POOR}),
        ("tui có phải hộ nghèo không", {POOR}),
    ],
)
def test_kinds_of_households_are_heard_and_their_denial_too(said: str, statuses: set[Audience]) -> None:
    assert spoken(said) == statuses


def test_patterns_may_be_named_once_and_used_twice() -> None:
    once = ["a b", "c"]
    assert Rule.model_validate({"within": ["x"], "unless": [once, "d"]}).unless == ("a b", "c", "d")
    with pytest.raises(ValidationError):
        Rule.model_validate({"within": "x"})
