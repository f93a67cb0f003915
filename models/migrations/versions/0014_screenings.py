"""What a family told when it asked for its rights, and which of them it does not get."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_screening_area_id_area")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_screening_contact_id_contact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_screening_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_screening_contact_id")),
    )
    with op.batch_alter_table("screening") as change:
        change.create_index(op.f("ix_screening_area_id"), ["area_id"])
        change.create_index(op.f("ix_screening_person_id"), ["person_id"])
    op.create_table(
        "screening_right",
        sa.Column("screening_id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.String(length=60), nullable=False),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screening.id"], name=op.f("fk_screening_right_screening_id_screening")
        ),
        sa.PrimaryKeyConstraint("screening_id", "right_id", name=op.f("pk_screening_right")),
    )


def downgrade() -> None:
    """Forget what was told; families tell it again."""
    op.drop_table("screening_right")
    op.drop_table("screening")
