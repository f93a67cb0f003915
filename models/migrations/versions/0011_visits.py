"""Visits to families, the book of what was pledged, received and given, and what families say of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for visits."""
    _visits()
    _ledger()
    _answers()


def _visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("hamlet_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("advice", sa.LargeBinary(), nullable=True),
        sa.Column("promise", sa.LargeBinary(), nullable=True),
        sa.Column("promise_due", sa.Date(), nullable=True),
        sa.Column("need", sa.LargeBinary(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("told_by", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_visit_household_id_household")
        ),
        sa.ForeignKeyConstraint(["hamlet_id"], ["area.id"], name=op.f("fk_visit_hamlet_id_area")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_visit_sponsor_id_sponsor")),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_visit_told_by_person")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_visit_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    for column in ("household_id", "hamlet_id", "sponsor_id", "contact_id"):
        op.create_index(op.f(f"ix_visit_{column}"), "visit", [column])


def _ledger() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("measure", sa.String(length=5), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=True),
        sa.Column("unit", sa.String(length=12), nullable=True),
        sa.Column("entry_day", sa.Date(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["area.id"], name=op.f("fk_ledger_entry_commune_id_area")),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_ledger_entry_sponsor_id_sponsor")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_ledger_entry_household_id_household")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_ledger_entry_visit_id_visit")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_reverses_id_ledger_entry")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_ledger_entry_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entry_reverses_id")),
    )
    for column in ("commune_id", "sponsor_id", "household_id", "visit_id"):
        op.create_index(op.f(f"ix_ledger_entry_{column}"), "ledger_entry", [column])


def _answers() -> None:
    op.create_table(
        "visit_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("came", sa.String(length=5), nullable=False),
        sa.Column("gift", sa.String(length=5), nullable=True),
        sa.Column("need", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_answer_visit_id_visit")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_visit_answer_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_visit_answer_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_answer_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_answer")),
    )
    for column in ("visit_id", "contact_id"):
        op.create_index(op.f(f"ix_visit_answer_{column}"), "visit_answer", [column])


def downgrade() -> None:
    """Forget visits."""
    for table in ("visit_answer", "ledger_entry", "visit"):
        op.drop_table(table)
