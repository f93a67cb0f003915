"""Which family of the register a line of a list means."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import AreaId, HouseholdId
from bot.domain.register.matching import Likeness, Match, Matcher

HERE, THERE = AreaId(3), AreaId(4)
LAN, HAI, HAI_AGAIN = HouseholdId(1), HouseholdId(2), HouseholdId(3)
KNOWN = {
    LAN: Likeness(("Trần Thị Lan", "Trần Văn Út"), HERE, "12", 1980, frozenset({"+84912345678"})),
    HAI: Likeness(("Lê Văn Hai",), HERE, "13", 1970),
    HAI_AGAIN: Likeness(("Lê Văn Hai",), HERE, "14", 1950),
}


def meant(*names: str, hamlet: AreaId = HERE, **more: object) -> Match:
    return Matcher(KNOWN.items()).match(Likeness(names, hamlet, **more))  # type: ignore[arg-type]


def test_a_name_without_accents_or_with_a_slip_is_the_same_family() -> None:
    for spelled in ("Tran Thi Lan", "TRẦN THỊ LAN", "Trần Thị Lann"):
        assert meant(spelled, birth_year=1980) == Match(LAN)


def test_a_family_of_another_hamlet_is_another_one_unless_phone_and_name_are_the_same() -> None:
    assert meant("Trần Thị Lan", hamlet=THERE) == Match()
    assert meant("Trần Thị Lan", hamlet=THERE, phones=frozenset({"+84912345678"})) == Match(LAN)
    assert meant("Sơn Thị Nga", hamlet=THERE, phones=frozenset({"+84912345678"})) == Match()


def test_of_two_of_the_same_name_the_year_of_birth_decides_and_without_it_a_person() -> None:
    assert meant("Lê Văn Hai", birth_year=1950) == Match(HAI_AGAIN)
    assert meant("Lê Văn Hai") == Match(doubtful=(HAI, HAI_AGAIN))


def test_a_number_counts_only_with_a_name_of_that_family() -> None:
    assert meant("Trần Văn Út", number="012") == Match(LAN)
    assert meant("Sơn Thị Nga", number="12") == Match(doubtful=(LAN,))


def test_a_name_that_is_only_alike_is_for_a_person_to_decide() -> None:
    assert meant("Trần Thị Lam") == Match(doubtful=(LAN,))


NAMES = st.builds(
    " ".join, st.lists(st.sampled_from(["tran", "thi", "lan", "lam", "hai", "van"]), max_size=4)
)
FAMILIES = st.builds(
    Likeness,
    st.tuples(NAMES),
    st.sampled_from([HERE, THERE]),
    st.none() | st.sampled_from(["1", "02", "2"]),
    st.none() | st.integers(1980, 1983),
)


@given(st.lists(FAMILIES, max_size=6), FAMILIES)
def test_order_does_not_matter_and_nobody_strange_is_ever_meant(
    known: list[Likeness], line: Likeness
) -> None:
    numbered = [(HouseholdId(number), each) for number, each in enumerate(known)]
    found = Matcher(numbered).match(line)
    other = Matcher(reversed(numbered)).match(line)
    assert (found.household, set(found.doubtful)) == (other.household, set(other.doubtful))
    if found.household is not None:
        family = known[found.household]
        assert family.hamlet == line.hamlet or family.plain_number == line.plain_number
