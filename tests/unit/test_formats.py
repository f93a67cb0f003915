"""Figures look the way the readers of each language write them."""

from datetime import date
from decimal import Decimal

import pytest

from bot.domain.formats import ENGLISH, FORMATTERS, KHMER, VIETNAMESE, date_vi, number, percent, vnd
from bot.domain.policies.catalogue import Value
from bot.domain.policies.terms import AsOf, Precision, Unit
from bot.wording import LANGUAGES
from tests.policy_questions import NEW_YEAR


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1_500_000, Unit.VND_PER_PERSON_MONTH, "1.500.000 đ"),
        (59_520, Unit.VND, "59.520 đ"),
        (0, Unit.VND, "0 đ"),
        (Decimal("6.6"), Unit.PERCENT_PER_YEAR, "6,6%"),
        (Decimal("7.92"), Unit.PERCENT_PER_YEAR, "7,92%"),
        (Decimal("1234.5"), Unit.KM, "1.234,5"),
        (100, Unit.PERCENT, "100%"),
        (75, Unit.AGE, "75"),
        ("09-01", Unit.DAY_OF_YEAR, "01/09"),
    ],
)
def test_figures_are_written_the_vietnamese_way(value: Value, unit: Unit, written: str) -> None:
    assert VIETNAMESE.value(value, unit) == written


def test_small_writers_agree() -> None:
    assert (vnd(540_000), percent(70), number(30), date_vi(NEW_YEAR)) == (
        "540.000 đ",
        "70%",
        "30",
        "01/01/2027",
    )


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1_500_000, Unit.VND_PER_PERSON_MONTH, "1,500,000 VND"),
        (0, Unit.VND, "0 VND"),
        (Decimal("7.92"), Unit.PERCENT_PER_YEAR, "7.92%"),
        (Decimal("1234.5"), Unit.KM, "1,234.5"),
        (31_000, Unit.COUNT, "31,000"),
        (75, Unit.AGE, "75"),
        (2027, Unit.YEAR, "2027"),
        ("113", Unit.PHONE, "113"),
        ("09-01", Unit.DAY_OF_YEAR, "1 September"),
        ("2026-10-05", Unit.DATE, "5 October 2026"),
    ],
)
def test_figures_are_written_the_english_way(value: Value, unit: Unit, written: str) -> None:
    assert ENGLISH.value(value, unit) == written


@pytest.mark.parametrize(
    ("precision", "written"),
    [
        (Precision.DAY, "31 December 2026"),
        (Precision.MONTH, "December 2026"),
        (Precision.YEAR, "2026"),
    ],
)
def test_english_sources_are_dated_no_finer_than_they_are_known(precision: Precision, written: str) -> None:
    assert ENGLISH.as_of(AsOf(day=date(2026, 12, 31), precision=precision)) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1_500_000, Unit.VND_PER_PERSON_MONTH, "1.500.000 ដុង"),
        (Decimal("6.6"), Unit.PERCENT_PER_YEAR, "6,6%"),
        ("09-01", Unit.DAY_OF_YEAR, "01/09"),
    ],
)
def test_khmer_figures_are_those_of_vietnamese_papers(value: Value, unit: Unit, written: str) -> None:
    assert KHMER.value(value, unit) == written
    assert KHMER.date(NEW_YEAR) == "01/01/2027"


def test_every_language_has_its_way_of_writing_figures() -> None:
    assert FORMATTERS.keys() == set(LANGUAGES)
