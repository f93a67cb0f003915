"""Wrong codes that were typed count by door; what a template costs to a number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Codes that were wrong before count as not typed: they are forgotten within the hour anyway."""
    with op.batch_alter_table("link_miss") as change:
        change.add_column(sa.Column("typed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("notice_template") as change:
        change.add_column(sa.Column("phone_price", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Count them all alike; send to no number."""
    with op.batch_alter_table("notice_template") as change:
        change.drop_column("phone_price")
    with op.batch_alter_table("link_miss") as change:
        change.drop_column("typed")
