"""Pictures of visits, and voice notes that wait with a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    op.create_table(
        "visit_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("consent", sa.String(length=8), nullable=False),
        sa.Column("likeness", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_picture_visit_id_visit")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_visit_picture_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_visit_picture_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_picture")),
    )
    for column in ("visit_id", "household_id", "contact_id"):
        op.create_index(op.f(f"ix_visit_picture_{column}"), "visit_picture", [column])
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_file_case_id_case")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_case_file_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
    )
    for column in ("case_id", "contact_id"):
        op.create_index(op.f(f"ix_case_file_{column}"), "case_file", [column])


def downgrade() -> None:
    """Forget pictures and voice notes."""
    op.drop_table("case_file")
    op.drop_table("visit_picture")
