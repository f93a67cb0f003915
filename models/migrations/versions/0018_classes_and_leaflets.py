"""What was paid to learners of a class for which days; leaflets, to whom each went and who opened it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    with op.batch_alter_table("event_outcome") as change:
        change.add_column(sa.Column("days", sa.Integer(), nullable=True))
        change.add_column(sa.Column("amount", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Forget sums; that somebody was paid stays."""
    with op.batch_alter_table("event_outcome") as change:
        change.drop_column("amount")
        change.drop_column("days")
