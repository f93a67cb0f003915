"""Figures look the way Vietnamese readers write them."""

from decimal import Decimal

import pytest

from bot.domain.catalogue import Value
from bot.domain.formats import VIETNAMESE, date_vi, number, percent, vnd
from bot.domain.policy_terms import Unit
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
