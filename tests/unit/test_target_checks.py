"""Targets that contradict each other are found, each by its name; the seeds' own targets agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import AreaId
from bot.domain.target_checks import Book, Fault, Opening, Share, Total, contradictions
from bot.domain.targets import Category, Target, Unit

WARD, ONE, TWO = AreaId(1), AreaId(2), AreaId(3)
P2, CT, TINH, VT, NAM = AreaId(10), AreaId(11), AreaId(12), AreaId(13), AreaId(14)


def of(area: AreaId, year: int, category: Category, amount: str | int, told_in: Unit | None = None) -> Target:
    return Target(area, year, category, Decimal(amount), told_in)


SOUND = Book(
    targets=(
        of(WARD, 2026, Category.ESCAPE_POOR, 20),
        of(ONE, 2026, Category.ESCAPE_POOR, 12),
        of(TWO, 2026, Category.ESCAPE_POOR, 8),
        of(WARD, 2026, Category.POOR_LEFT, 60),
        of(WARD, 2027, Category.POOR_LEFT, 45),
        of(WARD, 2026, Category.CANNOT_ESCAPE_LEFT, 30),
        of(WARD, 2026, Category.POOR_RATE, "1.50"),
        of(WARD, 2027, Category.POOR_RATE, "1.1"),
        of(WARD, 2026, Category.RATE_CUT, "0.5"),
        of(WARD, 2026, Category.ESCAPE_NEAR_POOR, 25),
        of(WARD, 2026, Category.NEAR_POOR_CUT, 25),
        of(WARD, 2026, Category.NEAR_POOR_LEFT, 75),
        of(WARD, 2026, Category.INSURED, 98),
        of(ONE, 2026, Category.INSURED, 97),
        of(TWO, 2026, Category.INSURED, 100),
        of(WARD, 2026, Category.JOBS, 400),
        of(ONE, 2026, Category.JOBS, 300),
    ),
    parts={WARD: (ONE, TWO)},
    openings={(WARD, 2026): Opening(80, 100, 35, 4000), (ONE, 2026): Opening(40, 50, 20)},
    totals=(Total(WARD, Category.JOBS, 2026, 2026, Decimal(400)),),
    shares=(Share(WARD, 2025, Category.ESCAPE_POOR, 81, 161, Decimal("50.3")),),
)
"""A ward whose targets agree, in which each planted fault is the only one."""


def put(*new: Target) -> Callable[[Book], Book]:
    """These targets in place of those for the same area, year and category."""
    keys = {(one.area, one.year, one.category) for one in new}
    return lambda book: replace(
        book,
        targets=(*(one for one in book.targets if (one.area, one.year, one.category) not in keys), *new),
    )


def told(*new: Target) -> Callable[[Book], Book]:
    return lambda book: replace(book, targets=(*book.targets, *new))


PLANTED: dict[str, tuple[Fault, Callable[[Book], Book]]] = {
    "a negative target": (Fault.NEGATIVE, put(of(WARD, 2026, Category.HOUSES, -8))),
    "half a house": (Fault.FRACTION, put(of(WARD, 2026, Category.HOUSES, "8.5"))),
    "insurance of 120 %": (Fault.OVER_HUNDRED, put(of(TWO, 2026, Category.INSURED, 120))),
    "the year 202": (Fault.YEAR, told(of(WARD, 202, Category.HOUSES, 8))),
    "jobs in households": (Fault.UNIT, put(of(ONE, 2026, Category.JOBS, 300, Unit.HOUSEHOLD))),
    "turns told as persons": (Fault.TURNS, put(of(WARD, 2026, Category.TRAINED, 1359, Unit.TURN))),
    "told twice": (Fault.TOLD_TWICE, told(of(WARD, 2026, Category.JOBS, 532))),
    "hamlets make less": (Fault.SUM_DIFFERS, put(of(ONE, 2026, Category.ESCAPE_POOR, 10))),
    "hamlets make more": (Fault.SUM_DIFFERS, put(of(TWO, 2026, Category.ESCAPE_POOR, 11))),
    "one hamlet over the ward": (Fault.PARTS_OVER, put(of(ONE, 2026, Category.JOBS, 401))),
    "the ward over its hamlets' rates": (Fault.LEVEL_OUTSIDE, put(of(ONE, 2026, Category.INSURED, 99))),
    "more escapes than poor": (
        Fault.MORE_THAN_THERE_ARE,
        lambda book: put(of(ONE, 2026, Category.ESCAPE_NEAR_POOR, 51))(
            put(of(WARD, 2026, Category.ESCAPE_NEAR_POOR, 51))(
                replace(
                    book,
                    targets=tuple(
                        t
                        for t in book.targets
                        if t.category is not Category.NEAR_POOR_CUT
                        and t.category is not Category.NEAR_POOR_LEFT
                    ),
                )
            )
        ),
    ),
    "those who cannot escape counted in": (
        Fault.CANNOT_ESCAPE_COUNTED,
        lambda book: replace(book, openings={**book.openings, (ONE, 2026): Opening(40, 50, 30)}),
    ),
    "left and escapes differ": (
        Fault.LEFT_DIFFERS,
        lambda book: put(of(WARD, 2026, Category.NEAR_POOR_LEFT, 76))(book),
    ),
    "more left than there were": (
        Fault.LEFT_OVER_OPENING,
        put(of(WARD, 2026, Category.NEAR_POOR_LEFT, 101)),
    ),
    "less left than cannot escape": (
        Fault.LEFT_UNDER_CANNOT_ESCAPE,
        lambda book: put(of(TWO, 2026, Category.POOR_LEFT, 4), of(TWO, 2026, Category.CANNOT_ESCAPE_LEFT, 5))(
            book
        ),
    ),
    "more left the next year": (Fault.LEFT_GROWS, put(of(WARD, 2027, Category.POOR_LEFT, 61))),
    "rate and households differ": (
        Fault.RATE_DIFFERS,
        put(of(WARD, 2026, Category.POOR_RATE, "1.45")),
    ),
    "a growing rate": (Fault.RATE_GROWS, put(of(WARD, 2027, Category.POOR_RATE, "1.6"))),
    "a cut over the rate itself": (
        Fault.CUT_OVER_RATE,
        lambda book: replace(
            put(of(ONE, 2026, Category.RATE_CUT, "9"))(book),
            openings={**book.openings, (ONE, 2026): Opening(80, 50, 20, 1000)},
            targets=(
                *(t for t in book.targets if (t.area, t.category) != (ONE, Category.ESCAPE_POOR)),
                of(ONE, 2026, Category.RATE_CUT, "9"),
            ),
        ),
    ),
    "percent taken for points": (Fault.CUT_DIFFERS, put(of(WARD, 2026, Category.RATE_CUT, "0.7"))),
    "half of the near-poor that is a third": (
        Fault.NEAR_POOR_CUT_DIFFERS,
        put(of(WARD, 2026, Category.NEAR_POOR_CUT, 33)),
    ),
    "years that do not make the plan": (
        Fault.YEARS_DIFFER,
        lambda book: replace(book, totals=(Total(WARD, Category.JOBS, 2026, 2026, Decimal(432)),)),
    ),
    "a part over its whole": (
        Fault.PART_OVER_WHOLE,
        lambda book: replace(book, shares=(Share(WARD, 2025, Category.ESCAPE_POOR, 161, 81),)),
    ),
    "a percentage that is another's": (
        Fault.SHARE_DIFFERS,
        lambda book: replace(
            book, shares=(Share(WARD, 2025, Category.ESCAPE_NEAR_POOR, 53, 129, Decimal("50.3")),)
        ),
    ),
}

SEEDS = Book(
    targets=(
        # S0: Phường 2, targets of 2013.
        of(P2, 2013, Category.JOBS, 400),
        of(P2, 2013, Category.ESCAPE_POOR, 40),
        of(P2, 2013, Category.NEAR_POOR_CUT, 50),
        of(P2, 2013, Category.HOUSES, 8),
        # S1: a province, 2024: one percentage point, the same as 2,273 households.
        of(TINH, 2024, Category.RATE_CUT, 1),
        of(TINH, 2024, Category.ESCAPE_POOR, 2273),
        of(TINH, 2024, Category.INSURED, 100),
        # S2: the poor end in 2023, and 50 who cannot escape are left apart.
        of(NAM, 2022, Category.ESCAPE_POOR, 100),
        of(NAM, 2023, Category.ESCAPE_POOR, 145),
        of(NAM, 2024, Category.CANNOT_ESCAPE_LEFT, 50),
        of(NAM, 2022, Category.ESCAPE_NEAR_POOR, 300),
        of(NAM, 2023, Category.ESCAPE_NEAR_POOR, 300),
        of(NAM, 2024, Category.ESCAPE_NEAR_POOR, 200),
        of(NAM, 2025, Category.NEAR_POOR_LEFT, 176),
        # S3: Bà Rịa - Vũng Tàu.
        of(VT, 2023, Category.POOR_RATE, "1.51"),
        of(VT, 2024, Category.POOR_RATE, "1.45"),
        of(VT, 2024, Category.INSURED, 100),
    ),
    parts={},
    openings={
        (P2, 2013): Opening(161 - 81, 129 - 53),
        (TINH, 2024): Opening(households=227_300),
        (NAM, 2022): Opening(295, 976, 50),
        (NAM, 2023): Opening(195, 676, 50),
        (NAM, 2024): Opening(50, 376, 50),
    },
    totals=(
        Total(NAM, Category.ESCAPE_POOR, 2022, 2023, Decimal(245)),
        Total(NAM, Category.ESCAPE_NEAR_POOR, 2022, 2024, Decimal(800)),
    ),
    shares=(
        Share(P2, 2012, Category.ESCAPE_POOR, 81, 161, Decimal("50.3")),
        Share(P2, 2012, Category.ESCAPE_NEAR_POOR, 53, 129, Decimal("41.1")),
        Share(CT, 2020, Category.MODELS, 33, 147),
    ),
)


def test_targets_that_agree_are_left_alone() -> None:
    assert contradictions(SOUND) == []


def test_the_targets_of_the_seeds_agree() -> None:
    assert contradictions(SEEDS) == []


def test_there_are_at_least_twenty_planted_faults_of_twenty_kinds() -> None:
    assert len({fault for fault, _ in PLANTED.values()}) >= 20


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_contradiction_is_found_and_named(name: str) -> None:
    fault, plant = PLANTED[name]
    assert fault in {each.fault for each in contradictions(plant(SOUND))}


@pytest.mark.parametrize("name", PLANTED)
def test_only_the_planted_contradiction_is_found(name: str) -> None:
    fault, plant = PLANTED[name]
    assert {each.fault for each in contradictions(plant(SOUND))} == {fault}


@given(parts=st.lists(st.integers(0, 500), min_size=1, max_size=12), off=st.integers(-3, 3))
def test_a_sum_is_wrong_exactly_when_the_parts_do_not_make_it(parts: list[int], off: int) -> None:
    hamlets = [AreaId(100 + number) for number in range(len(parts))]
    own = [of(each, 2026, Category.HOUSES, amount) for each, amount in zip(hamlets, parts, strict=True)]
    whole = of(WARD, 2026, Category.HOUSES, max(sum(parts) + off, 0))
    found = contradictions(Book((whole, *own), {WARD: hamlets}, {}))
    assert bool(found) is (whole.amount != sum(parts))
