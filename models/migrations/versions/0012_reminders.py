"""Sponsor units with capacity and plans, reminders as rows, days that a ward announces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    op.create_table(
        "reminder_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("units_to", sa.Integer(), nullable=False),
        sa.Column("families_to", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reminder_day")),
    )
    op.create_table(
        "reminder_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["area.id"], name=op.f("fk_reminder_setting_commune_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_setting")),
    )
    with op.batch_alter_table("reminder_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_setting_commune_id"), ["commune_id"], unique=False)
    op.create_table(
        "ward_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["area.id"], name=op.f("fk_ward_day_commune_id_area")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_ward_day_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_day")),
    )
    with op.batch_alter_table("ward_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ward_day_commune_id"), ["commune_id"], unique=False)
    op.create_table(
        "reminder_mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_reminder_mute_household_id_household")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_reminder_mute_made_by_person")),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_reminder_mute_sponsor_id_sponsor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_mute")),
    )
    with op.batch_alter_table("reminder_mute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_mute_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_mute_sponsor_id"), ["sponsor_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("matter", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("sponsorship_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("useful_to", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["area.id"], name=op.f("fk_reminder_commune_id_area")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_reminder_household_id_household")
        ),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_reminder_sponsor_id_sponsor")),
        sa.ForeignKeyConstraint(
            ["sponsorship_id"], ["sponsorship.id"], name=op.f("fk_reminder_sponsorship_id_sponsorship")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("occurrence", name=op.f("uq_reminder_occurrence")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(
            "ix_reminder_open",
            ["status", "due_on"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_reminder_sponsor_id"), ["sponsor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_sponsorship_id"), ["sponsorship_id"], unique=False)
    op.create_table(
        "sponsor_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sponsorship_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sponsorship_id"], ["sponsorship.id"], name=op.f("fk_sponsor_promise_sponsorship_id_sponsorship")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_promise")),
    )
    with op.batch_alter_table("sponsor_promise", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sponsor_promise_sponsorship_id"), ["sponsorship_id"], unique=False
        )
    op.create_table(
        "sponsor_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("sponsorship_id", sa.Integer(), nullable=True),
        sa.Column("done", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_sponsor_step_made_by_person")),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_sponsor_step_sponsor_id_sponsor")
        ),
        sa.ForeignKeyConstraint(
            ["sponsorship_id"], ["sponsorship.id"], name=op.f("fk_sponsor_step_sponsorship_id_sponsorship")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_step")),
    )
    with op.batch_alter_table("sponsor_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsor_step_sponsor_id"), ["sponsor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsor_step_sponsorship_id"), ["sponsorship_id"], unique=False)
    op.create_table(
        "sponsor_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("need", sa.String(length=20), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["area.id"], name=op.f("fk_sponsor_offer_commune_id_area")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_sponsor_offer_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_sponsor_offer_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["person.id"], name=op.f("fk_sponsor_offer_settled_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_sponsor_offer_sponsor_id_sponsor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_offer")),
    )
    with op.batch_alter_table("sponsor_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsor_offer_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sponsor_offer_contact_id"), ["contact_id"], unique=False)
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("duty", sa.String(length=8), nullable=True))
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("duty", sa.String(length=8), nullable=True))
    with op.batch_alter_table("sponsor", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hamlet_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_sponsor_hamlet_id_area"), "area", ["hamlet_id"], ["id"])
    with op.batch_alter_table("sponsorship", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visit_every", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("made_by", sa.Integer(), nullable=True))
        batch_op.create_index("ix_sponsorship_open", ["sponsor_id", "valid_to"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_sponsorship_made_by_person"), "person", ["made_by"], ["id"]
        )


def downgrade() -> None:
    """Lose what units planned and what was said to them."""
    with op.batch_alter_table("sponsorship", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sponsorship_made_by_person"), type_="foreignkey")
        batch_op.drop_index("ix_sponsorship_open")
        batch_op.drop_column("made_by")
        batch_op.drop_column("visit_every")
    with op.batch_alter_table("sponsor", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sponsor_hamlet_id_area"), type_="foreignkey")
        batch_op.drop_column("ended_on")
        batch_op.drop_column("hamlet_id")
        batch_op.drop_column("capacity")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_column("duty")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("duty")
    op.drop_table("sponsor_offer")
    op.drop_table("sponsor_step")
    op.drop_table("sponsor_promise")
    op.drop_table("reminder")
    op.drop_table("reminder_mute")
    op.drop_table("ward_day")
    op.drop_table("reminder_setting")
    op.drop_table("reminder_day")
