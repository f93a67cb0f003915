"""What each night forgot, notices without words, and who may act for a household how far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    op.create_table(
        "retention_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_day")),
    )
    with op.batch_alter_table("notice") as change:
        change.alter_column("parameters", existing_type=sa.LargeBinary(), nullable=True)
    with op.batch_alter_table("role_grant") as change:
        change.add_column(sa.Column("scope", sa.String(length=8), nullable=True))
        change.add_column(sa.Column("tie", sa.String(length=12), nullable=True))
    with op.batch_alter_table("invitation") as change:
        change.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        change.add_column(sa.Column("household_id", sa.Integer(), nullable=True))
        change.add_column(sa.Column("scope", sa.String(length=8), nullable=True))
        change.add_column(sa.Column("tie", sa.String(length=12), nullable=True))
        change.create_index(op.f("ix_invitation_household_id"), ["household_id"])
        change.create_foreign_key(
            op.f("fk_invitation_household_id_household"), "household", ["household_id"], ["id"]
        )


def downgrade() -> None:
    """Back to the form before. Invitations that name nobody yet and notices without words go."""
    op.execute("DELETE FROM invitation WHERE person_id IS NULL")
    with op.batch_alter_table("invitation") as change:
        change.drop_constraint(op.f("fk_invitation_household_id_household"), type_="foreignkey")
        change.drop_index(op.f("ix_invitation_household_id"))
        change.drop_column("tie")
        change.drop_column("scope")
        change.drop_column("household_id")
        change.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("role_grant") as change:
        change.drop_column("tie")
        change.drop_column("scope")
    op.execute("DELETE FROM notice WHERE parameters IS NULL")
    with op.batch_alter_table("notice") as change:
        change.alter_column("parameters", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("retention_day")
