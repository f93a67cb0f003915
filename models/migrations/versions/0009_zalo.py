"""The tokens of Official Accounts of Zalo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for accounts that an administrator connected."""
    op.create_table(
        "zalo_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("access", sa.LargeBinary(), nullable=False),
        sa.Column("refresh", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("access_until", UtcDateTime(), nullable=False),
        sa.Column("refresh_until", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.Column("taken_by", sa.String(length=60), nullable=True),
        sa.Column("taken_until", UtcDateTime(), nullable=True),
        sa.Column("buttons_refused_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_account")),
        sa.UniqueConstraint("oa_id", name=op.f("uq_zalo_account_oa_id")),
    )


def downgrade() -> None:
    """Lose the tokens: an administrator must connect the account anew."""
    op.drop_table("zalo_account")
