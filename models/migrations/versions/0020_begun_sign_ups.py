"""Registering that was begun and not ended, to go on elsewhere; who wants no reminders of a ticket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room; who registered until now is reminded."""
    with op.batch_alter_table("registration") as change:
        change.add_column(sa.Column("reminded", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE registration SET reminded = true"))
    with op.batch_alter_table("registration") as change:
        change.alter_column("reminded", existing_type=sa.Boolean(), nullable=False)
    op.create_table(
        "begun_sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_begun_sign_up_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_begun_sign_up_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_begun_sign_up")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_begun_sign_up_contact_id")),
    )
    with op.batch_alter_table("begun_sign_up") as change:
        change.create_index(op.f("ix_begun_sign_up_person_id"), ["person_id"])


def downgrade() -> None:
    """Forget both."""
    op.drop_table("begun_sign_up")
    with op.batch_alter_table("registration") as change:
        change.drop_column("reminded")
