"""What may stand in the trail: codes, counts and names of fields; no words and no numbers of people."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.audit import Subject, SubjectKind, codes
from models.audit_seals import read, written

WORDS = ["nhà tui dột", "Lê Thị Tư", "0912345678", "+84912345678", "tu@example.vn", "", "x" * 41]


@pytest.mark.parametrize("words", WORDS)
def test_what_somebody_said_or_is_called_by_is_no_detail(words: str) -> None:
    for details in ({"said": words}, {"said": [words]}, {"said": {"then": words}}, {words: 1}):
        with pytest.raises(ValueError, match="codes and counts") as refused:
            codes(details)
        assert words not in str(refused.value) or not words


def test_codes_and_counts_are_details() -> None:
    details = {
        "code": "34793",
        "kind": "person_wanted",
        "rows": 536,
        "codes": ["K7Q9A"],
        "whole": True,
        "to": None,
    }
    assert json.loads(codes(details)) == details


def test_a_sum_that_is_not_whole_is_no_detail() -> None:
    with pytest.raises(ValueError, match="float"):
        codes({"share": 0.5})


@pytest.mark.parametrize("words", ["Lê Thị Tư", "0912345678", "name,phone", "", "Phone"])
def test_only_names_of_fields_are_told_of_a_subject(words: str) -> None:
    with pytest.raises(ValueError, match="names of fields"):
        Subject(SubjectKind.HOUSEHOLD, 7, frozenset({"phone", words}))


@given(st.sets(st.integers(1, 400), min_size=1))
def test_numbers_written_in_short_are_read_again(numbers: set[int]) -> None:
    ascending = sorted(numbers)
    assert read(written(ascending)) == ascending


def test_neighbouring_numbers_take_little_room() -> None:
    assert written([1, 2, 3, 5, 7, 8]) == "1-3,5,7-8"
    assert written(range(1, 1001)) == "1-1000"
