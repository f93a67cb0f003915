"""Links that open the chat page as somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for links that open the page once."""
    op.create_table(
        "page_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["contact.id"], name=op.f("fk_page_link_asked_by_contact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_page_link_person_id_person")),
        sa.ForeignKeyConstraint(["used_by"], ["contact.id"], name=op.f("fk_page_link_used_by_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_link")),
        sa.UniqueConstraint("token", name=op.f("uq_page_link_token")),
    )
    with op.batch_alter_table("page_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_link_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_link_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_link_used_by"), ["used_by"], unique=False)


def downgrade() -> None:
    """Lose the links, which open nothing for long."""
    with op.batch_alter_table("page_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_link_used_by"))
        batch_op.drop_index(batch_op.f("ix_page_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_page_link_asked_by"))

    op.drop_table("page_link")
