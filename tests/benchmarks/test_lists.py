"""The largest list a commune may send: 25,000 lines, read and written within a minute and little memory."""

from __future__ import annotations

import resource
import time
from datetime import date

import pytest

from bot.domain.register.households import Birth
from bot.domain.register.terms import Cause, Deprivation, Ethnicity, Relation, Sex, Status
from bot.lists.lines import MOST_LINES, FileKind, HouseholdLine, Layout, MemberLine
from bot.lists.reading import read_list
from bot.lists.writing import write_list
from tests.benchmarks.scoreboard import Scoreboard

pytestmark = pytest.mark.benchmark

TODAY = date(2026, 11, 23)
SECONDS = 60
FAMILY = 5


def household(number: int, people: int) -> HouseholdLine:
    head = MemberLine(
        0,
        f"Trần Thị Bưởi {'Abcdefghij'[number % 10]}",
        Relation.HEAD,
        Birth(1950, date(1950, 2, 1)),
        Sex.FEMALE,
    )
    child = MemberLine(
        0, "Trần Văn Cam", Relation.CHILD, Birth(1990), Sex.MALE, Ethnicity.KHMER, ("+84912345678",)
    )
    return HouseholdLine(
        "",
        (),
        (head, *[child] * (people - 1)),
        number=f"H{number:05}",
        hamlet=f"Khóm {number % 12 + 1}",
        address=f"{number} đường Trần Phú",
        status=Status.POOR,
        size=FAMILY,
        deprivations=frozenset({Deprivation.WORK, Deprivation.TOILET, Deprivation.HOUSE_QUALITY}),
        causes=frozenset({Cause.NO_CAPITAL, Cause.ILLNESS}),
        income_points=120,
        deprivation_points=30,
    )


def peak() -> float:
    """Largest memory so far, in MB, of this process and of any child."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.CSV])
@pytest.mark.parametrize("layout", list(Layout))
def test_largest_list(kind: FileKind, layout: Layout, board: Scoreboard) -> None:
    people = FAMILY if layout is Layout.MEMBERS else 1
    lines = [household(number, people) for number in range(MOST_LINES // people)]
    begun = time.perf_counter()
    content = write_list(lines, place="Phường Bạc Liêu", as_of=TODAY, layout=layout, kind=kind)
    wrote = time.perf_counter() - begun
    begun = time.perf_counter()
    found = read_list(content, "danh sach", today=TODAY)
    took = time.perf_counter() - begun
    assert len(found.households) == len(lines)
    measured = (
        f"read {took:.1f} s, {MOST_LINES / took:,.0f} rows/s; written {wrote:.1f} s; peak {peak():.0f} MB"
    )
    board.put(
        f"list of {MOST_LINES:,} rows, {layout}, {kind}, {len(content) / 1e6:.1f} MB",
        measured,
        goal=f"read in {SECONDS} s",
        met=took < SECONDS,
    )
