"""The access matrix: every role, every field, in the own and in another area, on every kind of channel."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, select

from bot.domain.consent import Purpose
from bot.domain.ids import AreaId, ChannelAccountId, ContactId, OfficeId, PersonId, SponsorId
from bot.domain.messages import PersonalData
from bot.domain.register.terms import Relation, Status
from bot.domain.roles import Field, Role
from bot.domain.understanding.requests import Sought
from bot.register import Register
from models import audit
from models.audit import Reason, SubjectKind, Tag, looked_at
from models.people import consents, contacts, roles
from models.people.consents import Said
from models.people.contacts import Contact
from models.people.roles import NewGrant
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_person
from models.sending import accounts
from tests.families import Family, Ward, add_family, appoint

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EVERYTHING = frozenset(Field)
FOUND_BY = {"number", "hamlet"}
CARED_FOR = {"number", "hamlet", "status", "head", "members", "needs", "receipts"}
# Written out by hand: what each role is to see of its own households on a channel that carries everything.
SEES: dict[Role, set[str]] = {
    Role.HOUSEHOLD: {field.value for field in Field},
    Role.DELEGATE: CARED_FOR | {"insurance", "decisions"},
    Role.SPONSOR: {"number", "hamlet", "head"},
    Role.HAMLET_HEAD: {field.value for field in Field} - {"ethnicity", "note"},
    Role.OFFICIAL: {field.value for field in Field},
    Role.LEADER: {field.value for field in Field},
    Role.PROVINCE: set(),
    Role.ADMINISTRATOR: set(),
}
CARRIED = {
    PersonalData.FULL: {field.value for field in Field},
    PersonalData.MINIMAL: FOUND_BY | {"status"},
    PersonalData.NONE: set[str](),
}


@pytest.fixture
def other(tx: Connection, ward: Ward) -> Family:
    return add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Hai", now=NOW, phone="+84912345679")


def _contact(tx: Connection) -> ContactId:
    account = accounts.ensure_account(
        tx, channel="test", external_account="1", office_id=OfficeId(1), now=NOW
    )
    first = Contact(ChannelAccountId(account), "tu", private=True, language="vi")
    return contacts.begin_conversation(tx, first, state="{}", now=NOW)


def _person(tx: Connection, role: Role, ward: Ward, lan: Family) -> PersonId:
    """Somebody with the role towards chị Lan's household, or for Khóm 3."""
    match role:
        case Role.HOUSEHOLD:
            return lan.head
        case Role.DELEGATE:
            person = add_person(tx, now=NOW)
            grant = NewGrant(person, role, TODAY, date(2028, 1, 1), household=lan.household)
        case Role.SPONSOR:
            person = add_person(tx, now=NOW)
            made = tx.execute(
                roles.sponsor.insert().values(
                    commune_id=ward.commune, name="Chùa", kind="pagoda", created_at=NOW
                )
            )
            number = SponsorId(made.inserted_primary_key[0])
            tx.execute(
                roles.sponsorship.insert().values(
                    sponsor_id=number, household_id=lan.household, valid_from=TODAY, recorded_at=NOW
                )
            )
            grant = NewGrant(person, role, TODAY, date(2028, 1, 1), sponsor=number)
        case _:
            area: AreaId = ward.hamlet_3
            return appoint(tx, role, area, name="Lê Văn Hai", now=NOW)
    roles.add_grant(tx, grant, now=NOW)
    return person


def _register(tx: Connection, contact: ContactId, carries: PersonalData) -> Register:
    return Register(lambda query: query(tx), contact=contact, carries=carries, now=NOW)


@pytest.mark.parametrize("carries", list(PersonalData))
@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_its_fields_of_its_own_and_nothing_of_others_and_each_look_is_noted(
    tx: Connection, ward: Ward, lan: Family, other: Family, role: Role, carries: PersonalData
) -> None:
    contact = _contact(tx)
    roles.link(tx, contact, _person(tx, role, ward, lan), now=NOW)
    register = _register(tx, contact, carries)
    expected = SEES[role] & CARRIED[carries]
    seen = register.household(lan.household, EVERYTHING, reason=Reason.OWN_WISH)
    assert register.household(other.household, EVERYTHING, reason=Reason.OWN_WISH) is None
    for note in register.trail():
        note(tx, contact)
    looks = looked_at(tx, SubjectKind.HOUSEHOLD, lan.household, since=NOW)
    refused = looked_at(tx, SubjectKind.HOUSEHOLD, other.household, since=NOW)
    assert [(look.tag, look.fields) for look in refused] == [(Tag.HOUSEHOLD_REFUSED, ())]
    if not expected:
        assert seen is None
        assert [(look.tag, look.fields) for look in looks] == [(Tag.HOUSEHOLD_REFUSED, ())]
        return
    assert seen is not None
    assert {field.value for field in EVERYTHING - seen.hidden} == expected
    assert [set(look.fields) for look in looks] == [expected]
    assert (seen.address is not None) is ("address" in expected)
    assert bool(seen.recognised) is ("status" in expected)
    assert bool(seen.deprivations) is ("deprivations" in expected)
    assert any(member.phone for member in seen.members) is ("phone" in expected)
    assert any(member.ethnicity for member in seen.members) is ("ethnicity" in expected)
    assert any(member.birth for member in seen.members) is ("birth" in expected)
    assert any(member.relation is Relation.CHILD for member in seen.members) is ("members" in expected)


