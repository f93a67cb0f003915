"""Changes by officials in the register: every order of them keeps the history whole and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot import register_changes
from bot.domain.ids import ContactId, PersonId
from bot.domain.messages import PersonalData
from bot.domain.register.change_table import change_table
from bot.domain.register.changes import (
    Change,
    ChangeKind,
    Death,
    Departure,
    Move,
    NewMember,
    PhoneChange,
    Special,
    StatusChange,
    heirs,
)
from bot.domain.register.history import AsOf, Span
from bot.domain.register.households import Birth, Household
from bot.domain.register.terms import CannotEscape, Relation, Standard, Status
from bot.domain.roles import Field, Role
from bot.errors import Moved
from bot.register_changes import Asker
from models import audit
from models.areas import AreaKind, add_area
from models.register import changing
from models.register.ledger import OF_HOUSEHOLDS, OF_PERSONS
from models.register.lives import lives
from models.register.reading import HouseholdReader
from tests.databases import only_sqlite
from tests.families import Family, Ward, appoint

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=days) for days in (-1, 0, 100, 200, 280, 300, 310, 320, 326)]
YEAR = Span(FIRST, date(2027, 1, 1))
LOOKED_AT = [DAYS[0], DAYS[1], DAYS[5], TODAY]
SEEN = frozenset(Field) - {Field.ADDRESS}


@pytest.fixture
def hai(tx: Connection, ward: Ward) -> PersonId:
    return appoint(tx, Role.OFFICIAL, ward.commune, name="Lê Văn Hai", now=NOW)


Snapshot = list[Household | None]


@dataclass
class Book:
    """One household that is changed and changed back, one minute after another."""

    tx: Connection
    ward: Ward
    family: Family
    by: PersonId
    now: datetime = NOW
    known: list[tuple[datetime, Snapshot]] = field(default_factory=list)
    before: list[Snapshot] = field(default_factory=list)

    def seen(self, known_at: datetime | None = None) -> Snapshot:
        """The household on many days, by what is known now or was known then."""
        read = [
            HouseholdReader(self.tx, AsOf(day, known_at)).read(self.family.household, SEEN)
            for day in LOOKED_AT
        ]
        return [ordered(each) for each in read]

    def write(self, change: Change) -> None:
        self.before.append(self.seen())
        self.now += timedelta(minutes=1)
        changing.write(self.tx, self.family.household, change, by=self.by, now=self.now, today=TODAY)
        self.known.append((self.now, self.seen()))

    def undo(self) -> None:
        made = changing.last_made(self.tx, self.by, after=NOW)
        if made is None:
            assert not self.before
            return
        assert changing.still_stands(self.tx, made)
        self.now += timedelta(minutes=1)
        changing.take_back(self.tx, made, now=self.now, today=TODAY)
        assert self.seen() == self.before.pop()
        self.known.append((self.now, self.seen()))


def ordered(household: Household | None) -> Household | None:
    """A household whose members and recognitions stand in an order of their own."""
    if household is None:
        return None
    return replace(
        household,
        members=tuple(sorted(household.members, key=lambda each: each.person)),
        recognised=tuple(replace(each, span=Span(each.span.start)) for each in household.recognised),
    )


@contextmanager
def given_up(tx: Connection) -> Iterator[None]:
    """What is done within leaves nothing."""
    point = tx.begin_nested()
    try:
        yield
    finally:
        point.rollback()


steps = st.lists(
    st.tuples(st.sampled_from([None, *ChangeKind]), st.integers(0, 8), st.integers(0, 4)), max_size=8
)


def change_for(book: Book, kind: ChangeKind, day: date, pick: int) -> Change | None:
    """A change of this kind that can happen to the household as it is, if there is one."""
    family = HouseholdReader(book.tx, AsOf(TODAY)).read(book.family.household, SEEN)
    if family is None:
        return None
    member = family.members[pick % len(family.members)]
    since = changing.since(book.tx, family.id, kind, member.person) or FIRST
    day = max(day, since)
    match kind:
        case ChangeKind.STATUS:
            now = family.recognised_by(Standard.NATIONAL)
            status = list(Status)[pick]
            if now is not None and now.status is status:
                return None
            return StatusChange(status, day, f"{pick}/QĐ-UBND", day)
        case ChangeKind.PHONE:
            number = f"+8491234567{pick}"
            return None if member.phone == number else PhoneChange(member.person, number, TODAY)
        case ChangeKind.MEMBER:
            return NewMember(f"Trần Thị Bé {pick}", Relation.CHILD, Birth(2026), day)
        case ChangeKind.MOVE:
            hamlet = [None, book.ward.hamlet_3, book.ward.hamlet_4][pick % 3]
            return None if hamlet == family.hamlet else Move(hamlet, day)
        case ChangeKind.SPECIAL:
            now = family.recognised_by(Standard.NATIONAL)
            reason = [None, *CannotEscape][pick % 5]
            if now is None or now.cannot_escape is reason:
                return None
            return Special(reason, day, f"{pick}/QĐ-UBND", day)
        case ChangeKind.DEATH | ChangeKind.LEAVE:
            left = heirs(family.members, without=member.person, on=TODAY)
            headed = member.relation is Relation.HEAD and left
            gone = Death if kind is ChangeKind.DEATH else Departure
            return gone(member.person, day, left[0].person if headed else None)


def assert_whole(book: Book) -> None:
    """The official table balances in commune and hamlets, and no two facts of one subject hold on one day."""
    for hamlets in (None, [book.ward.hamlet_3], [book.ward.hamlet_4]):
        found = lives(book.tx, book.ward.commune, hamlets=hamlets)
        for status in (Status.POOR, Status.NEAR_POOR):
            table = change_table(found, status=status, period=YEAR)
            assert table.balances
            assert table.closing == sum(life.status(date(2026, 12, 31)) is status for life in found)
    for timeline in (*OF_HOUSEHOLDS, *OF_PERSONS):
        rows = book.tx.execute(
            select(timeline.table)
            .where(timeline.table.c.replaced_at.is_(None))
            .order_by(timeline.table.c.valid_from)
        ).mappings()
        ends: dict[tuple[object, ...], date] = {}
        for row in rows:
            key = tuple(row[name] for name in timeline.key)
            assert ends.get(key, date.min) <= row["valid_from"], timeline.table.name
            ends[key] = row["valid_to"] or date.max


Steps = list[tuple[ChangeKind | None, int, int]]
of_one_database = partial(settings, suppress_health_check=[HealthCheck.function_scoped_fixture])


@only_sqlite
@of_one_database(max_examples=8)
@given(steps)
def test_any_order_of_changes_and_undos_balances_and_forgets_nothing(
    tx: Connection, ward: Ward, lan: Family, hai: PersonId, steps: Steps
) -> None:
    go_through(Book(tx, ward, lan, hai), steps)


@pytest.mark.thorough
@of_one_database(max_examples=40)
@given(steps)
def test_many_orders_of_changes_and_undos_balance_and_forget_nothing(
    tx: Connection, ward: Ward, lan: Family, hai: PersonId, steps: Steps
) -> None:
    go_through(Book(tx, ward, lan, hai), steps)


def go_through(book: Book, steps: Steps) -> None:
    """Take the steps, look at all that is known then, and take every one back; leave nothing."""
    with given_up(book.tx):
        for kind, day, pick in steps:
            if kind is None:
                book.undo()
            elif (change := change_for(book, kind, DAYS[day], pick)) is not None:
                book.write(change)
        assert_whole(book)
        for at, seen in book.known:
            assert book.seen(at) == seen
        while book.before:
            book.undo()
        assert_whole(book)


def test_two_who_agree_at_once_do_not_write_over_each_other(
    tx: Connection, ward: Ward, lan: Family, hai: PersonId
) -> None:
    known = changing.standing(tx, lan.household)
    who = Asker(hai, PersonalData.FULL, NOW)
    first = StatusChange(Status.NEAR_POOR, date(2026, 11, 1), "25/QĐ-UBND", date(2026, 10, 30))
    second = StatusChange(Status.NEWLY_ESCAPED, date(2026, 11, 5), "26/QĐ-UBND", date(2026, 11, 4))
    register_changes.writing(who, lan.household, first, known=known)(tx, ContactId(1))
    with pytest.raises(Moved):
        register_changes.writing(who, lan.household, second, known=known)(tx, ContactId(1))
    family = HouseholdReader(tx, AsOf(TODAY)).read(lan.household, SEEN)
    assert family is not None
    assert [each.status for each in family.recognised] == [Status.NEAR_POOR]


def test_nothing_is_taken_back_twice(tx: Connection, ward: Ward, lan: Family, hai: PersonId) -> None:
    who = Asker(hai, PersonalData.FULL, NOW)
    moved = Move(ward.hamlet_4, date(2026, 11, 1))
    known = changing.standing(tx, lan.household)
    register_changes.writing(who, lan.household, moved, known=known)(tx, ContactId(1))
    made = register_changes.undoable(tx, who)
    assert made is not None
    register_changes.taking_back(who, made)(tx, ContactId(1))
    with pytest.raises(Moved):
        register_changes.taking_back(who, made)(tx, ContactId(1))


@only_sqlite
@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.HAMLET_HEAD, "next hamlet"),
        (Role.OFFICIAL, "next commune"),
        (Role.LEADER, "next commune"),
        (Role.PROVINCE, "here"),
        (Role.ADMINISTRATOR, "here"),
    ],
)
def test_who_lacks_the_role_writes_nothing_even_with_the_right_numbers(
    tx: Connection, ward: Ward, lan: Family, role: Role, where: str
) -> None:
    next_commune = add_area(tx, AreaKind.COMMUNE, "Phường Láng Tròn")
    area = {"next hamlet": ward.hamlet_4, "next commune": next_commune, "here": ward.commune}[where]
    who = Asker(appoint(tx, role, area, name="Lê Văn Sáu", now=NOW), PersonalData.FULL, NOW)
    known = changing.standing(tx, lan.household)
    phone = PhoneChange(lan.head, "+84987654321", TODAY)
    with pytest.raises(Moved):
        register_changes.writing(who, lan.household, phone, known=known)(tx, ContactId(1))
    assert changing.standing(tx, lan.household) == known


def test_the_trail_names_the_fields_that_changed_and_nothing_that_stood_in_them(
    tx: Connection, ward: Ward, lan: Family, hai: PersonId
) -> None:
    who = Asker(hai, PersonalData.FULL, NOW)
    known = changing.standing(tx, lan.household)
    phone = PhoneChange(lan.head, "+84987654321", TODAY)
    register_changes.writing(who, lan.household, phone, known=known)(tx, ContactId(1))
    [row] = tx.execute(select(audit.audit))
    [about] = tx.execute(select(audit.audit_subject))
    assert (row.tag, row.role, row.actor_person_id) == ("household:changed", "official", hai)
    assert (about.kind, about.number, about.fields) == ("household", lan.household, "phone")
    assert "987654321" not in f"{row} {about}"


def test_the_phone_of_an_undone_change_is_as_secret_as_before(
    tx: Connection, ward: Ward, lan: Family, hai: PersonId
) -> None:
    book = Book(tx, ward, lan, hai)
    book.write(PhoneChange(lan.head, "+84987654321", TODAY))
    book.undo()
    family = HouseholdReader(tx, AsOf(TODAY)).read(lan.household, SEEN)
    assert family is not None
    assert family.head is not None
    assert family.head.phone == "+84912345678"


def test_who_came_after_a_death_was_nobody_s_child_before(
    tx: Connection, ward: Ward, lan: Family, hai: PersonId
) -> None:
    book = Book(tx, ward, lan, hai)
    book.write(NewMember("Trần Thị Bé", Relation.CHILD, Birth(2026), date(2026, 11, 10)))
    family = HouseholdReader(tx, AsOf(TODAY)).read(lan.household, SEEN)
    assert family is not None
    ut = next(each for each in family.members if each.name == "Trần Văn Út")
    book.write(Death(lan.head, date(2026, 11, 1), ut.person))
    for day, expected in (
        (date(2026, 11, 5), {"Trần Văn Út": Relation.HEAD}),
        (TODAY, {"Trần Văn Út": Relation.HEAD, "Trần Thị Bé": Relation.SIBLING}),
    ):
        then = HouseholdReader(tx, AsOf(day)).read(lan.household, SEEN)
        assert then is not None
        assert {each.name: each.relation for each in then.members} == expected
