"""What a clerk types into a cell, and what the catalogue makes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policies.terms import Confidence, Unit
from bot.policies.columns import COLUMNS, Sheet, Terms, cells_of
from bot.policies.forms import Amount, AsOfDay, Day, Wrong
from bot.policies.sheets import all_records
from bot.sheets import Value
from models.catalogue import ROOT
from models.policy_files import read_files

TYPED: list[tuple[Any, Value, Any]] = [
    (Amount(Unit.VND_PER_MONTH), 540_000, 540_000),
    (Amount(Unit.VND_PER_MONTH), "540.000", 540_000),
    (Amount(Unit.VND_PER_MONTH), "540 000 đ", 540_000),
    (Amount(Unit.PERCENT), "6,6", 6.6),
    (Amount(Unit.PERCENT), "70%", 70),
    (Amount(Unit.PERCENT_PER_YEAR), Decimal("7.92"), 7.92),
    (Amount(Unit.PHONE), 111, "111"),
    (Amount(Unit.PHONE), "0290 3999 888", "02903999888"),
    (Amount(Unit.DATE), date(2026, 7, 1), "2026-07-01"),
    (Amount(Unit.DATE), "1/7/2026", "2026-07-01"),
    (Amount(Unit.DAY_OF_YEAR), "14/12", "12-14"),
    (Amount(Unit.DAY_OF_YEAR), date(2026, 12, 14), "12-14"),
    (Amount(Unit.YEAR), 2027, 2027),
    (Day(), "31/12/2026", date(2026, 12, 31)),
    (Day(), "1-1-2027", date(2027, 1, 1)),
    (Day(), "2027-01-01", date(2027, 1, 1)),
    (AsOfDay(), "05/10/2026", date(2026, 10, 5)),
    (AsOfDay(), "10/2026", "2026-10"),
    (AsOfDay(), 2025, 2025),
    (Terms(Confidence, "confidence"), "Chắc chắn", "certain"),
    (Terms(Confidence, "confidence"), "chac chan", "certain"),
    (Terms(Confidence, "confidence"), "likely", "likely"),
]


@pytest.mark.parametrize(("form", "cell", "meant"), TYPED, ids=lambda value: str(value)[:30])
def test_a_cell_is_read_as_it_was_meant(form: Any, cell: Value, meant: Any) -> None:
    read = form.read(cell)
    assert (read, type(read)) == (meant, type(meant))


WRONG: list[tuple[Any, Value, str]] = [
    (Amount(Unit.VND), "năm trăm ngàn", "sheet.not_number"),
    (Amount(Unit.VND), Decimal("540000.5"), "sheet.not_whole"),
    (Amount(Unit.VND), -1, "sheet.not_number"),
    (Amount(Unit.VND), 10**16, "sheet.not_number"),
    (Amount(Unit.VND), date(2026, 1, 1), "sheet.not_number"),
    (Amount(Unit.PHONE), "12", "sheet.not_phone"),
    (Amount(Unit.DAY_OF_YEAR), "14/13", "sheet.not_day"),
    (Amount(Unit.DATE), "30/2/2026", "sheet.not_day"),
    (Day(), "32/1/2026", "sheet.not_day"),
    (Day(), "mai mốt", "sheet.not_day"),
    (Day(), 46_000, "sheet.not_day"),
    (AsOfDay(), "13/2026", "sheet.not_as_of"),
    (AsOfDay(), "tháng rồi", "sheet.not_as_of"),
    (Terms(Confidence, "confidence"), "chắc lắm", "sheet.not_choice"),
    (Terms(Unit, "unit"), "đồng một tuần", "sheet.not_choice"),
]


@pytest.mark.parametrize(("form", "cell", "key"), WRONG, ids=lambda value: str(value)[:30])
def test_a_cell_that_means_nothing_is_refused(form: Any, cell: Value, key: str) -> None:
    with pytest.raises(Wrong) as wrong:
        form.read(cell)
    assert wrong.value.key == key


@pytest.mark.parametrize("sheet", Sheet)
def test_every_cell_of_the_shipped_catalogue_is_read_back_as_it_was(sheet: Sheet) -> None:
    for record in all_records(read_files(ROOT))[sheet]:
        for column, cell in zip(COLUMNS[sheet], cells_of(sheet, record), strict=True):
            if cell is not None:
                assert column.of(record).read(cell) == record[column.field], (record, column.field)
            assert cell is not None or column.field not in record


@given(st.integers(0, 10**14), st.sampled_from([unit for unit in Unit if unit.money]))
def test_any_sum_is_read_back_with_or_without_dots(amount: int, unit: Unit) -> None:
    form = Amount(unit)
    assert form.read(form.write(amount)) == form.read(f"{amount:,}".replace(",", ".")) == amount


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_day_is_read_back(day: date) -> None:
    assert Day().read(f"{day:%d/%m/%Y}") == Day().read(day) == day
    assert AsOfDay().read(AsOfDay().write(day)) == day
