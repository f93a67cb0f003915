"""A value is changed in a file of the catalogue, and everything around it stays as somebody laid it out."""

from datetime import date
from difflib import ndiff
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import ROOT
from models.policy_files import places
from models.yaml_layout import rewritten

FACTS = (ROOT / "models/policies/poverty-line.yaml").read_text(encoding="utf-8")
WORDS = (ROOT / "locales/vi/policies/poverty-line.yaml").read_text(encoding="utf-8")


def lines_touched(old: str, new: str) -> list[str]:
    """The lines that went (-) and came (+)."""
    return [line for line in ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


def changed(text: str, path: list[Any], value: Any) -> str:
    wanted = yaml.safe_load(text)
    inner = wanted
    for step in path[:-1]:
        inner = inner[step]
    if value is None:
        del inner[path[-1]]
    elif isinstance(inner, list) and path[-1] == len(inner):
        inner.append(value)
    else:
        inner[path[-1]] = value
    return rewritten(text, wanted)


@pytest.mark.parametrize("place", places(ROOT))
def test_a_file_of_which_nothing_changes_stays_as_it_is(place: str) -> None:
    text = (ROOT / place).read_text(encoding="utf-8")
    assert rewritten(text, yaml.safe_load(text)) == text


def test_a_figure_changes_in_its_line_alone() -> None:
    new = changed(FACTS, ["parameters", "urban_line", "values", 2, "value"], 2_900_000)
    [old_line, new_line] = lines_touched(FACTS, new)
    assert "value: 2_800_000, source: nd_351_2025" in old_line
    assert new_line == old_line.replace("-", "+", 1).replace("2_800_000", "2_900_000")


def test_a_later_figure_is_one_more_line_below_the_others() -> None:
    later = {"valid_from": date(2031, 1, 1), "value": 3_300_000, "source": ["a", "b"], "confidence": "likely"}
    new = changed(FACTS, ["parameters", "urban_line", "values", 3], later)
    assert lines_touched(FACTS, new) == [
        "+       - {valid_from: 2031-01-01, value: 3_300_000, source: [a, b], confidence: likely}"
    ]


def test_comments_stay_where_they_are() -> None:
    new = changed(FACTS, ["parameters", "poor_from_deprivations"], None)
    assert [line for line in FACTS.splitlines() if "#" in line] == [
        line for line in new.splitlines() if "#" in line
    ]


def test_a_short_sentence_stands_in_its_line_and_a_long_one_is_folded() -> None:
    short = changed(WORDS, ["statements", "both_count"], "Phải đủ hai điều.")
    assert "  both_count: Phải đủ hai điều.\n" in short
    long = changed(WORDS, ["statements", "both_count"], "Phải đủ hai điều. " * 12 + "Hết.")
    assert "  both_count: >-\n    Phải đủ hai điều." in long
    assert max(len(line) for line in long.splitlines()) <= 140


def test_a_question_goes_and_another_comes() -> None:
    samples = yaml.safe_load(WORDS)["samples"]
    new = rewritten(WORDS, yaml.safe_load(WORDS) | {"samples": [*samples[1:], "- hỏi gì đó: được hông?"]})
    assert lines_touched(WORDS, new) == [f"-   - {samples[0]}", '+   - "- hỏi gì đó: được hông?"']


def test_what_is_new_to_the_file_stands_apart() -> None:
    new = changed(FACTS, ["confirmed_by"], "policy-bank")
    assert lines_touched(FACTS, new) == ["+ ", "+ confirmed_by: policy-bank"]


def test_a_new_file_is_written_whole() -> None:
    for text in (FACTS, WORDS):
        assert yaml.safe_load(rewritten("", yaml.safe_load(text))) == yaml.safe_load(text)


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=60)
SENTENCES = WORD.map(lambda text: " ".join(text.split())).filter(bool)


@given(st.lists(SENTENCES, min_size=1, unique=True), st.integers(0, 22), SENTENCES)
def test_any_words_are_read_back_as_they_were_meant(samples: list[str], keep: int, said: str) -> None:
    wanted = yaml.safe_load(WORDS)
    wanted["samples"] = wanted["samples"][:keep] + samples
    wanted["statements"]["who_decides"] = said
    wanted["statements"]["both_count"] = {"text": said, "ahead": f"{said} " * 5 + "."}
    new = rewritten(WORDS, wanted)
    assert yaml.load(new, Loader=yaml.CSafeLoader) == wanted
    assert "names:\n  - chuẩn nghèo\n" in new