@pytest.mark.parametrize("sought", [Sought(("lan",)), Sought(number="12"), Sought(phone="+84912345678")])
@pytest.mark.parametrize("role", [None, *Role])
def test_only_who_looks_after_the_area_finds_anybody(
    tx: Connection, ward: Ward, lan: Family, role: Role | None, sought: Sought
) -> None:
    contact = _contact(tx)
    if role is not None:
        roles.link(tx, contact, _person(tx, role, ward, lan), now=NOW)
    found = _register(tx, contact, PersonalData.FULL).find(sought)
    may_find = role in (Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER)
    # A family, its delegate and its sponsor know it already; they may not search.
    assert bool(found) is may_find


def test_a_hamlet_head_finds_nobody_of_another_hamlet(
    tx: Connection, ward: Ward, lan: Family, other: Family
) -> None:
    contact = _contact(tx)
    roles.link(tx, contact, _person(tx, Role.HAMLET_HEAD, ward, lan), now=NOW)
    register = _register(tx, contact, PersonalData.FULL)
    for sought in (Sought(("hai",)), Sought(number="40"), Sought(phone="+84912345679")):
        assert register.find(sought) == []


def test_a_sponsor_sees_the_needs_once_the_family_agreed_and_no_longer_when_it_takes_that_back(
    tx: Connection, ward: Ward, lan: Family
) -> None:
    contact = _contact(tx)
    roles.link(tx, contact, _person(tx, Role.SPONSOR, ward, lan), now=NOW)

    def hidden() -> frozenset[Field]:
        found = _register(tx, contact, PersonalData.FULL).household(
            lan.household, EVERYTHING, reason=Reason.OWN_WISH
        )
        assert found is not None
        return found.hidden

    assert Field.NEEDS in hidden()
    for given in (True, False):
        said = Said(lan.head, Purpose.SPONSOR_SEES_NEEDS, given, "2026-11")
        consents.note(tx, contact, said, now=NOW)
        assert (Field.NEEDS in hidden()) is not given


def test_a_role_that_ended_shows_nothing(tx: Connection, ward: Ward, lan: Family) -> None:
    contact = _contact(tx)
    person = _person(tx, Role.OFFICIAL, ward, lan)
    roles.link(tx, contact, person, now=NOW)
    roles.end_grants(tx, person, Role.OFFICIAL, on=TODAY)
    register = _register(tx, contact, PersonalData.FULL)
    assert register.household(lan.household, EVERYTHING, reason=Reason.LOOKED_UP) is None


def test_of_several_people_on_one_phone_none_speaks_until_it_is_said_who(
    tx: Connection, ward: Ward, lan: Family, other: Family
) -> None:
    contact = _contact(tx)
    for family in (lan, other):
        roles.link(tx, contact, family.head, now=NOW)
    register = _register(tx, contact, PersonalData.FULL)
    assert register.household(lan.household, EVERYTHING, reason=Reason.OWN_WISH) is None


def test_a_member_who_left_no_longer_sees_the_family(tx: Connection, lan: Family, ward: Ward) -> None:
    contact = _contact(tx)
    roles.link(tx, contact, lan.head, now=NOW)
    book = Ledger(tx, at=NOW)
    book.say(ledger.MEMBERSHIP, (lan.household, lan.head), (None, "married"), day=TODAY)
    book.flush()
    register = _register(tx, contact, PersonalData.FULL)
    assert register.household(lan.household, EVERYTHING, reason=Reason.OWN_WISH) is None


def test_the_trail_names_fields_and_never_what_stood_in_them(tx: Connection, ward: Ward, lan: Family) -> None:
    contact = _contact(tx)
    roles.link(tx, contact, lan.head, now=NOW)
    register = _register(tx, contact, PersonalData.FULL)
    register.household(lan.household, EVERYTHING, reason=Reason.OWN_WISH)
    for note in register.trail():
        note(tx, contact)
    written = [*tx.execute(select(audit.audit)), *tx.execute(select(audit.audit_subject))]
    text = " ".join(str(value) for row in written for value in row)
    assert "Lan" not in text
    assert "912345678" not in text


@pytest.mark.parametrize("carries", list(PersonalData))
@pytest.mark.parametrize("role", list(Role))
def test_whole_lists_are_for_who_keeps_the_register_of_that_area_and_each_household_is_noted(
    tx: Connection, ward: Ward, lan: Family, other: Family, role: Role, carries: PersonalData
) -> None:
    contact = _contact(tx)
    roles.link(tx, contact, _person(tx, role, ward, lan), now=NOW)
    register = _register(tx, contact, carries)
    found = register.listed([ward.hamlet_3, ward.hamlet_4], list(Status), EVERYTHING)
    keeps = role in (Role.OFFICIAL, Role.LEADER) and carries is not PersonalData.NONE
    assert [each.id for each in found] == ([lan.household] if keeps else [])
    for effect in register.trail():
        effect(tx, contact)
    looked = looked_at(tx, SubjectKind.HOUSEHOLD, lan.household, since=NOW)
    looks = [look for look in looked if look.tag != "household:refused"]
    assert [(look.tag, look.role) for look in looks] == ([("list:exported", role.value)] if keeps else [])
    if keeps:
        assert set(looks[0].fields) == SEES[role] & CARRIED[carries]
        assert (found[0].address is None) is (carries is not PersonalData.FULL)
    assert not looked_at(tx, SubjectKind.HOUSEHOLD, other.household, since=NOW)
