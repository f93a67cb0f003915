"""The trail in the database: who looked at whom is told, nothing can be changed, erasing leaves it whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.domain.ids import ContactId, PersonId
from models import audit_seals, offices
from models.audit import (
    OPERATOR,
    PROGRAM,
    Actor,
    ActorKind,
    Look,
    Reason,
    Subject,
    SubjectKind,
    Tag,
    audit,
    audit_subject,
    looked_at,
    note,
)
from models.audit_seals import audit_seal, audit_unsealed
from models.offices import Office
from models.people import contacts
from models.people.contacts import contact, person
from models.sending import accounts
from models.unit_of_work import make_engine
from tests.databases import only_postgresql, only_sqlite
from tests.trail import TABLES
from tests.world import VAULT

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFICER = Actor.contact(ContactId(40), person_id=PersonId(12), role="commune_officer")


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    made = make_engine(migrated_database_url, vault=VAULT)
    yield made
    made.dispose()


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def household(number: int, *fields: str) -> Subject:
    return Subject(SubjectKind.HOUSEHOLD, number, frozenset(fields))


def count(tx: Connection, table: object = audit) -> int:
    return int(tx.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


def test_family_learns_who_looked_at_what_and_why(tx: Connection) -> None:
    about = (household(7, "phone", "name"), household(8, "name"))
    note(tx, Tag.CASES_SHOWN, at=NOW, actor=OFFICER, subjects=about, reason=Reason.CASE_WORK)
    note(tx, Tag.TRAIL_SHOWN, at=NOW + timedelta(hours=1), actor=OPERATOR, subjects=[household(7)])
    assert looked_at(tx, SubjectKind.HOUSEHOLD, 7, since=NOW) == [
        Look(NOW + timedelta(hours=1), "trail:shown", ActorKind.OPERATOR, None, None, (), None),
        Look(
            NOW,
            "case:shown",
            ActorKind.CONTACT,
            PersonId(12),
            "commune_officer",
            ("name", "phone"),
            "case_work",
        ),
    ]
    assert [look.fields for look in looked_at(tx, SubjectKind.HOUSEHOLD, 8, since=NOW)] == [("name",)]


def test_a_person_and_a_household_of_the_same_number_are_not_confused(tx: Connection) -> None:
    note(tx, Tag.DATA_SHOWN, at=NOW, actor=PROGRAM, subjects=[Subject(SubjectKind.PERSON, 7)])
    assert looked_at(tx, SubjectKind.HOUSEHOLD, 7, since=NOW) == []
    assert len(looked_at(tx, SubjectKind.PERSON, 7, since=NOW)) == 1


def test_only_what_happened_since_is_told(tx: Connection) -> None:
    note(tx, Tag.DATA_SHOWN, at=NOW - timedelta(microseconds=1), actor=PROGRAM, subjects=[household(7)])
    assert looked_at(tx, SubjectKind.HOUSEHOLD, 7, since=NOW) == []


def test_one_look_at_many_is_one_row_with_its_subjects(tx: Connection) -> None:
    members = [household(7, "name"), household(7, "phone"), *(household(number) for number in range(8, 500))]
    note(tx, Tag.DATA_SHOWN, at=NOW, actor=OFFICER, subjects=members)
    assert (count(tx), count(tx, audit_subject)) == (1, 493)
    [look] = looked_at(tx, SubjectKind.HOUSEHOLD, 7, since=NOW)
    assert look.fields == ("name", "phone")


def test_role_that_is_a_sentence_is_refused(tx: Connection) -> None:
    with pytest.raises(ValueError, match="codes"):
        note(tx, Tag.DATA_SHOWN, at=NOW, actor=Actor(ActorKind.CONTACT, role="chị Tư ở phường"))
    assert count(tx) == 0


def test_who_looked_is_found_by_index(tx: Connection) -> None:
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("SET enable_seqscan = off")
    explain = "EXPLAIN " if tx.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    plan = tx.exec_driver_sql(
        f"{explain} SELECT * FROM audit JOIN audit_subject ON audit_id = audit.id"
        " WHERE kind = 'household' AND number = 7 AND at >= '2026-11-23'"
    )
    assert "ix_audit_subject_of" in str(plan.all())


@pytest.fixture
def filled(tx: Connection) -> Connection:
    note(tx, Tag.DATA_SHOWN, at=NOW, actor=OFFICER, subjects=[household(7, "name")])
    assert audit_seals.seal(tx, now=NOW)
    return tx


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_nothing_in_the_trail_can_be_changed_or_removed(filled: Connection, table: str, change: str) -> None:
    column = {"audit": "at", "audit_subject": "fields", "audit_seal": "hash"}[table]
    with pytest.raises(DBAPIError, match="never changes"):
        filled.exec_driver_sql(change.format(table, column, column))
    assert [count(filled, each) for each in (audit, audit_subject, audit_seal)] == [1, 1, 1]


@only_postgresql
@pytest.mark.parametrize("table", TABLES)
def test_the_trail_can_not_be_emptied(filled: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match="never changes"):
        filled.exec_driver_sql(f"TRUNCATE {table} CASCADE")


@only_sqlite
@pytest.mark.parametrize("table", TABLES)
def test_a_row_can_not_be_replaced_by_inserting_another(filled: Connection, table: str) -> None:
    with pytest.raises(DBAPIError, match="never changes"):
        filled.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_erasing_a_contact_and_a_person_leaves_the_trail_whole(tx: Connection) -> None:
    office = offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=NOW)
    account = accounts.ensure_account(tx, channel="web", external_account="1", office_id=office, now=NOW)
    tx.execute(insert(person).values(id=12, created_at=NOW))
    first = contacts.Contact(account, "tu", private=True, language="vi")
    contact_id = contacts.begin_conversation(tx, first, state="{}", now=NOW)
    actor = Actor.contact(contact_id, person_id=PersonId(12))
    subjects = [Subject(SubjectKind.PERSON, 12, frozenset({"name"})), household(7, "phone")]
    note(tx, Tag.DATA_SHOWN, at=NOW, actor=actor, contact_id=contact_id, subjects=subjects)
    audit_seals.seal(tx, now=NOW)
    tx.execute(delete(contacts.conversation))
    tx.execute(delete(contact))
    tx.execute(delete(person))
    note(tx, Tag.DATA_ERASED, at=NOW, actor=actor, contact_id=contact_id)
    audit_seals.seal(tx, now=NOW)
    assert audit_seals.verify(tx, now=NOW + timedelta(days=1)).faults == ()
    [look] = looked_at(tx, SubjectKind.PERSON, 12, since=NOW)
    assert look.person_id == 12
    assert "Mẫu" not in str([tx.execute(select(each)).all() for each in (audit, audit_subject)])


def test_a_row_waits_for_its_seal_from_the_moment_it_is_written(tx: Connection) -> None:
    note(tx, Tag.DATA_SHOWN, at=NOW, actor=OPERATOR)
    assert list(tx.scalars(select(audit_unsealed.c.audit_id))) == list(tx.scalars(select(audit.c.id)))
