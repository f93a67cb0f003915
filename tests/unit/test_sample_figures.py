"""The figures of the press reports: all there, with unit, period and source; none mistaken for another."""

from decimal import Decimal

import pytest

from bot.domain.sample.figures import Figure, FigureUnit, Qualifier
from models.sample_files import load_recipe

PHUONG_2, BAC_LIEU, THE_CITY = "Phường 2, TP. Bạc Liêu", "Bạc Liêu", "TP. Bạc Liêu"
BA_RIA, CAN_THO = "Bà Rịa-Vũng Tàu", "TP Cần Thơ"


def figures() -> list[Figure]:
    return [figure for report in load_recipe().figures for figure in report.sourced()]


def figure(place: str, period: str, measure: str, *, target: bool = False) -> Figure:
    [found] = [
        each
        for each in figures()
        if (each.place, each.period, each.measure, each.target) == (place, period, measure, target)
    ]
    return found


@pytest.mark.parametrize(
    ("place", "period", "measure", "target", "value", "unit"),
    [
        (PHUONG_2, "2012", "escaped_poverty", False, "81", FigureUnit.HOUSEHOLD),
        (PHUONG_2, "2012", "escaped_near_poverty", False, "53", FigureUnit.HOUSEHOLD),
        (PHUONG_2, "2012", "sponsored_by_ward_cells", False, "36", FigureUnit.HOUSEHOLD),
        (PHUONG_2, "2012", "sponsoring_province_and_city_cells", False, "6", FigureUnit.PARTY_CELL),
        (PHUONG_2, "2012", "sponsoring_companies", False, "8", FigureUnit.COMPANY),
        (PHUONG_2, "2012", "houses_built", False, "17", FigureUnit.HOUSE),
        (PHUONG_2, "2012", "jobs_found", False, "532", FigureUnit.WORKER),
        (PHUONG_2, "2013", "jobs_found", True, "400", FigureUnit.WORKER),
        (BAC_LIEU, "2023", "job_session_attendance", False, "1359", FigureUnit.ATTENDANCE),
        (BAC_LIEU, "2023", "job_session_delegated_employers", False, "343", FigureUnit.EMPLOYER_TURN),
        (BAC_LIEU, "2023", "local_models_cost", False, "2314000000", FigureUnit.VND),
        (BAC_LIEU, "2024", "poor_decrease", True, "2273", FigureUnit.HOUSEHOLD),
        (THE_CITY, "2025", "near_poor_left", True, "176", FigureUnit.HOUSEHOLD),
        (CAN_THO, "2022", "poor_rate_decrease", False, "0.28", FigureUnit.PERCENTAGE_POINT),
        (BA_RIA, "2020", "poor_rate", False, "2.04", FigureUnit.PERCENT),
        ("Một thị xã", "2016", "poor_rate", False, "4.57", FigureUnit.PERCENT),
    ],
)
def test_figure_is_as_it_was_written(
    place: str, period: str, measure: str, target: bool, value: str, unit: FigureUnit
) -> None:
    found = figure(place, period, measure, target=target)
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert found.source.title


def test_no_figure_stands_twice() -> None:
    keys = [(each.place, each.period, each.measure, each.target) for each in figures()]
    assert len(set(keys)) == len(keys) == 64


def test_more_than_and_nearly_are_kept() -> None:
    assert figure(PHUONG_2, "2012", "capital_given_to_poor").qualifier is Qualifier.NEARLY
    assert figure(BAC_LIEU, "2023", "livelihood_models").qualifier is Qualifier.MORE_THAN
    assert figure(THE_CITY, "2025", "near_poor_rate", target=True).qualifier is Qualifier.UNDER


def test_turns_are_no_heads() -> None:
    turns = {each.measure for each in figures() if each.unit.turns}
    assert turns == {
        "livelihood_participation",
        "job_session_attendance",
        "job_session_direct_employers",
        "job_session_delegated_employers",
    }


def test_half_of_the_near_poor_is_relative_and_a_lower_rate_is_in_points() -> None:
    assert figure(PHUONG_2, "2013", "near_poor_decrease", target=True).relative
    assert not figure(BAC_LIEU, "2024", "poor_rate_decrease", target=True).relative
    decreases = [each for each in figures() if each.measure.startswith(("poor_rate_d", "ethnic_poor_rate_d"))]
    assert {each.unit for each in decreases} == {FigureUnit.PERCENTAGE_POINT}


def test_nobody_left_and_fifty_under_protection_are_two_measures() -> None:
    assert figure(THE_CITY, "2023", "poor_by_criteria_left", target=True).value == 0
    assert figure(THE_CITY, "2024", "poor_under_social_protection_left", target=True).value == 50


def test_part_does_not_exceed_its_whole() -> None:
    parts = [each for each in figures() if each.of is not None]
    assert [(each.value, each.of) for each in parts] == [(81, 161), (53, 129)]
