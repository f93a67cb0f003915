"""The trail takes its present form and goes back: no access is forgotten, no former change covered up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from bot.domain.ids import ContactId, PersonId
from models import offices, schema
from models.audit import Actor, ActorKind, Reason, Subject, SubjectKind, Tag, audit, looked_at, note
from models.audit_seals import Fault, Wrong, audit_seal, seal, verify
from models.installation import Purpose
from models.offices import Office
from models.people import contacts
from models.sending import accounts
from models.unit_of_work import make_engine
from tests.world import VAULT

pytestmark = pytest.mark.slow

THEN = datetime(2026, 10, 1, 1, 2, 3, 456789, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    engine = make_engine(url, vault=VAULT)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def tu(tx: Connection) -> ContactId:
    """A contact who writes on the web."""
    office = offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=NOW)
    account = accounts.ensure_account(tx, channel="web", external_account="1", office_id=office, now=NOW)
    new = contacts.Contact(account, "tu", private=True, language="vi")
    return contacts.begin_conversation(tx, new, state="{}", now=NOW)


def former_hash(before: str, row: dict[str, Any]) -> str:
    """The chain of the former form, as the former program computed it."""
    parts = (before, row["at"].isoformat(), row["tag"], str(row["contact_id"]), row["actor"], row["details"])
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def write_formerly(tx: Connection, rows: list[tuple[str, int | None, str, str]], *, before: str = "") -> str:
    """Add rows as the former program did. Returns the last hash."""
    insert = text(
        "INSERT INTO audit (at, tag, contact_id, actor, details, hash)"
        " VALUES (:at, :tag, :contact_id, :actor, :details, :hash)"
    )
    for tag, contact_id, actor, details in rows:
        row = {"at": THEN, "tag": tag, "contact_id": contact_id, "actor": actor, "details": details}
        before = former_hash(before, row)
        at = THEN.replace(tzinfo=None).isoformat(" ") if tx.dialect.name == "sqlite" else THEN
        tx.execute(insert, {**row, "at": at, "hash": before})
    return before


@pytest.fixture
def former(database_url: str) -> tuple[str, ContactId, str]:
    """A database of the former form with three rows; its address, the contact, the last hash."""
    schema.upgrade(database_url, purpose=Purpose.TEST, vault=VAULT)
    schema.downgrade(database_url, "0002", vault=VAULT)
    with opened(database_url) as tx:
        contact_id = tu(tx)
        rows = [
            ("case:opened", contact_id, "contact", '{"code": "K7Q9A", "kind": "person_wanted"}'),
            ("contact:data_shown", contact_id, "contact", "{}"),
            ("case:answered", contact_id, "operator:chị Tư", '{"code": "K7Q9A"}'),
        ]
        return database_url, contact_id, write_formerly(tx, rows)


def test_former_rows_are_carried_over_and_sealed(former: tuple[str, ContactId, str]) -> None:
    url, contact_id, last = former
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    with opened(url) as tx:
        examined = verify(tx, now=LATER)
        assert (examined.faults, examined.rows, examined.seals) == ((), 4, 1)
        opening, showing, answer, carried = tx.execute(select(audit).order_by(audit.c.id)).all()
        assert (opening.at, opening.tag, opening.contact_id) == (THEN, "case:opened", contact_id)
        assert (opening.actor, opening.actor_contact_id) == ("contact", contact_id)
        assert json.loads(opening.details) == {"code": "K7Q9A", "kind": "person_wanted"}
        assert showing.tag == "contact:data_shown"
        assert json.loads(carried.details) == {"rows": 3, "broken": None, "hash": last}
        # The name of who answered stands in the case, where it can be erased.
        assert (answer.actor, answer.actor_contact_id, answer.details) == (
            "operator",
            None,
            '{"code": "K7Q9A"}',
        )


def test_the_carried_trail_is_guarded(former: tuple[str, ContactId, str]) -> None:
    url, _, _ = former
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    with opened(url) as tx, pytest.raises(DBAPIError, match="never changes"):
        tx.execute(audit.update().values(actor="nobody"))


def test_a_change_made_before_is_not_covered_up(former: tuple[str, ContactId, str]) -> None:
    url, _, _ = former
    with opened(url) as tx:
        if tx.dialect.name == "sqlite":
            guard = tx.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = 'audit_UPDATE'"
            ).scalar_one()
            tx.exec_driver_sql("DROP TRIGGER audit_UPDATE")
            tx.exec_driver_sql("UPDATE audit SET tag = 'contact:data_erased' WHERE id = 2")
            tx.exec_driver_sql(guard)
        else:
            tx.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_guard")
            tx.exec_driver_sql("UPDATE audit SET tag = 'contact:data_erased' WHERE id = 2")
            tx.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER audit_guard")
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    with opened(url) as tx:
        assert verify(tx, now=LATER).faults == (Fault(Wrong.BROKEN_BEFORE, 2),)


def test_an_empty_trail_is_carried_without_a_word(database_url: str) -> None:
    schema.upgrade(database_url, purpose=Purpose.TEST, vault=VAULT)
    with opened(database_url) as tx:
        assert verify(tx, now=LATER).rows == 0


def test_going_back_and_forth_forgets_no_access(migrated_database_url: str) -> None:
    url = migrated_database_url
    fields = frozenset({"name", "phone"})
    with opened(url) as tx:
        contact_id = tu(tx)
        officer = Actor.contact(contact_id, person_id=PersonId(12), role="commune_officer")
        about = [Subject(SubjectKind.HOUSEHOLD, 7, fields), Subject(SubjectKind.PERSON, 9)]
        note(
            tx,
            Tag.CASES_SHOWN,
            at=THEN,
            actor=officer,
            subjects=about,
            reason=Reason.CASE_WORK,
            details={"n": 2},
        )
        gone = ContactId(999)
        note(tx, Tag.DATA_ERASED, at=NOW, actor=Actor.contact(gone), contact_id=gone)
        seal(tx, now=NOW)
        known = rows_of(tx)
    schema.downgrade(url, "0002", vault=VAULT)
    with opened(url) as tx:
        assert_whole_formerly(tx)
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    with opened(url) as tx:
        assert rows_of(tx)[:2] == known
        [look] = looked_at(tx, SubjectKind.HOUSEHOLD, 7, since=THEN)
        assert (look.actor, look.person_id, look.role) == (ActorKind.CONTACT, 12, "commune_officer")
        assert (look.fields, look.reason, look.at) == (("name", "phone"), "case_work", THEN)
        assert len(looked_at(tx, SubjectKind.PERSON, 9, since=THEN)) == 1
        assert verify(tx, now=LATER).faults == ()


def rows_of(tx: Connection) -> list[tuple[Any, ...]]:
    return [
        tuple(row) for row in tx.execute(select(*sorted(audit.c, key=lambda c: c.name)).order_by(audit.c.id))
    ]


FORMER_TAGS = {"case:opened", "case:answered", "contact:data_shown", "contact:data_erased"}


def assert_whole_formerly(tx: Connection) -> None:
    """What the former program checked of each row, and that nobody can change one."""
    before = ""
    rows = tx.execute(select(text("*")).select_from(text("audit")).order_by(text("id"))).mappings().all()
    assert rows
    for row in rows:
        at = row["at"]
        at = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at.astimezone(UTC)
        assert row["hash"] == former_hash(before, {**row, "at": at})
        assert row["tag"] in FORMER_TAGS
        before = row["hash"]
    with pytest.raises(DBAPIError, match="never changes"):
        tx.exec_driver_sql("DELETE FROM audit")


def test_many_carried_rows_take_several_seals(former: tuple[str, ContactId, str]) -> None:
    url, contact_id, last = former
    with opened(url) as tx:
        tx.exec_driver_sql("BEGIN")
        write_formerly(tx, [("contact:data_shown", contact_id, "contact", "{}")] * 1200, before=last)
        tx.exec_driver_sql("COMMIT")
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    with opened(url) as tx:
        assert list(tx.scalars(select(audit_seal.c.rows))) == [250, 250, 250, 250, 204]
        assert verify(tx, now=LATER).faults == ()
