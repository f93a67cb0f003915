"""What a list says of a household of the register: all of it, the head first, and the same when read back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.history import Span
from bot.domain.register.households import Household, Member, Recognised
from bot.domain.register.terms import Origin, Standard, Status
from bot.lists.from_register import line_of
from bot.lists.lines import FileKind, HouseholdLine, Layout
from bot.lists.writing import write_list
from tests.lists.test_writing import PLACE, TODAY, lines
from tests.lists.wards import read

SINCE = Span(TODAY, None)


def in_register(line: HouseholdLine, *, shuffled: list[int]) -> Household:
    """The household of a line, as the register would show it; its members in any order."""
    members = [
        Member(
            PersonId(number),
            each.name,
            each.relation,
            each.birth,
            each.sex,
            each.ethnicity,
            each.phones[0] if each.phones else None,
        )
        for number, each in enumerate(line.members, 1)
    ]
    recognised = [Recognised(line.status or Status.POOR, Standard.NATIONAL, SINCE, Origin.IMPORT)]
    provincial = Recognised(Status.OTHER, Standard.PROVINCIAL, SINCE, Origin.IMPORT)
    return Household(
        HouseholdId(1),
        line.number or "",
        AreaId(1),
        tuple(members[index] for index in shuffled),
        (provincial, *recognised),
        line.deprivations or frozenset(),
        line.causes or frozenset(),
        address=line.address,
        note="not for a list",
    )


@settings(max_examples=30)
@given(lines(family=True), st.data())
def test_a_household_is_listed_with_all_its_people_and_reads_back_the_same(
    written: list[HouseholdLine], data: st.DataObject
) -> None:
    homes = [
        in_register(line, shuffled=data.draw(st.permutations(range(len(line.members))))) for line in written
    ]
    listed = [line_of(home, hamlet=line.hamlet or "") for home, line in zip(homes, written, strict=True)]
    told = [line for line in listed if line is not None]
    for line, home in zip(told, homes, strict=True):
        assert sorted(each.name for each in line.members) == sorted(each.name for each in home.members)
        assert line.size == len(home.members)
        assert line.note is None
    file = write_list(told, place=PLACE, as_of=TODAY, layout=Layout.MEMBERS, kind=FileKind.CSV)
    assert [line.elsewhere() for line in read(file, "ds").households] == [line.elsewhere() for line in told]
    assert [line.head for line in told] == [
        replace(line.head, phones=line.head.phones[:1]) for line in written
    ]


def test_a_household_of_whom_nobody_is_known_is_no_line() -> None:
    assert line_of(Household(HouseholdId(1), "12", AreaId(1)), hamlet="Khóm 3") is None
