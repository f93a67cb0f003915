"""Each lane of the outbox is found by itself: a broadcast to a whole province holds up no reply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OPEN = sa.text("status IN ('ready', 'leased')")
_ONCE = {
    "sqlite": sa.text("status = 'leased' AND repeatable IS 0"),
    "postgresql": sa.text("status = 'leased' AND repeatable IS false"),
}


def upgrade() -> None:
    """Find open messages by lane, and what may go out once only by its lease."""
    op.drop_index("ix_outbox_open", "outbox")
    op.create_index(
        "ix_outbox_open", "outbox", ["bulk", "due_at", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index(
        "ix_outbox_once",
        "outbox",
        ["lease_until"],
        sqlite_where=_ONCE["sqlite"],
        postgresql_where=_ONCE["postgresql"],
    )


def downgrade() -> None:
    """Find open messages by the time they are due alone."""
    op.drop_index("ix_outbox_once", "outbox")
    op.drop_index("ix_outbox_open", "outbox")
    op.create_index("ix_outbox_open", "outbox", ["due_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
