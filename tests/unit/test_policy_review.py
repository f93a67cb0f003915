"""What whoever keeps the catalogue is reminded of, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bot.domain.policies.catalogue import Catalogue, Source
from bot.domain.policies.review import Due, Reminder, reminders, review_by
from models.catalogue import load_catalogue, load_wording

WORDING = load_wording("vi")
LAW = {"document": "NĐ 351/2025/NĐ-CP", "checked_on": date(2025, 12, 31)}
PAGE = {"document": "báo Thanh Niên", "checked_on": date(2026, 1, 12)}


@pytest.mark.parametrize(
    ("written", "due"),
    [
        (LAW, date(2026, 12, 31)),
        (PAGE, date(2026, 7, 14)),
        (LAW | {"checked_on": "2026-10"}, date(2027, 10, 31)),
        (LAW | {"checked_on": 2025}, date(2026, 12, 31)),
        (PAGE | {"issued": date(2026, 1, 1)}, date(2027, 1, 12)),
        (PAGE | {"review_by": date(2029, 6, 30)}, date(2029, 6, 30)),
    ],
    ids=[
        "a law",
        "a page",
        "a law of a month",
        "a law of a year",
        "a page about a law",
        "as the keeper wrote",
    ],
)
def test_a_source_is_looked_at_again(written: dict[str, Any], due: date) -> None:
    assert review_by(Source.model_validate(written)) == due


@pytest.mark.parametrize("name", ["Dự thảo Nghị định về chuẩn nghèo", "DU THAO luat", "Draft decree"])
def test_a_draft_is_no_source(name: str) -> None:
    for field in ("document", "title"):
        with pytest.raises(ValidationError, match="is a draft"):
            Source.model_validate(LAW | {field: name})


def test_a_word_that_only_holds_another_is_no_draft() -> None:
    assert Source.model_validate(LAW | {"title": "Overdrafts of a bank"}).title


def due(on: date, *names: str) -> list[Reminder]:
    entries = load_catalogue().entries
    alone = {name: entries[name].model_copy(update={"related": (), "superseded_by": None}) for name in names}
    return reminders(Catalogue(entries=alone), WORDING, on=on)


def test_a_source_several_rights_rest_on_is_named_once() -> None:
    found = [
        one
        for one in due(date(2028, 1, 1), "poverty-line", "local-poverty-line")
        if one.name == "nd_351_2025"
    ]
    [one] = found
    assert one.entries == ("poverty-line", "local-poverty-line")
    assert str(one).startswith("nd_351_2025: past review since 2026-12-31, NĐ 351/2025/NĐ-CP (used by")


def test_before_its_day_nobody_is_reminded_of_a_source() -> None:
    names = {one.name for one in due(date(2026, 12, 31), "poverty-line")}
    assert "nd_351_2025" not in names


def test_a_source_of_what_is_over_needs_no_second_look() -> None:
    """NĐ 07/2021 and NĐ 351/2025 were seen on one day, but the former gave the line only up to 2026."""
    names = {one.name for one in due(date(2027, 1, 1), "poverty-line")}
    assert "nd_351_2025" in names
    assert "nd_07_2021" not in names


def test_rules_that_end_soon_without_a_successor_are_named() -> None:
    ends = Reminder(date(2026, 12, 31), Due.RULES_END, "request-review")
    assert ends in due(date(2026, 11, 22), "request-review")
    assert ends not in due(date(2026, 9, 1), "request-review")
    assert Due.RULES_END not in {one.due for one in due(date(2026, 11, 22), "poverty-line")}


def test_a_right_that_was_replaced_may_end() -> None:
    review = (
        load_catalogue()
        .entries["request-review"]
        .model_copy(update={"related": (), "superseded_by": "poverty-line"})
    )
    line = load_catalogue().entries["poverty-line"].model_copy(update={"related": ()})
    both = Catalogue(entries={"request-review": review, "poverty-line": line})
    assert Due.RULES_END not in {one.due for one in reminders(both, WORDING, on=date(2026, 11, 22))}


def test_a_figure_that_runs_out_while_it_is_still_told_is_named() -> None:
    found = [
        one for one in due(date(2026, 11, 22), "voluntary-social-insurance") if one.due is Due.VALUE_ENDS
    ]
    assert [(one.day, one.what) for one in found] == [(date(2026, 12, 31), "least_income")]


def test_a_figure_that_goes_on_is_not() -> None:
    assert not [one for one in due(date(2026, 11, 22), "poverty-line") if one.due is Due.VALUE_ENDS]
