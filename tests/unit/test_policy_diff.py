"""What is told differently on two days: on New Year's Day 2027 the poverty line rises."""

from __future__ import annotations

from datetime import date
from functools import cache

from bot.domain.policies.diff import Difference, EntryDifference, Turn, differences
from bot.domain.policies.terms import Audience
from models.catalogue import load_catalogue, load_wording

EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


@cache
def between(before: date, after: date) -> dict[str, EntryDifference]:
    found = differences(load_catalogue(), load_wording("vi"), before=before, after=after)
    return {one.entry: one for one in found}


def figure(entry: str, name: str) -> Difference:
    return next(one for one in between(EVE, NEW_YEAR)[entry].figures if one.name == name)


def test_the_new_poverty_lines_are_told_with_whom_and_by_which_law() -> None:
    for name, before, after in (
        ("rural_line", "1.500.000 đ", "2.200.000 đ"),
        ("urban_line", "2.000.000 đ", "2.800.000 đ"),
    ):
        line = figure("poverty-line", name)
        assert (line.turn, line.before, line.after) == (Turn.CHANGES, before, after)
        assert line.about == (Audience.POOR, Audience.NEAR_POOR)
        assert [cited.document for cited in line.sources] == ["NĐ 351/2025/NĐ-CP"]


def test_figures_that_stay_the_same_are_not_told() -> None:
    names = {one.name for one in between(EVE, NEW_YEAR)["poverty-line"].figures}
    assert names == {"rural_line", "urban_line"}


def test_statements_that_begin_and_end_are_told() -> None:
    turns = {one.name: one.turn for one in between(EVE, NEW_YEAR)["poverty-line"].statements}
    assert turns["indicator_list"] is Turn.ENDS
    assert turns["indicators_change"] is Turn.BEGINS
    assert "income_line" not in turns


def test_rights_that_stay_the_same_are_not_told() -> None:
    assert "scam-fake-officer" not in between(EVE, NEW_YEAR)


def test_rules_known_only_so_far_are_said_to_be() -> None:
    assert between(EVE, NEW_YEAR)["request-review"].known_until == EVE
    assert between(EVE, NEW_YEAR)["poverty-line"].known_until is None


def test_a_sum_worked_out_from_one_that_runs_out_is_unsure() -> None:
    sums = between(EVE, NEW_YEAR)["voluntary-social-insurance"].figures
    assert {one.turn for one in sums} == {Turn.UNSURE}


def test_between_a_day_and_itself_nothing_changes() -> None:
    assert between(EVE, EVE) == {}


def test_backwards_it_is_the_same_the_other_way_round() -> None:
    there, back = between(EVE, NEW_YEAR)["poverty-line"], between(NEW_YEAR, EVE)["poverty-line"]
    assert [(one.name, one.after, one.before) for one in back.figures] == [
        (one.name, one.before, one.after) for one in there.figures
    ]
