"""Which rows one change by an official wrote, so that it can be taken back; decisions that were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for changes by message."""
    op.create_table(
        "register_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("hamlet_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["hamlet_id"], ["area.id"], name=op.f("fk_register_change_hamlet_id_area")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_register_change_household_id_household")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_register_change_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
    )
    for column in ("household_id", "made_by"):
        op.create_index(op.f(f"ix_register_change_{column}"), "register_change", [column])
    op.add_column("decision", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Forget which rows were of one change; what they say stays."""
    with op.batch_alter_table("decision") as change:
        change.drop_column("withdrawn_at")
    op.drop_table("register_change")
