"""A row of history knows the import that replaced it: no longer is that guessed from the instant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DATED = (
    "residence",
    "recognition",
    "trait",
    "household_note",
    "person_detail",
    "person_phone",
    "membership",
    "insurance",
)


def upgrade() -> None:
    """What was replaced at the instant of an import was replaced by it."""
    for table in DATED:
        op.add_column(table, sa.Column("replaced_import", sa.Integer(), nullable=True))
        op.execute(
            f"UPDATE {table} SET replaced_import ="
            f" (SELECT max(import.id) FROM import WHERE import.made_at = {table}.replaced_at)"
            " WHERE replaced_at IS NOT NULL"
        )


def downgrade() -> None:
    """The instant tells it again."""
    for table in DATED:
        op.drop_column(table, "replaced_import")
