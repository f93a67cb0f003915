"""The register's memory: what held when, what was known when, and nothing said twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Deprivation, Relation, Standard, Status
from bot.domain.roles import Field
from models.areas import AreaKind, add_area
from models.register import ledger, reading, tables
from models.register.ledger import Ledger
from models.register.writing import add_household, add_person

NEW_YEAR = date(2026, 1, 1)
SUMMER = date(2026, 7, 1)
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
LATER = FIRST + timedelta(days=200)


@pytest.fixture
def hamlet(tx: Connection) -> AreaId:
    commune = add_area(tx, AreaKind.COMMUNE, "Phường Bạc Liêu")
    return add_area(tx, AreaKind.HAMLET, "Khóm 3", parent=commune, urban=True)


@pytest.fixture
def lan(tx: Connection, hamlet: AreaId) -> tuple[HouseholdId, PersonId]:
    """Chị Lan and her family, poor since New Year, as written down on 5 January."""
    book = Ledger(tx, at=FIRST)
    commune = next(iter(set(reading.areas_above(tx, hamlet)) - {hamlet}))
    family = add_household(tx, commune, number="12", now=FIRST)
    lan = add_person(tx, now=FIRST)
    book.say(ledger.RESIDENCE, (family,), (hamlet, "12 đường Hòa Bình", "known", None), day=NEW_YEAR)
    book.say(ledger.RECOGNITION, (family, "national"), ("poor", None, "import", "QĐ 1"), day=NEW_YEAR)
    book.say(ledger.TRAIT, (family, "deprivation", "water"), (None,), day=NEW_YEAR)
    book.say(ledger.DETAIL, (lan,), ("Trần Thị Lan", 1980, None, "female", "khmer"), day=NEW_YEAR)
    book.say(ledger.PHONE, (lan,), ("+84912345678",), day=NEW_YEAR)
    book.say(ledger.MEMBERSHIP, (family, lan), ("head", None), day=NEW_YEAR)
    book.flush()
    return family, lan


def test_what_was_written_is_read_back(tx: Connection, lan: tuple[HouseholdId, PersonId]) -> None:
    family = reading.HouseholdReader(tx, AsOf(SUMMER)).read(lan[0], frozenset(Field))
    assert family is not None
    assert family.number == "12"
    assert family.address == "12 đường Hòa Bình"
    assert family.deprivations == {Deprivation.WATER}
    recognised = family.recognised_by(Standard.NATIONAL)
    assert recognised is not None
    assert recognised.status is Status.POOR
    assert family.head is not None
    assert (family.head.name, family.head.relation, family.head.phone) == (
        "Trần Thị Lan",
        Relation.HEAD,
        "+84912345678",
    )


def test_fields_that_are_not_asked_for_are_not_read(
    tx: Connection, lan: tuple[HouseholdId, PersonId]
) -> None:
    fields = {Field.NUMBER, Field.HAMLET, Field.HEAD}
    family = reading.HouseholdReader(tx, AsOf(SUMMER)).read(lan[0], fields)
    assert family is not None
    assert family.head is not None
    assert (
        family.address,
        family.recognised,
        family.head.phone,
        family.head.birth,
        family.head.ethnicity,
    ) == (
        None,
        (),
        None,
        None,
        None,
    )
    assert Field.PHONE in family.hidden


def test_a_change_holds_from_its_day_and_is_known_from_when_it_was_written(
    tx: Connection, lan: tuple[HouseholdId, PersonId]
) -> None:
    family = lan[0]
    book = Ledger(tx, at=LATER)
    book.say(ledger.RECOGNITION, (family, "national"), ("newly_escaped", None, "import", "QĐ 2"), day=SUMMER)
    book.flush()

    def status(day: date, known_at: datetime | None = None) -> Status:
        found = reading.HouseholdReader(tx, AsOf(day, known_at)).read(family, {Field.STATUS})
        assert found is not None
        recognised = found.recognised_by(Standard.NATIONAL)
        assert recognised is not None
        return recognised.status

    assert status(SUMMER) is Status.NEWLY_ESCAPED
    assert status(SUMMER - timedelta(days=1)) is Status.POOR
    assert status(SUMMER, LATER - timedelta(days=1)) is Status.POOR
    assert status(SUMMER, LATER) is Status.NEWLY_ESCAPED


def test_saying_the_same_again_writes_nothing(tx: Connection, lan: tuple[HouseholdId, PersonId]) -> None:
    before = tx.scalar(select(func.count()).select_from(tables.recognition))
    book = Ledger(tx, at=LATER)
    book.recall(ledger.RECOGNITION, [lan[0]])
    assert not book.say(
        ledger.RECOGNITION, (lan[0], "national"), ("poor", None, "import", "QĐ 1"), day=SUMMER
    )
    assert not book.say(ledger.PHONE, (lan[1],), ("+84912345678",), day=SUMMER)
    book.flush()
    assert tx.scalar(select(func.count()).select_from(tables.recognition)) == before


def test_a_corrected_phone_leaves_the_wrong_one_in_history_and_is_found_by_its_number(
    tx: Connection, lan: tuple[HouseholdId, PersonId]
) -> None:
    book = Ledger(tx, at=LATER)
    book.say(ledger.PHONE, (lan[1],), ("+84987654321",), day=SUMMER)
    book.flush()
    found = [
        reading.persons_with_phone(tx, number, day=day)
        for number, day in (
            ("+84987654321", SUMMER),
            ("+84912345678", SUMMER),
            ("+84912345678", NEW_YEAR),
        )
    ]
    assert found == [[lan[1]], [], [lan[1]]]


def test_no_address_or_phone_stands_in_the_database_as_it_is_read(
    tx: Connection, lan: tuple[HouseholdId, PersonId]
) -> None:
    for column in (tables.residence.c.address, tables.person_phone.c.number):
        sealed = tx.scalar(select(column))
        assert b"Ho" not in sealed
        assert b"912345678" not in sealed
