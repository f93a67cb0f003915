"""The tables of the register. Every fact about a family is a dated row that is never changed, only replaced.

Who moved away or died has a row too, from that day on: without a hamlet or relation, with how it ended."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from models.base import UtcDateTime, metadata
from models.sealing import Sealed


def _dated() -> list[Column[object]]:
    """Since when it holds and since when it is known; `replaced_by` is the row that stands in its place.

    A row that is replaced by none was a mistake. `import_id` tells which list it came with, `replaced_import`
    which one replaced it."""
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("recorded_at", UtcDateTime, nullable=False),
        Column("replaced_at", UtcDateTime),
        Column("replaced_by", Integer),
        Column("import_id", ForeignKey("import.id"), index=True),
        Column("replaced_import", Integer),
    ]


imports = Table(
    "import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("file_name", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("made_by", ForeignKey("person.id")),
    Column("made_at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
)

household = Table(
    "household",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("area.id"), nullable=False),
    Column("number", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("commune_id", "number"),
)

residence = Table(
    "residence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("hamlet_id", ForeignKey("area.id"), index=True),
    Column("address", Sealed(owner="household_id")),
    Column("began", String(12)),
    Column("ended", String(12)),
    *_dated(),
)

recognition = Table(
    "recognition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("standard", String(10), nullable=False),
    Column("status", String(16), nullable=False),
    Column("cannot_escape", String(24)),
    Column("origin", String(16), nullable=False),
    Column("document", String(60)),
    *_dated(),
)

trait = Table(
    "trait",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("code", String(24), nullable=False),
    Column("amount", Integer),
    *_dated(),
)

household_note = Table(
    "household_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("text", Sealed(owner="household_id"), nullable=False),
    *_dated(),
)

person_detail = Table(
    "person_detail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("birth_year", Integer),
    Column("birth_on", Date),
    Column("sex", String(6)),
    Column("ethnicity", String(8)),
    *_dated(),
)

person_phone = Table(
    "person_phone",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("number", Sealed(owner="person_id", lookup="lookup"), nullable=False),
    Column("lookup", LargeBinary(32), nullable=False, index=True),
    *_dated(),
)

membership = Table(
    "membership",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("relation", String(12)),
    Column("ended", String(12)),
    *_dated(),
)

insurance = Table(
    "insurance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("insured_to", Date, nullable=False),
    *_dated(),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("standard", String(10), nullable=False),
    Column("status", String(16), nullable=False),
    Column("document", String(60)),
    Column("decided_on", Date, nullable=False),
    Column("income_points", Integer),
    Column("deprivations", JSON),
    Column("urban", Boolean, nullable=False),
    Column("rules", String(40), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("import_id", ForeignKey("import.id"), index=True),
    Column("withdrawn_at", UtcDateTime),
)

receipt = Table(
    "receipt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id")),
    Column("kind", String(8), nullable=False),
    Column("what", String(120), nullable=False),
    Column("amount", Integer),
    Column("giver", String(120)),
    Column("received_on", Date, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

register_change = Table(
    "register_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("household_id", ForeignKey("household.id"), nullable=False, index=True),
    Column("hamlet_id", ForeignKey("area.id"), nullable=False),
    Column("made_by", ForeignKey("person.id"), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("undone_at", UtcDateTime),
)

name_word = Table(
    "name_word",
    metadata,
    Column("hamlet_id", ForeignKey("area.id"), primary_key=True),
    Column("word", String(24), primary_key=True),
    Column("household_id", ForeignKey("household.id"), primary_key=True),
    Column("of_head", Boolean, nullable=False),
)
Index("ix_name_word_household_id", name_word.c.household_id)

DATED = (
    residence,
    recognition,
    trait,
    household_note,
    person_detail,
    person_phone,
    membership,
    insurance,
)
"""The tables of history, as an undone import goes through them."""
