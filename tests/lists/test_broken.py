"""Spreadsheets as they should not be: each is refused for its reason or taken in part with exact faults."""

from __future__ import annotations

from functools import cache

import pytest

from bot.lists.lines import ListRefused, ReadList, Severity
from bot.lists.telling import refusal, told
from tests.lists.broken_files import REFUSED
from tests.lists.broken_lists import BROKEN
from tests.lists.wards import codes, read

AT_LEAST = 100


@cache
def result(name: str) -> ReadList:
    """Each is read once for all tests: every reading is a process of its own."""
    return read(BROKEN[name].content)


def test_there_are_a_hundred_of_them() -> None:
    assert len(REFUSED) + len(BROKEN) >= AT_LEAST


@pytest.mark.parametrize("name", REFUSED)
def test_a21_a22_a_file_that_holds_no_harmless_list_is_refused_with_its_reason(name: str) -> None:
    made, reason = REFUSED[name]
    with pytest.raises(ListRefused) as refused:
        read(made(), "danh sach.xls")
    assert refused.value.reason is reason
    assert refusal(refused.value)


@pytest.mark.parametrize("name", BROKEN)
def test_a22_a_list_with_slips_is_taken_as_far_as_it_goes(name: str) -> None:
    broken, found = BROKEN[name], result(name)
    assert codes(found) == broken.faults
    assert [line.rows for line in found.households] == list(broken.taken)


@pytest.mark.parametrize("name", BROKEN)
def test_every_slip_is_told_by_row_and_column(name: str) -> None:
    for fault in result(name).faults:
        said = told(fault)
        assert fault.row is None or f"dòng {fault.row}" in said
        assert fault.column is None or f"cột {fault.column}" in said
        assert fault.severity is not Severity.ERROR or "chưa lấy" in said


def test_an_identity_number_is_never_told_again() -> None:
    for name in ("identity numbers", "identity beside a name"):
        assert "096123456789" not in repr(result(name))
