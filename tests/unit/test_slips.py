"""Fingers slip on a small screen: the word that was meant is taken where its neighbours tell which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.understanding.grams import GramSpace
from bot.domain.understanding.slips import Slips

TEXTS = [
    "ho ngheo vay tien ngan hang",
    "ho ngheo duoc ho tro tien dien",
    "the bao hiem cho ho ngheo",
    "gia vang hom nay",
]
SLIPS = Slips(GramSpace.fit([text.split() for text in TEXTS]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ho nghoe vay tien", "ho ngheo vay tien"),
        ("ho ngeo vay tien", "ho ngheo vay tien"),
        ("ho nggheo vay tien", "ho ngheo vay tien"),
        ("tien dirn ho ngheo", "tien dien ho ngheo"),
        ("the bao hjem", "the bao hiem"),
    ],
)
def test_one_letter_wrong_is_mended(typed: str, meant: str) -> None:
    assert SLIPS.mended(typed.split()) == meant.split()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ho ngheo vay tien",
        "dirn",
        "xe ngeo qua cau",
        "qwxz fjkl zzzz wwww jjjj ffff",
        "ខ្ញុំ ho",
        "2027 ho",
        "ho" * 20 + " ngheo",
    ],
)
def test_what_stands_alone_or_is_another_language_is_left(typed: str) -> None:
    assert SLIPS.mended(typed.split()) == typed.split()


@given(st.lists(st.text(st.characters(exclude_characters=" "), min_size=1, max_size=14), max_size=12))
def test_nothing_is_added_or_lost(words: list[str]) -> None:
    assert len(SLIPS.mended(words)) == len(words)


@given(st.sampled_from(TEXTS))
def test_what_was_learned_is_left(text: str) -> None:
    assert SLIPS.mended(text.split()) == text.split()
