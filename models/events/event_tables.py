"""The tables of events: what is held, who offers work there, who registered, came, and what came of it."""

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

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("area_id", ForeignKey("area.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("title", String(120), nullable=False),
    Column("place", String(160), nullable=False),
    Column("map_point", String(40)),
    Column("closes_at", UtcDateTime),
    Column("organiser", String(120)),
    Column("bus", String(160)),
    Column("bring", String(160)),
    Column("trade", String(80)),
    Column("hours", Integer),
    Column("season", String(80)),
    Column("grade", Integer, nullable=False),
    Column("least_age", Integer),
    Column("most_age", Integer),
    Column("statuses", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_by", ForeignKey("person.id")),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

event_slot = Table(
    "event_slot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("capacity", Integer),
)

event_employer = Table(
    "event_employer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("mode", String(10), nullable=False),
)

event_vacancy = Table(
    "event_vacancy",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("employer_id", ForeignKey("event_employer.id"), nullable=False, index=True),
    Column("job", String(120), nullable=False),
    Column("count", Integer, nullable=False),
    Column("pay_from", Integer),
    Column("pay_to", Integer),
    Column("distance_km", Integer),
    Column("grade", Integer, nullable=False),
    Column("least_age", Integer),
    Column("most_age", Integer),
    Column("contract", String(80)),
    Column("benefits", String(160)),
    Column("housing", Boolean, nullable=False),
    Column("transport", Boolean, nullable=False),
    Column("abroad", Boolean, nullable=False),
    Column("licence", String(80)),
    Column("licensed_on", Date),
)

registration = Table(
    "registration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False),
    Column("slot_id", ForeignKey("event_slot.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", String(12), nullable=False, unique=True),
    Column("for_whom", String(10), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), index=True),
    Column("person_id", ForeignKey("person.id"), index=True),
    Column("household_id", ForeignKey("household.id"), index=True),
    Column("hamlet_id", ForeignKey("area.id")),
    Column("name", Sealed(owner="code", lookup="name_index")),
    Column("name_index", LargeBinary(32), index=True),
    Column("phone", Sealed(owner="code")),
    Column("parent_phone", Sealed(owner="code")),
    Column("birth_year", Integer),
    Column("sex", String(6)),
    Column("ethnicity", String(8)),
    Column("status", String(16)),
    Column("grade", Integer),
    Column("wish", String(8)),
    Column("passed_on", Boolean, nullable=False),
    Column("wording", String(24)),
    Column("state", String(10), nullable=False),
    Column("waited", Boolean, nullable=False),
    Column("offered_until", UtcDateTime),
    Column("reminded", Boolean, nullable=False, default=True),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("event_id", "number"),
)
Index("ix_registration_slot_id", registration.c.slot_id, registration.c.state, registration.c.id)

begun_sign_up = Table(
    "begun_sign_up",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), index=True),
    Column("answers", Sealed(owner="contact_id"), nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
)

attendance = Table(
    "attendance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("registration_id", ForeignKey("registration.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("noted_by", ForeignKey("person.id")),
    UniqueConstraint("registration_id", "day"),
)

event_outcome = Table(
    "event_outcome",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("registration_id", ForeignKey("registration.id"), nullable=False, index=True),
    Column("outcome", String(12), nullable=False),
    Column("employer", String(120)),
    Column("source", String(10), nullable=False),
    Column("noted_by", ForeignKey("person.id")),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("replaced_at", UtcDateTime),
    # Of an allowance: for how many days, and how much, VND.
    Column("days", Integer),
    Column("amount", Integer),
)
