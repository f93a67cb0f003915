"""Invented families of a ward, written into a test's register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain.figures.filters import Filters, People
from bot.domain.figures.query import Query
from bot.domain.figures.question import Period
from bot.domain.figures.terms import Counted, Shape
from bot.domain.ids import AreaId, HouseholdId, PersonId
from bot.domain.linking import INVITATION_LASTS
from bot.domain.register.review import Decision
from bot.domain.register.terms import Deprivation, Standard, Status
from bot.domain.roles import Role
from models import offices
from models.areas import AreaKind, add_area
from models.people import linking, roles
from models.people.linking import Invited
from models.people.roles import NewGrant
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_decisions, add_household, add_person, index_names

SINCE = date(2026, 1, 1)
TOKEN = "AAAAAAAAAAAAAAAAAAAAAA"
SECRET = "456789"


@dataclass(frozen=True)
class Ward:
    """The commune of the test's office, with two hamlets."""

    commune: AreaId
    hamlet_3: AreaId
    hamlet_4: AreaId


@dataclass(frozen=True)
class Family:
    """A household and its head."""

    household: HouseholdId
    head: PersonId


def add_ward(tx: Connection) -> Ward:
    """Khóm 3 and Ấp 4 of the first office's commune."""
    office = offices.first_office(tx)
    assert office is not None
    assert office.area_id is not None
    three = add_area(tx, AreaKind.HAMLET, "Khóm 3", parent=office.area_id, urban=True)
    four = add_area(tx, AreaKind.HAMLET, "Ấp 4", parent=office.area_id, urban=False)
    return Ward(office.area_id, three, four)


def add_family(
    tx: Connection,
    ward: Ward,
    hamlet: AreaId,
    *,
    number: str,
    head: str,
    now: datetime,
    status: Status = Status.POOR,
    phone: str | None = None,
    child_born: int | None = None,
) -> Family:
    """A family that was recognised at the beginning of 2026."""
    book = Ledger(tx, at=now)
    household, person = add_household(tx, ward.commune, number=number, now=now), add_person(tx, now=now)
    book.say(ledger.RESIDENCE, (household,), (hamlet, f"{number} đường Bạch Đằng", "known", None), day=SINCE)
    recognised = (status.value, None, "periodic_review", "QĐ 15/QĐ-UBND")
    book.say(ledger.RECOGNITION, (household, Standard.NATIONAL.value), recognised, day=SINCE)
    for lack in (Deprivation.WORK, Deprivation.WATER, Deprivation.TOILET):
        book.say(ledger.TRAIT, (household, "deprivation", lack.value), (None,), day=SINCE)
    book.say(ledger.DETAIL, (person,), (head, 1980, None, "female", "khmer"), day=SINCE)
    book.say(ledger.MEMBERSHIP, (household, person), ("head", None), day=SINCE)
    if phone:
        book.say(ledger.PHONE, (person,), (phone,), day=SINCE)
    if child_born:
        child = add_person(tx, now=now)
        book.say(ledger.DETAIL, (child,), ("Trần Văn Út", child_born, None, "male", "khmer"), day=SINCE)
        book.say(ledger.MEMBERSHIP, (household, child), ("child", None), day=SINCE)
    book.flush()
    index_names(tx, [household], day=SINCE)
    lacking = frozenset({Deprivation.WORK, Deprivation.WATER, Deprivation.TOILET})
    made = Decision(
        date(2025, 12, 14),
        status,
        Standard.NATIONAL,
        "nd_07_2021",
        True,
        "QĐ 15/QĐ-UBND",
        150,
        lacking,
    )
    add_decisions(tx, [(household, made)], now=now)
    return Family(household, person)


def give_slip(tx: Connection, family: Family, *, now: datetime) -> None:
    """A slip with the token and the secret of the tests."""
    linking.add_slip(tx, family.household, token=TOKEN, secret=SECRET, now=now)


def appoint(tx: Connection, role: Role, area: AreaId, *, name: str, now: datetime) -> PersonId:
    """Somebody with a role for an area until the end of 2027, not linked to any contact yet."""
    person = add_person(tx, now=now)
    book = Ledger(tx, at=now)
    book.say(ledger.DETAIL, (person,), (name, None, None, None, None), day=SINCE)
    book.flush()
    roles.add_grant(tx, NewGrant(person, role, SINCE, date(2028, 1, 1), area=area), now=now)
    return person


def invite(tx: Connection, role: Role, area: AreaId, *, token: str, now: datetime) -> PersonId:
    """An invitation for a new person."""
    person = add_person(tx, now=now)
    invited = Invited(person, role, date(2028, 1, 1), area)
    linking.add_invitation(tx, invited, token=token, lasts=INVITATION_LASTS, made_by=None, now=now)
    return person


def poor_in(hamlet: AreaId, member: People | None = None) -> Query:
    """The poor families of a hamlet, perhaps only those with such a member."""
    return Query(
        shape=Shape.COUNT,
        counted=Counted.HOUSEHOLD,
        hamlets=(hamlet,),
        whole=False,
        statuses=(Status.POOR,),
        periods=(Period.day(SINCE),),
        filters=Filters(member=member or People()),
    )
