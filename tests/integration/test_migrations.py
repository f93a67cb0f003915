"""The database grows and shrinks without losing its form, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from bot.errors import RefusedToStart
from models import schema
from models.installation import Purpose
from models.tables import metadata
from models.unit_of_work import make_engine

OF_THE_REGISTER = {
    "area_succession",
    "consent",
    "decision",
    "demo_card",
    "household",
    "household_note",
    "import",
    "insurance",
    "invitation",
    "link_miss",
    "membership",
    "name_word",
    "person_detail",
    "person_phone",
    "receipt",
    "recognition",
    "register_change",
    "residence",
    "role_grant",
    "slip",
    "sponsor",
    "sponsorship",
    "trait",
}
LATER = {
    "visit",
    "visit_picture",
    "case_file",
    "visit_answer",
    "ledger_entry",
    "audit_subject",
    "audit_seal",
    "audit_unsealed",
    "retention_day",
    "page_link",
    "zalo_account",
    "notice_template",
    "message_cost",
    "reminder",
    "reminder_day",
    "reminder_mute",
    "reminder_setting",
    "sponsor_offer",
    "sponsor_promise",
    "sponsor_step",
    "ward_day",
    "screening",
    "screening_right",
    "event",
    "event_slot",
    "event_employer",
    "event_vacancy",
    "registration",
    "attendance",
    "event_outcome",
    "charity_house",
    "house_step",
    "gift_plan",
    "case_step",
    "talk",
    "target",
    "broadcast",
    "broadcast_recipient",
    "begun_sign_up",
    "leaflet",
    "leaflet_copy",
} | OF_THE_REGISTER


def tables_of(url: str) -> set[str]:
    engine = make_engine(url)
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def test_a_new_database_gets_every_table_and_goes_back_to_none(database_url: str) -> None:
    schema.upgrade(database_url, purpose=Purpose.TEST)
    assert tables_of(database_url) == set(metadata.tables)
    schema.downgrade(database_url)
    assert tables_of(database_url) == set()
    schema.upgrade(database_url, purpose=Purpose.TEST)
    assert tables_of(database_url) == set(metadata.tables)


def test_the_migrations_make_exactly_the_tables_the_code_knows(migrated_database_url: str) -> None:
    engine = make_engine(migrated_database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_demo_database_stays_one(database_url: str) -> None:
    schema.upgrade(database_url, purpose=Purpose.DEMO)
    assert schema.upgrade(database_url, purpose=Purpose.LIVE) is Purpose.DEMO


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    schema.upgrade(database_url, purpose=Purpose.TEST)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
    engine.dispose()
    with pytest.raises(RefusedToStart, match="newer version"):
        schema.upgrade(database_url, purpose=Purpose.TEST)


def test_the_questions_come_and_go_and_what_was_there_before_stays(database_url: str) -> None:
    schema.upgrade(database_url, purpose=Purpose.TEST)
    schema.downgrade(database_url, "0001")
    assert tables_of(database_url) == set(metadata.tables) - {"question"} - LATER
    assert schema.describe(database_url) == ("0001", Purpose.TEST)
    with pytest.raises(RefusedToStart, match="it migrates"):
        schema.ready_for(database_url)
    schema.upgrade(database_url, purpose=Purpose.TEST)
    assert "question" in tables_of(database_url)
    assert schema.ready_for(database_url) is Purpose.TEST


@pytest.mark.parametrize("damage", ["header", "page"])
def test_a_damaged_file_is_named_with_the_way_back(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "damaged.db"
    schema.upgrade(f"sqlite:///{file}", purpose=Purpose.TEST)
    content = bytearray(file.read_bytes())
    start = 0 if damage == "header" else 4096
    content[start : start + 2000] = b"\x5a" * 2000
    file.write_bytes(content)
    with pytest.raises(RefusedToStart, match="donghanh restore"):
        schema.upgrade(f"sqlite:///{file}", purpose=Purpose.TEST)
