"""Job fairs, job sessions and classes: who registers, comes, and what comes of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for events and for those who register, and for the long name of a spreadsheet's type."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(60), type_=sa.String(80))

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("map_point", sa.String(length=40), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("organiser", sa.String(length=120), nullable=True),
        sa.Column("bus", sa.String(length=160), nullable=True),
        sa.Column("bring", sa.String(length=160), nullable=True),
        sa.Column("trade", sa.String(length=80), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("season", sa.String(length=80), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("most_age", sa.Integer(), nullable=True),
        sa.Column("statuses", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_event_area_id_area")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_event_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_area_id"), ["area_id"], unique=False)

    op.create_table(
        "event_employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_employer_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_employer")),
    )
    with op.batch_alter_table("event_employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_employer_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_slot_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_slot")),
    )
    with op.batch_alter_table("event_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_slot_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_slot_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("pay_from", sa.Integer(), nullable=True),
        sa.Column("pay_to", sa.Integer(), nullable=True),
        sa.Column("distance_km", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("most_age", sa.Integer(), nullable=True),
        sa.Column("contract", sa.String(length=80), nullable=True),
        sa.Column("benefits", sa.String(length=160), nullable=True),
        sa.Column("housing", sa.Boolean(), nullable=False),
        sa.Column("transport", sa.Boolean(), nullable=False),
        sa.Column("abroad", sa.Boolean(), nullable=False),
        sa.Column("licence", sa.String(length=80), nullable=True),
        sa.Column("licensed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["event_employer.id"], name=op.f("fk_event_vacancy_employer_id_event_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_vacancy")),
    )
    with op.batch_alter_table("event_vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_vacancy_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("for_whom", sa.String(length=10), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("hamlet_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("parent_phone", sa.LargeBinary(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=6), nullable=True),
        sa.Column("ethnicity", sa.String(length=8), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("wish", sa.String(length=8), nullable=True),
        sa.Column("passed_on", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("waited", sa.Boolean(), nullable=False),
        sa.Column("offered_until", UtcDateTime(), nullable=True),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_registration_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event")),
        sa.ForeignKeyConstraint(["hamlet_id"], ["area.id"], name=op.f("fk_registration_hamlet_id_area")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_registration_household_id_household")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["event_slot.id"], name=op.f("fk_registration_slot_id_event_slot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_code")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_registration_event_id_number")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_name_index"), ["name_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_registration_slot_id", ["slot_id", "state", "id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_attendance_noted_by_person")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_attendance_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("registration_id", "day", name=op.f("uq_attendance_registration_id_day")),
    )
    op.create_table(
        "event_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("employer", sa.String(length=120), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_event_outcome_noted_by_person")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_event_outcome_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_outcome")),
    )
    with op.batch_alter_table("event_outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_outcome_registration_id"), ["registration_id"], unique=False
        )


def downgrade() -> None:
    """Lose the events and who registered for them."""
    with op.batch_alter_table("event_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_outcome_registration_id"))

    op.drop_table("event_outcome")
    op.drop_table("attendance")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_slot_id")
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))
        batch_op.drop_index(batch_op.f("ix_registration_name_index"))
        batch_op.drop_index(batch_op.f("ix_registration_household_id"))
        batch_op.drop_index(batch_op.f("ix_registration_contact_id"))

    op.drop_table("registration")
    with op.batch_alter_table("event_vacancy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_vacancy_employer_id"))

    op.drop_table("event_vacancy")
    with op.batch_alter_table("event_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_slot_event_id"))
        batch_op.drop_index(batch_op.f("ix_event_slot_ends_at"))

    op.drop_table("event_slot")
    with op.batch_alter_table("event_employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_employer_event_id"))

    op.drop_table("event_employer")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_area_id"))

    op.drop_table("event")
    op.execute("DELETE FROM attachment WHERE length(media_type) > 60")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(80), type_=sa.String(60))
