"""Lists come in: what is new and changed, nothing twice, and the last one can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.ids import AreaId
from bot.domain.register.change_table import Flow, change_table
from bot.domain.register.changes import NewMember
from bot.domain.register.history import AsOf, Span
from bot.domain.register.households import Birth
from bot.domain.register.terms import Deprivation, Relation, Standard, Status
from bot.domain.roles import Field
from bot.lists.lines import HouseholdLine, MemberLine
from models.areas import AreaKind, add_area, area
from models.register import changing, importing, ledger, undoing
from models.register.importing import ListToTake, Taken
from models.register.ledger import Ledger
from models.register.lives import lives
from models.register.reading import HouseholdReader, decisions_on, find_by_name
from models.register.tables import DATED, decision, household, imports, name_word, recognition
from models.register.writing import add_person

LAST_YEAR = date(2026, 1, 1)
THIS_YEAR = date(2027, 1, 1)
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
LAN = HouseholdLine(
    "DS",
    (5,),
    (MemberLine(5, "Trần Thị Lan", birth=Birth(1980), phones=("+84912345678",)),),
    number="12",
    hamlet="Khóm 3",
    address="12 đường Hòa Bình",
    status=Status.POOR,
    deprivations=frozenset({Deprivation.WATER, Deprivation.WORK, Deprivation.TOILET}),
    income_points=120,
)
TU = HouseholdLine(
    "DS", (6,), (MemberLine(6, "Lê Văn Tư", birth=Birth(1950)),), hamlet="Khóm 3", status=Status.NEAR_POOR
)
UT = HouseholdLine(
    "DS", (7,), (MemberLine(7, "Sơn Thị Út", birth=Birth(1990)),), hamlet="Ấp 4", status=Status.POOR
)


@pytest.fixture
def commune(tx: Connection) -> AreaId:
    commune = add_area(tx, AreaKind.COMMUNE, "Phường Bạc Liêu")
    add_area(tx, AreaKind.HAMLET, "Khóm 3", parent=commune, urban=True)
    add_area(tx, AreaKind.HAMLET, "Ấp 4", parent=commune, urban=False)
    return commune


def _take(
    tx: Connection,
    commune: AreaId,
    lines: Sequence[HouseholdLine],
    *,
    day: date = LAST_YEAR,
    whole: bool = False,
    minutes: int = 0,
) -> Taken:
    wanted = ListToTake(commune, day, "ds.xlsx", b"", lines, whole=whole, document="QĐ 1")
    return importing.take(tx, wanted, now=FIRST + timedelta(minutes=minutes))


def _status(tx: Connection, taken: Taken, household: int = 0, *, day: date = LAST_YEAR) -> Status | None:
    number = sorted(taken.touched)[household]
    found = HouseholdReader(tx, AsOf(day)).read(number, set(Field))
    recognised = found.recognised_by(Standard.NATIONAL) if found else None
    return recognised.status if recognised else None


def test_what_the_list_says_stands_in_the_register(tx: Connection, commune: AreaId) -> None:
    taken = _take(tx, commune, [LAN, TU, UT])
    assert taken.counts == {"new": 3, "changed": 0, "same": 0, "doubtful": 0, "gone": 0}
    found = HouseholdReader(tx, AsOf(LAST_YEAR)).read(min(taken.touched), set(Field))
    assert found is not None
    assert found.head is not None
    assert (found.number, found.head.name, found.head.phone, found.address) == (
        "12",
        "Trần Thị Lan",
        "+84912345678",
        "12 đường Hòa Bình",
    )
    assert found.deprivations == LAN.deprivations


def test_the_same_list_twice_changes_nothing(tx: Connection, commune: AreaId) -> None:
    _take(tx, commune, [LAN, TU, UT])
    again = _take(tx, commune, [LAN, TU, UT], minutes=1)
    assert again.counts == {"new": 0, "changed": 0, "same": 3, "doubtful": 0, "gone": 0}


def test_a_missing_accent_or_other_capitals_do_not_double_a_family(tx: Connection, commune: AreaId) -> None:
    _take(tx, commune, [LAN, TU])
    bare = replace(TU, members=(MemberLine(6, "LE VAN TU", birth=Birth(1950)),))
    again = _take(tx, commune, [LAN, bare], minutes=1)
    assert (again.counts["new"], again.counts["changed"]) == (0, 1)


def test_two_of_one_name_are_two_unless_the_list_tells_them_apart(tx: Connection, commune: AreaId) -> None:
    other = replace(TU, rows=(8,), members=(MemberLine(8, "Lê Văn Tư", birth=Birth(1972)),))
    assert _take(tx, commune, [TU, other]).counts["new"] == 2
    unknown = replace(TU, members=(MemberLine(6, "Lê Văn Tư"),))
    assert _take(tx, commune, [unknown], minutes=1).counts["doubtful"] == 1


def test_a_hamlet_nobody_knows_is_left_to_a_person(tx: Connection, commune: AreaId) -> None:
    taken = _take(tx, commune, [replace(LAN, hamlet="Khóm 30")])
    assert taken.counts["doubtful"] == 1
    assert not taken.touched


def test_last_year_s_and_this_year_s_list_give_the_change_table(tx: Connection, commune: AreaId) -> None:
    first = _take(tx, commune, [LAN, TU, UT])
    fallen = replace(TU, status=Status.POOR)
    sau = replace(UT, rows=(9,), members=(MemberLine(9, "Thạch Sáu", birth=Birth(1985)),))
    second = _take(tx, commune, [fallen, UT, sau], day=THIS_YEAR, whole=True, minutes=1)
    assert second.counts == {"new": 1, "changed": 1, "same": 1, "doubtful": 0, "gone": 1}
    assert _status(tx, first, day=THIS_YEAR) is Status.OTHER
    period = Span(THIS_YEAR, THIS_YEAR + timedelta(days=1))
    table = change_table(lives(tx, commune), status=Status.POOR, period=period)
    assert (table.opening, table.closing) == (2, 3)
    assert table.balances
    assert {flow: count for flow, count in table.flows.items() if count} == {
        Flow.ESCAPED: 1,
        Flow.FELL: 1,
        Flow.NEWLY_ARISEN: 1,
    }


def test_the_last_list_can_be_taken_back(tx: Connection, commune: AreaId) -> None:
    first = _take(tx, commune, [LAN, TU])
    second = _take(
        tx, commune, [replace(LAN, status=Status.NEWLY_ESCAPED), UT], day=THIS_YEAR, whole=True, minutes=1
    )
    undoing.undo(tx, second.import_id, day=THIS_YEAR, now=FIRST + timedelta(minutes=2))
    assert _status(tx, first, 0, day=THIS_YEAR) is Status.POOR
    assert _status(tx, first, 1, day=THIS_YEAR) is Status.NEAR_POOR
    hamlets = [AreaId(number) for number in range(1, 5)]
    assert find_by_name(tx, ["ut"], hamlets=hamlets) == []
    assert len(find_by_name(tx, ["lan"], hamlets=hamlets)) == 1
    again = _take(tx, commune, [UT], day=THIS_YEAR, minutes=3)
    assert again.counts["new"] == 1


def test_a_list_that_was_written_again_is_taken_back_as_it_was_written_first(
    tx: Connection, commune: AreaId
) -> None:
    first = _take(tx, commune, [LAN])
    _take(tx, commune, [LAN], minutes=1)
    last = importing.last_import(tx, commune)
    assert last is not None
    assert (last.id, last.counts["new"]) == (first.import_id, 1)


def test_what_somebody_corrected_at_the_very_instant_of_an_import_is_not_taken_for_its_doing(
    tx: Connection, commune: AreaId
) -> None:
    first = _take(tx, commune, [LAN, TU])
    second = _take(tx, commune, [replace(LAN, status=Status.NEWLY_ESCAPED)], day=THIS_YEAR, minutes=1)
    book, [tu] = Ledger(tx, at=FIRST + timedelta(minutes=1)), first.touched - second.touched
    said = ("poor", None, "official", None)
    book.say(ledger.RECOGNITION, (tu, Standard.NATIONAL.value), said, day=THIS_YEAR)
    book.flush()
    undoing.undo(tx, second.import_id, day=THIS_YEAR, now=FIRST + timedelta(minutes=2))
    assert _status(tx, first, 0, day=THIS_YEAR) is Status.POOR
    standing = tx.scalars(
        select(recognition.c.status)
        .where(recognition.c.household_id == tu, recognition.c.replaced_at.is_(None))
        .order_by(recognition.c.valid_from)
    )
    assert standing.all() == ["near_poor", "poor"]


def test_a_list_is_not_taken_back_once_somebody_told_more_of_a_family_it_brought(
    tx: Connection, commune: AreaId
) -> None:
    taken = _take(tx, commune, [LAN])
    [lan], by = taken.touched, add_person(tx, now=FIRST)
    baby = NewMember("Trần Văn Út", Relation.CHILD, Birth(2026), THIS_YEAR)
    later = FIRST + timedelta(minutes=1)
    made = changing.write(tx, lan, baby, by=by, now=later, today=THIS_YEAR)
    with pytest.raises(undoing.ChangedSince):
        undoing.undo(tx, taken.import_id, day=THIS_YEAR, now=later)
    changing.take_back(tx, changing.made_as(tx, made), now=later, today=THIS_YEAR)
    assert undoing.changed_since(tx, taken.import_id) == 0


def test_a_list_that_somebody_corrected_since_is_not_taken_back(tx: Connection, commune: AreaId) -> None:
    taken = _take(tx, commune, [LAN])
    book = Ledger(tx, at=FIRST + timedelta(minutes=1))
    key = (min(taken.touched), Standard.NATIONAL.value)
    book.say(ledger.RECOGNITION, key, ("near_poor", None, "official", None), day=THIS_YEAR)
    book.flush()
    with pytest.raises(undoing.ChangedSince):
        undoing.undo(tx, taken.import_id, day=THIS_YEAR, now=FIRST + timedelta(minutes=2))


def test_members_of_a_whole_family_come_with_their_relations(tx: Connection, commune: AreaId) -> None:
    child = MemberLine(6, "Trần Văn Út", Relation.CHILD, Birth(2018, date(2018, 5, 1)))
    taken = _take(tx, commune, [replace(LAN, members=(*LAN.members, child), all_members=True)])
    found = HouseholdReader(tx, AsOf(LAST_YEAR)).read(min(taken.touched), set(Field))
    assert found is not None
    assert [(each.name, each.relation) for each in found.members] == [
        ("Trần Thị Lan", Relation.HEAD),
        ("Trần Văn Út", Relation.CHILD),
    ]


def test_a_list_without_a_column_for_the_only_hamlet_is_taken_with_its_points(tx: Connection) -> None:
    commune = add_area(tx, AreaKind.COMMUNE, "Xã Một Ấp")
    add_area(tx, AreaKind.HAMLET, "Ấp Một", parent=commune, urban=False)
    assert _take(tx, commune, [replace(LAN, hamlet=None)]).counts["new"] == 1


def test_a_household_without_a_number_takes_none_that_the_list_gives_to_another(
    tx: Connection, commune: AreaId
) -> None:
    unnumbered = replace(TU, number=None)
    assert _take(tx, commune, [unnumbered, replace(LAN, number="1")]).counts["new"] == 2


def test_the_number_of_a_family_that_is_gone_is_left_to_a_person(tx: Connection, commune: AreaId) -> None:
    taken = _take(tx, commune, [LAN])
    book = Ledger(tx, at=FIRST + timedelta(minutes=1))
    book.say(ledger.RESIDENCE, (min(taken.touched),), (None, None, None, "moved_away"), day=LAST_YEAR)
    book.flush()
    again = _take(tx, commune, [replace(UT, number="12")], day=THIS_YEAR, minutes=2)
    assert (again.counts["new"], again.counts["doubtful"]) == (0, 1)


@pytest.mark.parametrize("whole", [False, True])
def test_to_look_tells_what_writing_does_and_writes_nothing(
    tx: Connection, commune: AreaId, whole: bool
) -> None:
    _take(tx, commune, [LAN, TU])
    lines = [replace(LAN, status=Status.NEAR_POOR), UT, replace(UT, rows=(9,), hamlet="Ấp 5")]
    wanted = ListToTake(commune, THIS_YEAR, "ds.xlsx", b"", lines, whole=whole, new_hamlets=True)
    before = _rows(tx)
    looked = importing.look(tx, wanted, now=FIRST + timedelta(minutes=1))
    assert _rows(tx) == before
    taken = importing.take(tx, wanted, now=FIRST + timedelta(minutes=1))
    assert looked.counts == taken.counts == {"new": 2, "changed": 1, "same": 0, "doubtful": 0, "gone": 1}
    assert looked.compared == taken.compared
    again = importing.look(tx, wanted, now=FIRST + timedelta(minutes=2))
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert again.compared != looked.compared


def _rows(tx: Connection) -> list[int]:
    tables = (*DATED, imports, household, decision, name_word, area)
    return [tx.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_the_decision_of_a_list_that_is_taken_back_explains_nothing_any_more(
    tx: Connection, commune: AreaId
) -> None:
    taken = _take(tx, commune, [LAN])
    [household] = taken.touched
    assert [made.document for made in decisions_on(tx, household)] == ["QĐ 1"]
    undoing.undo(tx, taken.import_id, day=LAST_YEAR, now=FIRST + timedelta(minutes=1))
    assert decisions_on(tx, household) == []
